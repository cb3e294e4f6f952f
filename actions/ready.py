"""Gets a version of the knowledge ready before anybody asks, so that no turn waits for it."""

from datetime import datetime, timedelta

from actions.kin import names_in
from actions.tasks.told import listener_for
from knowledge.base import KnowledgeBase
from portal.calendar import INDIA, on_day

_AHEAD = timedelta(hours=1)


def get_ready(knowledge: KnowledgeBase) -> None:
    """The rules of today, before midnight those of tomorrow too; and the names of the records."""
    now = datetime.now(INDIA)
    for day in dict.fromkeys((on_day(now), on_day(now + _AHEAD))):
        knowledge.rules.warm(day)
    listener_for(knowledge.rules)
    names_in(knowledge)
