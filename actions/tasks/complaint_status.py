"""What became of a complaint: its state, level and clock; adding to it, judging the resolution, having it sent on.

Without a code its state and level are told, and nothing else, to who calls or writes from the number on its record and
in the conversation in which it was lodged.
"""

from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

from actions.dates import in_words
from actions.identifiers import names_number
from actions.reply import Reply
from actions.sessions import proven_citizen, session_of
from actions.tasks.answers import yes_or_no
from actions.tasks.base import State, Step
from actions.tasks.case_status import CaseStatus
from actions.tasks.complaint_heard import attachments_in, without_attachments
from actions.tasks.complaint_wanted import wanted_of
from actions.tasks.dialogue import Frame
from actions.tasks.failing import failing_softly
from actions.tasks.masked_words import unmasked
from actions.tasks.once import once
from actions.tasks.options import options_of
from actions.tasks.uploads import at_hand, hand_on
from actions.turn import ReplyLanguage, Turn
from actions.words import say
from knowledge.schema import Text
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
_LONGEST_SPEECH = 250
_JUDGEMENTS = ("satisfied", "not_satisfied")
_RAISING = frozenset({"not_satisfied", "reopen"})


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
        """Without a number, the complaint just lodged here is meant; with `urges` that one is to be sent on.

        `shown` is the state of one that was shown, of which the turn speaks.
        """
        lodged = turn.dialogue.lodged
        if shown := given.get("shown"):
            step = await failing_softly(turn, self.follow_up(turn, {**shown, "aside": False}))
            return step or await super().begin(turn, {"number": shown["number"]})
        if given.get("urges"):
            wanted = {"what": "add", "text": turn.said, "urges": True}
            return await failing_softly(turn, self._do(turn, lodged[-1], wanted))
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
        return Step(_state_reply(turn, lines, owned.complaint), _shown(owned.complaint))

    async def show(self, turn: Turn, number: str) -> Step:
        owned = await self._found(number)
        await self.portal.complaints.follow(owned)
        complaint = owned.complaint
        return Step(_state_reply(turn, _full(complaint, turn.language), complaint), _shown(complaint))

    async def proven(self, turn: Turn, state: State) -> Step:
        wanted = state.get("then")
        return await self._do(turn, state["number"], wanted) if wanted else await self.show(turn, state["number"])

    async def take(self, turn: Turn, state: State) -> Step | None:
        """At rest only what is plainly said of the complaint shown before."""
        if not state.get("aside"):
            return await super().take(turn, state)
        if names_number(turn) or wanted_of(turn, state) is None:
            return None
        shown = {**state, "aside": False}
        return await failing_softly(turn, self.follow_up(turn, shown), shown)

    def set_aside(self, turn: Turn, state: State) -> None:
        """The complaint can still be spoken of later."""
        mark = next((frame.mark for frame in turn.dialogue.stack if frame.task == self.name), "")
        super().set_aside(turn, state)
        turn.dialogue.resting = Frame(self.name, {**state, "aside": True, "rating": False}, mark=mark)

    async def follow_up(self, turn: Turn, state: State) -> Step | None:
        if state.get("rating"):
            return await self._rate(turn, state)
        number, wanted = state["number"], wanted_of(turn, state)
        if wanted is None:
            return None
        if wanted["what"] == "again":
            return await self.look_up(turn, number)
        if wanted["what"] == "add" and number in turn.dialogue.lodged:
            return await self._do(turn, number, wanted)
        return await self.prove(turn, number, then={**wanted, "raised": state.get("raised", False)})

    def offer(self, turn: Turn, state: State) -> Reply:
        if state.get("rating"):
            return Reply(turn.language, "ask", say("complaint_rate", turn.language), asks="rating")
        words, judges = say(f"complaint_can_{state['state']}", turn.language), state["state"] == ComplaintState.RESOLVED
        options = options_of(turn.language, *_JUDGEMENTS) if judges else ()
        return Reply(turn.language, "ask", words, options=options, asks="confirmation" if judges else None)

    async def _do(self, turn: Turn, number: str, wanted: dict[str, Any]) -> Step:
        what = wanted["what"]
        try:
            complaint = await self._done(turn, number, wanted)
        except RefusedThere:
            return Step(_reply(turn, [say(f"complaint_refused_{what}", turn.language)]))
        if what == "rated":
            return Step(_reply(turn, [say("complaint_rated", turn.language)]))
        raised = what in _RAISING or wanted.get("raised", False)
        asks_reason = what in _RAISING and not wanted["reason"]
        lines = [say(f"complaint_done_{what}", turn.language, level=complaint.level.value[1:])]
        lines += [say("complaint_ask_reason", turn.language)] if asks_reason else []
        lines += _standing(complaint, raised, turn.language) if wanted.get("urges") else []
        state = {**_shown(complaint), "rating": what == "satisfied", "raised": raised, "reason": asks_reason}
        return Step(_reply(turn, lines, asks="rating" if state["rating"] else None), state)

    async def _done(self, turn: Turn, number: str, wanted: dict[str, Any]) -> Complaint:
        told = (wanted["what"], wanted.get("text"), str(wanted.get("rating")))
        complaints, key = self.portal.complaints, once(turn.conversation, number, *told)
        match wanted["what"]:
            case "add":
                return await self._added(turn, number, wanted["text"], key)
            case "reopen":
                return await complaints.reopen(number, await unmasked(self.services, turn, wanted["text"]), key)
            case "rated":
                return await complaints.judge(number, True, wanted["rating"], key)
            case "not_satisfied":
                complaint = await complaints.judge(number, False, None, key)
                reason = wanted["reason"]
                return await self._added(turn, number, reason, once(key, "reason")) if reason else complaint
            case _:
                return await complaints.judge(number, True, None, key)

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


def _shown(complaint: Complaint) -> State:
    return {"stage": "shown", "number": complaint.number, "state": complaint.state.value, "subject": complaint.subject}


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


def _standing(complaint: Complaint, raised: bool, language: ReplyLanguage) -> list[str]:
    """Where a complaint that is urged on is now: it was sent on already, or goes up by the clock."""
    if complaint.state is not ComplaintState.OPEN:
        return _brief(complaint, language)
    held, *until = _clock(complaint, language)
    return [say("complaint_sent_on", language, level=complaint.level.value[1:]) if raised else held, *until]


def _clock(complaint: Complaint, language: ReplyLanguage) -> list[str]:
    """Who has it and until when; no source confirms the days, so they are worded as uncertain."""
    rule, run = levels().levels[complaint.level], clock(complaint)
    who = getattr(rule.who, language)
    held = say("complaint_held", language, level=complaint.level.value[1:], who=who)
    if run.late:
        return [held, say("complaint_late", language)]
    key = "complaint_clock" if run.goes_up else "complaint_clock_stays"
    return [held, say(key, language, day=in_words(on_day(run.until), language))]


def _state_reply(turn: Turn, lines: list[str], complaint: Complaint) -> Reply:
    """With the choice between satisfied and not satisfied, where that is what is wanted."""
    if complaint.state is not ComplaintState.RESOLVED:
        return _reply(turn, lines)
    question = say("complaint_can_resolved", turn.language)
    told = [line for line in lines if line != question]
    spoken = [" ".join([*told[:most], question]) for most in (3, 2)]
    speech = next((words for words in spoken if len(words) <= _LONGEST_SPEECH), spoken[-1])
    reply = _reply(turn, [*told, question], asks="confirmation")
    return replace(reply, speech=speech, options=options_of(turn.language, *_JUDGEMENTS))


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
