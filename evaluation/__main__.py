"""`python -m evaluation`: ask, judge, tell. Status 0; 1 below --min; 2 when nothing could be measured."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from evaluation import report
from evaluation.cases import Cases, load
from evaluation.client import Client
from evaluation.errors import CannotEvaluate
from evaluation.given import HttpPortal
from evaluation.judge import Judge
from evaluation.rates import rate
from evaluation.run import Results, Runner
from evaluation.settings import Settings, decide
from evaluation.system import Address, assistant
from evaluation.table import table
from evaluation.through import THROUGH
from evaluation.topics import Topics, load_topics
from evaluation.way import Through


def main(arguments: Sequence[str], surroundings: Mapping[str, str]) -> int:
    """The exit status."""
    try:
        settings = decide(arguments, surroundings)
        results = _measure(settings, surroundings)
    except CannotEvaluate as error:
        print(error, file=sys.stderr)
        return 2
    print(table(results))
    if settings.report:
        report.write(settings.report, results)
    return int(settings.least is not None and (rate(results.all()).value or 0.0) < settings.least)


def _measure(settings: Settings, surroundings: Mapping[str, str]) -> Results:
    through = THROUGH[settings.through]() if settings.through else None
    cases = load(settings.questions, settings.conversations)
    if through:
        cases = cases.of_channel(through.channel)
    if settings.report:
        report.prepare(settings.report)
    topics = load_topics()
    for warning in _warnings(cases, topics):
        print(f"warning: {warning}", file=sys.stderr)
    if not cases.all():
        return Results()
    with assistant(surroundings, through.environment if through else None) as address:
        return asyncio.run(_ask(cases, address, through, Judge(topics)))


async def _ask(cases: Cases, address: Address, through: Through | None, judge: Judge) -> Results:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("Asking", total=len(cases.all()))
        async with (
            through.way(address) if through else Client(address.url, address.token) as way,
            HttpPortal(address.url, address.token, named=way.named) as portal,
        ):
            await way.check()
            return await Runner(way, judge, portal, lambda: progress.advance(task)).run(cases)


def _warnings(cases: Cases, topics: Topics) -> list[str]:
    listed = {topic for case in cases.all() for _, expect in case.expectations() for topic in expect.topic}
    strange = sorted(listed - set(topics.owner))
    return [
        *(f"{place}: not known, so not judged" for place in cases.unknown_keys()),
        *(f"knowledge/records/{name} cannot be read" for name in topics.broken),
        *([f"no record has the id or same_as {', '.join(strange)}"] if strange else []),
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
