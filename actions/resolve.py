"""Which record a turn is about: named, carried over from before, or unclear; and whether it is our business at all."""

import re
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from math import log

from actions.context import (
    fits_as_well,
    in_place,
    is_had,
    is_more,
    is_needed,
    is_there,
    is_where,
    leans_on_context,
    name_sounds,
    of_those_offered,
    offered,
    only_asks,
    pointed_at,
    points_back,
    said_before_one,
    spoken_of,
    tells_no_other,
    to_choose_from,
)
from actions.evidence import CLOSE_RIVAL, EQUAL, FEW, HALF, NAMED, PARTLY_NAMED, RIVAL, STRONG, WEAK, WHOLE
from actions.kin import of_kin
from actions.people import words
from actions.turn import Turn
from actions.words import decline_reasons, load, pointing, unlisted, written
from knowledge.base import KnowledgeBase
from knowledge.search.about import subject_words
from knowledge.search.topics import Topic
from language.attributes import find_attributes
from language.lexicon import heard
from language.phonetic import sound
from language.tokens import ANY_TOKEN

# log-odds of being ours = 1.44 score - 1.14 logit(P(out of scope)) - 6.1: logistic regression over that set and the NLU
# data, 95 % right; declined below 20 %.
_PER_SCORE, _PER_OUTSIDE, _BASE = 1.44, 1.14, 6.1
_DECLINED_BELOW = -1.4
_SURELY, _SURELY_ASKED = 0.9, 0.6
# Of follow-ups of six sets of conversations that are no business of ours those below 0.5 are at 0.44 and 0.57 and fit
# 0.12 and 0.19, those above 0.29 at most; of the others the likeliest to be none is at 0.5, and fits 0.41.
_PERHAPS, _HALF, _HARDLY_FITS, _PARTLY_FITS = 0.4, 0.5, 0.25, 0.4
# Who wants a paper, or asks after it, calls it by its name, whatever else is said.
_BY_NAME = frozenset({"apply", "application_status"})
_FURTHER, _CHOICE = 40, 8
_SHORT, _FEW_WORDS, _FEW_KINDS, _FOR = 8, 5, 3, 2
_ENGLISH_OWNER = re.compile(r"['’]s\b")


def _without_people(text: str, topic: str, knowledge: KnowledgeBase) -> str:
    """Without words for people of a kind, who are no subject: "do BPL card holders pay too?"; but not a scheme's, if
    the one spoken of is not for them ("jinka ujjwala connection hai" beside the refill for those).
    """
    found = _people().search(text)
    if found is None:
        return text
    kind = knowledge.topics.rank(found["called"] or found["had"])[0]
    record = knowledge.records.get(kind.id)
    named = record is not None and record.kind == "scheme" and kind.named >= NAMED
    if found["had"] and {sound(word) for word in subject_words(found["had"])} & name_sounds(knowledge, topic):
        named = False
    return text if named else f"{text[: found.start()]} {text[found.end() :]}"


def _without_denied(text: str, knowledge: KnowledgeBase) -> str:
    """ "EWS certificate nahi, OBC caste certificate": what stands before the denial is not meant, if that names
    another record.
    """
    denial = written("not_this").search(text)
    if denial is None or len(text[: denial.start()].split()) > _FEW_WORDS:
        return text
    denied, meant = text[: denial.start()], text[denial.end() :]
    if not subject_words(denied) or not subject_words(meant):
        return text
    one, other = knowledge.topics.rank(denied)[0], knowledge.topics.rank(meant)[0]
    named = min(one.whole_name, other.whole_name) > WHOLE and one.id != other.id
    begins = {sound(word.word) for word in heard(meant)[:1]} & name_sounds(knowledge, other.id)
    return meant if named and begins else text


def _is_of_people(text: str) -> bool:
    """ "SC ST ko?", "और दिव्यांगों के लिए?": people of a kind and nothing else."""
    sounds = heard(text)
    kinds = unlisted(sounds, pointing("for_people"), pointing("also"), words("joining"))
    ends = bool(pointing("for_people").find(sounds[-_FOR:]))
    return ends and 0 < len(kinds) <= _FEW_KINDS and all(map(find_attributes, kinds))


@lru_cache(maxsize=1)
def _people() -> re.Pattern[str]:
    kinds, after, holders, having = (
        "|".join(map(re.escape, load("data/pointing.yaml")[name]))
        for name in ("of_a_kind", "given", "holders", "with_a")
    )
    called = rf"(?P<called>(?:\S+\s+){{1,2}})(?:(?:{kinds})\s+(?:{after})|(?:{holders}))(?!\S)"
    had = rf"(?:{having})\s+(?:an?\s+)?(?P<had>\w+(?:\s+\w+)?)"
    return re.compile(rf"(?<!\S)(?:{called}|{had})", re.IGNORECASE)


class Found(Enum):
    NAMED = "named"
    CARRIED = "carried"
    UNCLEAR = "unclear"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Resolution:
    """`topic` is set when NAMED or CARRIED, `candidates` are the best of the search, best first.

    `pointed`: it was offered or spoken of before, or is meant by its place, whatever the search makes of the words.
    """

    found: Found
    topic: str | None
    candidates: tuple[Topic, ...]
    pointed: bool = False

    @property
    def score(self) -> float:
        return self.candidates[0].score if self.candidates else 0.0

    @property
    def by_name(self) -> bool:
        """The topic stands in the message by one of its names, whether or not it was spoken of before."""
        return any(
            topic.id == self.topic and (topic.whole_name > WHOLE or topic.named >= NAMED) for topic in self.candidates
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
    text = ANY_TOKEN.sub(" ", turn.beside_language if text is None else text)
    kin = of_kin(turn, text, knowledge)
    text = _without_people(text, turn.topic, knowledge) if turn.topic else text
    text = _without_denied(text, knowledge)
    about = subject_words(text) or said_before_one(text)
    turn = _without_what_is_put_right(turn, text) if about else turn
    if turn.topic and not kin and _is_of_people(text):
        return Resolution(Found.CARRIED, turn.topic, ())
    pointed = kin or in_place(turn, text, about) or pointed_at(turn, text, knowledge)
    if not about and turn.topic and not (pointed or to_choose_from(turn)):
        return Resolution(Found.CARRIED, turn.topic, ())
    candidates = tuple(knowledge.topics.rank(text))
    if pointed and candidates[0].whole_name == 0:
        return Resolution(Found.NAMED, pointed, candidates, pointed=True)
    return _by_context(turn, knowledge, text, about, candidates) or _by_name(turn, knowledge, text, about, candidates)


def _without_what_is_put_right(turn: Turn, text: str) -> Turn:
    """ "No, I meant the widow one": not what was answered; but "I meant the fee of it" is."""
    sounds = heard(text)
    if not pointing("meant").find(sounds) or pointing("this").find(sounds):
        return turn
    return replace(turn, topic=None, recent=tuple(topic for topic in turn.recent if topic != turn.topic))


def _by_context(
    turn: Turn, knowledge: KnowledgeBase, text: str, about: list[str], candidates: tuple[Topic, ...]
) -> Resolution | None:
    """What was spoken of or offered before; None when the message is about something of its own."""
    best, carried = candidates[0], Resolution(Found.CARRIED, turn.topic, candidates)
    beside = next((topic for topic in candidates[1:] if _is_beside(topic, best)), None)
    if beside and is_had(text, best, knowledge, beside):
        return Resolution(Found.NAMED, beside.id, candidates, pointed=True)
    if one_of_these := of_those_offered(turn, best, text, about, knowledge):
        return Resolution(Found.NAMED, one_of_these, candidates, pointed=True)
    if turn.topic and (leans_on_context(best, turn, candidates, about) or only_asks(best, about, knowledge)):
        return carried
    if turn.topic and (points_back(best, turn, text, about) or is_needed(text, best, knowledge)):
        return carried
    if best.whole_name > 0 and (is_where(text, best, knowledge) or is_had(text, best, knowledge)):
        if beside:
            return Resolution(Found.NAMED, beside.id, candidates, pointed=True)
        if turn.topic and pointing("this").find(heard(text)):
            return carried
    if one_of_these := offered(turn, knowledge, text, candidates, about):
        return Resolution(Found.NAMED, one_of_these, candidates, pointed=True)
    follows_up = turn.topic and (
        tells_no_other(best, turn, knowledge, about)
        or fits_as_well(best, turn, text, about, knowledge)
        or is_more(best, text)
    )
    return carried if follows_up else None


def _is_beside(other: Topic, best: Topic) -> bool:
    """Whether another record is meant with the one that is named: named too, or described nearly as well."""
    return other.score >= (HALF if other.whole_name > 0 else CLOSE_RIVAL) * best.score


def _by_name(
    turn: Turn, knowledge: KnowledgeBase, text: str, about: list[str], candidates: tuple[Topic, ...]
) -> Resolution:
    best = candidates[0]
    if not about or best.score < WEAK:
        return Resolution(Found.NOTHING, None, candidates)
    exact = [topic for topic in candidates if topic.whole_name > 0 and not is_had(text, topic, knowledge)]
    if only_asks(best, about, knowledge):
        best = next((topic for topic in exact if topic.id != best.id), best)
    unclear = is_unclear(candidates, about) or _is_shared_name(candidates, text, about)
    if len(exact) == 1 and (len(about) <= 2 or unclear or _is_the_paper(exact[0], turn, text, knowledge)):
        return Resolution(Found.NAMED, exact[0].id, candidates)
    if unclear and not _alone_named(candidates, about, knowledge):
        if turn.topic and best.named < PARTLY_NAMED:
            return Resolution(Found.CARRIED, turn.topic, candidates)
        if alike := _only_one_of_its_kind(turn, candidates, knowledge):
            return Resolution(Found.NAMED, alike, candidates)
        if before := spoken_of(turn, candidates):
            return Resolution(Found.NAMED, before, candidates, pointed=True)
        return _of_the_kind_said(text, candidates, knowledge)
    return Resolution(Found.NAMED, best.id, candidates)


def _is_the_paper(named: Topic, turn: Turn, text: str, knowledge: KnowledgeBase) -> bool:
    """Whether it is named as what is wanted or asked after, and not as what is had or where one goes."""
    if turn.intent not in _BY_NAME or named.whole_name <= WHOLE:
        return False
    return not (is_had(text, named, knowledge) or is_where(text, named, knowledge))


def _of_the_kind_said(text: str, candidates: tuple[Topic, ...], knowledge: KnowledgeBase) -> Resolution:
    """Of several that a few words fit, schemes alone when a scheme is asked for: "makan ki yojana" is no tax."""
    if pointing("scheme").find(heard(text)):
        near = [topic for topic in knowledge.topics.rank(text, _FURTHER) if topic.score >= RIVAL * candidates[0].score]
        kinds = {topic.id: knowledge.records[topic.id].kind for topic in near if topic.id in knowledge.records}
        schemes = tuple(topic for topic in near if kinds.get(topic.id) == "scheme")[:_CHOICE]
        if len(schemes) > 1:
            return Resolution(Found.UNCLEAR, None, schemes)
    return Resolution(Found.UNCLEAR, None, candidates)


def _only_one_of_its_kind(turn: Turn, candidates: tuple[Topic, ...], knowledge: KnowledgeBase) -> str | None:
    """ "And EWS?" after a certificate: the certificate, when of all that fit as well it is the only one."""
    spoken_of = knowledge.records.get(turn.topic or "")
    rivals = [topic.id for topic in candidates if topic.score >= RIVAL * candidates[0].score]
    if spoken_of is None or not all(rival in knowledge.records for rival in rivals):
        return None
    alike = [rival for rival in rivals if knowledge.records[rival].kind == spoken_of.kind]
    return alike[0] if alike == rivals[:1] else None


def is_unclear(candidates: tuple[Topic, ...], about: list[str]) -> bool:
    """A few words that name no record and fit several."""
    best, rival = candidates[0], candidates[1]
    if len(about) > FEW or best.whole_name > 0 or best.named >= NAMED:
        return False
    return rival.score >= (RIVAL if len(about) <= 2 else CLOSE_RIVAL) * best.score


def _is_shared_name(candidates: tuple[Topic, ...], text: str, about: list[str]) -> bool:
    """A short message that names one record in part, and fits another as well: "ladli yojana ka paisa"; or with the one
    word that is the name of both: "namantaran karwana hai".
    """
    best, rival = candidates[0], candidates[1]
    if len(text.split()) > _SHORT or rival.score < EQUAL * best.score:
        return False
    if best.whole_name > 0:
        return len(about) == 1 and rival.whole_name >= best.whole_name
    return best.named >= NAMED


def _alone_named(candidates: tuple[Topic, ...], about: list[str], knowledge: KnowledgeBase) -> bool:
    """Two words or more that stand together in the best record's names, and in no rival's ("CM wali kisan kist")."""
    if len(about) < 2:
        return False
    heard_about = {sound(word) for word in about}
    rivals = [topic.id for topic in candidates[1:] if topic.score >= RIVAL * candidates[0].score]
    best, *others = (heard_about <= name_sounds(knowledge, topic) for topic in (candidates[0].id, *rivals))
    return best and not any(others)


def is_outside(turn: Turn, resolution: Resolution, knowledge: KnowledgeBase) -> bool:
    """Whether the message is more likely none of this assistant's business."""
    if not resolution.by_name and is_of_another_state(turn.text):
        return True
    outside = min(0.998, max(0.002, turn.probability("out_of_scope")))
    if resolution.found is Found.CARRIED:
        surely = turn.surest("out_of_scope") >= _SURELY and turn.intent == "out_of_scope"
        return surely or (not is_there(turn) and _is_of_no_section(turn, resolution, knowledge))
    return _PER_SCORE * resolution.score - _PER_OUTSIDE * log(outside / (1 - outside)) - _BASE < _DECLINED_BELOW


def _is_of_no_section(turn: Turn, resolution: Resolution, knowledge: KnowledgeBase) -> bool:
    """ "Will it rain tomorrow?" beside a certificate: seems to be none of our business, and fits nothing of it."""
    if max(turn.surest("out_of_scope"), turn.probability("out_of_scope", "chitchat")) < _PERHAPS:
        return False
    if any(part.intent.startswith("ask_") and part.confidence >= _SURELY_ASKED for part in turn.questions):
        return False
    likely = turn.probability("out_of_scope") >= _HALF
    if resolution.topic not in knowledge.records:
        return likely
    fits = max(knowledge.topics.one(resolution.topic, turn.text).sections.values(), default=0.0)
    return fits < (_PARTLY_FITS if likely else _HARDLY_FITS)


def is_of_another_state(text: str) -> bool:
    """ "Telangana's Rythu Bandhu", "Gujarat ki yojana": something of another state, and nobody who comes from there."""
    sounds = heard(_ENGLISH_OWNER.sub(" of", text))
    states = [hit for hit in decline_reasons().find(sounds) if hit.value == "other_state"]
    owns = frozenset(load("data/pointing.yaml")["owned"])
    owned = any(word.word in owns for hit in states for word in sounds[hit.after : hit.after + 1])
    return owned and not words("at_home_in").find(sounds)
