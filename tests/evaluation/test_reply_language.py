"""Which language a reply counts as."""

import pytest

from evaluation.reply_language import is_in


@pytest.mark.parametrize(
    ("expected", "declared", "text", "asked_in"),
    [
        ("hi", "hi", "आवेदन लोक सेवा केंद्र पर करें", "hi"),
        ("hi", "hi", "आवेदन लोक सेवा केंद्र पर करें", "hinglish"),
        ("hi", "hi", "aapko form lok seva kendra par bharna hai", "hinglish"),
        ("hi", "en", "aapko form lok seva kendra par bharna hai", "hinglish"),
        ("hi", "hi", "देखें https://services.mp.gov.in/eservice/WebPages/default.aspx", "hi"),
        ("hi", "hi", "181", "hi"),
        ("en", "en", "You can apply at the Lok Seva Kendra", "en"),
        ("en", "en", "Ladli Behna (लाड़ली बहना) pays money every month to women", "en"),
    ],
)
def test_these_are_in_the_language_expected(expected: str, declared: str, text: str, asked_in: str) -> None:
    assert is_in(expected, declared, text, asked_in)


@pytest.mark.parametrize(
    ("expected", "declared", "text", "asked_in"),
    [
        ("hi", "hi", "aapko form lok seva kendra par bharna hai", "hi"),
        ("hi", "hi", "You can apply at the Lok Seva Kendra", "hi"),
        ("hi", "en", "You can apply at the Lok Seva Kendra", "hinglish"),
        ("en", "hi", "You can apply at the Lok Seva Kendra", "en"),
        ("en", "en", "आवेदन लोक सेवा केंद्र पर करें", "en"),
        ("hi", "en", "181", "hi"),
    ],
)
def test_these_are_not(expected: str, declared: str, text: str, asked_in: str) -> None:
    assert not is_in(expected, declared, text, asked_in)
