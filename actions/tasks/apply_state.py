"""A form with its record, how far it is filled in, and what it wants next.

`filled` holds answers by field, and papers as `paper:3`: references of what was sent, with a space between, or None for
one that will be handed in later. It is what a draft keeps.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.schema import Fact, Record, Section, Text
from portal.forms.catalogue import Form, forms
from portal.forms.schema import FormField, Paper
from portal.forms.values import Value

Filled = dict[str, Value | None]
CONFIRM, PAPER = "confirm", "paper:"
_MEASURES = ("number", "money", "percent", "area")


@dataclass(frozen=True)
class Sheet:
    """One service's form and record."""

    form: Form
    record: Record

    def wanted(self, filled: Mapping[str, Any]) -> str:
        """The field to ask for, else the paper, else CONFIRM."""
        missing = [*self.form.missing(filled), *self.papers_missing(filled)]
        return missing[0] if missing else CONFIRM

    def papers_missing(self, filled: Mapping[str, Any]) -> list[str]:
        """Papers not asked for yet, by their keys."""
        return [key for key in self.papers if key not in filled]

    @property
    def papers(self) -> dict[str, Paper]:
        """Those that are sent as files, by their keys."""
        return {f"{PAPER}{place}": paper for place, paper in enumerate(self.form.papers) if paper.by == "file"}

    def may_be_left_out(self, what: str) -> bool:
        """A paper may always be handed in later."""
        return what.startswith(PAPER) or what in self.form.optional

    def references(self, filled: Mapping[str, Any]) -> list[str]:
        """Of all papers sent."""
        return [one for key in self.papers for one in str(filled.get(key) or "").split()]

    def given(self, filled: Mapping[str, Any]) -> list[Text]:
        """The names of the papers sent."""
        return [self.named(paper) for key, paper in self.papers.items() if filled.get(key)]

    def to_bring(self, filled: Mapping[str, Any]) -> list[Text]:
        """The names of those that are still to be handed in."""
        later = [paper for key, paper in self.papers.items() if not filled.get(key) and not paper.optional]
        return [self.named(paper) for paper in [*later, *(paper for paper in self.form.papers if paper.by == "person")]]

    def named(self, paper: Paper) -> Text:
        """A paper's name, as the record has it."""
        item: Fact = next(item for item in self.record.sections[Section.DOCUMENTS].items if item.en == paper.item)
        return Text(hi=item.hi, en=item.en)

    def facts(self, filled: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that are facts of the rules."""
        told = {name: filled[name] for name in self.form.facts if filled.get(name) is not None}
        born = filled.get("birth_date")
        return {**told, "birth_date": born} if born else told

    def known(self, filled: Mapping[str, Any]) -> Filled:
        """Without what a form of before had and this one has not."""
        names = {*self.form.fields, *self.papers}
        return {name: value for name, value in filled.items() if name in names}

    def told_before(self, facts: Mapping[str, Any]) -> Filled:
        """Answers that the citizen has given as facts about himself, where the form asks the same."""
        fields = self.form.fields
        return {name: facts[name] for name in fields if name in facts and _fits(fields[name], facts[name])}


def sheet(records: Mapping[str, Record], topic: str) -> Sheet:
    """Raises KeyError for a service that has no form."""
    return Sheet(forms()[topic], records[topic])


def _fits(field: FormField, value: Any) -> bool:
    if field.kind == "flag":
        return isinstance(value, bool)
    if field.kind in _MEASURES:
        return isinstance(value, float | int) and not isinstance(value, bool)
    return field.kind in ("choice", "district", "date") and isinstance(value, str)
