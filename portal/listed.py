"""Settings that hold several values, separated by commas."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import BeforeValidator
from pydantic_settings import NoDecode

Item = TypeVar("Item")


def separated(text: str) -> tuple[str, ...]:
    """The values; what is empty is none."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _parts(value: object) -> object:
    return separated(value) if isinstance(value, str) else value


Listed = Annotated[tuple[Item, ...], NoDecode, BeforeValidator(_parts)]
