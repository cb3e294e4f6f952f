"""Words in a message that show danger by themselves."""

from functools import lru_cache
from pathlib import Path

import yaml

from language.lexicon import Lexicon, heard

_DATA = Path(__file__).parent / "data" / "danger.yaml"


@lru_cache(maxsize=1)
def _signs() -> Lexicon:
    return Lexicon({"danger": yaml.safe_load(_DATA.read_text(encoding="utf-8"))["signs"]})


def shows_danger(text: str) -> bool:
    return bool(_signs().find(heard(text)))
