"""The assistant's own words and small lexicons, read from data files."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from language.lexicon import Heard, Lexicon, heard

Catalogue = dict[str, str]
_FOLDER = Path(__file__).parent


@lru_cache(maxsize=2)
def catalogue(language: str) -> Catalogue:
    """Message key → text in `hi` or `en`."""
    messages: Catalogue = load(f"messages/{language}.yaml")
    return messages


def say(key: str, language: str, **values: str) -> str:
    """Raises KeyError for a key that the catalogue does not have."""
    return catalogue(language)[key].format(**values)


@lru_cache(maxsize=64)
def load(name: str) -> Any:
    return yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def decline_reasons() -> Lexicon:
    return Lexicon(load("data/declines.yaml"))


@lru_cache(maxsize=4)
def emergency_kinds() -> Lexicon:
    return Lexicon({kind: entry["words"] for kind, entry in load("data/emergency.yaml").items()})


@lru_cache(maxsize=1)
def personal_words() -> Lexicon:
    return Lexicon(load("data/personal.yaml"))


@lru_cache(maxsize=1)
def language_names() -> Lexicon:
    return Lexicon(load("data/languages.yaml"))


@lru_cache(maxsize=64)
def pointing(name: str) -> Lexicon:
    """One list of data/pointing.yaml."""
    return Lexicon({name: load("data/pointing.yaml")[name]})


@lru_cache(maxsize=8)
def written(name: str) -> re.Pattern[str]:
    """One list of data/pointing.yaml as whole words of a text, spelt as they are listed."""
    words = "|".join(map(re.escape, load("data/pointing.yaml")[name]))
    return re.compile(rf"(?<!\S)(?:{words})(?![\w\u0900-\u097f])", re.IGNORECASE)


@lru_cache(maxsize=1)
def question_words() -> Lexicon:
    return Lexicon({"question": load("data/question_words.yaml")})


def has_question(text: str) -> bool:
    """By its mark or by a word that asks."""
    return text.rstrip().endswith("?") or bool(question_words().find(heard(text)))


@lru_cache(maxsize=1)
def request_words() -> Lexicon:
    return Lexicon({"request": load("data/request_words.yaml")})


def begins_with_if(text: str) -> bool:
    """ "And if ...": goes on from what was said before."""
    return any(hit.first == 0 for hit in pointing("goes_on").find(heard(text)))


def supposes(text: str) -> bool:
    """ "And if they close it?": asks what would be, and tells nothing that is."""
    return has_question(text) and begins_with_if(text)


_WHAT_ABOUT = re.compile(r"\b(?:what|how) about\b", re.IGNORECASE)


def without_what_about(text: str) -> str:
    """ "What about her?" asks nothing of its own."""
    return _WHAT_ABOUT.sub(" ", text)


@lru_cache(maxsize=1)
def repeat_words() -> Lexicon:
    """Words by which something is to be said again."""
    return Lexicon({"again": load("data/repeat_words.yaml")})


@lru_cache(maxsize=1)
def my_data_words() -> Lexicon:
    return Lexicon(load("data/my_data.yaml"))


def unlisted(sounds: Sequence[Heard], *lists: Lexicon) -> list[str]:
    """The words that none of these lists has, in their order."""
    hits = [hit for one in lists for hit in one.find(sounds)]
    listed = {place for hit in hits for place in range(hit.first, hit.after)}
    return [word.word for place, word in enumerate(sounds) if place not in listed]
