from knowledge.encoder.data import held_out, lexicon, phrases, record_pairs
from knowledge.loader import load_folder
from language.script import DEVANAGARI_LETTER


def test_held_out_phrases_are_in_no_pair() -> None:
    asked = {phrase for record in load_folder().values() for phrase in phrases(record) if held_out(phrase)}
    texts = {text for pair in record_pairs(without_held_out=True).needs for text in pair[:2]}
    assert 0.1 < len(asked) / sum(len(phrases(record)) for record in load_folder().values()) < 0.3
    assert not asked & texts


def test_the_word_list_goes_from_english_to_hindi() -> None:
    pairs = lexicon()
    assert len(pairs) > 1000
    assert all(DEVANAGARI_LETTER.search(pair.right) and not DEVANAGARI_LETTER.search(pair.left) for pair in pairs)
