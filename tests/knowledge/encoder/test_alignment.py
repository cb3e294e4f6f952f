from knowledge.encoder.alignment import translations


def test_finds_the_words_that_go_together() -> None:
    pairs = [
        (["big", "house"], ["बड़ा", "घर"]),
        (["small", "house"], ["छोटा", "घर"]),
        (["big", "tree"], ["बड़ा", "पेड़"]),
    ]
    found = translations(pairs, rounds=20)
    assert {word: max(found[word], key=lambda other: found[word][other]) for word in found} == {
        "big": "बड़ा",
        "house": "घर",
        "small": "छोटा",
        "tree": "पेड़",
    }
