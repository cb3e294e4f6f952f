"""Which record a turn is about: named, carried over from before, or unclear; and whether it is our business at all."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import log

from actions.people import words
from actions.turn import Turn
from actions.words import decline_reasons, load, this_words
from knowledge.base import KnowledgeBase
from knowledge.schema import Record, Section
from knowledge.search.about import subject_words
from knowledge.search.topics import Topic
from language.lexicon import Lexicon, heard
from language.phonetic import sound

# Scores are fused evidence (knowledge/search/topics.py). Nine in ten questions of evaluation/data/own_tuning.yaml that
# name or describe a record score above 1.9, half above 2.9.
STRONG = 1.9
WEAK = 1.2
# log-odds of being ours = 1.44 score - 1.14 logit(P(out of scope)) - 6.1: logistic regression over that set and the NLU
# data, 95 % right; declined below 20 %.
_PER_SCORE, _PER_OUTSIDE, _BASE = 1.44, 1.14, 6.1
_DECLINED_BELOW = -1.4
_RIVAL, _CLOSE_RIVAL = 0.72, 0.85
_NAMED, _HARDLY_NAMED = 0.66, 0.2
# A record of which less is named, while the one spoken of fits about as well, takes its place from nothing.
_HALF_NAMED, _AS_GOOD = 0.5, 0.85
# From here a message describes another record, though it names none ("my husband died, what can I get").
_DESCRIBED, _ASKED = 2.8, 0.3
_FEW = 4
_ENGLISH_OWNER = re.compile(r"['’]s\b")


def _without_people(text: str, knowledge: KnowledgeBase) -> str:
    """Without words for people of a kind, who are no subject: "do BPL card holders pay too?"; but not a scheme's."""
    found = _people().search(text)
    if found is None:
        return text
    kind = knowledge.topics.rank(found[1])[0]
    record = knowledge.records.get(kind.id)
    named = record is not None and record.kind == "scheme" and kind.named >= _NAMED
    return text if named else f"{text[: found.start()]} {text[found.end() :]}"


@lru_cache(maxsize=1)
def _people() -> re.Pattern[str]:
    kinds, after, holders = (
        "|".join(map(re.escape, load("data/pointing.yaml")[name])) for name in ("of_a_kind", "given", "holders")
    )
    called = r"(?<!\S)((?:\S+\s+){1,2})"
    return re.compile(rf"{called}(?:(?:{kinds})\s+(?:{after})|(?:{holders}))(?!\S)", re.IGNORECASE)


class Found(Enum):
    NAMED = "named"
    CARRIED = "carried"
    UNCLEAR = "unclear"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Resolution:
    """`topic` is set when NAMED or CARRIED, `candidates` are the best of the search, best first."""

    found: Found
    topic: str | None
    candidates: tuple[Topic, ...]

    @property
    def score(self) -> float:
        return self.candidates[0].score if self.candidates else 0.0

    @property
    def by_name(self) -> bool:
        """The topic stands in the message by one of its names, whether or not it was spoken of before."""
        return any(
            topic.id == self.topic and (topic.whole_name > 0.4 or topic.named >= _NAMED) for topic in self.candidates
        )

    @property
    def clearly_named(self) -> bool:
        """Another record than was spoken of stands in the message by one of its names."""
        return self.found is Found.NAMED and self.by_name

    @property
    def confidence(self) -> str:
        if self.found is Found.CARRIED:
            return "high"
        return "high" if self.score >= STRONG else "medium" if self.score >= WEAK else "low"


def resolve(turn: Turn, knowledge: KnowledgeBase, text: str | None = None) -> Resolution:
    """The subject of the turn, or of `text`, a part of it."""
    text = turn.text if text is None else text
    text = _without_people(text, knowledge) if turn.topic else text
    about = subject_words(text)
    one_before = _pointed_at(turn, text, knowledge)
    if not about and turn.topic and not one_before:
        return Resolution(Found.CARRIED, turn.topic, ())
    candidates = tuple(knowledge.topics.rank(text))
    best = candidates[0]
    if one_before and best.whole_name == 0:
        return Resolution(Found.NAMED, one_before, candidates)
    if turn.topic and (_leans_on_context(best, turn, candidates, about) or _only_asks(best, about, knowledge)):
        return Resolution(Found.CARRIED, turn.topic, candidates)
    if best.whole_name > 0 and _is_where(text, best, knowledge):
        had_there = next((topic for topic in candidates[1:] if topic.whole_name > 0), None)
        if had_there:
            return Resolution(Found.NAMED, had_there.id, candidates)
        if turn.topic and this_words().find(heard(text)):
            return Resolution(Found.CARRIED, turn.topic, candidates)
    if one_of_these := _offered(turn, knowledge, text, candidates, about):
        return Resolution(Found.NAMED, one_of_these, candidates)
    if turn.topic and _tells_no_other(best, turn, knowledge, about):
        return Resolution(Found.CARRIED, turn.topic, candidates)
    if not about or best.score < WEAK:
        return Resolution(Found.NOTHING, None, candidates)
    exact = [topic for topic in candidates[:_FEW] if topic.whole_name > 0]
    unclear = is_unclear(candidates, about)
    if len(exact) == 1 and (len(about) <= 2 or unclear):
        return Resolution(Found.NAMED, exact[0].id, candidates)
    if unclear and not _alone_named(candidates, about, knowledge):
        if turn.topic and best.named < _HARDLY_NAMED:
            return Resolution(Found.CARRIED, turn.topic, candidates)
        if spoken_of := _spoken_of(turn, candidates):
            return Resolution(Found.NAMED, spoken_of, candidates)
        return Resolution(Found.UNCLEAR, None, candidates)
    return Resolution(Found.NAMED, best.id, candidates)


def is_unclear(candidates: tuple[Topic, ...], about: list[str]) -> bool:
    """A few words that name no record and fit several."""
    best, rival = candidates[0], candidates[1]
    if len(about) > _FEW or best.whole_name > 0 or best.named >= _NAMED:
        return False
    return rival.score >= (_RIVAL if len(about) <= 2 else _CLOSE_RIVAL) * best.score


def _alone_named(candidates: tuple[Topic, ...], about: list[str], knowledge: KnowledgeBase) -> bool:
    """Two words or more that stand together in the best record's names, and in no rival's ("CM wali kisan kist")."""
    if len(about) < 2:
        return False
    heard_about = {sound(word) for word in about}
    rivals = [topic.id for topic in candidates[1:] if topic.score >= _RIVAL * candidates[0].score]
    best, *others = (heard_about <= _name_sounds(knowledge, topic) for topic in (candidates[0].id, *rivals))
    return best and not any(others)


def _name_sounds(knowledge: KnowledgeBase, topic: str) -> set[str]:
    return {sound(word) for word in _name_words(knowledge, topic)}


def _name_words(knowledge: KnowledgeBase, topic: str) -> list[str]:
    """The words of all its names, each once."""
    record = knowledge.records.get(topic)
    if record is None:
        return []
    names = [record.name.hi, record.name.en, *record.aliases.hi, *record.aliases.latin]
    return list(dict.fromkeys(word for name in names for word in subject_words(name)))


def _offered(
    turn: Turn, knowledge: KnowledgeBase, text: str, candidates: tuple[Topic, ...], about: list[str]
) -> str | None:
    """Of several records just offered the one that a few words fit best ("the widow one"), else one of their kind."""
    offered = list(dict.fromkeys(choice.split(":")[1] for choice in turn.offered if choice.startswith("topic:")))
    if not about or len(about) > _FEW or len(offered) < 2:
        return None
    if one := next((topic.id for topic in candidates if topic.id in offered and topic.named > 0), None):
        return one
    if turn.intent != "choose":
        return None
    kind = set.intersection(*(_name_sounds(knowledge, topic) for topic in offered))
    common = [word for word in _name_words(knowledge, offered[0]) if sound(word) in kind]
    best = knowledge.topics.rank(" ".join([text, *common]))[0]
    return (
        best.id
        if common and best.named > 0 and {sound(word) for word in about} & _name_sounds(knowledge, best.id)
        else None
    )


def _is_where(text: str, best: Topic, knowledge: KnowledgeBase) -> bool:
    """ "What does it cost at the Lok Seva Kendra?": the record named may be but where the thing asked about is had."""
    sounds = heard(text)
    record = knowledge.records.get(best.id)
    if record is None or record.kind != "information":
        return False
    hits = _names_of(record).find(sounds)
    before, after = (frozenset(load("data/pointing.yaml")[name]) for name in ("at_before", "at_after"))
    return bool(hits) and all(
        {word.word for word in sounds[hit.after : hit.after + 1]} & after
        or {word.word for word in sounds[max(hit.first - 2, 0) : hit.first]} & before
        for hit in hits
    )


def _names_of(record: Record) -> Lexicon:
    return Lexicon({record.id: [record.name.hi, record.name.en, *record.aliases.hi, *record.aliases.latin]})


def _pointed_at(turn: Turn, text: str, knowledge: KnowledgeBase) -> str | None:
    """Of the records spoken of before the one that "the police one", "wo aay wala" points at."""
    marks = frozenset(load("data/pointing.yaml")["one"])
    sounds = heard(text)
    told = {sounds[at - 1].sound.lstrip("=") for at, word in enumerate(sounds) if at and word.word in marks}
    current = _name_sounds(knowledge, turn.topic or "")
    earlier = (topic for topic in turn.recent if topic != turn.topic)
    return next((topic for topic in earlier if told & (_name_sounds(knowledge, topic) - current)), None)


def _tells_no_other(best: Topic, turn: Turn, knowledge: KnowledgeBase, about: list[str]) -> bool:
    """A question none of whose words tells the best record from the one spoken of: "and how much pension in all?"."""
    if best.whole_name > 0 or best.id not in knowledge.records:
        return False
    if not any(turn.probability(f"ask_{section.value}") >= _ASKED for section in Section):
        return False
    told = {sound(word) for word in about} & _name_sounds(knowledge, best.id)
    return (bool(told) or best.score < _DESCRIBED) and told <= _name_sounds(knowledge, turn.topic or "")


def _spoken_of(turn: Turn, candidates: tuple[Topic, ...]) -> str | None:
    """Of several that fit, the one this conversation was about before ("which of the two pays for an accident?")."""
    fitting = [topic.id for topic in candidates if topic.score >= _RIVAL * candidates[0].score]
    return next((topic for topic in fitting if topic in turn.recent), None)


def is_outside(turn: Turn, resolution: Resolution) -> bool:
    """Whether the message is more likely none of this assistant's business."""
    if not resolution.by_name and is_of_another_state(turn.text):
        return True
    outside = min(0.998, max(0.002, turn.probability("out_of_scope")))
    if resolution.found is Found.CARRIED:
        return outside >= 0.5
    return _PER_SCORE * resolution.score - _PER_OUTSIDE * log(outside / (1 - outside)) - _BASE < _DECLINED_BELOW


def is_of_another_state(text: str) -> bool:
    """ "Telangana's Rythu Bandhu", "Gujarat ki yojana": something of another state, and nobody who comes from there."""
    sounds = heard(_ENGLISH_OWNER.sub(" of", text))
    states = [hit for hit in decline_reasons().find(sounds) if hit.value == "other_state"]
    owns = frozenset(load("data/pointing.yaml")["owned"])
    owned = any(word.word in owns for hit in states for word in sounds[hit.after : hit.after + 1])
    return owned and not words("at_home_in").find(sounds)


def _only_asks(best: Topic, about: list[str], knowledge: KnowledgeBase) -> bool:
    """Whether the best record is named by nothing but words for a section ("helpline number", not "ambulance")."""
    record = knowledge.records.get(best.id)
    if record is None or subject_words(record.name.hi):
        return False
    return not {sound(word) for word in about} & _name_sounds(knowledge, best.id)


def _leans_on_context(best: Topic, turn: Turn, candidates: tuple[Topic, ...], about: list[str]) -> bool:
    """A follow-up: little of its own, and nothing that names another record."""
    if best.id == turn.topic:
        return True
    if best.whole_name > 0 or (best.named >= _NAMED and best.score >= STRONG):
        return False
    current = next((topic.score for topic in candidates if topic.id == turn.topic), 0.0)
    if best.named < _HALF_NAMED and current >= _AS_GOOD * best.score:
        return True
    return best.score < STRONG and (current >= 0.7 * best.score or len(about) <= 2)
