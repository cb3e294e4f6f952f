"""Options as numbered lines, for wherever there is nothing to tap."""

from __future__ import annotations

from collections.abc import Sequence

from channels.replies import Option


def numbered_lines(options: Sequence[Option]) -> list[str]:
    """ "1. …" for each option."""
    return [f"{number}. {option['label']}" for number, option in enumerate(options, 1)]


def without_numbered(text: str, options: Sequence[Option]) -> str:
    """The text without the lines that only number its options."""
    numbered = set(numbered_lines(options))
    return "\n".join(line for line in text.split("\n") if line.strip() not in numbered).strip()


def with_numbered(text: str, options: Sequence[Option], how: str) -> str:
    """The text with its options as numbered lines, and how to choose; as it is if it numbers them itself."""
    lines = numbered_lines(options)
    if set(lines) <= {line.strip() for line in text.split("\n")}:
        return text
    return "\n".join([text, *lines, how]).strip()
