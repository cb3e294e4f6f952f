"""Where an application stands: the citizen's own, after proof; and how anyone can find out."""

from dataclasses import replace

from actions.answer import by_evidence
from actions.base import TurnAction
from actions.decline import decline
from actions.evidence import WEAK
from actions.identifiers import names_number
from actions.judging import resolve_case
from actions.reply import Reply, record_links, record_sources
from actions.resolve import Found, Resolution, is_outside, resolve
from actions.sections import ASKING, clause_section
from actions.tasks.case_words import is_bare, left_over, says
from actions.turn import Turn
from actions.words import say
from knowledge.answers import section_answer
from knowledge.schema import Section
from knowledge.search.about import names_a_section
from language.tokens import ANY_TOKEN

_GENERAL = "lok_seva_kendra"
_UNSURE, _SURE, _PERHAPS = 0.5, 0.8, 0.2


class ActionApplicationStatus(TurnAction):
    """Before proof, and where a service is named, what anyone may know of it leads."""

    action = "action_application_status"

    async def reply(self, turn: Turn) -> Reply:
        resolution = resolve(turn, self.knowledge)
        if turn.probability("application_status") < _UNSURE:
            if is_outside(turn, resolution, self.knowledge):
                return decline(turn)
            if any(clause_section(part) not in {None, Section.STATUS} for part in turn.questions):
                return by_evidence(turn, self.knowledge, resolve_case(turn, self.knowledge))
        if _asks_a_section(turn):
            return by_evidence(turn, self.knowledge, resolve_case(turn, self.knowledge))
        topic = None if is_bare(turn) or (names_number(turn) and not resolution.by_name) else _topic(resolution)
        if says("how", turn):
            return self._way(turn, topic, resolution.confidence)
        asked = await self.desk.begin(turn, "application_status")
        if asked.kind != "ask" or topic not in self.knowledge.records:
            return asked
        way = self._way(turn, topic, resolution.confidence)
        return replace(asked, lead=way, topic=way.topic, section=way.section)

    def _way(self, turn: Turn, topic: str | None, confidence: str) -> Reply:
        record = self.knowledge.records.get(topic or _GENERAL) or self.knowledge.records[_GENERAL]
        how = section_answer(record, Section.STATUS, turn.language)
        intro = (
            say("application_status_named", turn.language, name=getattr(record.name, turn.language))
            if topic
            else say("application_status", turn.language)
        )
        return Reply(
            turn.language,
            "application_status",
            f"{intro}\n{how.text}",
            how.speech,
            links=record_links(record, Section.STATUS, turn.language),
            sources=record_sources(record),
            topic=record.id,
            section=Section.STATUS.value,
            confidence=confidence,
        )


def _asks_a_section(turn: Turn) -> bool:
    """ "My number is 98…, and the fee?": names what it asks, and nothing of a case."""
    if turn.probability("application_status") >= _SURE or says("status", turn) or says("application", turn):
        return False
    asked = max(turn.probability(intent) for intent in ASKING if intent != f"ask_{Section.STATUS.value}")
    # Who tells a number asks for none.
    beside = " ".join(left_over(ANY_TOKEN.sub(" ", turn.text), "around_number"))
    return asked >= _PERHAPS and names_a_section(beside)


def _topic(resolution: Resolution) -> str | None:
    if resolution.topic is None and resolution.found is Found.UNCLEAR and resolution.score >= WEAK:
        return resolution.candidates[0].id
    return resolution.topic
