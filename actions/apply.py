"""Helps to apply: the way and the papers; the guided form is another step of the product."""

from actions.base import TurnAction
from actions.options import disambiguation
from actions.reply import Reply, record_links, record_sources
from actions.resolve import Found, resolve
from actions.turn import Turn
from actions.words import say
from knowledge.answers import section_answer
from knowledge.schema import Section


class ActionApply(TurnAction):
    action = "action_apply"

    async def reply(self, turn: Turn) -> Reply:
        resolution = resolve(turn, self.knowledge)
        if resolution.found is Found.UNCLEAR:
            return disambiguation(turn, self.knowledge, resolution.candidates)
        record = self.knowledge.records.get(resolution.topic or "")
        if record is None:
            return Reply(turn.language, "ask", say("apply_which", turn.language), asks="topic")
        how = section_answer(record, Section.HOW_TO_APPLY, turn.language)
        papers = section_answer(record, Section.DOCUMENTS, turn.language)
        intro = say("apply_intro", turn.language, name=getattr(record.name, turn.language))
        return Reply(
            turn.language,
            "apply",
            f"{intro}\n{how.text}\n\n{say('apply_documents', turn.language)}\n{papers.text}",
            how.speech,
            links=record_links(record, Section.HOW_TO_APPLY, turn.language),
            sources=record_sources(record),
            topic=record.id,
            section=Section.HOW_TO_APPLY.value,
            confidence=resolution.confidence,
        )
