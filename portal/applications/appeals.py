"""The text of an appeal, ready to be signed and handed in, in both languages."""

from __future__ import annotations

from datetime import date
from typing import Literal

from knowledge.schema import Record
from portal.applications.standing import OpenAppeal, Standing, appeal_rules
from portal.calendar import Reckoned


def appeal_text(standing: Standing, record: Record | None, day: date, first_appeal_on: date | None = None) -> str:
    """Hindi first, then English. Raises ValueError when no appeal is open."""
    appeal = standing.appeal
    if appeal is None:
        raise ValueError("no appeal is open")
    return "\n".join(_in(language, standing, appeal, record, day, first_appeal_on) for language in ("hi", "en"))


def _in(
    language: Literal["hi", "en"], standing: Standing, appeal: OpenAppeal, record: Record | None, day: date,
    first_appeal_on: date | None,
) -> str:  # fmt: skip
    rules, application = appeal_rules(), standing.application
    reason = rules["reason"][language].format(reason=application.reason) if application.reason else ""
    ground = rules["grounds"][appeal.ground][language].format(since=written(appeal.since), reason=reason)
    template: str = rules["texts"][appeal.step][language]
    return template.format(
        officer=getattr(appeal.to, language) if appeal.to else rules["officer_unknown"][language],
        service=getattr(record.name, language) if record else application.service,
        number=application.number,
        submitted=written(application.submitted_on),
        first_appeal=written(first_appeal_on) if first_appeal_on else "",
        ground=ground,
        name=application.name or rules["name_unknown"],
        today=written(day),
    )


def written(day: date | Reckoned) -> str:
    """As forms have it: day, month, year."""
    return f"{day.day if isinstance(day, Reckoned) else day:%d-%m-%Y}"
