"""The intent of a message: logistic regression over how its words sound, so that one example teaches both scripts.

Which section a question is about is also read by a convolution over word vectors; both together are right more often
(docs/decisions/0005-understanding.md).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.components.convolution import Convolution, Size, trained
from bot.components.features import features, marked_words
from bot.components.training import stories_before, subject_sounds, with_stories
from bot.components.word_vectors import WordVectors
from language.clauses import clauses
from language.danger import shows_danger

Matrix = NDArray[np.float32]

_RARE = 2
_ASKS_SOMETHING = 3
_NEVER = 1e-6
_SURE_PART = 0.6


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SoundIntentClassifier(IntentClassifier, GraphComponent):
    """Sets `intent`, `clauses` and the first of `intent_ranking`; below `threshold` the intent is `nlu_fallback`."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "C": 8.0,
            "threshold": 0.2,
            "family": "\n",
            "family_weight": 1.0,
            "last_clause": 0.0,
            "convolution": 0.4,
            "rounds": 6,
            "urgent": {},
            "ranking_length": 8,
            "clause_ranking_length": 4,
            "max_iter": 80,
        }

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = {**self.get_default_config(), **config}
        self._model_storage = model_storage
        self._resource = resource
        self._vocabulary: dict[str, int] = {}
        self._rarity: Matrix = np.zeros(0, dtype=np.float32)
        self._weights: Matrix = np.zeros((0, 0), dtype=np.float32)
        self._bias: Matrix = np.zeros(0, dtype=np.float32)
        self._intents: list[str] = []
        self._subjects: frozenset[str] = frozenset()
        self._convolution: Convolution | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SoundIntentClassifier:
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        self._subjects = subject_sounds()
        texts, intents = [example.get(TEXT) for example in examples], [example.get(INTENT) for example in examples]
        self.fit(*with_stories(texts, intents))
        self._convolution = self._read_words(texts, intents)
        self._persist()
        return self._resource

    def fit(self, texts: list[str], intents: list[str]) -> None:
        counted = [features(text, self._subjects) for text in texts]
        spread = Counter(name for found in counted for name in found)
        self._vocabulary = {
            name: column for column, name in enumerate(sorted(n for n, count in spread.items() if count >= _RARE))
        }
        self._rarity = np.array([log(len(texts) / spread[name]) + 1.0 for name in self._vocabulary], dtype=np.float32)
        rows = [self._vector(found) for found in counted]
        matrix = csr_matrix(
            (
                np.concatenate([values for _, values in rows]),
                np.concatenate([columns for columns, _ in rows]),
                np.cumsum([0, *(len(columns) for columns, _ in rows)]),
            ),
            shape=(len(rows), len(self._vocabulary)),
        )
        model = LogisticRegression(C=self._config["C"], max_iter=self._config["max_iter"], class_weight="balanced")
        model.fit(matrix, intents)
        self._weights = np.ascontiguousarray(model.coef_.T, dtype=np.float32)
        self._bias = model.intercept_.astype(np.float32)
        self._intents = [str(intent) for intent in model.classes_]

    def _read_words(self, texts: list[str], intents: list[str]) -> Convolution | None:
        def read(text: str) -> list[str]:
            return marked_words(text, self._subjects)

        stories = stories_before(texts, intents)
        members = [at for at, intent in enumerate(intents) if intent.startswith(self._config["family"])]
        if not members:
            return None
        return trained(
            [read(texts[at]) for at in members],
            [intents[at] for at in members],
            [[read(story) for story in stories[at]] for at in members],
            WordVectors(),
            Size(rounds=self._config["rounds"]),
        )

    def likelihood(self, text: str) -> Matrix:
        """The probability of each intent."""
        columns, values = self._vector(features(text, self._subjects))
        scores = values @ self._weights[columns] + self._bias
        likelihood: Matrix = np.exp(scores - scores.max())
        likelihood /= likelihood.sum()
        if self._convolution:
            read = self._convolution.probabilities(marked_words(text, self._subjects))
            self._share_family(likelihood, self._convolution.labels, read)
        return likelihood

    def _share_family(self, likelihood: Matrix, labels: list[str], read: Matrix) -> None:
        """What the family has in all stays; how its members share it, the convolution has a say in."""
        family = [self._intents.index(name) for name in labels]
        say = self._config["convolution"]
        shares = (likelihood[family] + _NEVER) ** (1 - say) * (read + _NEVER) ** say
        likelihood[family] = likelihood[family].sum() * shares / shares.sum()

    def _message_likelihood(self, text: str, parts: list[tuple[str, Matrix]]) -> Matrix:
        """With the last clause heard once more: after a story, the question usually stands there."""
        whole, share = self.likelihood(text), self._config["last_clause"]
        if not (share and parts and len(parts[-1][0].split()) >= _ASKS_SOMETHING):
            return whole
        mixed: Matrix = (1 - share) * whole + share * parts[-1][1]
        return mixed

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            text = message.get(TEXT) or ""
            heard = self._heard_parts(text)
            ranking = self._ranked(self._message_likelihood(text, heard))
            parts = [self._clause(part, likelihood) for part, likelihood in heard]
            intent = self._urgent(text, ranking) or _urgent_part(parts, self._config["urgent"], ranking)
            message.set(INTENT, intent or self._decided(ranking), add_to_output=True)
            message.set("clauses", parts, add_to_output=True)
            message.set("intent_ranking", ranking[: self._config["ranking_length"]], add_to_output=True)
        return messages

    def _heard_parts(self, text: str) -> list[tuple[str, Matrix]]:
        """The clauses of a message that has several, each with its likelihood; of one word those that surely ask."""
        parts = clauses(text, least=1)
        heard = [(part, self.likelihood(part)) for part in parts] if len(parts) > 1 else []
        kept = [(part, read) for part, read in heard if " " in part or self._surely_asks(read)]
        return kept if len(kept) > 1 else []

    def _surely_asks(self, likelihood: Matrix) -> bool:
        at = likelihood.argmax()
        return bool(self._intents[at].startswith(self._config["family"]) and likelihood[at] >= _SURE_PART)

    def _clause(self, text: str, likelihood: Matrix) -> dict[str, Any]:
        ranking = self._ranked(likelihood)[: self._config["clause_ranking_length"]]
        return {"text": text, "intent": ranking[0]["name"], "confidence": ranking[0]["confidence"], "ranking": ranking}

    def _ranked(self, likelihood: Matrix) -> list[dict[str, Any]]:
        """Likeliest first."""
        values = likelihood.astype(float).round(4).tolist()
        return [{"name": self._intents[at], "confidence": values[at]} for at in np.argsort(-likelihood).tolist()]

    def _decided(self, ranking: list[dict[str, Any]]) -> dict[str, Any]:
        """The likeliest intent, where those that begin with config `family` stand together first.

        "Which papers" and "where to apply" often share a message: neither may be likeliest alone, yet it is a question.
        """
        family = [entry for entry in ranking if entry["name"].startswith(self._config["family"])]
        together = self._config["family_weight"] * sum(entry["confidence"] for entry in family)
        best = next(entry for entry in ranking if entry not in family)
        if family and together > best["confidence"]:
            best = {"name": family[0]["name"], "confidence": round(together, 4)}
        return best if best["confidence"] >= self._config["threshold"] else {**best, "name": "nlu_fallback"}

    def _urgent(self, text: str, ranking: list[dict[str, Any]]) -> dict[str, Any] | None:
        """An intent that must not be missed wins before it is the likeliest.

        Config `urgent`: intent → the probability that is enough, and the one that is enough beside a sign of danger.
        """
        for entry in ranking:
            plain, with_sign = self._config["urgent"].get(entry["name"], (2.0, 2.0))
            if entry["confidence"] >= plain or (entry["confidence"] >= with_sign and shows_danger(text)):
                return entry
        return None

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        return training_data

    def _vector(self, found: Counter[str]) -> tuple[NDArray[np.int32], Matrix]:
        known = [(self._vocabulary[name], count) for name, count in found.items() if name in self._vocabulary]
        columns = np.array([column for column, _ in known], dtype=np.int32)
        values = (1.0 + np.log(np.array([count for _, count in known], dtype=np.float32))) * self._rarity[columns]
        norm = float(np.sqrt((values**2).sum()))
        return columns, (values / norm if norm else values).astype(np.float32)

    def _persist(self) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            np.savez_compressed(
                folder / "weights.npz",
                weights=self._weights.astype(np.float16),
                bias=self._bias,
                rarity=self._rarity,
            )
            names = {"vocabulary": list(self._vocabulary), "intents": self._intents, "subjects": sorted(self._subjects)}
            if self._convolution:
                self._convolution.save(folder / "convolution.npz")
            (folder / "names.json").write_text(json.dumps(names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SoundIntentClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
            kept = folder / "convolution.npz"
            convolution = Convolution.load(kept, WordVectors()) if kept.exists() else None
            with np.load(folder / "weights.npz") as data:
                component._weights = np.ascontiguousarray(data["weights"].astype(np.float32))
                component._bias = data["bias"]
                component._rarity = data["rarity"]
        component._vocabulary = {name: column for column, name in enumerate(names["vocabulary"])}
        component._intents = names["intents"]
        component._subjects = frozenset(names["subjects"])
        component._convolution = convolution
        return component


def _urgent_part(
    parts: list[dict[str, Any]], urgent: Mapping[str, tuple[float, float]], ranking: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """The entry of an intent that must not be missed, if one part alone surely is that and shows danger."""
    for part in parts:
        if part["intent"] in urgent and part["confidence"] >= _SURE_PART and shows_danger(part["text"]):
            return next(entry for entry in ranking if entry["name"] == part["intent"])
    return None
