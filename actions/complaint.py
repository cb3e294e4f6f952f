"""Complaints with CM Helpline 181: lodging one, following one, and how either is done at all."""

from dataclasses import replace

from actions.answer import by_evidence
from actions.base import TurnAction
from actions.identifiers import names_number
from actions.reply import Reply, record_links, record_sources
from actions.resolve import Found, is_outside, resolve
from actions.tasks.case_words import is_bare, says
from actions.turn import Turn
from actions.words import say, supposes
from knowledge.answers import section_answer
from knowledge.schema import Section
from portal.complaints.departments import clear_matter

HELPLINE = "cm_helpline_181"
_SURE, _SURE_BESIDE = 0.5, 0.8


class ActionComplaint(TurnAction):
    """Takes the complaint; a question after the way is answered."""

    action = "action_complaint"

    async def reply(self, turn: Turn) -> Reply:
        if turn.probability("complaint") < _SURE and not (says("complaint", turn) and clear_matter(turn.text)):
            resolution = resolve(turn, self.knowledge)
            named = resolution.clearly_named or resolution.found is Found.UNCLEAR
            complains = says("complaint", turn) or clear_matter(turn.text) is not None
            if named or is_outside(turn, resolution, self.knowledge) or not complains:
                return by_evidence(turn, self.knowledge, resolution)
        if says("how", turn):
            return self._way(turn)
        begun = await self.desk.begin(turn, "complaint")
        return replace(begun, lead=self._begun(turn), topic=HELPLINE) if _is_new(begun) else begun

    def _begun(self, turn: Turn) -> Reply:
        words = say("complaint_begun", turn.language)
        return Reply(turn.language, "complaint", words, topic=HELPLINE, section=Section.HOW_TO_APPLY.value)

    def _way(self, turn: Turn) -> Reply:
        record = self.knowledge.records[HELPLINE]
        how = section_answer(record, Section.HOW_TO_APPLY, turn.language)
        intro, close = say("complaint_intro", turn.language), say("complaint_close", turn.language)
        return Reply(
            turn.language,
            "complaint",
            f"{intro}\n{how.text}\n{close}",
            f"{intro} {how.speech}",
            links=record_links(record, Section.HOW_TO_APPLY, turn.language),
            sources=record_sources(record),
            topic=HELPLINE,
            section=Section.HOW_TO_APPLY.value,
            confidence="high",
        )


def _is_of_a_case(turn: Turn) -> bool:
    """Whether it speaks of a complaint, or is surely taken to; a homework is not."""
    spoken_of = says("complaint", turn) or says("status", turn) or says("reopen", turn) or names_number(turn)
    least = _SURE if turn.topic in (None, HELPLINE) else _SURE_BESIDE
    return spoken_of or turn.probability("complaint_status") >= least


def _is_new(begun: Reply) -> bool:
    """Something is asked for a new complaint, rather than what to do with one of before."""
    return begun.asks is not None and (begun.kind, begun.asks) != ("ask", "confirmation")


class ActionComplaintStatus(TurnAction):
    """Shows what became of a complaint, after proof; who tells more than that first hears what anyone may know."""

    action = "action_complaint_status"

    async def reply(self, turn: Turn) -> Reply:
        if supposes(turn.text) or not _is_of_a_case(turn):
            return by_evidence(turn, self.knowledge, resolve(turn, self.knowledge))
        if says("how", turn):
            return self._way(turn)
        names_it = names_number(turn) and says("complaint", turn)
        number_alone = names_number(turn) and not names_it
        asked = await self.desk.begin(turn, "named_case" if number_alone else "complaint_status")
        if asked.kind != "ask" or (is_bare(turn) and not names_it):
            return asked
        return replace(asked, lead=self._way(turn))

    def _way(self, turn: Turn) -> Reply:
        record = self.knowledge.records[HELPLINE]
        status = section_answer(record, Section.STATUS, turn.language)
        intro = say("complaint_status_intro", turn.language)
        return Reply(
            turn.language,
            "complaint_status",
            f"{intro}\n{status.text}",
            f"{intro} {status.speech}",
            links=record_links(record, Section.STATUS, turn.language),
            sources=record_sources(record),
            topic=HELPLINE,
            section=Section.STATUS.value,
            confidence="high",
        )
