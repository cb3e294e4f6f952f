"""What the citizen has said about the person in question, gathered over the turns of one conversation."""

from typing import Any

from actions.turn import Turn

_SINGLE = ("age", "district", "caste_category", "marital_status")
_MANY = ("occupation", "situation")


def known_facts(turn: Turn) -> dict[str, Any]:
    """The profile so far with this turn's facts over it; single facts replace, others add up."""
    facts = dict(turn.profile)
    facts |= {name: value for name in _SINGLE if (value := turn.entity(name)) is not None}
    if len(genders := set(turn.values("gender"))) == 1:
        facts["gender"] = genders.pop()
    for name in _MANY:
        if values := turn.values(name):
            facts[name] = sorted({*facts.get(name, []), *values})
    if (land := turn.entity("land")) is not None:
        facts["land_hectares"] = land
    return facts


def note_facts(turn: Turn) -> dict[str, Any]:
    """Keep what this turn tells, and return all that is known."""
    turn.dialogue.facts.update(known_facts(turn))
    return turn.dialogue.facts


def tags(facts: dict[str, Any]) -> set[str]:
    """The facts as audience tags of records."""
    found = set(facts.get("occupation", [])) | set(facts.get("situation", []))
    marital = {"widowed": "widow", "deserted": "deserted", "divorced": "deserted"}
    if facts.get("marital_status") in marital:
        found.add(marital[facts["marital_status"]])
    if caste := facts.get("caste_category"):
        found.add(caste)
    if facts.get("age", 0) >= 60:
        found.add("senior")
    if "land_hectares" in facts:
        found.add("farmer")
    return found
