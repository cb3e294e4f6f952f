"""Whether a PDF is a paper and nothing else: no program in it, no other file, no bomb, and it ends where it ends.

A whole parser is not needed to refuse, and none is trusted to see what another reader sees: everything that a reader
could act on is a name. Names are looked for in the whole file, and in whatever any `stream` in it unpacks to.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from itertools import islice

from portal.documents.errors import FileLocked, FileTooLarge, FileUnsound

_HEADER = re.compile(rb"%PDF-[12]\.\d")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_BEGIN = re.compile(rb"(?<!end)stream[\r\n\t ]*")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
# What acts, what carries other files, and forms that are programs; too long to stand in a picture's bytes by chance.
_ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?|Filespec|RichMedia|SubmitForm|ImportData|GoToE|Rendition|Movie)\b"
    rb"|/XFA\s*[\[\d(<]"
)
_LOCKED = re.compile(rb"/Encrypt\b")
_OTHER_FORMATS = re.compile(rb"<(?:script|html|svg|\?php|!doctype)", re.IGNORECASE)
_ZIP_END = b"PK\x05\x06"
_ZIP_REACH = 66_000
# An object stream may be packed in one way only, and its dictionary holds nothing that could hide where it begins.
_OBJECT = re.compile(rb"[\r\n]\s*\d+\s+\d+\s+obj\b")
_OBJECTS = re.compile(rb"/(?:ObjStm\b|First\s+\d)")
_OBJECTS_TYPE = re.compile(rb"/ObjStm\b")
_ONE_FILTER = re.compile(rb"/Filter\s*(?:/FlateDecode\b|\[\s*/FlateDecode\s*\])")
_HIDES = re.compile(rb"/DecodeParms|/Filter.*/Filter|[(%)]", re.DOTALL)
_DICTIONARY_REACH = 2000
_MOST_UNPACKED = 100_000_000
_MOST_STREAMS = 20_000
_PIECE = 64 * 1024


def check(content: bytes) -> None:
    """Raises FileUnsound, FileLocked or FileTooLarge."""
    if not _HEADER.match(content) or not content.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF"):
        raise FileUnsound
    if b"startxref" not in content or _ZIP_END in content[-_ZIP_REACH:]:
        raise FileUnsound
    names = _without_escapes(content)
    if _LOCKED.search(names):
        raise FileLocked
    if _ACTIVE.search(names) or _OTHER_FORMATS.search(_without_escapes(_STREAM.sub(b"", content))):
        raise FileUnsound
    begins = list(islice(_BEGIN.finditer(content), _MOST_STREAMS + 1))
    if len(begins) > _MOST_STREAMS:
        raise FileTooLarge
    dictionaries = (content[max(0, found.start() - _DICTIONARY_REACH) : found.start()] for found in begins)
    sound = sum(_has_sound_objects(dictionary) for dictionary in dictionaries)
    if sound != len(_OBJECTS_TYPE.findall(names)):
        raise FileUnsound
    if any(_ACTIVE.search(inside) for inside in _unpacked(content, [found.end() for found in begins])):
        raise FileUnsound


def _has_sound_objects(before: bytes) -> bool:
    """Whether this ends with an object stream's dictionary. Raises FileUnsound for one that could hide something."""
    dictionary = _without_escapes(_OBJECT.split(before)[-1])
    if not _OBJECTS.search(dictionary):
        return False
    if _HIDES.search(dictionary) or (b"/Filter" in dictionary and not _ONE_FILTER.search(dictionary)):
        raise FileUnsound
    return bool(_OBJECTS_TYPE.search(dictionary))


def _unpacked(content: bytes, places: list[int]) -> Iterator[bytes]:
    """What stands at these places unpacked, if it is packed; work and results of all together within the limit."""
    left = _MOST_UNPACKED
    for place in places:
        if not _is_packed(content[place : place + 2]):
            continue
        inside, read = _inflated(content, place, left)
        left -= len(inside) + read
        if left <= 0:
            raise FileTooLarge
        if b"/" in inside:
            yield _without_escapes(inside)


def _is_packed(head: bytes) -> bool:
    """Whether it begins as zlib's format does."""
    return len(head) == 2 and head[0] & 0x8F == 8 and int.from_bytes(head, "big") % 31 == 0


def _inflated(content: bytes, begin: int, most: int) -> tuple[bytes, int]:
    """(what comes out, how many bytes went in), by its own end and not by a word in the file. Raises FileUnsound."""
    unpacker, out, size, place = zlib.decompressobj(), [], 0, begin
    try:
        while not unpacker.eof and size < most and place - begin < most and place < len(content):
            piece = unpacker.unconsumed_tail or content[place : place + _PIECE]
            place += 0 if unpacker.unconsumed_tail else len(piece)
            out.append(unpacker.decompress(piece, most - size))
            size += len(out[-1])
    except zlib.error:
        raise FileUnsound from None
    return b"".join(out), place - begin


def _without_escapes(names: bytes) -> bytes:
    """A name may be written with its letters as numbers: /J#53 is /JS."""
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), names)
