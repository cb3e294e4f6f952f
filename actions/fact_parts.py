"""Reads one part of a message: whom it speaks of, and which facts it states, denies, or says are not known."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import dropwhile, takewhile

from actions.choice_answers import choice_meant
from actions.fact_measures import Measures, Naming
from actions.message_parts import Mention, Part
from actions.people import SELF, SPOUSES, listed, speaker, words
from actions.phrases import Found, Phrases
from actions.time_ago import find_days_ago
from actions.words import load, question_words
from knowledge.rules.schema import FactType
from knowledge.rules.values import Catalogue
from language.attributes import find_attributes
from language.lexicon import Heard, Lexicon, heard
from language.numbers import find_numbers
from language.places import find_districts
from language.quantities import Quantity, find_quantities
from portal.calendar import today

_ATTRIBUTES = ("caste_category", "marital_status", "occupation")
_YES, _NO, _NAMED, _DENIED, _NONE = "+", "-", "?", "!", "0"
_SIGNS = {_YES, _NO, _NAMED, _DENIED, _NONE}
_DECOY = "decoy"
_SHORT, _CLOSE = 3, 2
_DENYING = ("negations", "left_undone")
_DEGREES = {"graduate", "postgraduate"}
_LEFT_ALONE = {"widowed", "deserted", "divorced"}


class PartReader:
    """Reads parts against one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._phrases: dict[frozenset[str], tuple[Phrases, Phrases]] = {}
        self._measures: dict[tuple[frozenset[str], frozenset[str]], Measures] = {}

    def read(
        self, text: str, wanted: frozenset[str], scope: frozenset[str], asked: str | None, titles: Lexicon
    ) -> Part:
        """`scope` are those of `wanted` that the rule in play asks for."""
        part = Part(text, heard(text))
        everything = _unbroken(self._found(part.sounds, wanted), part.sounds)
        everything = [one for one in everything if not _takes_denial(one, everything, part.sounds)]
        found = [one for one in everything if one.value != _DECOY]
        decoys = {place for one in everything if one.value == _DECOY for place in one.places}
        part.taken = {place for one in found if not one.value.endswith(_NAMED) for place in one.places}
        denials = _denials(part)
        if not denials:
            part.titles = {place for hit in titles.find(part.sounds) for place in range(hit.first, hit.after)}
        mentions = [_mention(one) for one in found if not (_is_title(one, part) or _is_wanted(one, part))]
        part.mentions = [replace(one, denied=_denied(one, mentions, denials)) for one in mentions]
        part.speaker = speaker(part.sounds, part.taken | part.titles | decoys, wedding="partner_age" in scope)
        if part.speaker in SPOUSES and part.says("of_the_late_spouse"):
            part.speaker = None
        part.negated = bool(denials)
        part.denies_ahead = any(ahead for _, ahead in denials)
        part.bare = not denials and not part.says("verbs") and _words_beside(part) <= 1
        if asked and _is_asked(part):
            return part
        if _doubted(part):
            part.unsaid = {mention.name for mention in part.mentions}
            return part
        if not part.says("required"):
            self._state_flags(part, asked)
        self._state_choices(part, wanted)
        if asked:
            self._state_answer(part, asked)
        self._state_measures(part, self._measures_of(wanted, scope), asked)
        if part.speaker in SPOUSES and part.facts.get("marital_status") in _LEFT_ALONE:
            part.speaker = SELF
        return part

    def settle_lists(self, told: list[Part]) -> None:
        """ "PF, ESIC, tax kuch nahi", "PF, ESIC ya tax nahi": parts without a verb mean what their list's end says."""
        for place in range(len(told) - 2, -1, -1):
            part, following = told[place], told[place + 1]
            if part.bare and part.mentions and (following.ends_list or following.in_list):
                part.in_list = True
                part.negated = following.negated
                part.mentions = [replace(mention, denied=part.negated) for mention in part.mentions]
                part.unsaid |= {mention.name for mention in part.mentions} if following.unsaid else set()
                self._state_flags(part, None)

    def deny_ahead(self, told: list[Part]) -> None:
        """ "I never took a PMEGP, SVANidhi or Mudra loan": a denial with nothing to deny yet goes on over commas.

        One that has denied something goes on as far as an "or": "no job, pension or loan".
        """
        for place, part in enumerate(told):
            for following in _denied_on(part, told[place + 1 :]) if part.denies_ahead else []:
                following.negated = True
                following.mentions = [replace(mention, denied=True) for mention in following.mentions]
                self._state_flags(following, None)

    def _found(self, sounds: Sequence[Heard], wanted: frozenset[str]) -> list[Found]:
        """Flags apart from choices and measures, for "sarkari college" is a kind of college and a place to study."""
        if wanted not in self._phrases:
            decoys = {_DECOY: load("data/fact_words.yaml")["decoys"]}
            flags, others = dict(decoys), dict(decoys)
            for name in sorted(wanted):
                fact = self._catalogue[name]
                (flags if fact.kind == "flag" else others).update(_ways(name, fact))
            self._phrases[wanted] = (Phrases(flags), Phrases(others))
        return [found for phrases in self._phrases[wanted] for found in phrases.find(sounds)]

    def _state_flags(self, part: Part, asked: str | None) -> None:
        for mention in part.mentions:
            if mention.sign == _DENIED and mention.denied:
                part.facts.setdefault(mention.name, False)
        signs = {mention.name: mention for mention in part.mentions if mention.sign in {_YES, _NO}}
        for name, mention in signs.items():
            truth = (mention.sign == _YES) != mention.denied
            if truth and asked in signs and name != asked and self._shares_words(name, asked):
                continue
            part.facts[name] = truth

    def _shares_words(self, name: str, other: str | None) -> bool:
        return other is not None and bool(
            set(self._catalogue[name].true_words) & set(self._catalogue[other].true_words)
        )

    def _state_choices(self, part: Part, wanted: Collection[str]) -> None:
        for mention in part.mentions:
            if mention.sign not in _SIGNS and not mention.denied:
                self._add_choice(part, mention.name, mention.sign)
        untold = [word.word for place, word in enumerate(part.sounds) if place not in part.titles | part.taken]
        attributes = {} if part.negated else find_attributes(" ".join(untold))
        for name in _ATTRIBUTES:
            values = [value for value in attributes.get(name, []) if value in self._catalogue[name].choices]
            if values and name in wanted and (name not in part.facts or self._catalogue[name].many):
                self._add_choice(part, name, values[-1])
        if "district" in wanted and (districts := find_districts(" ".join(untold))):
            part.facts["district"] = districts[-1]
        if "residence" in wanted and "district" not in part.facts and _lives_elsewhere(part):
            part.facts.setdefault("residence", False)
        if part.facts.get("education") in _DEGREES and part.says("ongoing"):
            del part.facts["education"]

    def _state_answer(self, part: Part, asked: str) -> None:
        """What the question makes of a word or two: where "village" answers of a school, nobody lives there."""
        fact = self._catalogue[asked]
        if fact.kind != "choice" or asked in part.facts or (part.negated and part.mentions):
            return
        if value := choice_meant(fact, part.sounds, part.negated):
            part.facts = {asked: frozenset({value}) if fact.many else value}

    def _add_choice(self, part: Part, name: str, value: str) -> None:
        fact, earlier = self._catalogue[name], part.facts.get(name)
        if fact.many:
            part.facts[name] = frozenset({value}) | (earlier if isinstance(earlier, frozenset) else frozenset())
        elif fact.ordered and isinstance(earlier, str):
            part.facts[name] = max(earlier, value, key=list(fact.choices).index)
        else:
            part.facts[name] = value

    def _state_measures(self, part: Part, measures: Measures, asked: str | None) -> None:
        named = [mention for mention in part.mentions if mention.sign == _NAMED]
        naming = Naming(part.text, part.sounds, [(mention.name, mention.found) for mention in named])
        none_at_all = part.negated and part.says("not_one")
        quantities = [] if none_at_all else list(_quantities(part)) or list(_lone_number(part, asked))
        for quantity in quantities:
            if found := measures.read(naming, quantity, asked):
                part.facts[found[0]] = found[1]
        if not none_at_all:
            part.facts |= dict(measures.counts(naming))
        denied = [mention.name for mention in named if mention.denied]
        if asked and part.negated and not part.mentions and len(part.sounds) <= _SHORT:
            denied.append(asked)
            part.only_denies = True
        none = [mention.name for mention in part.mentions if mention.sign == _NONE and not mention.denied]
        for name in [*measures.countable(denied), *none]:
            part.facts.setdefault(name, 0.0)

    def _measures_of(self, wanted: frozenset[str], scope: frozenset[str]) -> Measures:
        if (wanted, scope) not in self._measures:
            self._measures[wanted, scope] = Measures(self._catalogue, wanted, scope)
        return self._measures[wanted, scope]


def _ways(name: str, fact: FactType) -> dict[str, list[str]]:
    """Ways to name the fact or its values."""
    if fact.kind == "flag":
        signs = {_YES: fact.true_words, _NO: fact.false_words, _DENIED: fact.denied_words}
        return {f"{name}={sign}": [*listed] for sign, listed in signs.items()}
    if fact.kind == "choice":
        return {
            f"{name}={value}": [*choice.said, *([] if value in {"other", "none"} else [choice.hi, choice.en])]
            for value, choice in fact.choices.items()
        }
    own = load("data/fact_words.yaml")["income"] if name == "income" else fact.named
    return {f"{name}={_NAMED}": [fact.words.hi, fact.words.en, *own], f"{name}={_NONE}": [*fact.none_words]}


def _unbroken(found: list[Found], sounds: Sequence[Heard]) -> list[Found]:
    """Without phrases that take a denial from one begun before: "sarkari naukri | nahi hai" is no lack of a job."""
    denying = {place for hit in words("negations").find(sounds) for place in range(hit.first, hit.after)}
    return [one for one in found if not (denying & set(one.places) and any(_cuts(one, other) for other in found))]


def _takes_denial(one: Found, found: list[Found], sounds: Sequence[Heard]) -> bool:
    """Whether a choice ("koi kaam nahi") took the denial of what stands before it ("mandey wala koi kaam nahi")."""
    if one.value == _DECOY or one.value[-1] in _SIGNS or sounds[one.last].word not in listed("negations"):
        return False
    return any(other.value[-1] == _YES and 0 < one.first - other.last <= _CLOSE for other in found)


def _cuts(one: Found, other: Found) -> bool:
    """Whether it begins within the other one and ends after it."""
    return other.first < one.first <= other.last < one.last and bool(set(one.places) & set(other.places))


def _is_title(found: Found, part: Part) -> bool:
    """Whether the words name a scheme: all of them do, or some in asking for it ("Vishwakarma ka labh milega")."""
    inside = part.titles & set(found.places)
    return len(inside) == len(found.places) or (bool(inside) and part.asks)


def _is_wanted(found: Found, part: Part) -> bool:
    """ "Gas connection mujhe milega kya?": what is hoped for is not had."""
    if not found.value.endswith(_YES):
        return False
    between = listed("wanted_between")
    after = list(dropwhile(lambda word: word.word in between, part.sounds[found.last + 1 :]))
    before = list(dropwhile(lambda word: word.word in between, reversed(part.sounds[: found.first])))[::-1]
    return any(hit.first == 0 for hit in words("wanted_after").find(after)) or any(
        hit.after == len(before) for hit in words("wanted_before").find(before)
    )


def _mention(found: Found) -> Mention:
    name, _, sign = found.value.partition("=")
    return Mention(name, sign, found)


def _denials(part: Part) -> list[tuple[int, bool]]:
    """The places of denying words, and whether they deny what comes after ("no PF") or before ("PF nahi")."""
    found = [(hit.first, False) for name in _DENYING for hit in words(name).find(part.sounds)]
    found += [(hit.first, True) for hit in words("denying_ahead").find(part.sounds)]
    found += [(hit.first, True) for hit in words("leading_negations").find(part.sounds[:1])]
    return [(place, ahead) for place, ahead in found if place not in part.taken]


def _words_beside(part: Part) -> int:
    """How many words tell something besides the facts named: in "ghar me koi sarkari naukri" none."""
    return sum(
        place not in part.taken and word.word not in listed("in_lists") for place, word in enumerate(part.sounds)
    )


def _denied_on(part: Part, later: list[Part]) -> list[Part]:
    """The parts that a denial in front of a list denies as well."""
    listed_on = list(takewhile(lambda one: one.mentions and not one.negated and (one.bare or one.has_or), later))
    if not part.mentions:
        return listed_on
    return listed_on[: max((place for place, one in enumerate(listed_on, 1) if one.has_or), default=0)]


def _denied(mention: Mention, mentions: list[Mention], denials: list[tuple[int, bool]]) -> bool:
    """A denial that has nothing on its own side denies what is on the other."""
    for place, ahead in denials:
        there = [one for one in mentions if (one.found.first > place) == ahead]
        if (mention.found.first > place) == ahead or not there:
            return True
    return False


def _is_asked(part: Part) -> bool:
    """Whether a word that asks stands in it; "it is what we earn" asks nothing."""
    copulas = listed("relative_after")
    return any(
        not (hit.first and part.sounds[hit.first - 1].word in copulas) for hit in question_words().find(part.sounds)
    )


def _lives_elsewhere(part: Part) -> bool:
    """ "Hum UP ke hain", and not the board, the husband's job or the scheme that is of another state."""
    named = [hit for hit in _other_states().find(part.sounds) if hit.first not in part.titles | part.taken]
    at_home = words("at_home_in").find(part.sounds)
    return not (part.negated or part.asks) and any(
        home.first == state.after or home.after == state.first for state in named for home in at_home
    )


@lru_cache(maxsize=1)
def _other_states() -> Lexicon:
    return Lexicon(
        {"state": [*load("data/declines.yaml")["other_state"], *load("data/fact_words.yaml")["short_states"]]}
    )


def _doubted(part: Part) -> bool:
    """ "Pata nahi", but not the same words in "chal nahi pata"."""
    hits = _doubts().find(part.sounds)
    doubted = any(not part.taken.issuperset(range(hit.first, hit.after)) for hit in hits)
    return doubted or part.says("refusals")


@lru_cache(maxsize=1)
def _doubts() -> Lexicon:
    return Lexicon(load("data/doubt.yaml"))


def _quantities(part: Part) -> Iterator[Quantity]:
    """All that is measured; a number of days or months ago is a date, and "one moment" is nothing."""
    ago = list(find_days_ago(part.text, today()))
    yield from ago
    for quantity in find_quantities(part.text):
        if not (any(day.start <= quantity.start < day.end for day in ago) or _of_a_moment(part.text, quantity.end)):
            yield quantity


def _lone_number(part: Part, asked: str | None) -> Iterator[Quantity]:
    """An answer of a word or two may be a number that elsewhere would be another word ("do")."""
    if asked is not None and len(part.sounds) <= 2:
        for number in find_numbers(part.text):
            if _of_a_moment(part.text, number.end):
                continue
            yield Quantity("number", number.value, number.start, number.end)


def _of_a_moment(text: str, after: int) -> bool:
    return bool(listed("a_moment") & set(text[after:].split()[:1]))
