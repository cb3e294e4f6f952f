"""What kind of measure a question wants for an answer (age, share, area, time, amount), and what words hold one."""

import re
from functools import lru_cache
from typing import Any

from actions.words import load
from knowledge.schema import SectionText
from language.lexicon import Lexicon, heard

_SECTIONS = 4096
# "How much of the land", "kitne saal ki umar".
_BETWEEN = 2
_PLAINLY = "plainly "
_STOP = re.compile(r"[?!;,\n\u0964]+|\.(?=\s)")
_ASKED_SHARE = re.compile(r"(?<![\d\s])\s*%")


def asked_kinds(text: str) -> frozenset[str]:
    """The kinds of measures that are asked for, as actions/data/answer_kinds.yaml names them."""
    return frozenset(kind for part in _STOP.split(_spelt_out(text)) for kind in _asked_in(part))


def _asked_in(part: str) -> set[str]:
    hits = _words().find(heard(part))
    asking = [hit.after for hit in hits if hit.value == "asking"]
    begins = frozenset(hit.first for hit in hits if hit.value == "asking")
    limits = [hit.first for hit in hits if hit.value == "limit"]
    measures = (hit for hit in hits if hit.value in _kinds())
    asked = {
        hit.value
        for hit in measures
        if any(0 <= hit.first - after <= _BETWEEN for after in asking) or hit.after in limits or hit.after in begins
    }
    return asked | {hit.value.removeprefix(_PLAINLY) for hit in hits if hit.value.startswith(_PLAINLY)}


def told_kinds(section: SectionText) -> frozenset[str]:
    """The kinds of measures that a section's words hold, in either language."""
    return _told(" ".join(f"{fact.hi} {fact.en}" for fact in (*section.facts, *section.items)))


@lru_cache(maxsize=_SECTIONS)
def _told(words: str) -> frozenset[str]:
    return frozenset(kind for kind, entry in _kinds().items() if re.search(entry["told"], words, re.IGNORECASE))


@lru_cache(maxsize=1)
def _words() -> Lexicon:
    data = load("data/answer_kinds.yaml")
    measures = {kind: entry.get("asked", []) for kind, entry in _kinds().items()}
    plainly = {f"{_PLAINLY}{kind}": entry.get("plainly", []) for kind, entry in _kinds().items()}
    return Lexicon({"asking": data["asking"], "limit": data["limit"], **measures, **plainly})


def _kinds() -> dict[str, dict[str, Any]]:
    kinds: dict[str, dict[str, Any]] = load("data/answer_kinds.yaml")["kinds"]
    return kinds


def _spelt_out(text: str) -> str:
    """ "Subsidy % in cities?" asks for it; "I have 40%" does not."""
    return _ASKED_SHARE.sub(" percentages ", text).replace("%", " percent ")
