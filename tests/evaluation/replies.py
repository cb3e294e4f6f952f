"""Neutral replies made by hand."""

from typing import Any

from evaluation.cases import Expect
from evaluation.client import Reply

HINDI = "यह जवाब हिंदी में है"


def reply(kind: str = "answer", text: str = HINDI, *, lang: str = "hi", **rest: Any) -> Reply:
    """What is not text, speech or options goes into `meta`."""
    own = {name: rest.pop(name) for name in ("speech", "options") if name in rest}
    return Reply.model_validate({"lang": lang, "text": text, **own, "meta": {"kind": kind, **rest}})


def option(choice: str) -> dict[str, str]:
    """An option whose id shows what it means."""
    return {"id": choice, "label": choice}


def expect(**fields: Any) -> Expect:
    """As it is read from a file."""
    return Expect.model_validate(fields)
