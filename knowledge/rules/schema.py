"""The shape of eligibility rules, of the facts that they ask about, and of example profiles."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Discriminator, Field, StringConstraints, Tag, model_validator

from knowledge.texts import STRICT, Speech, Text, Words

FactId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
MonthDay = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Value = bool | int | float | date | str
Outcome = Literal["eligible", "not_eligible", "need_more", "possibly"]

_RANGE = ("from_", "to", "above", "below")


class _Strict(BaseModel):
    model_config = STRICT


SHORT_LABEL = 20


class Choice(Text):
    """One value of a choice; `said` lists words, in any script, by which people name it, `short` fits a button."""

    said: tuple[Words, ...] = ()
    short: Text | None = None

    @model_validator(mode="after")
    def _fits_a_button(self) -> "Choice":
        if long := [words for words in (self.label.hi, self.label.en) if len(words) > SHORT_LABEL]:
            raise ValueError(f"{long[0]!r} is no button's label; write at most {SHORT_LABEL} characters under short")
        return self

    @property
    def label(self) -> Text:
        """At most 20 characters."""
        return self.short or self


class FactType(_Strict):
    """One thing that can be known of an applicant or a household, and how it is asked for.

    Units: money in rupees a year, area in hectares, percent 0 to 100. `implies` derives other facts from its value;
    `presumed` is taken for granted in conversations until somebody says otherwise, and then said in the verdict.
    By `named` people name a measure, `units` stand beside its number. `like: age` is somebody else's age, `count` a
    number of things of which "the third" tells as much as "three", `place` one that "the third" alone tells, `rupees` a
    sum; by `none_words` there is none.
    Whoever denies a flag's `denied_words` denies the flag ("no vehicle"), but stating them does not state it. Of
    many choices the first are offered, so they stand with the commonest first unless they are `ordered`. A
    `formality` is got within days by who lacks it, so it does not make a scheme less likely.
    """

    kind: Literal["number", "money", "area", "percent", "flag", "choice", "date"]
    of: Literal["applicant", "household"]
    asks: FactId | None = None
    question: Speech
    reason: Speech
    words: Text
    choices: dict[FactId, Choice] = {}
    ordered: bool = False
    many: bool = False
    open: bool = False
    from_: Annotated[float | None, Field(alias="from")] = None
    to: float | None = None
    true_words: list[Words] = []
    false_words: list[Words] = []
    denied_words: list[Words] = []
    named: list[Words] = []
    units: list[Words] = []
    none_words: list[Words] = []
    like: Literal["age", "count", "place", "rupees"] | None = None
    presumed: bool | None = None
    formality: bool = False
    implies: list["Implication"] = []

    @model_validator(mode="after")
    def _fits_its_kind(self) -> "FactType":
        if self.kind == "choice" and not (self.choices or self.open):
            raise ValueError("a choice needs choices; list them, or set open: true")
        if self.kind != "choice" and (self.choices or self.ordered or self.many or self.open):
            raise ValueError(f"choices, ordered, many and open belong to kind choice, not {self.kind}")
        if self.kind != "flag" and (self.true_words or self.false_words or self.denied_words):
            raise ValueError(f"true_words, false_words and denied_words belong to kind flag, not {self.kind}")
        if self.kind in {"flag", "choice"} and (self.named or self.units or self.none_words or self.like):
            raise ValueError(f"named, units, none_words and like belong to measures and dates, not to kind {self.kind}")
        return self


class _Condition(_Strict):
    """What a condition says of itself; at the top of a rule only, not inside another.

    `sure: false`: no source confirms that it exists, so its failing leaves the verdict at "possibly". `confirm`: it
    decides, but the citizen is told to confirm it. `asked: false`: nobody is asked; it counts if something is told, and
    is else taken to hold and said.
    """

    says: Text | None = None
    cure: Text | None = None
    sure: bool = True
    confirm: bool = False
    asked: bool = True


class Leaf(_Condition):
    """Compares one fact in exactly one way. Both ends of from/to are inside; `on` is the day age is counted on.

    `told`: an exception that nobody is asked about; it does not hold unless it was told. `expected`: who asks for this
    by its name is taken to meet it, until they say otherwise; the verdict says so.
    """

    fact: FactId
    is_: Annotated[Value | None, Field(alias="is")] = None
    in_: Annotated[list[Value] | None, Field(alias="in")] = None
    not_in: list[Value] | None = None
    from_: Annotated[Value | None, Field(alias="from")] = None
    to: Value | None = None
    above: Value | None = None
    below: Value | None = None
    within_days: Annotated[int | None, Field(ge=0)] = None
    on: MonthDay | None = None
    told: bool = False
    expected: bool = False

    @model_validator(mode="before")
    @classmethod
    def _on_is_a_word(cls, data: Any) -> Any:
        """YAML 1.1 reads the bare key `on` as true."""
        return {"on" if key is True else key: value for key, value in data.items()} if isinstance(data, dict) else data

    @model_validator(mode="after")
    def _compares_once(self) -> "Leaf":
        ways = [name for name in ("is_", "in_", "not_in", "within_days") if getattr(self, name) is not None]
        if any(getattr(self, name) is not None for name in _RANGE):
            ways.append("from/to/above/below")
        if len(ways) != 1:
            found = ", ".join(way.strip("_") for way in ways) or "nothing"
            raise ValueError(
                f"compares by {found}; write exactly one of is, in, not_in, from/to, above/below, within_days"
            )
        if self.expected and self.is_ is None and not self.in_:
            raise ValueError("expected needs a value to expect; write it with is or in")
        if self.on is not None:
            _check_day(self.on)
        return self


class AnyOf(_Condition):
    """One of the branches is enough."""

    any: Annotated[list["Condition"], Field(min_length=1)]


class AllOf(_Condition):
    """Every branch must hold."""

    all: Annotated[list["Condition"], Field(min_length=1)]


class Not(_Condition):
    """The inner condition must not hold."""

    not_: Annotated["Condition", Field(alias="not")]


def _shape(data: Any) -> str:
    keys = data if isinstance(data, dict) else {name.strip("_") for name in type(data).model_fields}
    return next((name for name in ("any", "all", "not") if name in keys), "leaf")


Condition = Annotated[
    Annotated[AnyOf, Tag("any")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[Not, Tag("not")]
    | Annotated[Leaf, Tag("leaf")],
    Discriminator(_shape),
]


def _check_day(month_day: str) -> None:
    try:
        date.fromisoformat(f"2023-{month_day}")
    except ValueError:
        raise ValueError(f"on: {month_day} is not a day of every year; write month-day such as 01-01") from None


class Implication(_Strict):
    """When the fact holding this compares so, the facts under `then` have these values."""

    is_: Annotated[Value | None, Field(alias="is")] = None
    in_: Annotated[list[Value] | None, Field(alias="in")] = None
    above: float | None = None
    below: float | None = None
    known: Literal[True] | None = None
    then: Annotated[dict[FactId, Value], Field(min_length=1)]

    @model_validator(mode="after")
    def _compares_once(self) -> "Implication":
        if sum(value is not None for value in (self.is_, self.in_, self.above, self.below, self.known)) != 1:
            raise ValueError("write exactly one of is, in, above, below, known")
        return self


class Rule(_Strict):
    """The conditions in force from `from` to `until`, both days inside. Only a complete rule calls anyone eligible."""

    from_: Annotated[date | None, Field(alias="from")] = None
    until: date | None = None
    complete: bool
    conditions: list[Condition]

    @model_validator(mode="after")
    def _explains_itself(self) -> "Rule":
        for number, condition in enumerate(self.conditions):
            if condition.says is None:
                raise ValueError(f"conditions.{number}: says is missing; write it in hi and en")
        if self.from_ and self.until and self.from_ > self.until:
            raise ValueError(f"from {self.from_} is after until {self.until}; correct one of them")
        return self

    def expectations(self) -> dict[FactId, Value]:
        """What who asks for it is taken to be: for each fact the first value that meets its condition."""
        expected = [leaf for leaf in self.conditions if isinstance(leaf, Leaf) and leaf.expected]
        return {leaf.fact: leaf.in_[0] if leaf.in_ else leaf.is_ for leaf in expected}  # type: ignore[misc]

    def in_force(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class Example(_Strict):
    """A profile and the verdict that the rules must give it; facts left out are unknown."""

    facts: dict[FactId, Value | list[Value]]
    verdict: Outcome
    failed: list[FactId] | None = None
    missing: list[FactId] | None = None
    day: date = date(2026, 11, 24)


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every comparison inside, in order."""
    if isinstance(condition, Leaf):
        yield condition
    elif isinstance(condition, Not):
        yield from leaves(condition.not_)
    else:
        for part in condition.any if isinstance(condition, AnyOf) else condition.all:
            yield from leaves(part)


def facts_of(condition: Condition) -> tuple[str, ...]:
    """Facts compared inside, each once, in order."""
    return tuple(dict.fromkeys(leaf.fact for leaf in leaves(condition)))
