"""Values of facts: read from files and answers, completed by what follows from them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from knowledge.rules.schema import FactType, Implication

FactValue = bool | float | str | date | frozenset[str]
Facts = Mapping[str, FactValue]
Catalogue = Mapping[str, FactType]
Span = Callable[[Facts, date], tuple[FactValue, FactValue] | None]

_MEASURES = {"number", "money", "area", "percent"}


def read_value(name: str, fact: FactType, raw: Any) -> FactValue:
    """The value in the fact's own type. Raises ValueError that says which values there are."""
    if fact.kind == "flag":
        if isinstance(raw, bool):
            return raw
        raise ValueError(f"{name}: {raw!r} is not true or false")
    if fact.kind == "date":
        return _read_date(name, raw)
    if fact.kind == "choice":
        return _read_choice(name, fact, raw)
    return _read_measure(name, fact, raw)


def _read_date(name: str, raw: Any) -> date:
    try:
        return raw if isinstance(raw, date) else date.fromisoformat(raw)
    except (TypeError, ValueError):
        raise ValueError(f'{name}: {raw!r} is not a date; write it as "2006-01-31"') from None


def _read_choice(name: str, fact: FactType, raw: Any) -> str | frozenset[str]:
    named = list(raw) if isinstance(raw, (list, tuple, set, frozenset)) else [raw]
    if not fact.open and (unknown := [value for value in named if value not in fact.choices]):
        raise ValueError(f"{name}: {unknown[0]!r} is not one of {', '.join(fact.choices)}")
    if fact.many:
        return frozenset(map(str, named))
    if len(named) != 1:
        raise ValueError(f"{name}: {raw!r} names {len(named)} values, but only one holds")
    return str(named[0])


def _read_measure(name: str, fact: FactType, raw: Any) -> float:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise ValueError(f"{name}: {raw!r} is not a number")
    if (fact.from_ is not None and raw < fact.from_) or (fact.to is not None and raw > fact.to):
        raise ValueError(f"{name}: {raw} is outside {fact.from_} to {fact.to}")
    return float(raw)


def read_facts(raw: Mapping[str, Any], catalogue: Catalogue) -> dict[str, FactValue]:
    """Raises ValueError naming the fact that is unknown or has a wrong value."""
    if unknown := [name for name in raw if name not in catalogue]:
        raise ValueError(f"no fact {unknown[0]!r}; correct its name or add it under knowledge/rules/facts")
    return {name: read_value(name, catalogue[name], value) for name, value in raw.items()}


def complete(facts: Facts, catalogue: Catalogue, day: date) -> dict[str, FactValue]:
    """The facts with all that follows from them; what was stated is never overwritten."""
    known = dict(facts)
    waiting = list(facts)
    while waiting:
        name = waiting.pop()
        for implication in catalogue[name].implies:
            if _follows(implication, known[name]):
                for other, value in implication.then.items():
                    if other not in known:
                        known[other] = read_value(other, catalogue[other], value)
                        waiting.append(other)
    if isinstance(birth := known.get("birth_date"), date) and "age" in catalogue:
        known.setdefault("age", float(age_on(day, birth)))
    return known


def presume(facts: Facts, catalogue: Catalogue, day: date, names: Iterable[str]) -> dict[str, FactValue]:
    """Of these names the facts that are taken for granted, as nothing told says anything of them."""
    known = complete(facts, catalogue, day)
    return {name: value for name in names if name not in known and (value := catalogue[name].presumed) is not None}


def _follows(implication: Implication, value: FactValue) -> bool:
    if implication.known:
        return True
    if isinstance(value, frozenset):
        wanted = {implication.is_} if implication.in_ is None else set(implication.in_)
        return bool(value & {str(choice) for choice in wanted})
    if implication.in_ is not None:
        return value in implication.in_
    if implication.is_ is not None:
        return value == implication.is_
    if not isinstance(value, (int, float)):
        return False
    return value > implication.above if implication.above is not None else value < (implication.below or 0.0)


def age_on(day: date, birth: date) -> int:
    """Completed years on the day; 29 February has its birthday on 1 March in other years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def birth_span(known: Facts, day: date) -> tuple[date, date] | None:
    """The first and the last day on which somebody may be born, by the date, the year or the age that is known."""
    birth, year, age = known.get("birth_date"), known.get("birth_year"), known.get("age")
    if isinstance(birth, date):
        return birth, birth
    if isinstance(year, float):
        return date(int(year), 1, 1), date(int(year), 12, 31)
    if isinstance(age, float):
        return _years_before(day, int(age) + 1) + timedelta(1), _years_before(day, int(age))
    return None


def age_span(known: Facts, day: date) -> tuple[float, float] | None:
    """The least and the greatest completed years that somebody may have."""
    if isinstance(age := known.get("age"), float):
        return age, age
    span = birth_span(known, day)
    return (float(age_on(day, span[1])), float(age_on(day, span[0]))) if span else None


def _years_before(day: date, years: int) -> date:
    """29 February becomes 28 February in other years."""
    try:
        return day.replace(year=max(day.year - years, 1))
    except ValueError:
        return day.replace(year=max(day.year - years, 1), day=28)
