"""Outside listings brought into the index: English only, unverified, marked as imported."""

import os
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.files import files
from knowledge.loader import RecordError
from knowledge.schema import Section
from knowledge.search.topics import Subject

EVERYWHERE = "All"


class ImportedRecord(BaseModel):
    """One scheme of an outside listing. `states` holds state names or EVERYWHERE; empty when it does not say."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    summary: str
    states: list[str] = []
    tags: list[str] = []
    sections: dict[Section, str] = {}
    url: str | None = None
    origin: str

    @property
    def reaches_madhya_pradesh(self) -> bool:
        return not self.states or EVERYWHERE in self.states or "Madhya Pradesh" in self.states

    def subject(self) -> Subject:
        texts = {Section.SUMMARY: self.summary, **self.sections}
        passages = [(section.value, f"{self.name} {text}"[:2000]) for section, text in texts.items()]
        return Subject(self.id, [self.name], [" ".join(self.tags)] if self.tags else [], passages)


def import_folder() -> Path:
    """Where `knowledge.import_listing` writes and the index reads; outside the repository's tracked files."""
    return Path(os.environ.get("IMPORT_FOLDER") or Path(__file__).parent.parent / "var" / "imported")


def load_imported(folder: Path) -> dict[str, ImportedRecord]:
    """Imported records by id, of two with one id the fuller; none when the folder does not exist.

    Raises ExceptionGroup of RecordError.
    """
    records: dict[str, ImportedRecord] = {}
    for file in files(folder, ".jsonl"):
        for record in _read(file):
            known = records.get(record.id)
            if known is None or len(record.sections) > len(known.sections):
                records[record.id] = record
    return records


def _read(file: Path) -> Iterator[ImportedRecord]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield ImportedRecord.model_validate_json(line)
            except ValidationError as error:
                problem = f"line {number} is no imported scheme; run knowledge.import_listing again"
                raise ExceptionGroup("an imported file has errors", [RecordError(file, [problem])]) from error
