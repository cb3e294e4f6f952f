"""What the intent classifier looks at: sounds and their neighbours, and the words with signs for what sways nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from bot.components.convolution import NUMBER, QUESTION, SUBJECT
from language.normalise import normalise
from language.phonetic import sound
from language.tokens import ANY_TOKEN, heard_words

_QUESTION = re.compile(r"\?|[^?]+")


def features(text: str, subjects: frozenset[str]) -> Counter[str]:
    """Counts of sounds, pairs of sounds, and character n-grams of 2 to 4 within a sound.

    Digits count as one word, and so does a run of words that name a subject.
    """
    normalised = _read(text)
    heard = list(_marked(normalised, subjects, sound))
    found: Counter[str] = Counter()
    for word in heard:
        found["w:" + word] += 1
        if word == SUBJECT:
            continue
        bounded = f"<{word}>"
        for size in (2, 3, 4):
            found.update(f"c:{bounded[at : at + size]}" for at in range(len(bounded) - size + 1))
    found.update(f"p:{first} {second}" for first, second in zip(["<s>", *heard], [*heard, "</s>"], strict=True))
    found.update(
        f"s:{symbol}" for symbol in normalised if not symbol.isalnum() and not symbol.isspace() and ord(symbol) > 0x2000
    )
    if QUESTION in normalised:
        found["s:?"] += 1
    return found


def marked_words(text: str, subjects: frozenset[str]) -> list[str]:
    """The words, with one sign for a number, for a run of words that name a subject, and for a question mark."""
    marked: list[str] = []
    for part in _QUESTION.findall(_read(text)):
        marked += [QUESTION] if part == QUESTION else _marked(part, subjects, str)
    return marked


def _read(text: str) -> str:
    """Normalised; what stands for an identifier is a number here too, as it is in the examples."""
    return normalise(ANY_TOKEN.sub(" 0 ", text))


def _marked(normalised: str, subjects: frozenset[str], kept: Callable[[str], str]) -> Iterator[str]:
    before = ""
    for word in heard_words(normalised):
        said = NUMBER if word[0].isdigit() else SUBJECT if sound(word) in subjects else kept(word)
        if said != SUBJECT or before != SUBJECT:
            yield said
        before = said
