"""The encoder's tokens, the rows they begin with, and the tokeniser that knows them."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from knowledge.encoder.alignment import translations
from knowledge.encoder.data import Source
from knowledge.encoder.prepare import GRAM, LATIN, SOUND, prepare_sound
from knowledge.encoder.settings import Settings
from language.normalise import normalise
from language.phonetic import sound
from language.tokens import words

Rows = NDArray[np.float32]
UNKNOWN = "[UNK]"


def vocabulary(origins: Sequence[Source], settings: Settings) -> Counter[str]:
    """Token → count, the commonest of each kind. Words that only the word list holds are left to their n-grams."""
    counts: Counter[str] = Counter()
    for origin in origins:
        for text in dict.fromkeys(text for pair in origin.pairs for text in pair[:2]):
            found = prepare_sound(text).split()
            counts.update(token for token in found if origin.name != "words" or token.startswith(GRAM))
    kept: Counter[str] = Counter()
    for kind, most in ((SOUND, settings.sounds), (LATIN, settings.spellings), (GRAM, settings.grams)):
        of_kind = Counter({token: count for token, count in counts.items() if token.startswith(kind)})
        kept.update(dict(of_kind.most_common(most)))
    return kept


def initial_rows(counts: Counter[str], origins: Sequence[Source], settings: Settings) -> Rows:
    """Row 0 is for unknown tokens. Random directions, common tokens shorter (SIF, Arora et al. 2017).

    English spellings begin at their Hindi translations' sounds.
    """
    chance = np.random.default_rng(settings.seed)
    rows: Rows = chance.normal(size=(len(counts) + 1, settings.dimension)).astype(np.float32)
    rows /= settings.dimension**0.5
    scale = _frequency_scale(counts)
    for kind, factor in ((SOUND, 1.0), (LATIN, 0.0), (GRAM, settings.gram_scale)):
        scale[[token.startswith(kind) for token in counts]] *= factor
    rows[1:] *= scale[:, None]
    rows[0] = 0
    numbers = {token: number for number, token in enumerate(counts, 1)}
    for english, heard in _word_translations(origins).items():
        if (row := numbers.get(LATIN + english)) is not None:
            known = [(numbers[SOUND + word], share) for word, share in heard.items() if SOUND + word in numbers]
            total = sum(share for _, share in known)
            for number, share in known:
                rows[row] += rows[number] * share / total
    return rows


def _frequency_scale(counts: Counter[str]) -> Rows:
    """One factor per token, from its share among the tokens of its kind."""
    scale = np.ones(len(counts), dtype=np.float32)
    tokens = list(counts)
    for kind in (SOUND, LATIN, GRAM):
        of_kind = np.array([token.startswith(kind) for token in tokens])
        shares = np.array([counts[token] for token in tokens], dtype=np.float32)
        shares /= shares[of_kind].sum()
        scale[of_kind] = (1e-3 / (1e-3 + shares))[of_kind]
    return scale


def _word_translations(origins: Sequence[Source]) -> dict[str, dict[str, float]]:
    """English word → {Hindi sound: probability}."""
    pairs = [pair for origin in origins if origin.name in {"sentences", "parallel", "lexicon"} for pair in origin.pairs]
    return translations([(words(normalise(en)), [sound(word) for word in words(normalise(hi))]) for en, hi, _ in pairs])


def tokeniser(counts: Counter[str]) -> Tokenizer:
    made = Tokenizer(
        WordLevel({UNKNOWN: 0} | {token: number for number, token in enumerate(counts, 1)}, unk_token=UNKNOWN)
    )
    made.pre_tokenizer = WhitespaceSplit()
    return made
