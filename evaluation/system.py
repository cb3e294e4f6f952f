"""The assistant that is measured: the one named, the one that runs, or a fresh one."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from evaluation.errors import CannotEvaluate
from supervisor.system import DidNotStart, current_system, running_system


@dataclass(frozen=True)
class Address:
    """Where the turn API is, and what opens it."""

    url: str
    token: str


@contextmanager
def assistant(surroundings: Mapping[str, str], environment: Mapping[str, str] | None = None) -> Iterator[Address]:
    """EVAL_URL with INTERNAL_TOKEN if set, else what `make run` runs, else a fresh one that ends with this.

    One that needs an `environment` is always fresh.
    """
    if environment:
        yield from _fresh(environment)
    elif url := surroundings.get("EVAL_URL"):
        if not surroundings.get("INTERNAL_TOKEN"):
            raise CannotEvaluate("EVAL_URL is set without INTERNAL_TOKEN, which opens its turn API; set both")
        yield Address(url.rstrip("/"), surroundings["INTERNAL_TOKEN"])
    elif running := current_system():
        _tell(f"Asking the system that runs at {running.base_url}.")
        yield Address(running.base_url, running.internal_token)
    else:
        yield from _fresh({})


def _fresh(environment: Mapping[str, str]) -> Iterator[Address]:
    _tell("Starting a system to ask …")
    with ExitStack() as until_the_end:
        try:
            system = until_the_end.enter_context(running_system(environment))
        except DidNotStart as error:
            raise CannotEvaluate(f"no system to ask; one was started and did not come up:\n{error}") from error
        yield Address(system.base_url, system.internal_token)


def _tell(news: str) -> None:
    print(news, file=sys.stderr)
