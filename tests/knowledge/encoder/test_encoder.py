from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from knowledge.encoder.data import phrases
from knowledge.encoder.prepare import SOUND, prepare_sound
from knowledge.loader import load_folder
from knowledge.search.encoder import EMBEDDED_MODEL, SentenceEncoder

TEXTS = [
    "मेरे पिता जी की उम्र सत्तर साल है, उनको कौन सी पेंशन मिलेगी?",
    "mere pita ji ki umar 70 saal hai unko kaun si pension milegi",
    "My father is seventy, which pension can he get?",
    "PM-KISAN की ₹2,000 की किस्त",
    "crore",
]
LARGEST = 20_000_000  # bytes


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder(str(EMBEDDED_MODEL))


def _nearness(encoder: SentenceEncoder, left: str, right: str) -> float:
    return float(encoder.encode([left])[0] @ encoder.encode([right])[0])


def test_loads_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    model = SentenceTransformer(str(EMBEDDED_MODEL), device="cpu", local_files_only=True)
    assert model.encode([prepare_sound("पेंशन")]).any()


def test_vectors_have_length_one(encoder: SentenceEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_texts_without_known_words_give_zeros(encoder: SentenceEncoder) -> None:
    assert not encoder.encode(["", "?!", "zxqw"]).any()


def test_no_texts_give_no_vectors(encoder: SentenceEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_the_fast_path_gives_what_the_library_gives(encoder: SentenceEncoder) -> None:
    texts = [*TEXTS, "", "zxqw"]
    prepared = [prepare_sound(text) for text in texts]
    np.testing.assert_allclose(encoder.encode(texts), encoder.encode_prepared(prepared), atol=1e-5)


@pytest.mark.parametrize(
    ("native", "latin"), [("योजना", "yojna"), ("लाड़ली बहना", "ladli behna"), ("पेंशन", "pension"), ("खसरा", "khasra")]
)
def test_one_word_in_two_scripts_is_near(encoder: SentenceEncoder, native: str, latin: str) -> None:
    assert _nearness(encoder, native, latin) > 0.6


@pytest.mark.parametrize(
    ("hindi", "english", "unrelated"),
    [
        ("विधवा को पेंशन कितनी मिलती है", "how much pension does a widow get", "electricity connection complaint"),
        ("बिजली का नया कनेक्शन", "new electricity connection", "marriage of my daughter"),
        ("फसल खराब हो गई", "my crop was damaged", "birth certificate"),
    ],
)
def test_translations_are_nearer_than_other_subjects(
    encoder: SentenceEncoder, hindi: str, english: str, unrelated: str
) -> None:
    assert _nearness(encoder, hindi, english) > _nearness(encoder, hindi, unrelated) + 0.2


def test_knows_the_words_of_the_records() -> None:
    """Falls when language/phonetic.py or the records have changed so much that the model must be trained again."""
    known = Tokenizer.from_file(str(EMBEDDED_MODEL / "tokenizer.json")).get_vocab()
    texts = [text for record in load_folder().values() for text in (record.name.hi, record.name.en, *phrases(record))]
    sounds = [token for text in texts for token in prepare_sound(text).split() if token.startswith(SOUND)]
    assert sum(token in known for token in sounds) / len(sounds) > 0.9


def test_is_small_enough_to_be_committed() -> None:
    assert sum(file.stat().st_size for file in Path(EMBEDDED_MODEL).iterdir()) <= LARGEST
