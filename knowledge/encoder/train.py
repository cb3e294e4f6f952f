"""Trains the embedded encoder: python -m knowledge.encoder.train BENCH_FOLDER [--output FOLDER] [--hold-out]."""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import StaticEmbedding
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit

from knowledge.encoder import data
from knowledge.encoder.alignment import translations
from knowledge.encoder.data import Pair, Source
from knowledge.encoder.prepare import GRAM, LATIN, SOUND, prepare_sound
from knowledge.encoder.romanise import Romaniser
from knowledge.search.encoder import EMBEDDED_MODEL, PREPARATION_FILE
from language.normalise import normalise
from language.phonetic import sound
from language.tokens import words

UNKNOWN = "[UNK]"


@dataclass(frozen=True)
class Settings:
    """Rows have `dimension` float16 numbers; `sounds`, `spellings` and `grams` cap their number, by count."""

    dimension: int = 256
    sounds: int = 10000
    spellings: int = 6000
    grams: int = 6000
    epochs: int = 12
    batch: int = 1024
    rate: float = 0.003
    temperature: float = 0.05
    gram_scale: float = 0.35
    dropout: float = 0.1
    seed: int = 20


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
    chance = random.Random(settings.seed)
    attested = data.dakshina(bench)
    romaniser = Romaniser(attested)
    sentences = data.sentence_pairs(bench)
    records = data.record_pairs(without_held_out=hold_out)
    spelled = [Pair(latin, native) for latin, native, _ in attested]
    return [
        Source("sentences", sentences, 6000),
        Source("sentences_romanised", data.romanised(sentences, romaniser, chance), 4000),
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


def initial_rows(counts: Counter[str], origins: Sequence[Source], settings: Settings) -> NDArray[np.float32]:
    """Random directions, common tokens shorter (SIF, Arora et al. 2017); English spellings begin at their translations."""
    chance = np.random.default_rng(settings.seed)
    rows = chance.normal(size=(len(counts) + 1, settings.dimension)).astype(np.float32) / settings.dimension**0.5
    scale = _frequency_scale(counts)
    for kind, factor in ((SOUND, 1.0), (LATIN, 0.0), (GRAM, settings.gram_scale)):
        scale[[token.startswith(kind) for token in counts]] *= factor
    rows[1:] *= scale[:, None]
    rows[0] = 0
    numbers = {token: number for number, token in enumerate(counts, 1)}
    for english, heard in _word_translations(origins).items():
        if (row := numbers.get(LATIN + english)) is not None:
            known = [(numbers[SOUND + word], chance) for word, chance in heard.items() if SOUND + word in numbers]
            total = sum(chance for _, chance in known) or 1.0
            rows[row] = sum((rows[number] * chance / total for number, chance in known), rows[row])
    return rows


def _frequency_scale(counts: Counter[str]) -> NDArray[np.float32]:
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
    made = Tokenizer(WordLevel({UNKNOWN: 0} | {token: number for number, token in enumerate(counts, 1)}, unk_token=UNKNOWN))
    made.pre_tokenizer = WhitespaceSplit()  # type: ignore[assignment]
    return made


def bags(texts: Sequence[str], made: Tokenizer) -> Bags:
    ids = [encoding.ids for encoding in made.encode_batch([prepare_sound(text) for text in texts])]
    lengths = torch.tensor([0, *(len(found) for found in ids)])
    return Bags(torch.tensor([number for found in ids for number in found]), torch.cumsum(lengths, 0))


def train(rows: NDArray[np.float32], made: Tokenizer, origins: Sequence[Source], settings: Settings) -> NDArray[np.float32]:
    """Rows after contrastive training, both ways, against the other pairs of the batch (multiple negatives ranking)."""
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


def save(rows: NDArray[np.float32], made: Tokenizer, folder: Path) -> None:
    """A sentence-transformers folder, and beside it the file that names the preparation."""
    rows = rows / np.abs(rows).max()
    module = StaticEmbedding(made, embedding_weights=rows.astype(np.float16))
    SentenceTransformer(modules=[module], device="cpu").save(str(folder), create_model_card=False)
    (folder / PREPARATION_FILE).write_text(json.dumps({"prepare": "sound"}) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--output", type=Path, default=EMBEDDED_MODEL)
    parser.add_argument("--hold-out", action="store_true", help="leave out a fifth of the records' phrases, for measuring")
    arguments = parser.parse_args()
    settings = Settings()
    origins = sources(arguments.bench, settings, hold_out=arguments.hold_out)
    counts = vocabulary(origins, settings)
    made = tokeniser(counts)
    print(f"{len(counts)} tokens; pairs: {({origin.name: len(origin.pairs) for origin in origins})}")
    rows = train(initial_rows(counts, origins, settings), made, origins, settings)
    save(rows, made, arguments.output)


if __name__ == "__main__":
    main()
