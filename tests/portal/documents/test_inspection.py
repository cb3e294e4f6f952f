from __future__ import annotations

import io
import time
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from portal.documents.errors import FileLocked, FileTooLarge, FileTypeUnknown, FileUnsound
from portal.documents.inspection import inspected
from portal.errors import PortalError
from tests.portal import papers

SMALL = papers.photo("PNG", (60, 40))


@pytest.mark.parametrize(("kind", "content"), [("JPEG", papers.photo("JPEG")), ("PNG", papers.photo("PNG"))])
def test_a_photo_is_taken_and_drawn_anew(kind: str, content: bytes) -> None:
    file = inspected(content)
    assert (file.kind, file.media_type) == ("photo", "image/jpeg")
    with Image.open(io.BytesIO(file.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (320, 240))


def test_a_pdf_is_taken_as_it_is() -> None:
    content = papers.pdf()
    file = inspected(content)
    assert (file.kind, file.media_type, file.content) == ("document", "application/pdf", content)


def test_place_and_camera_of_a_photo_do_not_come_along() -> None:
    content = papers.photo_with_place()
    assert b"SecretCamera" in content
    with Image.open(io.BytesIO(inspected(content).content)) as picture:
        assert not picture.getexif()
    assert b"SecretCamera" not in inspected(content).content


def test_a_photo_taken_sideways_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(inspected(papers.photo(size=(400, 200), exif=exif)).content)) as picture:
        assert picture.size == (200, 400)


def test_a_see_through_picture_stands_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(inspected(out.getvalue()).content)) as picture:
        assert picture.getpixel((5, 5)) == (255, 255, 255)


def test_a_large_photo_is_made_smaller() -> None:
    with Image.open(io.BytesIO(inspected(papers.photo(size=(5000, 3000))).content)) as picture:
        assert max(picture.size) == 2600


@pytest.mark.parametrize("tail", [papers.ZIP, papers.HTML, papers.EXE, b"<?php system($_GET['c']); ?>"])
def test_what_hangs_behind_a_photo_is_gone(tail: bytes) -> None:
    file = inspected(papers.photo() + tail)
    assert tail not in file.content
    assert b"PK\x05\x06" not in file.content


@pytest.mark.parametrize(
    "content",
    [
        papers.EXE,
        papers.ZIP,
        papers.SVG,
        papers.HTML,
        papers.GIF,
        papers.EICAR,
        b"\x7fELF\x02",
        b"x",
        b"\xef\xbb\xbf%PDF-1.4",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"#!/bin/sh\nid\n",
    ],
)
def test_a_file_that_is_none_of_the_types_is_refused_whatever_it_is_called(content: bytes) -> None:
    with pytest.raises(FileTypeUnknown):
        inspected(content)


@pytest.mark.parametrize(
    "inside",
    [
        b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>",
        b"<< /S /J#61vaScript /#4aS (x) >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Type /EmbeddedFile >>",
        b"<< /Names [(a.exe) 3 0 R] /EmbeddedFiles 4 0 R >>",
        b"<< /Type /Filespec /F (evil.exe) >>",
        b"<< /Subtype /RichMedia >>",
        b"<< /XFA [(template) 5 0 R] >>",
        b"<< /S /SubmitForm /F (http://evil.example) >>",
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_pdf_that_acts_or_carries_files_is_refused(inside: bytes, packed: bool) -> None:
    with pytest.raises(FileUnsound):
        inspected(papers.pdf_holding(inside, packed=packed))


ACTS = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
PACKED = zlib.compress(ACTS)
OBJECTS = b"/Type /ObjStm /N 1 /First 4"
# As a table's rows are: each with the differences to the one above.
ROWS = [ACTS[place : place + 5] for place in range(0, 40, 5)]
DIFFERENCES = zlib.compress(
    b"".join(
        b"\x02" + bytes(here - above & 255 for here, above in zip(row, before, strict=True))
        for row, before in zip(ROWS, [bytes(5), *ROWS], strict=False)
    )
)
BY_ROWS = b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 5 >>"
A_STRING = b"/X (\n9 0 obj <<)"


def _stream(dictionary: bytes, content: bytes) -> bytes:
    return b"9 0 obj\n<< %b >>\nstream\n%b\nendstream\nendobj\n" % (dictionary, content)


def _goes_on_after_the_word_for_its_end() -> bytes:
    word = b"endstream"
    stored = b"\x78\x01" + b"\x00\x09\x00\xf6\xff" + word
    return stored + zlib.compress(ACTS)[2:]


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param(b"%stream\n9 0 obj " + ACTS + b" endobj\n%endstream\n", id="in what is no stream"),
        pytest.param(b"%stream\n" + _stream(OBJECTS, PACKED), id="a stream in what is none"),
        pytest.param(_stream(b"", zlib.compress(b"x") + ACTS), id="behind a stream's end"),
        pytest.param(_stream(OBJECTS, PACKED).replace(b"stream\n", b"stream\r"), id="with another line's end"),
        pytest.param(_stream(OBJECTS, _goes_on_after_the_word_for_its_end()), id="behind the word for its end"),
        pytest.param(_stream(OBJECTS, PACKED[:-6] + b"??????"), id="in what breaks off"),
        pytest.param(_stream(OBJECTS + b" /Filter /ASCIIHexDecode", ACTS.hex().encode()), id="by another filter"),
        pytest.param(
            _stream(OBJECTS + b" /Filter [/FlateDecode /FlateDecode]", zlib.compress(PACKED)), id="packed twice"
        ),
        pytest.param(_stream(OBJECTS + BY_ROWS, DIFFERENCES), id="by differences"),
        pytest.param(_stream(OBJECTS + BY_ROWS + A_STRING, DIFFERENCES), id="before a string like a beginning"),
        pytest.param(_stream(BY_ROWS + A_STRING + OBJECTS, DIFFERENCES), id="behind a string like a beginning"),
    ],
)
def test_nothing_active_is_hidden_from_us_that_a_reader_would_find(hidden: bytes) -> None:
    with pytest.raises(FileUnsound):
        inspected(papers.pdf_with(hidden))


def test_sound_object_streams_and_pictures_are_taken() -> None:
    sound = _stream(OBJECTS + b" /Filter /FlateDecode", zlib.compress(b"9 0 << /Type /Page >>"))
    picture = _stream(b"/Subtype /Image /Filter /DCTDecode", papers.photo())
    assert inspected(papers.pdf_with(sound + picture)).kind == "document"


def test_work_on_a_file_that_begins_a_stream_everywhere_is_bounded() -> None:
    empty = b"\x00\x00\x00\xff\xff"
    begin = b"\x00\x08\x00\xf7\xffstream\x78\x01"
    content = papers.pdf_with(b"stream\x78\x01" + (begin + empty * 10) * 18_000)
    began = time.process_time()
    with pytest.raises((FileTooLarge, FileUnsound)):
        inspected(content)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n" + bytes(500),
        b"%PDF-9.9 not one" + b"startxref %%EOF",
        papers.pdf() + papers.EXE,
        papers.pdf() + papers.ZIP,
        papers.pdf().replace(b"%%EOF", b"PK\x05\x06" + bytes(18) + b"%%EOF"),
        papers.pdf_holding(papers.HTML),
        papers.pdf_holding(b"<?PHP system('id'); ?>"),
        papers.pdf()[:-200],
    ],
)
def test_a_pdf_that_is_another_format_too_or_broken_is_refused(content: bytes) -> None:
    with pytest.raises(FileUnsound):
        inspected(content)


def test_a_pdf_with_a_password_is_refused_with_words_of_its_own() -> None:
    with pytest.raises(FileLocked):
        inspected(papers.pdf(password="1234"))


def test_a_pdf_that_unpacks_to_very_much_is_refused() -> None:
    bomb = papers.pdf_holding(bytes(120_000_000), packed=True)
    assert len(bomb) < 200_000
    with pytest.raises(FileTooLarge):
        inspected(bomb)


@pytest.mark.parametrize("size", [(8000, 8000), (30000, 30000), (100000, 2000)])
def test_a_picture_that_unpacks_to_very_much_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    bomb = papers.png_of_size(*size)
    assert len(bomb) < 400_000
    with pytest.raises(FileTooLarge):
        inspected(bomb)


@pytest.mark.parametrize(
    "content", [papers.photo()[:600], b"\xff\xd8\xff\xe0" + bytes(2000), b"\x89PNG\r\n\x1a\n" + bytes(50)]
)
def test_a_broken_photo_is_refused(content: bytes) -> None:
    with pytest.raises(FileUnsound):
        inspected(content)


@settings(deadline=None)
@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.4\n", b""]), st.binary(max_size=400))
def test_no_content_does_more_than_be_taken_or_refused(sign: bytes, rest: bytes) -> None:
    try:
        file = inspected(sign + rest)
    except PortalError:
        return
    assert file.content


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 2000), st.integers(0, 255))
def test_a_photo_with_a_wrong_byte_is_taken_or_refused(place: int, byte: int) -> None:
    content = bytearray(SMALL)
    content[place % len(content)] = byte
    try:
        assert inspected(bytes(content)).media_type == "image/jpeg"
    except PortalError:
        return
