"""Facts about people, heard in free text: several at once, in any order, corrected, denied, or not known.

A message is divided (message_parts.py) and read part by part (fact_parts.py), each part for the person it speaks of
(people.py); then it is settled whom the whole is about, and the facts of that person and of the household are kept.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from actions.fact_parts import PartReader
from actions.message_parts import Part, parts
from actions.own_gender import SIGNS, genders
from actions.people import BRIDE, GROOM, SELF, SPOUSES, listed, related, relations, words
from actions.put_right import without_mistakes
from actions.words import begins_with_if, load, question_words
from knowledge.rules.values import Catalogue, FactValue
from language.lexicon import Heard, Lexicon, heard
from language.numbers import find_numbers

# What is said of the one a message is about, when it names two people.
_TELLING = frozenset(
    {"age", "birth_date", "pregnant", "disability", "disability_percent", "marks", "education", "marital_status"}
)
ALL = "*"
# What is asked of both at a wedding; their other facts are those of the applicant.
_PARTNER = {
    "age": "partner_age",
    "disability_percent": "partner_disability_percent",
    "caste_category": "partner_caste_category",
    "residence": "partner_in_mp",
}
_COUPLE = frozenset({BRIDE, GROOM, *SPOUSES})
_FEW, _FEW_WORDS = 2, 4
_IN_A_TURN = 8
_LOST = "breadwinner_died"
_YOUNGEST, _OLDEST = 10, 110
_LAND = ("irrigated_land", "unirrigated_land")


@dataclass(frozen=True)
class HeardFacts:
    """`subject`: "self", a relation, or None when the message does not say. `unsaid`: facts said to be unknown.

    `same`: facts that the subject shares with the citizen by the message's own words, ALL for all.
    """

    subject: str | None
    facts: dict[str, FactValue]
    unsaid: frozenset[str]
    same: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.facts or self.unsaid or self.same)


class Ear:
    """Hears the facts of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._reader = PartReader(catalogue)
        self._everyday = frozenset(load("data/fact_words.yaml")["everyday"])
        self._personal = frozenset(load("data/fact_words.yaml")["personal"])
        self._asker = frozenset(load("data/fact_words.yaml")["of_the_asker"])
        # Several questions about one turn hear the same words in the same way.
        self._heard = lru_cache(maxsize=_IN_A_TURN)(self._hear)

    def hear(
        self,
        text: str,
        scope: Collection[str] = (),
        asked: str | None = None,
        names: Iterable[str] = (),
        gender: str | None = None,
    ) -> HeardFacts:
        """Facts of `scope` and everyday ones; `names` are titles that state nothing ("widow pension"). `gender` is the
        applicant's, as far as it is known.
        """
        said = self._heard(text, frozenset(scope), asked, tuple(names), gender)
        return replace(said, facts=dict(said.facts))

    def _hear(
        self, text: str, scope: frozenset[str], asked: str | None, names: tuple[str, ...], gender: str | None
    ) -> HeardFacts:
        wanted = frozenset(self._everyday.union(scope, [asked] if asked else []) & self._catalogue.keys())
        titles = _titles(() if asked else names)
        ruling = scope & wanted
        pieces = parts(without_mistakes(text))
        told = [
            self._reader.read(
                part,
                wanted,
                ruling,
                asked or ("age" if _lone_age(part, pieces) or _follows_age(place, pieces) else None),
                titles if len(pieces) <= _FEW or words("asking").find(heard(part)) else _titles(()),
            )
            for place, part in enumerate(pieces)
        ]
        self._reader.settle_lists(told)
        self._reader.deny_ahead(told)
        _drop_denials_of_what_is_stated(told, asked)
        _settle_losses(told, wanted)
        _carry_speakers(told)
        wedding = "partner_age" in ruling
        subject = _subject(told, _COUPLE if wedding else ())
        said_gender = _gender(subject, told)
        if wedding:
            self._wed(told, subject, said_gender or gender)
        facts: dict[str, FactValue] = {}
        unsaid: set[str] = set()
        stated = {name for part in told if not part.asks for name in part.facts}
        for part in told:
            ours = part.speaker in {subject, None}
            for name, value in part.facts.items():
                if (ours or self._concerns(name, part.speaker)) and not (part.asks and name in stated):
                    facts[name] = self._joined(name, facts.get(name), value)
            unsaid |= part.unsaid if ours else set()
        if "district" in facts and facts.get("residence") is False:
            # Districts are those of Madhya Pradesh: who came from elsewhere lives here now.
            del facts["residence"]
        _add_up_land(facts, wanted)
        if said_gender and "gender" in wanted:
            facts.setdefault("gender", said_gender)
        return HeardFacts(subject, facts, frozenset(unsaid - facts.keys()), _same(text))

    def statements(self, text: str) -> str:
        """The parts that neither ask nor suppose anything: "58 की विधवा हूँ" of "58 की विधवा हूँ, कितनी पेंशन?"."""
        return ". ".join(part for part in parts(text) if not _asks_or_supposes(part))

    def left_over(self, text: str, scope: Collection[str] = ()) -> str:
        """What a message says besides facts: in "sambal card hai, kya madad milegi" the question."""
        wanted = frozenset(self._everyday.union(scope) & self._catalogue.keys())
        read = (self._reader.read(part, wanted, frozenset(), None, _titles(())) for part in parts(text))
        return " ".join(part.text for part in read if part.asks or not (part.facts or part.unsaid))

    def _concerns(self, name: str, speaker: str | None) -> bool:
        """Whether a fact told in speaking of another is the subject's too."""
        if self._catalogue[name].of == "household" or name in self._asker:
            return True
        return speaker in SPOUSES and name not in self._personal

    def _wed(self, told: list[Part], subject: str | None, gender: str | None) -> None:
        """At a wedding what is said of the one not asked for is the partner's."""
        partner = {BRIDE, "wife"} if gender == "male" else {GROOM, "husband"}
        for part in told:
            if part.speaker in partner:
                both = {_PARTNER[name]: value for name, value in part.facts.items() if name in _PARTNER}
                dropped = set(_PARTNER) if part.carried else self._personal
                kept = {name: value for name, value in part.facts.items() if name not in dropped}
                part.facts = kept | {name: value for name, value in both.items() if name in self._catalogue}
            if part.speaker in _COUPLE:
                part.speaker = subject

    def _joined(self, name: str, earlier: FactValue | None, value: FactValue) -> FactValue:
        """The last value said, except that occupations add up and the highest schooling and count hold."""
        fact = self._catalogue[name]
        if isinstance(earlier, frozenset) and isinstance(value, frozenset):
            return earlier | value
        if fact.ordered and isinstance(earlier, str) and isinstance(value, str):
            return max(earlier, value, key=list(fact.choices).index)
        if fact.like == "count" and isinstance(earlier, float) and isinstance(value, float):
            return max(earlier, value)
        return value


@lru_cache(maxsize=512)
def _titles(names: tuple[str, ...]) -> Lexicon:
    """The names of one record."""
    return Lexicon({"title": names})


def _drop_denials_of_what_is_stated(told: list[Part], asked: str | None) -> None:
    """ "We earn 2 lakh, no such thing": the sum is told, and is not none."""
    if any(asked in part.facts and not part.only_denies for part in told):
        for part in told:
            if part.only_denies:
                part.facts.pop(asked or "", None)


def _settle_losses(told: list[Part], wanted: Collection[str]) -> None:
    """ "Pati police me the, ab nahi rahe": whose husband or wife has died is widowed; of whoever earned, it is told."""
    for before, part in zip([None, *told], told, strict=False):
        if not _is_gone(part):
            continue
        told_before = before if before and part.speaker is None else None
        named = {part.speaker, told_before.speaker if told_before else None}
        of_family = part.says("relatives") or (told_before is not None and told_before.says("relatives"))
        if _LOST in wanted and (named - {None, SELF} or of_family):
            part.facts[_LOST] = True
        widowed = SELF if named & SPOUSES else _left_behind(part, told)
        if widowed:
            part.facts["marital_status"], part.speaker = "widowed", widowed


def _is_gone(part: Part) -> bool:
    """Whether somebody has died: "papa nahi rahe", and not "paise nahi rahe"."""
    gone = [hit for hit in words("no_more").find(part.sounds) if _is_said_of_somebody(part.sounds[: hit.first])]
    return part.says("passed_away") or any(hit.first not in part.titles for hit in gone)


def _is_said_of_somebody(before: Sequence[Heard]) -> bool:
    told = list(before)
    while told and told[-1].word in listed("gone_between"):
        told.pop()
    return not told or bool(related(told[-1:]))


def _left_behind(part: Part, told: list[Part]) -> str | None:
    """Whose husband or wife has died: "mummy is 36, papa is no more"."""
    spouses = {relations()[gone].spouse for gone in related(part.sounds)} - {None}
    return next((other.speaker for other in told if other.speaker in spouses), None)


def _carry_speakers(told: list[Part]) -> None:
    """A part that names nobody speaks of whom the part before it told something, not of who was only mentioned."""
    current: str | None = None
    for part in told:
        told_of = part.speaker in {SELF, BRIDE, GROOM} or part.facts.keys() & _TELLING or _only_names(part)
        part.carried = part.speaker is None
        part.speaker = part.speaker or current
        current = part.speaker if told_of else current


def _only_names(part: Part) -> bool:
    """ "And my wife": what follows is told of her."""
    return part.speaker is not None and len(part.sounds) <= _FEW_WORDS and not (part.facts or part.says("verbs"))


def _subject(told: list[Part], couple: Collection[str]) -> str | None:
    """`couple` are the two of a wedding, who are not asked for as such."""
    speakers = dict.fromkeys(part.speaker for part in told if part.speaker)
    named = [name for name in speakers if name not in couple]
    others = [name for name in named if name != SELF]
    if not others:
        return named[0] if named else None
    telling = {part.speaker for part in told if part.facts.keys() & _TELLING}
    if SELF in telling or (SELF in named and not telling & set(others)):
        return SELF
    told_of = [name for name in others if name in telling]
    if told_of:
        return told_of[0]
    return None if set(others) <= SPOUSES else others[0]


def _gender(subject: str | None, told: list[Part]) -> str | None:
    """Of somebody else by the relation, of the citizen by how they speak of themselves."""
    if subject not in {SELF, None}:
        own = relations()[subject].gender
        return own or _only(sign for part in told if part.speaker == subject for sign in SIGNS if part.says(sign))
    ours = [part for part in told if part.speaker in {SELF, None, *SPOUSES}]
    return _only(gender for part in ours for gender in genders(part.sounds, part.titles))


def _only(genders_said: Iterable[str]) -> str | None:
    said = set(genders_said)
    return said.pop() if len(said) == 1 else None


def _add_up_land(facts: dict[str, FactValue], wanted: Collection[str]) -> None:
    """Who tells only the irrigated or the dry land tells all there is."""
    told = {name: value for name in _LAND if isinstance(value := facts.get(name), float)}
    if told and "land" in wanted and "land" not in facts:
        facts["land"] = sum(told.values())
        facts |= {name: 0.0 for name in _LAND if name in wanted and name not in told}


def _asks_or_supposes(part: str) -> bool:
    sounds = heard(part)
    asks = question_words().find(sounds) or words("asking").find(sounds) or words("required").find(sounds)
    return bool(asks or words("what_if").find(sounds)) or begins_with_if(part)


def _lone_age(part: str, pieces: list[str]) -> bool:
    """ "I sell bangles, 45, have a phone": a bare number among other things said."""
    return len(pieces) > 1 and part.isdecimal() and _YOUNGEST <= int(part) <= _OLDEST


def _follows_age(place: int, pieces: list[str]) -> bool:
    """ "The age was wrong, it is 46": said right after the word, without another."""
    before = pieces[place - 1] if place else ""
    return bool(words("ages").find(heard(before))) and not find_numbers(before)


def _same(text: str) -> frozenset[str]:
    sounds = heard(text)
    if words("same_in_all").find(sounds):
        return frozenset({ALL})
    return frozenset({"occupation"}) if words("same_work").find(sounds) else frozenset()
