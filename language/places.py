"""Districts of Madhya Pradesh in a text."""

from functools import lru_cache
from pathlib import Path

import yaml

from language.lexicon import Lexicon, heard

_DATA = Path(__file__).parent / "data" / "districts.yaml"


@lru_cache(maxsize=1)
def district_names() -> dict[str, dict[str, str]]:
    """District id → its names `{hi, en}`."""
    rows = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return {row["id"]: {"hi": row["hi"], "en": row["en"]} for row in rows}


@lru_cache(maxsize=1)
def _lexicon() -> Lexicon:
    rows = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return Lexicon({row["id"]: [row["hi"], row["en"], *row["other"]] for row in rows})


def find_districts(text: str) -> list[str]:
    """Ids of the districts named, in order."""
    return [hit.value for hit in _lexicon().find(heard(text))]
