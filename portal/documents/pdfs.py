"""Whether a PDF is a paper and nothing else: no program in it, no other file, no bomb, and it ends where it ends.

A whole parser is not needed to refuse: everything that a reader could act on is a name, and names stand in the open or
in compressed object streams, which are opened here within a limit.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from portal.documents.errors import FileLocked, FileTooLarge, FileUnsound

_HEADER = re.compile(rb"%PDF-[12]\.\d")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# What acts, what carries other files, and forms that are programs.
_ACTIVE = re.compile(
    rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|Filespec|RichMedia|XFA|SubmitForm|ImportData|GoToE|Rendition|Movie)\b"
)
_LOCKED = re.compile(rb"/Encrypt\b")
_OTHER_FORMATS = re.compile(rb"<(?:script|html|svg|\?php|!doctype)", re.IGNORECASE)
_ZIP_END = b"PK\x05\x06"
_ZIP_REACH = 66_000
_MOST_UNPACKED = 100_000_000
_MOST_STREAMS = 20_000


def check(content: bytes) -> None:
    """Raises FileUnsound, FileLocked or FileTooLarge."""
    if not _HEADER.match(content) or not content.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF"):
        raise FileUnsound
    if b"startxref" not in content or _ZIP_END in content[-_ZIP_REACH:]:
        raise FileUnsound
    outside = _without_escapes(_STREAM.sub(b"", content))
    if _LOCKED.search(outside):
        raise FileLocked
    if _OTHER_FORMATS.search(outside):
        raise FileUnsound
    for names in (outside, *_unpacked(content)):
        if _ACTIVE.search(names):
            raise FileUnsound


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What compressed streams hold, as far as names can stand in them; all of them together within the limit."""
    left = _MOST_UNPACKED
    for number, found in enumerate(_STREAM.finditer(content)):
        if number >= _MOST_STREAMS:
            raise FileTooLarge
        inside = _inflated(found[1], left)
        left -= len(inside)
        if left <= 0:
            raise FileTooLarge
        if b"/" in inside:
            yield _without_escapes(inside)


def _inflated(packed: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, most)
    except zlib.error:
        return b""


def _without_escapes(names: bytes) -> bytes:
    """A name may be written with its letters as numbers: /J#53 is /JS."""
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), names)
