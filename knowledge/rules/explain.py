"""A verdict in words: what decided it, what would change it, and what is still to be confirmed."""

from collections.abc import Iterable, Sequence
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
_MOST = 6
_BIRTH = ("age", "birth_date", "birth_year")
_TELLING = {"age": _BIRTH, "birth_date": ("birth_date", "birth_year", "age")}


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
    presumed: Facts | None = None,
    complete: bool = True,
) -> Explanation:
    """`facts` are those told, `presumed` those only taken for granted. Failed conditions come first."""
    opening = say(verdict.outcome, language, name=_in(name, language))
    lines = [opening]
    for finding in verdict.failed:
        lines += _failure("failed", finding, facts, catalogue, language)
    if verdict.outcome == "possibly":
        for finding in verdict.doubtful:
            lines += _failure("doubtful", finding, facts, catalogue, language)
        lines += [f"- {say('unsaid', language, says=_says(f, language))}" for f in verdict.open[:_MOST]]
        lines += [] if complete else [say("incomplete", language)]
    if verdict.outcome == "eligible":
        lines += _met(verdict, facts, language)
    if verdict.outcome in {"eligible", "possibly"}:
        lines += _taken(verdict, presumed or {}, catalogue, language)
    return Explanation(tuple(lines), _speech(opening, verdict, language))


def _met(verdict: Verdict, facts: Facts, language: Language) -> Iterable[str]:
    """The conditions that what was told meets, and those of them that are to be confirmed."""
    told = [finding for finding in verdict.met if any(name in facts for name in told_by(finding))][:_MOST]
    if told:
        yield say("held", language)
        yield from (f"- {_says(finding, language)}" for finding in told)
    if unsure := [_says(finding, language) for finding in verdict.met if finding.condition.confirm]:
        yield say("confirm_met", language, says="; ".join(unsure))


def _taken(verdict: Verdict, presumed: Facts, catalogue: Catalogue, language: Language) -> Iterable[str]:
    named = [read_back(name, value, catalogue, language) for name, value in presumed.items()]
    named += [_says(finding, language) for finding in verdict.taken if finding.condition.sure]
    if named:
        yield say("presumed", language, facts=", ".join(named))
    for finding in verdict.taken:
        if not finding.condition.sure:
            yield say("unsaid", language, says=_says(finding, language))


def told_by(finding: Finding) -> tuple[str, ...]:
    """The facts that a condition compares, and those that tell as much."""
    return tuple(dict.fromkeys(name for fact in finding.facts for name in _TELLING.get(fact, (fact,))))


def _failure(key: str, finding: Finding, facts: Facts, catalogue: Catalogue, language: Language) -> Iterable[str]:
    told = [read_back(fact, facts[fact], catalogue, language) for fact in told_by(finding) if fact in facts]
    known = f" ({say('told', language, facts=', '.join(told))})" if told else ""
    yield f"- {say(key, language, says=_says(finding, language))}{known}"
    if finding.condition.confirm:
        yield f"  {say('confirm_failed', language)}"
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
