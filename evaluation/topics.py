"""Which record ids mean the same record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from knowledge.loader import RECORDS, RecordError, load_file


@dataclass(frozen=True)
class Topics:
    """`owner` maps every id and same_as to the record's id; `broken` are record files that could not be read."""

    owner: Mapping[str, str]
    broken: tuple[str, ...] = ()

    def of(self, ids: Iterable[str | None]) -> frozenset[str]:
        """The records that these ids name; an id of no record stands for itself."""
        return frozenset(self.owner.get(name, name) for name in ids if name)


def load_topics(folder: Path = RECORDS) -> Topics:
    """Read all records, one by one: an evaluation need not wait until the last of them is right."""
    owner: dict[str, str] = {}
    broken: list[str] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            record = load_file(file)
        except RecordError:
            broken.append(file.name)
            continue
        owner[record.id] = record.id
        for other in record.same_as:
            owner.setdefault(other, record.id)
    return Topics(owner, tuple(broken))
