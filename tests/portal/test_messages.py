from __future__ import annotations

import string

import pytest

from portal.errors import PortalError
from portal.privacy.holdings import HOLDINGS
from portal.wording import LANGUAGES, Language, catalogue


def test_both_catalogues_have_the_same_keys() -> None:
    assert set(catalogue("hi")) == set(catalogue("en"))


def test_a_message_has_the_same_places_in_both_languages() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    assert {key for key in catalogue("hi") if places(catalogue("hi")[key]) != places(catalogue("en")[key])} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_words(language: Language) -> None:
    def all_of(kind: type[PortalError]) -> list[type[PortalError]]:
        return [kind, *(deeper for sub in kind.__subclasses__() for deeper in all_of(sub))]

    keys = {error.key for error in all_of(PortalError) if error.__module__.startswith("portal.")}
    assert keys <= set(catalogue(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_held_has_a_name_for_citizens(language: Language) -> None:
    assert {f"held_{holding.name}" for holding in HOLDINGS} <= set(catalogue(language))
