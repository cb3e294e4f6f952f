"""Where the offices are that a record sends people to."""

from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from actions.words import load
from knowledge.schema import Record, Section

_SENDING = (Section.HOW_TO_APPLY, Section.CONTACT)


def office_link(record: Record, section: Section, language: str) -> tuple[dict[str, str], ...]:
    """A link to the map for the first office that the section names; none if it names none."""
    content = record.sections.get(section)
    if section not in _SENDING or content is None:
        return ()
    told = " ".join(fact.hi for fact in content.facts)
    for office in _offices()["offices"]:
        if any(name in told for name in office["named"]):
            url = _offices()["map"].format(place=quote_plus(office["place"]))
            return ({"label": office["label"][language], "url": url},)
    return ()


@lru_cache(maxsize=1)
def _offices() -> dict[str, Any]:
    found: dict[str, Any] = load("data/offices.yaml")
    return found
