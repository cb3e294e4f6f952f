"""What a voice note really is, by its first bytes; what the sender calls it does not count."""

from __future__ import annotations

_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"#!AMR", "audio/amr"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypmp42", "audio/mp4"),
    (4, b"ftypisom", "audio/mp4"),
)


def audio_type(content: bytes) -> str | None:
    """The media type; None for anything that is no sound."""
    return next((kind for at, sign, kind in _SIGNS if content[at : at + len(sign)] == sign), None)
