"""Made-up facts, rules and records for the tests of rules."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from knowledge.rules.program import Program
from knowledge.rules.schema import Example, FactType, Rule
from knowledge.rules.values import Catalogue

DAY = date(2026, 11, 27)
BOTH = {"hi": "शर्त", "en": "the condition"}


def fact(kind: str = "flag", **more: Any) -> FactType:
    """A fact of an applicant."""
    asked = {"hi": "यह क्या है?", "en": "What is it?"}
    told = {"kind": kind, "of": "applicant", "question": asked, "reason": BOTH, "words": {"hi": "बात", "en": "thing"}}
    return FactType.model_validate(told | more)


FACTS: Catalogue = {
    "age": fact("number", **{"from": 0, "to": 120}),
    "birth_date": fact("date"),
    "birth_year": fact("number", **{"from": 1900, "to": 2100}),
    "income": fact("money", of="household", **{"from": 0, "to": 10_000_000}),
    "bpl": fact(of="household"),
    "card": fact(),
    "poor": fact(implies=[{"is": True, "then": {"bpl": True}}]),
    "citizen": fact(presumed=True),
    "sex": fact("choice", choices={"female": BOTH, "male": BOTH}),
    "work": fact("choice", many=True, choices={"farmer": BOTH, "labourer": BOTH, "other": BOTH}),
    "school": fact("choice", ordered=True, choices={"none": BOTH, "five": BOTH, "ten": BOTH, "college": BOTH}),
    "place": fact("choice", open=True),
    "wedding": fact("date"),
}


@dataclass
class Ruled:
    """What stands for a record."""

    id: str
    rules: list[Rule]
    examples: list[Example] = field(default_factory=list)
    worth: int | None = None
    needs: list[str] = field(default_factory=lambda: ["other"])


def rule(*conditions: dict[str, Any], **more: Any) -> Rule:
    """A complete rule of these conditions, each of which says something."""
    spoken = [{"says": BOTH, **condition} for condition in conditions]
    return Rule.model_validate({"complete": True, "conditions": spoken} | more)


def ruled(*conditions: dict[str, Any], id: str = "grant", **more: Any) -> Ruled:
    return Ruled(id, [rule(*conditions, **more)])


def program(*records: Ruled, day: date = DAY) -> Program:
    return Program(records, FACTS, day)
