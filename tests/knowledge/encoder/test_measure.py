import numpy as np

from knowledge.encoder.measure import Task, mrr, ndcg, ranks

TASK = Task("two", ["a", "b"], ["x", "y", "z"], [0, 1, 1], [0, 1])


def test_a_group_counts_by_its_best_document() -> None:
    scores = np.array([[0.9, 0.1, 0.2], [0.5, 0.1, 0.6]], dtype=np.float32)
    assert ranks(scores, TASK).tolist() == [1, 1]


def test_equal_scores_are_no_success() -> None:
    assert ranks(np.zeros((2, 3), dtype=np.float32), TASK).tolist() == [2, 2]


def test_figures() -> None:
    found = np.array([1, 2, 11])
    assert mrr(found) == 0.5
    assert round(ndcg(found), 4) == round((1 + 1 / np.log2(3)) / 3, 4)
