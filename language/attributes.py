"""Caste category, gender, marital status, occupation and situation stated in a text."""

from functools import lru_cache
from pathlib import Path

import yaml

from language.lexicon import Lexicon, heard

_DATA = Path(__file__).parent / "data" / "attributes.yaml"


@lru_cache(maxsize=1)
def _lexicons() -> dict[str, Lexicon]:
    data = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return {name: Lexicon(values) for name, values in data.items()}


def find_attributes(text: str) -> dict[str, list[str]]:
    """Attribute name → the values named, in order, each once; attributes not named are absent."""
    sounds = heard(text)
    found: dict[str, list[str]] = {}
    for name, lexicon in _lexicons().items():
        values = list(dict.fromkeys(hit.value for hit in lexicon.find(sounds)))
        if values:
            found[name] = values
    return found
