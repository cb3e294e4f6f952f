from pathlib import Path

import numpy as np
import pytest

from bot.components.convolution import NUMBER, QUESTION, SUBJECT, Convolution, Size, trained
from bot.components.features import marked_words
from bot.components.word_vectors import WordVectors
from language.phonetic import sound

ASKED = {
    "fee": ["fees kitni hai", "fees kya lagegi", "kitni fees", "fees batao", "फीस कितनी", "फीस लगेगी क्या"],
    "papers": ["kagaz kya lagenge", "kaun se kagaz", "kagaz batao", "कागज कौन से", "क्या कागज चाहिए", "कागज"],
}
TOLD = ["main kisan hun", "मैं विधवा हूँ", "mere do bachche hain"]


def words(text: str) -> list[str]:
    return marked_words(text, frozenset())


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return WordVectors()


@pytest.fixture(scope="module")
def reader(vectors: WordVectors) -> Convolution:
    texts = [(text, label) for label, texts in ASKED.items() for text in texts * 4]
    stories = [[words(story) for story in TOLD] for _ in texts]
    return trained(
        [words(text) for text, _ in texts], [label for _, label in texts], stories, vectors, Size(32, 32, 25)
    )


def likeliest(reader: Convolution, text: str) -> str:
    return reader.labels[int(reader.probabilities(words(text)).argmax())]


def test_numbers_subjects_and_question_marks_have_signs_of_their_own() -> None:
    subjects = frozenset(map(sound, ("ladli", "behna")))
    assert marked_words("Ladli behna me 1500 kab?", subjects) == [SUBJECT, "me", NUMBER, "kab", QUESTION]


def test_a_story_around_the_question_changes_nothing(reader: Convolution) -> None:
    for text in ("main kisan hun mere do bachche hain fees kitni hai", "fees kitni hai main kisan hun"):
        assert likeliest(reader, text) == "fee"
    assert likeliest(reader, "मैं विधवा हूँ मेरे दो बच्चे हैं कागज कौन से") == "papers"


def test_a_word_never_taught_is_read_by_its_meaning(reader: Convolution) -> None:
    assert likeliest(reader, "which documents") == "papers"


def test_probabilities_sum_to_one_whatever_comes(reader: Convolution) -> None:
    for text in ("", "?", "🙂", "x " * 200):
        assert reader.probabilities(words(text)).sum() == pytest.approx(1.0, abs=1e-5)


def test_what_is_kept_reads_as_before(reader: Convolution, vectors: WordVectors, tmp_path: Path) -> None:
    reader.save(tmp_path / "kept.npz")
    again = Convolution.load(tmp_path / "kept.npz", vectors)
    for text in (text for texts in ASKED.values() for text in texts):
        assert np.allclose(reader.probabilities(words(text)), again.probabilities(words(text)), atol=0.02)
