"""What a record says about one section, put together for a citizen: the figure first, then the rest."""

from dataclasses import dataclass
from typing import Literal

from knowledge.schema import Record, Section, SectionText

Language = Literal["hi", "en"]

# Where a section that a record does not have is looked for next.
NEXT_BEST: dict[Section, Section] = {
    Section.TIME_LIMIT: Section.HOW_TO_APPLY,
    Section.VALIDITY: Section.SUMMARY,
    Section.DEADLINE: Section.STATUS,
    Section.APPEAL: Section.CONTACT,
}


@dataclass(frozen=True)
class SectionAnswer:
    """`found` is the section the words come from: another than asked when the record has nothing on it."""

    asked: Section
    found: Section
    text: str
    speech: str
    sure: bool

    @property
    def missing(self) -> bool:
        return self.asked is not self.found


def section_answer(record: Record, asked: Section, language: Language) -> SectionAnswer:
    """The words of a section, or of the nearest one the record has."""
    found = asked if asked in record.sections else NEXT_BEST[asked]
    section = record.sections[found]
    return SectionAnswer(
        asked, found, _text(section, language), getattr(section.speech, language), section.facts[0].sure
    )


def _text(section: SectionText, language: Language) -> str:
    """The sentences, with the list after the one that announces it by a colon, else at the end."""
    sentences = [getattr(fact, language) for fact in section.facts]
    items = [f"• {getattr(item, language)}" for item in section.items]
    place = next((at for at, sentence in enumerate(sentences, 1) if sentence.endswith(":")), len(sentences))
    return "\n".join([*sentences[:place], *items, *sentences[place:]])
