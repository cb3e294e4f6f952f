import orjson
import pytest

from channels.text import without_nul


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a\x00b", "ab"),
        ("\x00\x00", ""),
        ("\\u0000 nahi", "\\u0000 nahi"),
        ("\\\x00", "\\"),
        ("\\\\u0000\x00\\u0000", "\\\\u0000\\u0000"),
        ("सब ठीक", "सब ठीक"),
    ],
)
def test_a_nul_goes_and_words_that_look_like_one_stay(text: str, left: str) -> None:
    assert orjson.loads(without_nul(orjson.dumps({"text": text}))) == {"text": left}
