"""What a question asks, read a few words at a time: a convolution over word vectors (Kim 2014).

The strongest run of words counts wherever it stands, so a story around the question changes little; and a word never
seen in training is read by the words near it in meaning. Trained with TensorFlow, run with NumPy.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.components.word_vectors import WordVectors

Matrix = NDArray[np.float32]

NUMBER, SUBJECT, QUESTION = "<number>", "<subject>", "?"
_SIGNS = (NUMBER, SUBJECT, QUESTION)
_WIDTHS = (1, 2, 3, 5)
_LONGEST = 48
_BATCH = 64
_LEARNING_RATE = 2e-3
_SEED = 7


@dataclass(frozen=True)
class Size:
    """Numbers of a word after projection, filters of each width, and rounds over the examples."""

    projected: int = 64
    filters: int = 64
    rounds: int = 6


class Convolution:
    """`labels` in the order of the probabilities. Made by `trained` or `load`."""

    def __init__(self, labels: list[str], weights: dict[str, Matrix], vectors: WordVectors) -> None:
        self.labels = labels
        self._weights = weights
        self._vectors = vectors
        kernels = np.concatenate([weights[f"kernel_{width}"] for width in _WIDTHS])
        self._places = weights["projection"] @ np.concatenate(list(kernels), axis=1)
        self._heard = lru_cache(maxsize=4096)(self._hear)

    def probabilities(self, words: Sequence[str]) -> Matrix:
        """For a message's words, with signs in place of numbers, subjects and question marks; sums to 1."""
        heard = np.array([self._heard(word) for word in words[-_LONGEST:] or [QUESTION]])
        strongest, first = [], 0
        for width in _WIDTHS:
            strongest.append(self._strongest(heard[:, first : first + width], self._weights[f"bias_{width}"]))
            first += width
        scores = np.concatenate(strongest) @ self._weights["output"] + self._weights["output_bias"]
        likelihood = np.exp(scores - scores.max())
        shares: Matrix = likelihood / likelihood.sum()
        return shares

    def _hear(self, word: str) -> Matrix:
        """What a word adds at each place of each filter: places × filters."""
        row = np.zeros(len(self._places), dtype=np.float32)
        _write(row, word, self._vectors)
        added: Matrix = (row @ self._places).reshape(sum(_WIDTHS), -1)
        return added

    def _strongest(self, heard: Matrix, bias: Matrix) -> Matrix:
        """Each filter's best run of words; `heard` has the word, the place in the run and the filter as axes."""
        words, width, filters = heard.shape
        runs = np.zeros((words + width, filters), dtype=np.float32)
        before = (width - 1) // 2
        for place in range(width):
            # A run is numbered by its middle word, as in training; those that begin before the first word count too.
            middle = before - place
            runs[max(middle, 0) : max(words + middle, 0)] += heard[max(-middle, 0) :, place]
        strongest: Matrix = np.maximum(runs.max(axis=0) + bias, 0.0)
        return strongest

    def save(self, file: Path) -> None:
        arrays: dict[str, Any] = {name: value.astype(np.float16) for name, value in self._weights.items()}
        np.savez_compressed(file, labels=np.array(self.labels), **arrays)

    @classmethod
    def load(cls, file: Path, vectors: WordVectors) -> Convolution:
        with np.load(file) as data:
            weights = {name: data[name].astype(np.float32) for name in data.files if name != "labels"}
            return cls([str(label) for label in data["labels"]], weights, vectors)


def trained(
    messages: Sequence[Sequence[str]],
    labels: Sequence[str],
    stories: Sequence[Sequence[Sequence[str]]],
    vectors: WordVectors,
    size: Size,
) -> Convolution:
    """`stories` of a message are words that may come before it and change nothing of what it asks."""
    import tensorflow as tf

    tf.keras.utils.set_random_seed(_SEED)
    chance = random.Random(_SEED)
    names = sorted(set(labels))
    wanted = np.array([names.index(label) for label in labels])
    numbers, table = _table(messages, stories, vectors)
    model = _model(tf, table, len(names), size)
    shares = np.bincount(wanted, minlength=len(names)) / len(wanted)
    importance = (1.0 / (len(names) * shares)) ** 0.5
    for past in range(size.rounds):
        model.optimizer.learning_rate = _LEARNING_RATE * (1 - 0.9 * past / size.rounds)
        told = np.stack([_told(words, told, numbers, chance) for words, told in zip(messages, stories, strict=True)])
        model.fit(told, wanted, batch_size=_BATCH, sample_weight=importance[wanted], verbose=0)
    return Convolution(names, _weights(model), vectors)


def _table(
    messages: Sequence[Sequence[str]], stories: Sequence[Sequence[Sequence[str]]], vectors: WordVectors
) -> tuple[dict[str, int], Matrix]:
    """Word → number, and the rows that the numbers stand for; 0 is no word."""
    texts = [*messages, *{tuple(story) for told in stories for story in told}]
    numbers = {word: number for number, word in enumerate(sorted({word for text in texts for word in text}), 1)}
    table = np.zeros((len(numbers) + 1, vectors.dimension + len(_SIGNS)), dtype=np.float32)
    for word, number in numbers.items():
        _write(table[number], word, vectors)
    return numbers, table


def _write(row: Matrix, word: str, vectors: WordVectors) -> None:
    if word in _SIGNS:
        row[vectors.dimension + _SIGNS.index(word)] = 1.0
    else:
        row[: vectors.dimension] = vectors.of(word)


def _told(
    words: Sequence[str], stories: Sequence[Sequence[str]], numbers: dict[str, int], chance: random.Random
) -> NDArray[np.int32]:
    """The message as numbers, half of the time after a story or two, with a word lost here and there."""
    told = list(words)
    if stories and chance.random() < 0.5:
        for _ in range(chance.choice((1, 1, 2))):
            told = [*chance.choice(stories), *told]
    kept = [numbers[word] for word in told if chance.random() > 0.08] or [numbers[word] for word in told]
    row = np.zeros(_LONGEST, dtype=np.int32)
    row[: len(kept[-_LONGEST:])] = kept[-_LONGEST:]
    return row


def _model(tf, table: Matrix, labels: int, size: Size):  # type: ignore[no-untyped-def]
    layers = tf.keras.layers
    given = tf.keras.Input((_LONGEST,), dtype="int32")
    words = layers.Embedding(*table.shape, weights=[table], trainable=False)(given)
    seen = layers.Dense(size.projected, use_bias=False, name="projection")(layers.Dropout(0.2)(words))
    strongest = [
        layers.GlobalMaxPooling1D()(
            layers.Conv1D(size.filters, width, padding="same", activation="relu", name=f"runs_{width}")(seen)
        )
        for width in _WIDTHS
    ]
    scores = layers.Dense(labels, name="output")(layers.Dropout(0.5)(layers.Concatenate()(strongest)))
    model = tf.keras.Model(given, scores)
    model.compile(tf.keras.optimizers.Adam(), tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


def _weights(model) -> dict[str, Matrix]:  # type: ignore[no-untyped-def]
    kept = {"projection": model.get_layer("projection").get_weights()[0]}
    kept["output"], kept["output_bias"] = model.get_layer("output").get_weights()
    for width in _WIDTHS:
        kept[f"kernel_{width}"], kept[f"bias_{width}"] = model.get_layer(f"runs_{width}").get_weights()
    return kept
