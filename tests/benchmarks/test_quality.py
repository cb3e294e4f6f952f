import random

import numpy as np

from benchmarks.bm25 import WordIndex
from benchmarks.quality import measure, ranked
from benchmarks.search_tasks import development_questions, slipped
from knowledge.loader import load_folder


def test_the_best_placed_answer_counts() -> None:
    found = measure(lambda query: [3, 1, 2], ["a", "b", "c"], [(1, 2), (3,), (9,)])
    assert found.mrr == round((1 / 2 + 1 + 0) / 3, 4)
    assert found.success == round(1 / 3, 4)


def test_scores_of_nothing_are_not_ranked() -> None:
    assert ranked(np.array([0.0, 0.5, 0.9, 0.0])) == [2, 1]


def test_words_are_found_by_their_rarity() -> None:
    index = WordIndex(["गाँव की बेटी", "गाँव की सड़क", "शहर की सड़क"])
    assert ranked(index.scores("शहर सड़क"))[0] == 2
    assert not index.scores("समुद्र").any()


def test_a_slipped_name_lacks_a_word_and_a_letter() -> None:
    name = "Pradhan Mantri Awas Yojana Gramin"
    heard = slipped(name, random.Random(3)).split()
    assert len(heard) == 4
    assert sum(word not in name.split() for word in heard) <= 1


def test_each_development_question_with_a_topic_has_a_record() -> None:
    queries, answers = development_questions(list(load_folder().values()))
    assert len(queries) > 100
    assert all(answers)
