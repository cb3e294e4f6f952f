"""Whether the rules speak against an application, by what the citizen has told so far."""

from collections.abc import Mapping
from typing import Any

from actions.judging import can_judge
from actions.people import SELF
from actions.profile import facts_about
from actions.turn import Turn
from knowledge.base import KnowledgeBase
from knowledge.rules.evaluate import evaluate
from knowledge.rules.explain import Explanation, explain
from knowledge.rules.values import read_facts
from knowledge.schema import Record
from portal.calendar import today


def is_asked_first(knowledge: KnowledgeBase, record: Record) -> bool:
    """Whether a rule can decide by what the citizen tells, so that it is worth asking before the form."""
    rule = knowledge.rules.program(today()).rules.get(record.id)
    return can_judge(knowledge, record) and rule is not None and bool(rule.conditions)


def against(turn: Turn, knowledge: KnowledgeBase, topic: str, filled: Mapping[str, Any]) -> Explanation | None:
    """Why it is not for this citizen, and what would change that; None when nothing told so far says so.

    `filled` are facts that a form holds, over those told before.
    """
    book = knowledge.rules
    program, told = book.program(today()), facts_about(turn.dialogue, SELF, book.catalogue)
    facts = {**told, **read_facts(filled, book.catalogue)}
    if topic not in program.rules:
        return None
    verdict = evaluate(program, topic, facts)
    if verdict.outcome != "not_eligible":
        return None
    return explain(verdict, knowledge.records[topic].name, facts, book.catalogue, turn.language)
