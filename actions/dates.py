"""Days in words."""

from datetime import date

from actions.turn import ReplyLanguage
from actions.words import load


def in_words(day: date, language: ReplyLanguage) -> str:
    """As "30 अक्टूबर 2026" or "30 October 2026": to be read and to be heard."""
    return f"{day.day} {load('data/months.yaml')[language][day.month - 1]} {day.year}"
