"""Where an application stands: how anyone can find out, for the service named."""

from actions.base import TurnAction
from actions.reply import Reply, record_links, record_sources
from actions.resolve import WEAK, Found, resolve
from actions.turn import Turn
from actions.words import say
from knowledge.answers import section_answer
from knowledge.schema import Section

_GENERAL = "lok_seva_kendra"


class ActionApplicationStatus(TurnAction):
    action = "action_application_status"

    async def reply(self, turn: Turn) -> Reply:
        resolution = resolve(turn, self.knowledge)
        topic = resolution.topic
        if topic is None and resolution.found is Found.UNCLEAR and resolution.score >= WEAK:
            topic = resolution.candidates[0].id
        record = self.knowledge.records.get(topic or _GENERAL) or self.knowledge.records[_GENERAL]
        how = section_answer(record, Section.STATUS, turn.language)
        intro = (
            say("application_status_named", turn.language, name=getattr(record.name, turn.language))
            if topic
            else say("application_status", turn.language)
        )
        close = say("application_status_close", turn.language)
        return Reply(
            turn.language,
            "application_status",
            f"{intro}\n{how.text}\n{close}",
            f"{how.speech} {close}",
            links=record_links(record, Section.STATUS, turn.language),
            sources=record_sources(record),
            topic=record.id,
            section=Section.STATUS.value,
            confidence=resolution.confidence,
        )
