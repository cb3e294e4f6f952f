"""Whether a case can be judged by rules, and whether a message tells of one."""

from collections.abc import Sequence
from dataclasses import replace

from actions.answer_kinds import asked_kinds
from actions.context import name_stems, stem
from actions.evidence import RIVAL, STRONG, WEAK, WHOLE
from actions.people import SELF, words
from actions.resolve import Found, Resolution, resolve
from actions.tasks.told import listener_for
from actions.turn import Turn
from actions.words import pointing, question_words
from knowledge.base import KnowledgeBase
from knowledge.schema import Record
from knowledge.search.about import names_a_section, subject_words
from language.lexicon import Heard, heard
from portal.calendar import today

# A choice "check:ID" asks whether one gets it (menu.py).
CHECK = "check"
_ENOUGH, _MUCH, _STORY = 1, 2, 4
_SURE, _SURE_CLAUSE = 0.5, 0.6
_FOLLOW_UP = 8
# Where a measure is asked for ("what percent subsidy would she get?") only a sure wish to check is one.
_AMOUNTS, _SURE_OF_CHECKING = frozenset({"share", "money"}), 0.8
# Of rivals the whole message decides for one when the next fits less by so much; what fits it less than this is not
# meant. 0.75 to 0.9 and 0.4 to 0.72 do the same, or one in a thousand less, on 1,152 questions of ten sets.
_DECIDED, _NOT_IT = 0.85, 0.6
_SEARCHED = frozenset({Found.NAMED, Found.UNCLEAR})
_TITLE = 6
_CHECKING, _WHAT_ALL = "check_eligibility", "recommend"
_WANTING = ("ask_", "apply")
_TELLING = frozenset({_CHECKING, "inform", "ask_eligibility"})
_CONDITIONS = frozenset({"ask_eligibility", "ask_summary"})


def can_judge(knowledge: KnowledgeBase, record: Record) -> bool:
    """Whether there is a rule to judge by today: any for a scheme, one that decides for a service."""
    rule = knowledge.rules.program(today()).rules.get(record.id)
    return rule is not None and (record.kind == "scheme" or rule.rule.complete)


def resolve_case(turn: Turn, knowledge: KnowledgeBase) -> Resolution:
    """What a message asks about that may tell much of a person: a card that somebody has is no subject.

    The part that asks, or a title before a colon, says it best; else all that is said besides facts; else the whole.
    """
    whole = resolve(turn, knowledge)
    if pointing("returning").find(heard(turn.said)):
        if whole.topic in turn.recent and whole.by_name:
            return whole
        if before := _returned_to(turn, knowledge):
            return Resolution(Found.NAMED, before, whole.candidates, pointed=True)
    if asked := _named_in_question(turn, knowledge):
        return _settled(asked, turn, knowledge)
    if turn.topic and (_only_tells_what_is_had(turn, whole, knowledge) or _asks_apart(turn, whole, knowledge)):
        return Resolution(Found.CARRIED, turn.topic, whole.candidates)
    if whole.found is Found.NOTHING and (asking := _asking(turn)):
        asked = resolve(turn, knowledge, asking[0])
        is_guess = asked.found is Found.UNCLEAR and turn.probability("out_of_scope") >= _SURE
        return whole if is_guess else asked
    besides = listener_for(knowledge.rules).asked_besides(turn)
    asked = _settled(resolve(turn, knowledge, besides), turn, knowledge) if besides else whole
    only_asked_for = _is_only_asked_for(whole, knowledge)
    if asked.found is Found.NOTHING and _other_wish(turn) >= _SURE:
        return whole
    if besides and turn.topic and turn.intent in _TELLING and not (asked.by_name or only_asked_for):
        return Resolution(Found.CARRIED, turn.topic, whole.candidates)
    is_it = asked.by_name or asked.pointed
    return whole if asked.topic == whole.topic or (only_asked_for and not is_it) else asked


def _returned_to(turn: Turn, knowledge: KnowledgeBase) -> str | None:
    """ "Wapas awas pe aao": of what was spoken of before, the one with most of these words in its names."""
    if not pointing("coming_back").find(heard(turn.said)):
        return None
    told = set(map(stem, subject_words(turn.said)))
    named = {topic: len(told & name_stems(knowledge, topic)) for topic in turn.recent}
    most = max(named.values(), default=0)
    if not most or named.get(turn.topic or "") == most:
        return None
    return next(topic for topic in turn.recent if named[topic] == most)


def _settled(asked: Resolution, turn: Turn, knowledge: KnowledgeBase) -> Resolution:
    """What the asking part leaves open or says weakly the whole message may decide: of two scholarships of one name
    the one for the class that is told.
    """
    if asked.pointed or asked.found not in _SEARCHED or turn.intent == _WHAT_ALL:
        return asked
    rivals = [topic.id for topic in asked.candidates if topic.score >= RIVAL * asked.score]
    is_open, is_weak = len(rivals) > 1, _is_weak(asked)
    if not (is_open or is_weak):
        return asked
    whole = resolve(turn, knowledge)
    fit = {topic.id: topic.score for topic in whole.candidates}
    meant = rivals if asked.topic is None else [asked.topic]
    outdone = whole.found is Found.NAMED and all(fit.get(topic, 0.0) < _NOT_IT * whole.score for topic in meant)
    if (is_weak or asked.topic is None) and outdone and not _may_be_had(whole, knowledge):
        return whole
    if not is_open:
        return asked
    (best, topic), (second, _) = sorted(((fit.get(rival, 0.0), rival) for rival in rivals), reverse=True)[:2]
    decides = best >= WEAK and second <= _DECIDED * best
    return replace(asked, found=Found.NAMED, topic=topic) if decides else asked


def _is_weak(asked: Resolution) -> bool:
    """Named by little: part of a name, and not much besides."""
    named = next((topic.whole_name for topic in asked.candidates if topic.id == asked.topic), 0.0)
    return asked.found is Found.NAMED and named <= WHOLE and asked.score < STRONG


def _named_in_question(turn: Turn, knowledge: KnowledgeBase) -> Resolution | None:
    """What a title before a colon, or a part that asks, clearly names, or points back to: by "it", or "the … one"."""
    title, colon, _ = turn.said.partition(":")
    titles = [title] if colon and len(title.split()) <= _TITLE else []
    last = [turn.clauses[-1].text] if turn.clauses and turn.said.rstrip().endswith("?") else []
    for part in (*titles, *_asking(turn), *last):
        asked = resolve(turn, knowledge, part)
        if asked.by_name or (asked.pointed and pointing("one").find(heard(part))):
            return asked
        if asked.found is Found.CARRIED and pointing("this").find(heard(part)):
            return _named_before(part, turn, knowledge) or asked
    return None


def _named_before(part: str, turn: Turn, knowledge: KnowledgeBase) -> Resolution | None:
    """What the message itself names before "it"."""
    before = turn.said.partition(part)[0]
    named = resolve(turn, knowledge, before) if before.strip() else None
    spoken_of = named is not None and named.found is Found.NAMED and named.topic in turn.recent
    described = named is not None and named.found is Found.NAMED and named.score >= STRONG
    return named if named and (named.clearly_named or described or spoken_of) else None


def _asking(turn: Turn) -> list[str]:
    """Of several parts those that surely ask something, or for it."""
    return [
        part.text
        for part in turn.clauses
        if (part.intent.startswith(_WANTING) or part.intent == _CHECKING) and part.confidence >= _SURE_CLAUSE
    ]


def _only_tells_what_is_had(turn: Turn, whole: Resolution, knowledge: KnowledgeBase) -> bool:
    """ "But I hold a BPL card": said of what was answered before, not of the card."""
    sounds = heard(turn.said)
    tells = words("first_person").find(sounds) or words("having").find(sounds) or words("verbs").find(sounds[-2:])
    asks = "?" in turn.said or words("asking").find(sounds)
    if len(turn.said.split()) > _FOLLOW_UP or asks or not (tells and whole.clearly_named):
        return False
    return not (_asks_a_section(turn) or _is_only_asked_for(whole, knowledge)) and tells_facts(turn, knowledge)


def _asks_apart(turn: Turn, whole: Resolution, knowledge: KnowledgeBase) -> bool:
    """ "I have a BPL card, any concession in the fee?": the card is told of, and the question is of what was before."""
    telling = [part for part in turn.clauses if words("having").find(heard(part.text))]
    others = [part for part in turn.clauses if part not in telling]
    if not (telling and others and _asks(turn) and whole.clearly_named and _may_be_had(whole, knowledge)):
        return False
    return all(resolve(turn, knowledge, part.text).found is Found.CARRIED for part in others)


def _is_only_asked_for(resolution: Resolution, knowledge: KnowledgeBase) -> bool:
    """Whether what is clearly named is nothing that one has: "sambal card" may be, "Ambedkar Kamdhenu" is not."""
    return resolution.clearly_named and not _may_be_had(resolution, knowledge)


def _may_be_had(resolution: Resolution, knowledge: KnowledgeBase) -> bool:
    """Whether what is found is something that one has and tells of, such as a card."""
    record = knowledge.records.get(resolution.topic or "")
    if record is None:
        return True
    names = [record.name.hi, record.name.en, record.short_name.hi, record.short_name.en]
    return listener_for(knowledge.rules).is_had(names)


def asks_own_case(turn: Turn, knowledge: KnowledgeBase, record: Record) -> bool:
    """Whether a message tells of somebody's case and asks whether that is enough, however the question is put."""
    rule = knowledge.rules.program(today()).rules.get(record.id)
    whether = asks_whether(turn)
    if rule is None or (_asks_a_section(turn) and not whether):
        return False
    names = [*record.aliases.hi, *record.aliases.latin, record.name.hi, record.name.en]
    said = listener_for(knowledge.rules).listen(turn, rule.facts, names=names)
    told = len((said.facts.keys() & set(rule.facts)) - {"gender"})
    somebody = told >= _STORY or _of_somebody(turn, said.subject)
    if whether:
        return told >= _ENOUGH or somebody or bool(words("possessives").find(heard(turn.said)))
    return told >= _MUCH and somebody


def another_case(turn: Turn, knowledge: KnowledgeBase, judged: Record) -> Record | None:
    """Another record that a turn after a verdict asks to judge: "and Stand-Up India?", "Suraksha Bima for him?"."""
    resolution = resolve_case(turn, knowledge)
    named = knowledge.records.get(resolution.topic or "")
    if named is None or named.id == judged.id or not can_judge(knowledge, named):
        return None
    strongly = resolution.found is Found.NAMED and resolution.score >= STRONG and not tells_facts(turn, knowledge)
    if not (resolution.clearly_named or strongly):
        return None
    if pointing("same").find(heard(turn.said)) or _asks_a_limit(turn):
        return None
    if asks_whether(turn):
        return named
    if not _asks(turn) or _asks_a_section(turn) or _was_told_a_section(turn):
        return None
    return named if len(turn.said.split()) <= _FOLLOW_UP or asks_own_case(turn, knowledge, named) else None


def _asks_a_limit(turn: Turn) -> bool:
    """ "Is there any age limit in PMEGP?": a measure, and not whether somebody is within it."""
    return bool(asked_kinds(turn.said)) and not words("getting").find(heard(turn.said))


def _was_told_a_section(turn: Turn) -> bool:
    """Whether the last reply told something of a record: "and in PMEGP?" then asks for the same of another."""
    return turn.last_reply is not None and turn.last_reply["meta"]["kind"] == "answer"


def asks_whether(turn: Turn) -> bool:
    """Whether it is asked if somebody gets something, and not how, what or when."""
    if turn.probability(_CHECKING) >= _SURE:
        return True
    if any(part.intent == _CHECKING and part.confidence >= _SURE_CLAUSE for part in turn.clauses):
        return True
    sounds = heard(turn.said)
    asked = words("getting").find(sounds) or words("getting_at_all").find(sounds[-1:]) or _checks(sounds)
    return bool(asked) and _other_wish(turn) < _SURE and not asks_how_much(turn)


def _checks(sounds: Sequence[Heard]) -> bool:
    """ "Patrata apne liye check karni hai": names eligibility, and wants it looked at."""
    return bool(words("eligible").find(sounds) and words("checking").find(sounds))


def asks_how_much(turn: Turn) -> bool:
    """Whether what one gets is asked, and not if: "what rate of subsidy will I get?"."""
    last = turn.clauses[-1] if turn.clauses else None
    said = last.text if last and last.intent.startswith("ask_") else turn.said
    sounds = heard(said)
    sure = _SURE_OF_CHECKING if asked_kinds(said) & _AMOUNTS else _SURE
    gets = any(words(name).find(sounds) for name in ("getting", "getting_at_all", "receiving"))
    return turn.probability(_CHECKING) < sure and gets and bool(question_words().find(sounds))


def _of_somebody(turn: Turn, subject: str | None) -> bool:
    """Whether the citizen or somebody they spoke of is meant, and not people of a kind."""
    if subject is not None:
        return True
    return turn.dialogue.about is not None and bool(words("third_person").find(heard(turn.said)))


def _asks(turn: Turn) -> bool:
    """Whether a message asks at all: by its sign, or by words that the phone has instead."""
    sounds = heard(turn.said)
    return "?" in turn.said or bool(words("asking").find(sounds)) or bool(words("joining").find(sounds[:1]))


def asks_other_section(turn: Turn) -> bool:
    """Whether papers, the fee or another section but the conditions is asked for by a word for it."""
    return _other_wish(turn) >= _SURE and names_a_section(turn.said)


def _asks_a_section(turn: Turn) -> bool:
    """Whether something else than the conditions is plainly asked."""
    return _other_wish(turn) >= _SURE or bool(question_words().find(heard(turn.said)))


def _other_wish(turn: Turn) -> float:
    """How likely some other section, or to apply, is asked for."""
    return sum(value for name, value in turn.ranking if name.startswith(_WANTING) and name not in _CONDITIONS)


def tells_facts(turn: Turn, knowledge: KnowledgeBase) -> bool:
    """Whether the message tells something of a person; whoever speaks of a daughter tells nothing of her yet."""
    told = listener_for(knowledge.rules).listen(turn, ())
    return bool(told.facts.keys() - {"gender"} if told.subject not in {None, SELF} else told.facts)
