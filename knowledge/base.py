"""All that is known, ready to be searched, and the shelf where a new version takes the place of the old at once."""

import hashlib
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from knowledge.files import files
from knowledge.imported import ImportedRecord, import_folder, load_imported
from knowledge.loader import RECORDS, load_folder
from knowledge.rules.book import RuleBook
from knowledge.rules.catalogue import FACTS, load_catalogue
from knowledge.schema import Record
from knowledge.search.encoder import Encoder, default_encoder
from knowledge.search.topics import Subject, TopicIndex


@dataclass(frozen=True, eq=False)
class KnowledgeBase:
    """One version of the knowledge: records by id and by `same_as`, their index and their rules. Never changed."""

    records: dict[str, Record]
    imported: dict[str, ImportedRecord]
    topics: TopicIndex
    rules: RuleBook
    version: str


def build(encoder: Encoder, records_folder: Path = RECORDS, imports: Path | None = None) -> KnowledgeBase:
    """Reads and indexes everything. Raises ExceptionGroup of RecordError."""
    imports = imports or import_folder()
    version = signature(records_folder, imports, FACTS)
    records = load_folder(records_folder)
    imported = load_imported(imports)
    subjects = [subject_of(record) for record in records.values()] + [record.subject() for record in imported.values()]
    named = {name: record for record in records.values() for name in (record.id, *record.same_as)}
    rules = RuleBook(records, load_catalogue())
    return KnowledgeBase(named, imported, TopicIndex(subjects, encoder), rules, version)


def subject_of(record: Record) -> Subject:
    """What a record is found by."""
    names = [record.name.hi, record.name.en, record.short_name.hi, record.short_name.en]
    return Subject(
        record.id,
        list(dict.fromkeys([*names, *record.aliases.hi, *record.aliases.latin])),
        [*record.phrases.hi, *record.phrases.hinglish, *record.phrases.en],
        [*_passages(record, "hi"), *_passages(record, "en")],
        _asked(record),
    )


def _passages(record: Record, language: str) -> list[tuple[str, str]]:
    name = getattr(record.name, language)
    return [
        (name_of.value, " ".join([name, *(getattr(fact, language) for fact in (*section.facts, *section.items))]))
        for name_of, section in record.sections.items()
    ]


def _asked(record: Record) -> list[tuple[str, str]]:
    """The questions of each section and language as one passage."""
    return [
        (name.value, " ".join(questions))
        for name, section in record.sections.items()
        for questions in (section.asked.hi, section.asked.hinglish, section.asked.en)
        if questions
    ]


def signature(*folders: Path) -> str:
    """Changes when a file is added, removed or written."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in files(folder, ".yaml", ".jsonl"):
            with suppress(FileNotFoundError):
                state = file.stat()
                digest.update(f"{file.name}:{state.st_mtime_ns}:{state.st_size};".encode())
    return digest.hexdigest()[:12]


class Shelf:
    """Holds the current knowledge; `refresh` builds the next version aside, prepares it and swaps it in."""

    def __init__(
        self,
        encoder: Encoder | None = None,
        records_folder: Path = RECORDS,
        prepare: Callable[[KnowledgeBase], None] = lambda knowledge: None,
    ) -> None:
        self._encoder = encoder or default_encoder()
        self._folder = records_folder
        self._prepare = prepare
        self._building = threading.Lock()
        self.current = self._next()

    def refresh(self) -> bool:
        """True when the files had changed. Raises ExceptionGroup of RecordError, and keeps the old version then."""
        with self._building:
            if signature(self._folder, import_folder(), FACTS) == self.current.version:
                return False
            self.current = self._next()
            return True

    def _next(self) -> KnowledgeBase:
        knowledge = build(self._encoder, self._folder)
        self._prepare(knowledge)
        return knowledge
