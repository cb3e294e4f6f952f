"""Files that citizens send, and files that nobody should."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from fpdf import FPDF
from PIL import Image

EXE = b"MZ\x90\x00\x03" + bytes(500) + b"This program cannot be run in DOS mode"
ZIP = b"PK\x03\x04" + bytes(200) + b"PK\x05\x06" + bytes(18)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>fetch('/chat/sessions')</script>"
GIF = b"GIF89a" + bytes(100)
# The standard harmless file that every scanner finds, put together so that none finds it here.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def photo(kind: str = "JPEG", size: tuple[int, int] = (320, 240), **options: Any) -> bytes:
    """A picture as a phone takes it."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    """With the GPS position and the camera's name in it."""
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (23.0, 15.0, 30.0)})
    return photo(exif=exif)


def pdf(words: str = "Certificate", password: str = "") -> bytes:
    """A page, with compressed streams as usual."""
    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=12)
    page.cell(text=words)
    if password:
        page.set_encryption(owner_password="owner", user_password=password)
    return bytes(page.output())


def pdf_holding(inside: bytes, *, packed: bool = False) -> bytes:
    """A page with one more object in it."""
    stream = zlib.compress(inside)
    added = b"99 0 obj\n<< /Type /ObjStm /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (len(stream), stream)
    added = added if packed else b"99 0 obj\n%b\nendobj\n" % inside
    return pdf_with(added)


def pdf_with(added: bytes) -> bytes:
    """A page with something more among its objects."""
    head, mark, tail = pdf().partition(b"xref\n")
    return head + added + mark + tail


def png_of_size(width: int, height: int) -> bytes:
    """Says that it is so large, and has the pixels in a few kilobytes: all black."""
    rows = zlib.compressobj(9)
    row = b"\0" + bytes((width + 7) // 8)
    data = b"".join(rows.compress(row) for _ in range(height)) + rows.flush()
    head = struct.pack("!IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + name + data + struct.pack("!I", zlib.crc32(name + data))
