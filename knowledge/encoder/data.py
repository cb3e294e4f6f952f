"""Training pairs: two texts that mean the same or belong together, from open data and from our own records."""

import csv
import itertools
import json
import random
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import yaml

from knowledge.encoder.romanise import Romaniser
from knowledge.loader import load_folder
from knowledge.schema import Record, Section
from language.normalise import normalise

LEXICON = Path(__file__).parent / "lexicon.yaml"


class Pair(NamedTuple):
    """Pairs of one group do not serve as each other's negatives; "" is a group of its own."""

    left: str
    right: str
    group: str = ""


@dataclass(frozen=True)
class Source:
    """Pairs of one origin, of which `per_epoch` are drawn for each epoch (all, when fewer)."""

    name: str
    pairs: list[Pair]
    per_epoch: int


def sentence_pairs(bench: Path) -> list[Pair]:
    """English and Hindi sentences: Tatoeba (without the LASER test), NTREX, SIB-200 train and dev."""
    return [*_tatoeba(bench / "tatoeba"), *_ntrex(bench / "ntrex"), *sib200(bench / "sib200", ("train", "dev"))]


def _tatoeba(folder: Path) -> Iterator[Pair]:
    test = {normalise(line) for side in ("eng", "hin") for line in _lines(folder / f"tatoeba.hin-eng.{side}")}
    for line in _lines(folder / "manythings_hin.txt"):
        english, hindi, *_ = line.lstrip("\ufeff").split("\t")
        if normalise(english) not in test and normalise(hindi) not in test:
            yield Pair(english, hindi)


def _ntrex(folder: Path) -> Iterator[Pair]:
    english, hindi = _lines(folder / "newstest2019-src.eng.txt"), _lines(folder / "newstest2019-ref.hin.txt")
    return (Pair(left, right) for left, right in zip(english, hindi, strict=True))


def sib200(folder: Path, parts: Iterable[str]) -> list[Pair]:
    """(English, Hindi) of the named parts."""
    pairs = []
    for part in parts:
        english, hindi = (
            _sib_texts(folder / "eng_Latn" / f"{part}.tsv"),
            _sib_texts(folder / "hin_Deva" / f"{part}.tsv"),
        )
        pairs += [Pair(english[number], hindi[number]) for number in english]
    return pairs


def _sib_texts(file: Path) -> dict[str, str]:
    with file.open(encoding="utf-8", newline="") as rows:
        return {row["index_id"]: row["text"] for row in csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)}


def dakshina(bench: Path, part: str = "train") -> list[tuple[str, str, int]]:
    """(romanised, native, times attested)."""
    rows = (line.split("\t") for line in _lines(bench / "dakshina_hi" / f"hi.translit.sampled.{part}.tsv"))
    return [(latin, native, int(times)) for latin, native, times in rows]


def hinglish_top(bench: Path) -> list[Pair]:
    """(English, code-mixed) queries of train and validation."""
    pairs = []
    for part in ("train", "validation"):
        with (bench / "hinglish_top" / f"{part}.tsv").open(encoding="utf-8", newline="") as rows:
            reader = csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
            pairs += [Pair(row["en_query"], row["cs_query"]) for row in reader]
    return pairs


def clinc150(bench: Path, chance: random.Random) -> list[Pair]:
    """English questions of the same intent, from the training part."""
    by_intent = defaultdict(list)
    for text, intent in json.loads((bench / "clinc150" / "data_full.json").read_text(encoding="utf-8"))["train"]:
        by_intent[intent].append(text)
    pairs = []
    for intent, texts in by_intent.items():
        chance.shuffle(texts)
        pairs += [Pair(left, right, f"clinc:{intent}") for left, right in itertools.pairwise(texts)]
    return pairs


def clinc150_test(bench: Path) -> list[str]:
    """A ninth of the test questions, which have nothing to do with our records."""
    rows = json.loads((bench / "clinc150" / "data_full.json").read_text(encoding="utf-8"))["test"]
    return [text for text, _ in rows[::9]]


def lexicon() -> list[Pair]:
    """(English, Hindi) words of our own word list, one pair for each combination."""
    entries: dict[str, str] = yaml.load(LEXICON.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return [
        Pair(english, hindi)
        for hindis, englishes in entries.items()
        for english, hindi in itertools.product(englishes.split(", "), hindis.split(", "))
    ]


def held_out(phrase: str) -> bool:
    """Whether a phrase is left out of a measured training run: a fixed fifth of them."""
    return zlib.crc32(phrase.encode()) % 5 == 0


@dataclass(frozen=True)
class RecordPairs:
    """Pairs out of our records, by what they bring together."""

    parallel: list[Pair]
    names: list[Pair]
    needs: list[Pair]
    passages: list[Pair]


def record_pairs(*, without_held_out: bool) -> RecordPairs:
    """With `without_held_out`, phrases for which `held_out` is true do not occur."""
    made = RecordPairs([], [], [], [])
    for record in load_folder().values():
        names = [record.name.hi, record.name.en, record.short_name.hi, *record.aliases.hi, *record.aliases.latin]
        needs = [need for need in phrases(record) if not (without_held_out and held_out(need))]
        summary = record.sections[Section.SUMMARY].facts[0]
        made.parallel.extend(Pair(en, hi, record.id) for en, hi in _parallel(record))
        made.names.extend(Pair(left, right, record.id) for left, right in itertools.combinations(names, 2))
        made.needs.extend(Pair(left, right, record.id) for left, right in itertools.combinations(needs, 2))
        made.needs.extend(Pair(need, name, record.id) for need in needs for name in (record.name.hi, record.name.en))
        made.passages.extend(Pair(need, text, record.id) for need in needs for text in (summary.hi, summary.en))
    return made


def phrases(record: Record) -> list[str]:
    return [*record.phrases.hi, *record.phrases.hinglish, *record.phrases.en]


def _parallel(record: Record) -> Iterator[tuple[str, str]]:
    """(English, Hindi) of every bilingual text of a record."""
    for text in (record.name, record.short_name, record.department):
        yield text.en, text.hi
    for section in record.sections.values():
        for text in (*section.facts, *section.items, section.speech):
            yield text.en, text.hi


def romanised(pairs: Iterable[Pair], romaniser: Romaniser, chance: random.Random) -> list[Pair]:
    """(English, romanised Hindi) and (Hindi, romanised Hindi) for each (English, Hindi)."""
    made = []
    for english, hindi, group in pairs:
        latin = romaniser.text(hindi, chance)
        made += [Pair(english, latin, group), Pair(hindi, latin, group)]
    return made


def crops(bench: Path, romaniser: Romaniser, chance: random.Random) -> list[Pair]:
    """(a few words of a sentence, the passage of three sentences around it), so that questions find passages."""
    made = []
    english, hindi = zip(*(pair[:2] for pair in _ntrex(bench / "ntrex")), strict=True)
    for at in range(1, len(hindi) - 1):
        group = f"passage:{at // 3}"
        for texts in (english, hindi):
            passage = " ".join(texts[at - 1 : at + 2])
            made.append(Pair(_span(texts[at], chance), passage, group))
        made.append(Pair(romaniser.text(_span(hindi[at], chance), chance), passage, group))
    return made


def _span(text: str, chance: random.Random) -> str:
    """Three to eight neighbouring words."""
    found = text.split()
    length = chance.randint(3, 8)
    at = chance.randint(0, max(0, len(found) - length))
    return " ".join(found[at : at + length])


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()
