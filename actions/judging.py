"""Whether a case can be judged by rules, and whether a message tells of one."""

from actions.people import SELF, words
from actions.resolve import Found, Resolution, resolve
from actions.tasks.told import listener_for
from actions.turn import Turn
from knowledge.base import KnowledgeBase
from knowledge.schema import Record
from language.lexicon import heard
from portal.calendar import today

# A choice "check:ID" asks whether one gets it (menu.py).
CHECK = "check"
_ENOUGH = 1
_SURE_CLAUSE = 0.6


def can_judge(knowledge: KnowledgeBase, record: Record) -> bool:
    """Whether there is a rule to judge by today: any for a scheme, one that decides for a service."""
    rule = knowledge.rules.program(today()).rules.get(record.id)
    return rule is not None and (record.kind == "scheme" or rule.rule.complete)


def resolve_case(turn: Turn, knowledge: KnowledgeBase) -> Resolution:
    """What a message asks about that may tell much of a person: a card that somebody has is no subject.

    When the whole points to nothing, the part that asks does ("how much a month, and speak slowly").
    """
    whole = resolve(turn, knowledge)
    if whole.found is Found.NOTHING and (asking := _asking(turn)):
        return resolve(turn, knowledge, asking)
    besides = listener_for(knowledge.rules).asked_besides(turn)
    asked = resolve(turn, knowledge, besides) if besides else whole
    return whole if asked.topic == whole.topic else asked


def _asking(turn: Turn) -> str | None:
    """The first of several parts that surely asks something."""
    return next(
        (part.text for part in turn.clauses if part.intent.startswith("ask_") and part.confidence >= _SURE_CLAUSE), None
    )


def asks_own_case(turn: Turn, knowledge: KnowledgeBase, record: Record) -> bool:
    """Whether a message tells of somebody's case and asks whether that is enough, however the question is put."""
    rule = knowledge.rules.program(today()).rules.get(record.id)
    if rule is None or not words("getting").find(heard(turn.text)):
        return False
    told = listener_for(knowledge.rules).listen(turn, rule.facts).facts
    return len(told.keys() & set(rule.facts)) >= _ENOUGH


def tells_facts(turn: Turn, knowledge: KnowledgeBase) -> bool:
    """Whether the message tells something of a person; whoever speaks of a daughter tells nothing of her yet."""
    told = listener_for(knowledge.rules).listen(turn, ())
    return bool(told.facts.keys() - {"gender"} if told.subject not in {None, SELF} else told.facts)
