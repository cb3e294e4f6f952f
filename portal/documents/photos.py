"""A photo drawn anew: whatever else was in the file, place and camera included, does not come along."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

from portal.documents.errors import FileTooLarge, FileUnsound

_FORMATS = ("JPEG", "PNG")
_MOST_PIXELS = 40_000_000
_LONGEST_SIDE = 2600
_QUALITY = 85
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_BROKEN = (OSError, ValueError, SyntaxError, TypeError, IndexError, OverflowError)


def drawn_anew(content: bytes) -> bytes:
    """A JPEG of the picture, upright, at most 2600 pixels long. Raises FileUnsound or FileTooLarge."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise FileTooLarge
            picture.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
            out = io.BytesIO()
            _on_white(upright).save(out, "JPEG", quality=_QUALITY)
    except _BOMBS:
        raise FileTooLarge from None
    except _BROKEN:
        raise FileUnsound from None
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture.convert("RGBA"))
    return paper.convert("RGB")
