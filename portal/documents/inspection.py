"""What a file really is, by its content alone, and whether it may be kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from portal.documents import pdfs, photos
from portal.documents.errors import FileTypeUnknown

Kind = Literal["photo", "document"]

_PHOTO_SIGNS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_PDF_SIGN = b"%PDF-"


@dataclass(frozen=True)
class Inspected:
    """A file as it is kept; a photo is another file than was sent, of the same picture."""

    kind: Kind
    media_type: str
    content: bytes


def inspected(content: bytes) -> Inspected:
    """Takes up to half a second of processor for a large photo. Raises FileTypeUnknown and what its type raises."""
    if content.startswith(_PHOTO_SIGNS):
        return Inspected("photo", "image/jpeg", photos.drawn_anew(content))
    if content.startswith(_PDF_SIGN):
        pdfs.check(content)
        return Inspected("document", "application/pdf", content)
    raise FileTypeUnknown
