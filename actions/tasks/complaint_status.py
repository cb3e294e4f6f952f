"""What became of a complaint: its state, level and clock; adding to it, judging the resolution, having it reopened.

Without a code its state and level are told, and nothing else, to who calls or writes from the number on its record and
in the conversation in which it was lodged.
"""

from typing import Any, ClassVar
from uuid import UUID

from actions.dates import in_words
from actions.identifiers import names_number
from actions.reply import Reply
from actions.sessions import proven_citizen, session_of
from actions.tasks.answers import yes_or_no
from actions.tasks.base import State, Step
from actions.tasks.case_status import CaseStatus
from actions.tasks.case_words import asks_again, says
from actions.tasks.complaint_heard import attachments_in, without_attachments
from actions.tasks.masked_words import unmasked
from actions.tasks.once import once
from actions.tasks.uploads import at_hand, hand_on
from actions.turn import ReplyLanguage, Turn
from actions.words import say
from knowledge.schema import Text
from language.lexicon import heard
from language.normalise import normalise
from language.numbers import find_numbers
from portal.calendar import on_day
from portal.complaints.departments import departments
from portal.complaints.levels import levels
from portal.complaints.service import OwnedComplaint, clock, reopenable
from portal.errors import NotFound
from portal.outside.cm_helpline import NUMBER_LENGTH, Complaint, ComplaintState
from portal.outside.errors import RefusedThere
from portal.proof import origins

HELPLINE = "cm_helpline_181"
_RATINGS = range(1, 6)
_SHORT = 3
_SURE = 0.5


class ComplaintStatusTask(CaseStatus):
    name = "complaint_status"
    asks: ClassVar[str] = "complaint_number"
    shortest: ClassVar[int] = NUMBER_LENGTH

    async def owner_of(self, number: str) -> UUID | None:
        owned = await self.portal.complaints.find(number)
        return owned.owner if owned else None

    async def cases_of(self, citizen: UUID) -> list[tuple[str, dict[str, str]]]:
        found = await self.portal.complaints.of_citizen(citizen)
        return [(one.number, subject_name(one.department, one.subject).model_dump()) for one in found[:9]]

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        """Without a number, the complaint just lodged here is meant."""
        lodged = turn.dialogue.lodged
        here = {"number": lodged[-1]} if lodged and not names_number(turn) else {}
        return await super().begin(turn, {**here, **given})

    async def before_proof(self, turn: Turn, number: str) -> Step | None:
        """State and level, for the number on record itself and where the complaint was lodged."""
        owned = await self.portal.complaints.find(number)
        if owned is None or not (number in turn.dialogue.lodged or await self._calls_from_it(turn, owned)):
            return None
        if await self._is_proven(turn, owned):
            return await self.show(turn, number)
        lines = [say("complaint_named", turn.language, number=number), *_brief(owned.complaint, turn.language)]
        return Step(_reply(turn, lines), _shown(owned.complaint))

    async def show(self, turn: Turn, number: str) -> Step:
        complaint = (await self._found(number)).complaint
        return Step(_reply(turn, _full(complaint, turn.language)), _shown(complaint))

    async def proven(self, turn: Turn, state: State) -> Step:
        wanted = state.get("then")
        return await self._do(turn, state["number"], wanted) if wanted else await self.show(turn, state["number"])

    async def follow_up(self, turn: Turn, state: State) -> Step | None:
        if state.get("rating"):
            return await self._rate(turn, state)
        wanted = _wanted(turn, state)
        if wanted is None:
            return None
        if wanted["what"] == "again":
            return await self.look_up(turn, state["number"])
        return await self.prove(turn, state["number"], then=wanted)

    def offer(self, turn: Turn, state: State) -> Reply:
        key = "complaint_rate" if state.get("rating") else f"complaint_can_{state['state']}"
        return Reply(turn.language, "ask", say(key, turn.language), asks="rating" if state.get("rating") else None)

    async def _do(self, turn: Turn, number: str, wanted: dict[str, Any]) -> Step:
        what = wanted["what"]
        try:
            complaint = await self._done(turn, number, wanted)
        except RefusedThere:
            return Step(_reply(turn, [say(f"complaint_refused_{what}", turn.language)]))
        if what == "rated":
            return Step(_reply(turn, [say("complaint_rated", turn.language)]))
        lines = [say(f"complaint_done_{what}", turn.language, level=complaint.level.value[1:])]
        state = {**_shown(complaint), "rating": what == "satisfied"}
        return Step(_reply(turn, lines, asks="rating" if state["rating"] else None), state)

    async def _done(self, turn: Turn, number: str, wanted: dict[str, Any]) -> Complaint:
        complaints, key = self.portal.complaints, once(turn.conversation, number, *map(str, wanted.values()))
        match wanted["what"]:
            case "add":
                return await self._added(turn, number, wanted["text"], key)
            case "reopen":
                return await complaints.reopen(number, await unmasked(self.services, turn, wanted["text"]), key)
            case "rated":
                return await complaints.judge(number, True, wanted["rating"], key)
            case what:
                return await complaints.judge(number, what == "satisfied", None, key)

    async def _added(self, turn: Turn, number: str, text: str, key: str) -> Complaint:
        """The words, and photos that came with them; one that is still being fetched is left out."""
        papers = await at_hand(self.services, turn, attachments_in(text)) or ()
        words = await unmasked(self.services, turn, without_attachments(text))
        complaint = await self.portal.complaints.add(number, words, key, papers)
        await hand_on(self.services, turn, await self.owner_of(number), papers)
        return complaint

    async def _rate(self, turn: Turn, state: State) -> Step | None:
        numbers = find_numbers(normalise(turn.text)) if turn.key is None else []
        value = int(turn.key) if turn.key and turn.key.isdigit() else int(numbers[0].value) if numbers else 0
        if value not in _RATINGS:
            if yes_or_no(turn) is False:
                return Step(Reply(turn.language, "smalltalk", say("understood_no", turn.language)))
            return None
        return await self.prove(turn, state["number"], then={"what": "rated", "rating": value})

    async def _found(self, number: str) -> OwnedComplaint:
        owned = await self.portal.complaints.find(number)
        if owned is None:
            raise NotFound
        return owned

    async def _calls_from_it(self, turn: Turn, owned: OwnedComplaint) -> bool:
        if turn.channel not in ("voice", "whatsapp") or owned.complaint.mobile is None:
            return False
        session_id = await session_of(self.services, turn)
        phone = await self.portal.database.do(lambda session: origins.phone_of(session, session_id))
        return phone == owned.complaint.mobile

    async def _is_proven(self, turn: Turn, owned: OwnedComplaint) -> bool:
        citizen = await proven_citizen(self.services, turn)
        return citizen is not None and citizen == owned.owner


def subject_name(department: str, subject: str) -> Text:
    """What a complaint is about, in words."""
    row = departments().get(department)
    entry = row.subjects.get(subject) if row else None
    named = entry.name if entry else row.name if row else None
    return named or Text(hi=say("complaint_unnamed", "hi"), en=say("complaint_unnamed", "en"))


def _wanted(turn: Turn, state: State) -> dict[str, Any] | None:
    """What is asked of the complaint shown: add, satisfied, not_satisfied, reopen, again."""
    judged = yes_or_no(turn) if state["state"] == ComplaintState.RESOLVED else None
    is_open = state["state"] == ComplaintState.OPEN
    if says("not_satisfied", turn) or judged is False:
        return {"what": "add", "text": turn.text} if is_open else {"what": "not_satisfied"}
    if says("reopen", turn):
        return {"what": "reopen", "text": turn.text}
    if judged or (says("satisfied", turn) and not is_open):
        return {"what": "satisfied"}
    if says("add", turn) and len(heard(turn.text)) > _SHORT:
        return {"what": "add", "text": turn.text}
    return {"what": "again"} if asks_again(turn, "complaint_status") or yes_or_no(turn) else None


def _shown(complaint: Complaint) -> State:
    return {"stage": "shown", "number": complaint.number, "state": complaint.state.value}


def _brief(complaint: Complaint, language: ReplyLanguage) -> list[str]:
    """What the caller's own number may hear: state and level."""
    key = f"complaint_is_{complaint.state.value}"
    return [say(key, language, level=complaint.level.value[1:])]


def _full(complaint: Complaint, language: ReplyLanguage) -> list[str]:
    name = getattr(subject_name(complaint.department, complaint.subject), language)
    lodged = in_words(on_day(complaint.lodged_at), language)
    lines = [say("complaint_head", language, number=complaint.number, subject=name, day=lodged)]
    lines += _brief(complaint, language)
    lines += _clock(complaint, language) if complaint.state is ComplaintState.OPEN else []
    if complaint.resolution:
        lines.append(say("complaint_answer", language, words=complaint.resolution))
    if complaint.state is not ComplaintState.RESOLVED and reopenable(complaint):
        lines.append(say("complaint_reopen_window", language, days=str(levels().reopen.days)))
    return [*lines, say(f"complaint_can_{complaint.state.value}", language)]


def _clock(complaint: Complaint, language: ReplyLanguage) -> list[str]:
    """Who has it and until when; no source confirms the days, so they are worded as uncertain."""
    rule, run = levels().levels[complaint.level], clock(complaint)
    who = getattr(rule.who, language)
    held = say("complaint_held", language, level=complaint.level.value[1:], who=who)
    if run.late:
        return [held, say("complaint_late", language)]
    key = "complaint_clock" if run.goes_up else "complaint_clock_stays"
    return [held, say(key, language, day=in_words(on_day(run.until), language))]


def _reply(turn: Turn, lines: list[str], asks: str | None = None) -> Reply:
    return Reply(
        turn.language,
        "complaint_status",
        "\n".join(lines),
        " ".join(lines[:3]),
        topic=HELPLINE,
        section="status",
        asks=asks,
        confidence="high",
        private=True,
    )
