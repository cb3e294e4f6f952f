"""Strict reading of providers' XML: only elements, attributes and children that the provider documents."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass

from channels.wording import Language
from tests.peers.caller import Refused, Spoken

_MANGLED = re.compile(r"[^\u0900-\u0963\u0971-\u097fA-Za-z ,।.?!'\u200c\u200d]")
PACE = r"x-slow|slow|medium|fast|x-fast|[2-9]\d%|1\d\d%|200%"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True)
class Kind:
    """An element: its attributes with the pattern of their values, and the elements that it may hold."""

    attributes: Mapping[str, str]
    children: frozenset[str] = frozenset()
    text: bool = False


def read(document: bytes, media_type: str, root: str, kinds: Mapping[str, Kind], most_bytes: int) -> ET.Element:
    """The document's root; raises Refused."""
    if not re.match(r"(text|application)/xml\b", media_type):
        raise Refused(f"not XML: {media_type}")
    if len(document) > most_bytes:
        raise Refused(f"{len(document)} bytes")
    if not document.startswith(HEAD):
        raise Refused("no XML declaration")
    try:
        # Our own document, not a stranger's.
        found = ET.fromstring(document)
    except ET.ParseError as error:
        raise Refused(str(error)) from error
    if found.tag != root:
        raise Refused(f"root {found.tag}")
    _check(found, kinds)
    return found


def said(found: ET.Element, language: Language, most: int) -> Spoken:
    """What an element reads out, if a voice can; raises Refused for digits, symbols, too much and nothing."""
    text = "".join(found.itertext())
    if len(text) > most:
        raise Refused("text too long")
    if mangled := _MANGLED.findall(text):
        raise Refused(f"a voice would mangle {mangled} in {text!r}")
    if not text.strip():
        raise Refused("nothing to say")
    return Spoken(text, language)


def _check(found: ET.Element, kinds: Mapping[str, Kind]) -> None:
    kind = kinds.get(found.tag)
    if kind is None:
        raise Refused(f"unknown element {found.tag}")
    for name, value in found.attrib.items():
        if name not in kind.attributes:
            raise Refused(f"unknown attribute {name} of {found.tag}")
        if not re.fullmatch(kind.attributes[name], value):
            raise Refused(f"{found.tag} {name}={value!r}")
    if (found.text or "").strip() and not kind.text:
        raise Refused(f"text in {found.tag}")
    for child in found:
        if child.tag not in kind.children:
            raise Refused(f"{child.tag} in {found.tag}")
        _check(child, kinds)
