"""The report for people."""

from collections.abc import Iterator, Sequence
from typing import Any

from evaluation.rates import rate, rates_by, wrong_topics
from evaluation.report import CONVERSATION_GROUPS, QUESTION_GROUPS
from evaluation.run import Result, Results

_LONG = 240


def table(results: Results) -> str:
    """Rates, then every miss, then the overall rate."""
    return "\n".join(_lines(results))


def _lines(results: Results) -> Iterator[str]:
    yield from _rates("Questions", results.questions, QUESTION_GROUPS)
    yield from _rates("Conversations", results.conversations, CONVERSATION_GROUPS)
    missed = [result for result in results.all() if not result.passed]
    if missed:
        yield f"Misses: {len(missed)}"
        yield ""
    for result in missed:
        yield from _miss(result)
    if results.questions:
        yield f"{'Wrong topic stated confidently':<34}{wrong_topics(results.questions)}"
    yield f"{'Overall':<34}{rate(results.all())}"


def _rates(title: str, results: Sequence[Result], groups: Sequence[str]) -> Iterator[str]:
    if not results:
        return
    yield f"{title:<34}{rate(results)}"
    for group in groups:
        yield f"  by {group}"
        for name, part in rates_by(results, group).items():
            yield f"    {name:<30}{part}"
    yield ""


def _miss(result: Result) -> Iterator[str]:
    where = ", ".join(result.groups[group] for group in ("theme", "lang", "channel") if group in result.groups)
    yield f"{result.id}  ({where})"
    for asked in result.asked:
        yield f"  asked     {asked}"
    for miss in result.misses:
        yield f"  missed    {miss}"
    for expected, got in _turns(result):
        yield f"  expected  {_plain(expected)}"
        yield f"  got       {' | '.join(map(_plain, got)) or 'nothing'}"
    yield ""


def _turns(result: Result) -> Iterator[tuple[Any, Any]]:
    """For a question itself, for a conversation each turn that was missed."""
    if isinstance(result.expected, dict):
        yield result.expected, result.got
        return
    for number, (expected, got) in enumerate(zip(result.expected, result.got, strict=False), 1):
        if any(miss.startswith(f"turn {number}:") for miss in result.misses):
            yield {"turn": number, **expected}, got


def _plain(values: dict[str, Any]) -> str:
    """`kind answer, topic kcc pmjjby`; long texts cut."""
    return ", ".join(f"{name} {_cut(_joined(value))}" for name, value in values.items())


def _joined(value: Any) -> str:
    if isinstance(value, list):
        return " ".join("/".join(part) if isinstance(part, list) else str(part) for part in value)
    return repr(value) if isinstance(value, str) and " " in value else str(value)


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else text[:_LONG] + "…"
