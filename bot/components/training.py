"""What the intent classifier is told besides the examples: words that only name a subject, stories around questions."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import yaml

from language.clauses import clauses
from language.detect import detect
from language.normalise import normalise
from language.phonetic import sound
from language.tokens import heard_words

_RECORDS = Path("knowledge/records")
_ASKING_WORDS = (Path("knowledge/search/stopwords.yaml"), Path("knowledge/search/section_words.yaml"))
_STORY_INTENT = "inform"
_STORY_SHARE = 0.5
_LONGEST = 20


def subject_sounds() -> frozenset[str]:
    """Sounds of the words in the records' names and departments, but for words that say what is asked.

    The classifier hears them all as one, so that the subject does not sway the intent. Subjects added after training
    only lack this help.
    """
    named: set[str] = set()
    for file in _RECORDS.glob("*.yaml"):
        record = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        texts = [*record["name"].values(), *record["department"].values()]
        named |= _sounds([*texts, *record["aliases"]["hi"], *record["aliases"]["latin"]])
    asking: set[str] = set()
    for file in _ASKING_WORDS:
        for texts in yaml.safe_load(file.read_text(encoding="utf-8")).values():
            asking |= _sounds(texts)
    return frozenset(named - asking)


def _sounds(texts: Iterable[object]) -> set[str]:
    return {sound(word) for text in texts for word in heard_words(normalise(str(text))) if not word[0].isdigit()}


def with_stories(texts: list[str], intents: list[str]) -> tuple[list[str], list[str]]:
    """The examples, and half of the short requests once more after a sentence of facts, which changes no intent."""
    chance = random.Random(11)
    told, meant = list(texts), list(intents)
    for text, intent, stories in zip(texts, intents, stories_before(texts, intents), strict=True):
        if stories and chance.random() < _STORY_SHARE:
            told.append(chance.choice(stories) + chance.choice((", ", " ", ". ")) + text)
            meant.append(intent)
    return told, meant


def stories_before(texts: list[str], intents: list[str]) -> list[list[str]]:
    """For each example the sentences of facts, in its language, that may come before it; none before a long one."""
    languages = [detect(text).language for text in texts]
    facts: dict[str | None, list[str]] = {}
    for text, intent, language in zip(texts, intents, languages, strict=True):
        if intent == _STORY_INTENT:
            facts.setdefault(language, []).append(clauses(text)[0])
    return [
        facts.get(language, []) if _can_follow(intent) and len(text.split()) < _LONGEST else []
        for text, intent, language in zip(texts, intents, languages, strict=True)
    ]


def _can_follow(intent: str) -> bool:
    return intent.startswith("ask_") or intent in {"apply", "application_status", "complaint_status", "handoff"}
