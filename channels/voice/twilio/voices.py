"""Voices of Twilio's Say and the languages each may be given; another pair makes the whole call fail."""

from __future__ import annotations

_BILINGUAL = ("Polly.Aditi", "Polly.Kajal-Neural", "Polly.Kajal-Generative")
_GOOGLE = tuple(
    f"Google.{{language}}-{kind}-{letter}"
    for kind, letters in (("Standard", "ABCDEF"), ("Wavenet", "ABCDEF"), ("Neural2", "ABCD"))
    for letter in letters
) + tuple(
    f"Google.{{language}}-Chirp3-HD-{name}"
    for name in ("Aoede", "Charon", "Fenrir", "Kore", "Leda", "Orus", "Puck", "Zephyr")
)

PAIRS: dict[str, frozenset[str]] = {
    **{voice: frozenset({"hi-IN", "en-IN"}) for voice in _BILINGUAL},
    **{voice.format(language=code): frozenset({code}) for voice in _GOOGLE for code in ("hi-IN", "en-IN")},
}
"""Voice → languages."""


def may_say(voice: str, language: str) -> bool:
    """Whether this voice speaks this language."""
    return language in PAIRS.get(voice, frozenset())
