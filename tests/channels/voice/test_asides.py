import pytest

from channels.voice.asides import without_slowly


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("धीरे बोलिए", ""),
        ("ज़रा धीरे धीरे बताइए।", ""),
        ("कितना पैसा मिलेगा और थोड़ा धीरे बोलो", "कितना पैसा मिलेगा"),
        ("जरा धीमे बोलना, फीस कितनी है", "फीस कितनी है"),
        ("dheere bolo fees kitni hai", "fees kitni hai"),
        ("what is the fee, please speak more slowly", "what is the fee"),
        ("fees and please speak a bit slower please", "fees"),
        ("धीरे धीरे मेरा राशन बंद हो गया", None),
        ("बस धीरे चलती है", None),
        ("the work goes slowly", None),
    ],
)
def test_a_wish_to_be_spoken_to_slowly_is_taken_out_of_what_is_said(words: str, rest: str | None) -> None:
    assert without_slowly(words) == rest
