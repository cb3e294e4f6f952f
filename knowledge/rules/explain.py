"""A verdict in words: what decided it, what would change it, and what is still to be confirmed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from knowledge.rules.evaluate import Verdict
from knowledge.rules.program import Finding
from knowledge.rules.schema import FactType
from knowledge.rules.values import Catalogue, Facts, FactValue
from knowledge.texts import SPEECH_LIMIT, Text

Language = Literal["hi", "en"]

_FOLDER = Path(__file__).parent / "messages"
_MOST_OPEN = 4


@dataclass(frozen=True)
class Explanation:
    """`lines` are read one below the other; `speech` is at most 250 characters."""

    lines: tuple[str, ...]
    speech: str

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def explain(
    verdict: Verdict,
    name: Text,
    facts: Facts,
    catalogue: Catalogue,
    language: Language,
    presumed: Collection[str] = (),
    complete: bool = True,
) -> Explanation:
    """`facts` are those told; `presumed` the names of those only taken for granted. Failed conditions come first."""
    opening = say(verdict.outcome, language, name=_in(name, language))
    lines = [opening]
    for finding in verdict.failed:
        lines += _failure("failed", finding, facts, catalogue, language)
    if verdict.outcome == "possibly":
        for finding in verdict.doubtful:
            lines += _failure("doubtful", finding, facts, catalogue, language)
        lines += [f"- {say('unsaid', language, says=_says(f, language))}" for f in verdict.open[:_MOST_OPEN]]
        lines += [] if complete else [say("incomplete", language)]
    if verdict.outcome == "eligible" and verdict.met:
        lines += [say("held", language), *(f"- {_says(finding, language)}" for finding in verdict.met)]
    if verdict.outcome in {"eligible", "possibly"} and presumed:
        named = ", ".join(_in(catalogue[fact].words, language) for fact in presumed)
        lines.append(say("presumed", language, facts=named))
    return Explanation(tuple(lines), _speech(opening, verdict, language))


def _failure(key: str, finding: Finding, facts: Facts, catalogue: Catalogue, language: Language) -> Iterable[str]:
    told = [read_back(fact, facts[fact], catalogue, language) for fact in finding.facts if fact in facts]
    known = f" ({say('told', language, facts=', '.join(told))})" if told else ""
    yield f"- {say(key, language, says=_says(finding, language))}{known}"
    if finding.condition.cure is not None:
        yield f"  {_in(finding.condition.cure, language)}"


def _speech(opening: str, verdict: Verdict, language: Language) -> str:
    """The opening, then as much of the reasons as fits."""
    parts = [opening.replace(":", ",")]
    for finding in (*verdict.failed, *verdict.doubtful)[:2]:
        parts.append(say("speech_failed", language, says=_says(finding, language)))
        if finding.condition.cure is not None:
            parts.append(_in(finding.condition.cure, language))
    return fitting(parts)


def fitting(parts: Sequence[str]) -> str:
    """The parts in order, leaving out those that would make a spoken text too long."""
    spoken = ""
    for part in parts:
        longer = f"{spoken} {part}".strip()
        if len(longer) <= SPEECH_LIMIT:
            spoken = longer
    return spoken or parts[0][:SPEECH_LIMIT]


def read_back(name: str, value: FactValue, catalogue: Catalogue, language: Language) -> str:
    """A fact as it was understood: "उम्र: 35"."""
    fact = catalogue[name]
    return f"{_in(fact.words, language)}: {_shown(fact, value, language)}"


def _shown(fact: FactType, value: FactValue, language: Language) -> str:
    if isinstance(value, bool):
        return say("yes" if value else "no", language)
    if isinstance(value, date):
        return value.strftime("%d-%m-%Y")
    if isinstance(value, frozenset):
        return ", ".join(_choice(fact, choice, language) for choice in sorted(value))
    if isinstance(value, str):
        return _choice(fact, value, language)
    number = f"{value:.2f}".rstrip("0").rstrip(".")
    if fact.kind == "money":
        return say("rupees", language, value=grouped(round(value)))
    unit = {"area": "hectares", "percent": "percent"}.get(fact.kind)
    return say(unit, language, value=number) if unit else number


def grouped(rupees: int) -> str:
    """Digits as people in India group them: 2,50,000."""
    digits = str(rupees)
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)]
    return ",".join([*reversed(pairs), tail])


def _choice(fact: FactType, choice: str, language: Language) -> str:
    return _in(fact.choices[choice], language) if choice in fact.choices else choice


def _says(finding: Finding, language: Language) -> str:
    says = finding.condition.says
    return _in(says, language).rstrip("।.") if says else ""


def _in(text: Text, language: Language) -> str:
    words: str = getattr(text, language)
    return words


@lru_cache(maxsize=2)
def messages(language: Language) -> dict[str, str]:
    words: dict[str, str] = yaml.safe_load((_FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    return words


def say(key: str, language: Language, **values: str) -> str:
    """Raises KeyError for a key that the catalogue does not have."""
    return messages(language)[key].format(**values)
