from __future__ import annotations

import inspect

import pytest

from channels import errors
from channels.errors import ChannelError
from channels.wording import LANGUAGES, catalogue

ERRORS = [found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, ChannelError)]


def test_both_languages_have_the_same_messages() -> None:
    assert catalogue("hi").keys() == catalogue("en").keys()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("error", ERRORS)
def test_every_error_has_a_message(error: type[ChannelError], language: str) -> None:
    assert catalogue("hi" if language == "hi" else "en")[error.key]


def test_the_apology_and_the_outage_offer_the_helpline() -> None:
    for language in LANGUAGES:
        assert all(
            "181" in catalogue(language)[key] for key in ("bot_busy", "bot_unavailable", "unavailable", "unexpected")
        )
