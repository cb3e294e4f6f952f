"""What the citizen has told of people, gathered over one conversation: the own facts, and those of others asked for."""

from collections.abc import Collection, Mapping
from typing import Any

from actions.people import SELF, relations
from actions.tasks.dialogue import Dialogue
from knowledge.rules.households import as_json
from knowledge.rules.values import Catalogue, FactValue, read_value


def facts_about(dialogue: Dialogue, subject: str, catalogue: Catalogue) -> dict[str, FactValue]:
    """Of the citizen, or of somebody else: what was told of that person, and the household's facts if they share it."""
    own = _read(dialogue.facts, catalogue)
    if subject == SELF:
        return own
    relation = relations()[subject]
    shared = {name: value for name, value in own.items() if relation.household and catalogue[name].of == "household"}
    born: dict[str, FactValue] = {"gender": relation.gender} if relation.gender else {}
    return {**shared, **born, **_read(dialogue.people.get(subject, {}), catalogue)}


def keep_facts(dialogue: Dialogue, subject: str, facts: Mapping[str, FactValue]) -> None:
    """In place of what was told before; others' facts are kept apart from the citizen's own."""
    held = dialogue.facts if subject == SELF else dialogue.people.setdefault(subject, {})
    held.update(as_json(facts))


def lent_facts(
    dialogue: Dialogue, lender: str, names: Collection[str] | None, catalogue: Catalogue
) -> dict[str, FactValue]:
    """The facts that "just like me" or "the rest is the same" lends to another; all if `names` is None."""
    facts = facts_about(dialogue, lender, catalogue)
    return {name: value for name, value in facts.items() if names is None or name in names}


def _read(raw: Mapping[str, Any], catalogue: Catalogue) -> dict[str, FactValue]:
    """What the facts of today still understand; rules may have changed since it was told."""
    facts: dict[str, FactValue] = {}
    for name, value in raw.items():
        if name in catalogue:
            try:
                facts[name] = read_value(name, catalogue[name], value)
            except ValueError:
                continue
    return facts
