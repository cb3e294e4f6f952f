"""Trains the embedded encoder: python -m knowledge.encoder.train BENCH_FOLDER [--output FOLDER] [--hold-out]."""

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer

from knowledge.encoder import data
from knowledge.encoder.data import Pair, Source
from knowledge.encoder.prepare import prepare_sound
from knowledge.encoder.romanise import Romaniser
from knowledge.encoder.settings import Settings
from knowledge.encoder.vocabulary import Rows, initial_rows, tokeniser, vocabulary
from knowledge.search.encoder import EMBEDDED_MODEL, PREPARATION_FILE


@dataclass(frozen=True)
class Bags:
    """Token ids of n texts, one after the other; text k holds ids[starts[k]:starts[k + 1]]."""

    ids: torch.Tensor
    starts: torch.Tensor

    def take(self, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Ids of the chosen texts and their offsets."""
        begins, lengths = self.starts[rows], self.starts[rows + 1] - self.starts[rows]
        offsets = torch.cumsum(lengths, 0) - lengths
        within = torch.arange(int(lengths.sum())) - torch.repeat_interleave(offsets, lengths)
        return self.ids[torch.repeat_interleave(begins, lengths) + within], offsets


def sources(bench: Path, settings: Settings, *, hold_out: bool) -> list[Source]:
    """All training pairs; with `hold_out`, without the phrases that `data.held_out` keeps for measuring."""
    chance = random.Random(settings.seed)
    attested = data.dakshina(bench)
    romaniser = Romaniser(attested)
    sentences = data.sentence_pairs(bench)
    records = data.record_pairs(without_held_out=hold_out)
    spelled = [Pair(latin, native) for latin, native, _ in attested]
    return [
        Source("sentences", sentences, 6000),
        Source("sentences_romanised", data.romanised(sentences, romaniser, chance), 4000),
        Source("passages_cropped", data.crops(bench, romaniser, chance), 3000),
        Source("hinglish_top", data.hinglish_top(bench), 4000),
        Source("words", spelled, 3000),
        Source("lexicon", data.lexicon(), 6000),
        Source("clinc150", data.clinc150(bench, chance), 1500),
        Source("parallel", records.parallel, 6000),
        Source("parallel_romanised", data.romanised(records.parallel, romaniser, chance), 3000),
        Source("names", records.names, 3000),
        Source("needs", records.needs, 4000),
        Source("passages", records.passages, 2000),
    ]


def bags(texts: Sequence[str], made: Tokenizer) -> Bags:
    ids = [encoding.ids for encoding in made.encode_batch([prepare_sound(text) for text in texts])]
    lengths = torch.tensor([0, *(len(found) for found in ids)])
    return Bags(torch.tensor([number for found in ids for number in found]), torch.cumsum(lengths, 0))


def train(rows: Rows, made: Tokenizer, origins: Sequence[Source], settings: Settings) -> Rows:
    """Rows after training: each text finds its partner among those of the batch, both ways (multiple negatives)."""
    torch.manual_seed(settings.seed)
    pairs = [pair for origin in origins for pair in origin.pairs]
    lefts, rights = bags([pair.left for pair in pairs], made), bags([pair.right for pair in pairs], made)
    groups = torch.tensor(_group_numbers(pairs))
    table = torch.nn.EmbeddingBag.from_pretrained(torch.from_numpy(rows.copy()), freeze=False, mode="sum")
    optimiser = torch.optim.Adam(table.parameters(), lr=settings.rate)
    steps = sum(1 for _ in _batches(origins, settings, epochs=1)) * settings.epochs
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: 1 - step / (steps + 1))
    for step, batch in enumerate(_batches(origins, settings, epochs=settings.epochs)):
        left, right = _vectors(table, lefts, batch, settings), _vectors(table, rights, batch, settings)
        loss = _loss(left, right, groups[batch], settings.temperature)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        with torch.no_grad():
            table.weight[0] = 0
        if step % 50 == 0:
            print(f"step {step}/{steps} loss {loss.item():.3f}", flush=True)
    return table.weight.detach().numpy()


def _vectors(table: torch.nn.EmbeddingBag, texts: Bags, rows: torch.Tensor, settings: Settings) -> torch.Tensor:
    ids, offsets = texts.take(rows)
    ids = torch.where(torch.rand(len(ids)) < settings.dropout, 0, ids)
    return torch.nn.functional.normalize(table(ids, offsets), dim=1)


def _loss(left: torch.Tensor, right: torch.Tensor, groups: torch.Tensor, temperature: float) -> torch.Tensor:
    same = (groups[:, None] == groups[None, :]) & ~torch.eye(len(groups), dtype=torch.bool)
    scores = (left @ right.T / temperature).masked_fill(same, -1e4)
    target = torch.arange(len(groups))
    entropy = torch.nn.functional.cross_entropy
    return (entropy(scores, target) + entropy(scores.T, target)) / 2


def _group_numbers(pairs: Sequence[Pair]) -> list[int]:
    known: dict[str, int] = {}
    return [known.setdefault(pair.group, len(known)) if pair.group else -1 - at for at, pair in enumerate(pairs)]


def _batches(origins: Sequence[Source], settings: Settings, *, epochs: int) -> Iterator[torch.Tensor]:
    """Numbers of pairs in the sources' joined list, shuffled, for each epoch anew."""
    chance = np.random.default_rng(settings.seed)
    begins = np.cumsum([0, *(len(origin.pairs) for origin in origins)])
    for _ in range(epochs):
        drawn = [
            begin + chance.permutation(len(origin.pairs))[: origin.per_epoch]
            for begin, origin in zip(begins, origins, strict=False)
        ]
        order = chance.permutation(np.concatenate(drawn))
        yield from (torch.from_numpy(order[at : at + settings.batch]) for at in range(0, len(order), settings.batch))


def save(rows: Rows, made: Tokenizer, folder: Path) -> None:
    """A sentence-transformers folder, and beside it the file that names the preparation."""
    rows = rows / np.abs(rows).max()
    module = StaticEmbedding(made, embedding_weights=rows.astype(np.float16))
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)
    for file in folder.iterdir():
        file.chmod(0o644)
    (folder / PREPARATION_FILE).write_text(json.dumps({"prepare": "sound"}) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--output", type=Path, default=EMBEDDED_MODEL)
    parser.add_argument("--hold-out", action="store_true", help="leave out a fifth of the phrases, for measuring")
    arguments = parser.parse_args()
    settings = Settings()
    origins = sources(arguments.bench, settings, hold_out=arguments.hold_out)
    counts = vocabulary(origins, settings)
    made = tokeniser(counts)
    print(f"{len(counts)} tokens; pairs: { ({origin.name: len(origin.pairs) for origin in origins}) }")
    rows = train(initial_rows(counts, origins, settings), made, origins, settings)
    save(rows, made, arguments.output)


if __name__ == "__main__":
    main()
