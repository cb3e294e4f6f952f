from __future__ import annotations

import pytest
import yaml

from channels.whatsapp import words
from language.detect import detect


@pytest.mark.parametrize(
    "text", ["STOP", " stop!! ", "Opt out.", "संदेश बंद करो।", "मैसेज  मत भेजो", "*STOP*", "message band karo"]
)
def test_words_that_stop_are_heard_whatever_their_case_and_punctuation(text: str) -> None:
    assert words.stops(text)


@pytest.mark.parametrize(
    "text", ["", "stop the scheme", "बंद करो", "pension band ho gayi", "x" * 5000, "how do I stop it"]
)
def test_words_that_may_mean_something_else_do_not_stop(text: str) -> None:
    assert not words.stops(text)


@pytest.mark.parametrize("text", ["START", "शुरू", "संदेश चालू करो", "message shuru karo"])
def test_words_that_start_are_heard(text: str) -> None:
    assert words.starts(text)
    assert not words.stops(text)


@pytest.mark.parametrize("what", ["opt_out", "opt_in"])
def test_there_are_words_in_each_language_and_none_is_too_long_to_be_heard(what: str) -> None:
    listed = yaml.safe_load((words.FILE).read_text(encoding="utf-8"))[what]
    assert {"hi", "hinglish", "en"} <= {detect(word).language for word in listed}
    assert all(words.stops(word) or words.starts(word) for word in listed)
