import numpy as np

from knowledge.search.lexical import LexicalIndex, NameIndex

TEXTS = ["लाड़ली बहना योजना", "किसान सम्मान निधि", "vidhwa pension yojana"]


def test_the_same_words_in_the_other_script_score_highest() -> None:
    index = LexicalIndex(TEXTS)
    best = [int(np.argmax(index.scores(text))) for text in ("ladli behna", "kisan samman nidhi", "विधवा पेंशन")]
    assert best == [0, 1, 2]


def test_words_that_stand_nowhere_score_nothing() -> None:
    assert not LexicalIndex(TEXTS).scores("xylophone").any()


def test_an_empty_index_and_an_empty_query_are_no_error() -> None:
    assert LexicalIndex([]).scores("बहना").shape == (0,)
    assert not LexicalIndex(TEXTS).scores("").any()


def test_a_text_with_all_words_of_the_query_scores_above_one_with_some() -> None:
    scores = LexicalIndex(["ladli behna", "ladli laxmi", "pm kisan"]).scores("ladli behna")
    assert scores[0] > scores[1] > scores[2] == 0


def test_a_name_is_whole_only_with_all_its_words() -> None:
    index = NameIndex(["Ladli Behna Awas", "Ladli Behna"], [0, 1])
    part = index.containment("ladli behna")
    assert part[1] == np.float32(1.0)
    assert 0.2 < part[0] < 1.0


def test_a_name_of_rare_words_is_more_specific_than_one_of_common_words() -> None:
    index = NameIndex(["card", "samagra card", "ayushman card", "kisan card", "vikramaditya"], [0, 1, 2, 3, 4])
    assert index.specificity[4] > index.specificity[0]
