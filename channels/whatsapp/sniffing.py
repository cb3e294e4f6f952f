"""What a file really is, by its first bytes; what the sender calls it does not count."""

from __future__ import annotations

_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf1", "audio/aac"),
    (0, b"#!AMR", "audio/amr"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftypmp42", "audio/mp4"),
    (4, b"ftypisom", "audio/mp4"),
)
_ALLOWED = {
    "image": {"image/jpeg", "image/png", "image/webp"},
    "document": {"application/pdf", "image/jpeg", "image/png"},
    "audio": {"audio/ogg", "audio/mpeg", "audio/aac", "audio/amr", "audio/mp4"},
}


def content_type(content: bytes) -> str | None:
    """None for anything that we do not take."""
    return next((kind for at, sign, kind in _SIGNS if content[at : at + len(sign)] == sign), None)


def acceptable(kind: str, content: bytes) -> str | None:
    """The content type, if a message of this kind may hold such a file."""
    found = content_type(content)
    return found if found in _ALLOWED.get(kind, set()) else None
