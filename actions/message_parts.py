"""The parts of a message, and what one of them says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from actions.people import listed, words
from actions.phrases import Found
from actions.words import question_words
from knowledge.rules.values import FactValue
from language.lexicon import Heard
from language.normalise import normalise

# "b.com", "m. sc.", but "card h. naukri nahi": h is how many write है.
_DOTTED = re.compile(r"(?<=(?<![\w'’])[a-z])(?:\.|(?<!h)\.\s)(?=[a-z])")


def parts(text: str) -> list[str]:
    """The text divided at its commas, stops, joining words, and after each "is"."""
    undotted = _DOTTED.sub("", normalise(text))
    pieces = [part for piece in _breaks().split(undotted) if (part := piece.strip())]
    return [part for piece in pieces for part in _statements(piece)]


@lru_cache(maxsize=1)
def _breaks() -> re.Pattern[str]:
    """Stops, words that join two things said, and words that begin another."""
    joining, beginning, asking, wishing = (
        "|".join(map(re.escape, sorted(listed(name)))) for name in ("joining", "beginning", "asking_verbs", "wishing")
    )
    stops = r"[?!;\n]+|(?<!\d)[.,]+|[.,]+(?!\d)"
    questions = rf"(?:{asking})\s+(?:i|we|he|she|my)\b"
    asked, other = (
        "".join(rf"(?<!\b{word})" for word in sorted(listed(name))) for name in ("asking_verbs", "other_after")
    )
    others = rf"(?:{beginning})\s+(?!(?:{wishing})(?:\s|$))\S"
    someone = "|".join(map(re.escape, sorted(listed("someone_else"))))
    return re.compile(rf"{stops}|{other}\s(?:{joining})\s(?!(?:{someone})\s)|\s(?={questions})|{asked}\s(?={others})")


def _statements(piece: str) -> Iterator[str]:
    """ "BPL hai pati mazdoori karte hain": a voice that was written down has no commas."""
    statement: list[str] = []
    said = piece.split()
    for place, word in enumerate(said):
        statement.append(word)
        following = said[place + 1 : place + 2]
        if set(statement[:-1]) <= listed("negations") and len(statement) > 1:
            # "Nahi hai sarkari naukri".
            continue
        if word in listed("copulas") and len(said) - place > 2 and not listed("trailing") & set(following):
            yield " ".join(statement)
            statement = []
    yield " ".join(statement)


@dataclass
class Mention:
    """Names a fact in a part by a word for yes (+), no (-) or none (0), a value, the measure (?), or a denial (!)."""

    name: str
    sign: str
    found: Found
    denied: bool = False


@dataclass
class Part:
    """What one part says. `in_list`: it means what the end of its list says; `carried`: of whom it speaks was said in a
    part before; `only_denies`: it names nothing, so that it can only deny what was asked.
    """

    text: str
    sounds: Sequence[Heard]
    speaker: str | None = None
    facts: dict[str, FactValue] = field(default_factory=dict)
    unsaid: set[str] = field(default_factory=set)
    mentions: list[Mention] = field(default_factory=list)
    titles: set[int] = field(default_factory=set)
    taken: set[int] = field(default_factory=set)
    negated: bool = False
    denies_ahead: bool = False
    bare: bool = False
    in_list: bool = False
    carried: bool = False
    only_denies: bool = False

    @property
    def asks(self) -> bool:
        """Whether it is a question, or asks for something."""
        return self.says("asking") or bool(question_words().find(self.sounds))

    @property
    def has_or(self) -> bool:
        return any(word.word in listed("or") for word in self.sounds)

    @property
    def ends_list(self) -> bool:
        """Whether what it says is meant of all that was listed before it."""
        return self.says("lists") or (self.negated and not self.denies_ahead and self.has_or)

    def says(self, name: str) -> bool:
        """Whether a word of this list stands outside titles."""
        return any(hit.first not in self.titles for hit in words(name).find(self.sounds))
