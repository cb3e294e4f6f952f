"""Command: fit the fusion weights. `python -m knowledge.search.fit`.

Each phrase and name of a record is asked as a question while it is held out of the index, alone or with words that ask
for a section and a sentence of story around it; the weights are those of a softmax over records (L2-regularised, none
negative) under which the right record is likeliest.
"""

import random
from pathlib import Path

import numpy as np
import torch
import yaml
from numpy.typing import NDArray

from knowledge.base import subject_of
from knowledge.loader import load_folder
from knowledge.search.encoder import default_encoder
from knowledge.search.topics import EVIDENCE, Subject, TopicIndex

_NLU = Path(__file__).parents[2] / "nlu_data"
_FOLDS = 4
_PENALTY = 0.02


def main() -> None:
    torch.manual_seed(0)
    chance = random.Random(5)
    subjects = [subject_of(record) for record in load_folder().values()]
    evidence, truth = [], []
    for fold in range(_FOLDS):
        index = TopicIndex([_without(subject, fold) for subject in subjects], default_encoder())
        for number, subject in enumerate(subjects):
            for text in _held_out(subject, fold):
                evidence.append(index.evidence(_asked(text, chance)))
                truth.append(number)
    weights = fit(np.stack(evidence), np.array(truth))
    print("WEIGHTS =", [round(float(weight), 2) for weight in weights], "for", EVIDENCE)
    right = accuracy(np.stack(evidence), np.array(truth), weights)
    print(f"right record first: {right:.4f} of {len(truth)} held-out texts")


def fit(evidence: NDArray[np.float32], truth: NDArray[np.int64]) -> NDArray[np.float32]:
    """`evidence` (queries, parts, records), `truth` (queries,) → weights (parts,)."""
    x, y = torch.tensor(evidence), torch.tensor(truth)
    raw = torch.zeros(evidence.shape[1], requires_grad=True)
    optimiser = torch.optim.LBFGS([raw], max_iter=200)

    def loss() -> torch.Tensor:
        optimiser.zero_grad()
        weights = torch.nn.functional.softplus(raw)
        value = (
            torch.nn.functional.cross_entropy(torch.einsum("p,qpr->qr", weights, x), y) + _PENALTY * (weights**2).mean()
        )
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimiser.step(loss)  # type: ignore[no-untyped-call]
    fitted: NDArray[np.float32] = torch.nn.functional.softplus(raw).detach().numpy()
    fitted *= 4.0 / fitted.sum()
    return fitted


def accuracy(evidence: NDArray[np.float32], truth: NDArray[np.int64], weights: NDArray[np.float32]) -> float:
    best = np.einsum("p,qpr->qr", weights, evidence).argmax(axis=1)
    return float((best == truth).mean())


def _without(subject: Subject, fold: int) -> Subject:
    kept_names = [text for number, text in enumerate(subject.names) if number % _FOLDS != fold or number < 2]
    kept_needs = [text for number, text in enumerate(subject.needs) if number % _FOLDS != fold]
    return Subject(subject.id, kept_names, kept_needs, subject.passages, subject.asked)


def _held_out(subject: Subject, fold: int) -> list[str]:
    names = [text for number, text in enumerate(subject.names) if number % _FOLDS == fold and number >= 2]
    return names[:1] + [text for number, text in enumerate(subject.needs) if number % _FOLDS == fold]


def _asked(text: str, chance: random.Random) -> str:
    draw = chance.random()
    if draw < 0.4:
        return text
    asking = chance.choice(_examples("conversation" if draw > 0.8 else "asking"))
    return f"{asking}. {text}" if draw > 0.8 else f"{text} {asking}"


def _examples(kind: str, cache: dict[str, list[str]] = {}) -> list[str]:  # noqa: B006
    """Asking words without a subject, and sentences of facts, from the NLU data."""
    if not cache:
        for file in _NLU.glob("*/*.yml"):
            for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
                lines = [line.strip()[2:] for line in block["examples"].splitlines() if line.strip()]
                if block["intent"].startswith("ask_"):
                    cache.setdefault("asking", []).extend(line for line in lines if len(line.split()) <= 3)
                if block["intent"] == "inform":
                    cache.setdefault("conversation", []).extend(lines)
    return cache[kind]


if __name__ == "__main__":
    main()
