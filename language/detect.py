"""The language a message is written in: Hindi in Devanagari, Hindi in Latin letters (hinglish), or English.

Script decides between hi and the other two; between those a logistic regression over hashed words and character n-grams
does, trained by `language/train_detector.py`.
"""

import re
import zlib
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from language.normalise import normalise
from language.script import DEVANAGARI_LETTER, LATIN_LETTER
from language.tokens import words

Language = Literal["hi", "hinglish", "en"]

WEIGHTS = Path(__file__).parent / "data" / "latin_language.npz"
BUCKETS = 1 << 15
_HINDI_SHARE = 0.3
_SURE = 0.75
# What the gateway puts in place of identifiers says nothing about a language.
_TOKEN = re.compile(r"<(?:aadhaar|(?:phone|samagra|number):\d{1,6})>")


@dataclass(frozen=True)
class Detection:
    """`sure` is False for a text too short or mixed to tell; the caller then keeps the conversation's language."""

    language: Language | None
    sure: bool


def features(text: str) -> list[int]:
    """Buckets of the Latin words of a text: each word, and its character n-grams of 1 to 4 with boundaries."""
    buckets = []
    for word in words(normalise(text)):
        if not word[0].isascii() or not word[0].isalpha():
            continue
        buckets.append(zlib.crc32(b"w" + word.encode()) % BUCKETS)
        bounded = f"<{word}>".encode()
        for size in (2, 3, 4):
            buckets += [zlib.crc32(bounded[at : at + size]) % BUCKETS for at in range(len(bounded) - size + 1)]
    return buckets


@lru_cache(maxsize=1)
def _weights() -> tuple[NDArray[np.float32], float]:
    with np.load(WEIGHTS) as data:
        return data["weights"].astype(np.float32), float(data["bias"])


def english_probability(text: str) -> float:
    """Probability that Latin text is English rather than romanised Hindi; 0.5 for a text without Latin words."""
    buckets = features(text)
    if not buckets:
        return 0.5
    weights, bias = _weights()
    score = float(weights[buckets].sum()) / len(buckets) ** 0.5 + bias
    return 1.0 / (1.0 + exp(-max(-30.0, min(30.0, score))))


def _devanagari_words(text: str) -> float:
    """Share of Devanagari words among the words of either script, 0 to 1; by letters Latin would count for more."""
    scripts = [bool(DEVANAGARI_LETTER.search(word)) for word in words(text) if not word[0].isdigit()]
    return sum(scripts) / len(scripts) if scripts else 0.0


@lru_cache(maxsize=4096)
def detect(text: str) -> Detection:
    text = _TOKEN.sub(" ", text)
    share = _devanagari_words(text)
    if share > _HINDI_SHARE:
        return Detection("hi", True)
    if not LATIN_LETTER.search(text):
        return Detection(None, False)
    english = english_probability(text)
    return Detection("en" if english > 0.5 else "hinglish", share > 0 or max(english, 1 - english) >= _SURE)
