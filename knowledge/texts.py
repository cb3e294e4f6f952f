"""Texts that citizens read or hear, always in Hindi and English."""

import re
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, field_validator, model_validator

SPEECH_LIMIT = 250

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

_DEVANAGARI = re.compile(r"[\u0900-\u097F]")
_UNSPEAKABLE = re.compile(r"[₹%&+*#@<>=_|\\/\[\]{}()~^•→–—]|https?:|www\.")


STRICT = ConfigDict(extra="forbid", frozen=True)


class Text(BaseModel):
    """One citizen-facing text in both languages."""

    model_config = STRICT

    hi: Words
    en: Words

    @model_validator(mode="after")
    def _languages_are_not_swapped(self) -> "Text":
        if not _DEVANAGARI.search(self.hi):
            raise ValueError(f"hi has no Devanagari letter: {self.hi!r}; write the Hindi text in Devanagari")
        if _DEVANAGARI.search(self.en):
            raise ValueError(f"en contains Devanagari: {self.en!r}; write the English text in Latin letters")
        return self


class Speech(Text):
    """A short form to be read aloud: at most 250 characters and no symbols."""

    @field_validator("hi", "en")
    @classmethod
    def _can_be_spoken(cls, value: str) -> str:
        if len(value) > SPEECH_LIMIT:
            raise ValueError(f"speech has {len(value)} characters, at most {SPEECH_LIMIT}: {value!r}")
        if symbol := _UNSPEAKABLE.search(value):
            raise ValueError(f"speech has {symbol.group()!r}, which cannot be read aloud; write it in words: {value!r}")
        return value
