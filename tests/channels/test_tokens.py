import pytest

from channels.identifiers import mask
from channels.tokens import worded
from channels.wording import Language


@pytest.mark.parametrize(
    ("said", "language", "words"),
    [
        ("मेरा नंबर 9876543210 है", "hi", "मेरा नंबर [आपका बताया फ़ोन नंबर] है"),
        ("my number is 98765 43210", "en", "my number is [the phone number you gave]"),
        ("समग्र 123456789 है", "hi", "समग्र [आपकी बताई समग्र आईडी] है"),
        ("application 2608113077", "en", "application [the number you gave]"),
        ("आधार 2341 2341 2346", "hi", "आधार [आधार नंबर, जो हमने नहीं रखा]"),
        ("60 साल, <b:1>", "hi", "60 साल, <b:1>"),
    ],
)
def test_identifiers_are_read_back_in_words(said: str, language: Language, words: str) -> None:
    masked = mask(said)
    assert worded(masked.text(range(1, 1 + len(masked.found))), language) == words
