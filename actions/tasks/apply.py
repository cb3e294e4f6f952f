"""Applying for a service: its form asked question by question, papers sent, read back, confirmed, lodged, paid.

Nothing personal is asked for before the notice is agreed to and the citizen has proven who he is; from then on a draft
is kept after every answer, so that any channel can go on with it. Nothing is lodged before the yes to what was read.
"""

from typing import Any
from uuid import UUID

from actions import consent
from actions.how_to_apply import way_to_apply
from actions.reply import Reply
from actions.resolve import resolve
from actions.services import Services
from actions.sessions import proven_citizen, session_of
from actions.tasks import apply_lodging as lodging
from actions.tasks import apply_replies as replies
from actions.tasks.answers import doubts, picked, yes_or_no
from actions.tasks.apply_check import against, is_asked_first
from actions.tasks.apply_heard import HeardForm, hear, is_question, says, skips
from actions.tasks.apply_samagra import look_up
from actions.tasks.apply_state import CONFIRM, PAPER, Sheet, sheet
from actions.tasks.base import State, Step, Task
from actions.tasks.failing import failing_softly
from actions.turn import Turn
from actions.words import say
from portal.applications.states import PENDING
from portal.drafts import service as drafts
from portal.errors import NotFound
from portal.forms.reading import named_fields


class ApplyTask(Task):
    """State: `stage`, `topic`, `filled` (apply_state.py), `asked`: a field, a paper or CONFIRM; `draft`, `citizen`.

    Stages: offer, check (of the rules), despite (they speak against it), consent, proof, fill, change, lodged. `over`:
    there is nothing to go on with on another day. Once lodged: `number`, `rupees`, `news` while these are offered.
    """

    name = "apply"

    def __init__(self, services: Services) -> None:
        self._services = services
        self._portal = services.portal

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        topic = given["resumed"]["topic"] if "resumed" in given else given["topic"]
        state: State = {"stage": "offer", "topic": topic, "filled": {}, "asked": CONFIRM, "over": True}
        if "resumed" in given:
            return Step(state={**state, "stage": "consent", "over": False}, calls="consent")
        if given.get("begin") or says("begin", turn):
            return await failing_softly(turn, self._start(turn, state))
        page = self._sheet(state)
        return Step(way_to_apply(turn, page.record, given.get("confidence"), page.form), state, rests=True)

    async def take(self, turn: Turn, state: State) -> Step | None:
        return await failing_softly(turn, self._take(turn, _copy(state)), state)

    async def returned(self, turn: Turn, state: State, result: Any) -> Step:
        return await failing_softly(turn, self._returned(turn, _copy(state), result), state)

    def pending(self, turn: Turn, state: State) -> Reply:
        return replies.question(turn, self._sheet(state), state)

    def why(self, turn: Turn, state: State) -> str | None:
        asked, form = state["asked"], self._sheet(state).form
        if state["stage"] == "fill" and asked in form.fields:
            reason = form.fields[asked].reason
            return getattr(reason, turn.language) if reason else None
        return say("apply_why_paper" if asked.startswith(PAPER) else "apply_why_confirm", turn.language)

    def left(self, turn: Turn, state: State) -> Reply | None:
        return Reply(turn.language, "smalltalk", say("apply_draft_kept", turn.language)) if "draft" in state else None

    def stays(self, turn: Turn, state: State) -> bool:
        open_now = state["stage"] == "fill" and self._sheet(state).may_be_left_out(state["asked"])
        return open_now and not says("form", turn)

    async def _take(self, turn: Turn, state: State) -> Step | None:
        match state["stage"]:
            case "offer":
                return await self._offered(turn, state)
            case "despite" if (answer := yes_or_no(turn)) is not None:
                end = Step(Reply(turn.language, "smalltalk", say("understood_no", turn.language)))
                return self._ask_consent(turn, state) if answer else end
            case "check" | "consent" | "proof":
                return await self._broken_off(turn, state)
            case "lodged":
                return await self._after_lodging(turn, state)
            case "fill" | "change":
                if await proven_citizen(self._services, turn) != UUID(state["citizen"]):
                    return Step(state={**state, "stage": "proof"}, calls="proof")
                return await self._fill(turn, state)
        return None

    async def _returned(self, turn: Turn, state: State, result: Any) -> Step:
        if state["stage"] == "check":
            return self._checked(turn, state, result)
        if state["stage"] == "consent":
            if not result:
                return Step(Reply(turn.language, "consent", say("apply_refused", turn.language)))
            return Step(state={**state, "stage": "proof"}, calls="proof")
        if result is None:
            return Step(Reply(turn.language, "smalltalk", say("apply_unproven", turn.language)))
        if state["stage"] == "lodged":
            return await self._show(turn, state)
        return await self._proven(turn, state, UUID(result["citizen"]))

    async def _offered(self, turn: Turn, state: State) -> Step | None:
        """The offer stands; a bare yes or no means it only right after it was made."""
        just_offered = turn.asked == "confirmation"
        answer = True if says("begin", turn) else yes_or_no(turn) if just_offered else None
        if answer is None:
            return None
        end = Step(Reply(turn.language, "smalltalk", say("understood_no", turn.language)))
        return await self._start(turn, state) if answer else end

    async def _broken_off(self, turn: Turn, state: State) -> Step | None:
        """What was called has ended, and then the portal did not answer; so it is called again."""
        if yes_or_no(turn) is False:
            return Step(Reply(turn.language, "smalltalk", say("understood_no", turn.language)))
        if is_question(turn):
            return None
        return Step(state=state, calls="proof") if state["stage"] == "proof" else await self._start(turn, state)

    async def _start(self, turn: Turn, state: State) -> Step:
        """First what the rules say; whom they speak against may apply all the same."""
        state["over"] = False
        knowledge, record = self._services.shelf.current, self._sheet(state).record
        if is_asked_first(knowledge, record):
            given = {"record": record.id, "called": True}
            return Step(state={**state, "stage": "check"}, calls="interview", given=given)
        if reasons := against(turn, knowledge, record.id, {}):
            return Step(replies.despite(turn, self._sheet(state), reasons), {**state, "stage": "despite"})
        return self._ask_consent(turn, state)

    def _checked(self, turn: Turn, state: State, outcome: str) -> Step:
        """The verdict is known, and was told."""
        if outcome != "not_eligible":
            return self._ask_consent(turn, state)
        state["stage"] = "despite"
        return Step(self.pending(turn, state), state)

    def _ask_consent(self, turn: Turn, state: State) -> Step:
        begins = replies.begins(turn, self._sheet(state))
        return Step(begins, {**state, "stage": "consent"}, calls="consent")

    async def _proven(self, turn: Turn, state: State, citizen: UUID) -> Step:
        page = self._sheet(state)
        told = page.told_before(turn.dialogue.facts)
        draft = await self._portal.database.do(
            lambda session: drafts.take_up(session, citizen, page.form.service, told)
        )
        state |= {"stage": "fill", "citizen": str(citizen), "draft": str(draft.id)}
        state["filled"] = page.known(draft.answers)
        words = [say("apply_found", turn.language)] if draft.answers != told else []
        if number := await self._pending_one(citizen, page):
            words.append(say("apply_pending_one", turn.language, number=number))
        return await self._next(turn, state, " ".join(words))

    async def _pending_one(self, citizen: UUID, page: Sheet) -> str | None:
        """An application for the same that is not decided yet."""
        mine = await self._portal.applications.of_citizen(citizen)
        found = (one for one in mine if one.service == page.form.service and one.state in PENDING)
        return next((one.number for one in found), None)

    async def _next(self, turn: Turn, state: State, words: str = "") -> Step:
        """Keep the draft, and ask what is missing; `words` are said first."""
        page, filled = self._sheet(state), state["filled"]
        if turn.channel == "voice":
            # Who only hears us cannot send a file.
            filled |= dict.fromkeys(page.papers_missing(filled))
        citizen, draft = UUID(state["citizen"]), UUID(state["draft"])
        try:
            await self._portal.database.do(lambda session: drafts.write(session, citizen, draft, filled))
        except NotFound:
            return Step(Reply(turn.language, "apply", say("apply_gone", turn.language), topic=page.record.id))
        if files := page.references(filled):
            await self._portal.documents.adopt(await session_of(self._services, turn), citizen, files)
        state |= {"stage": "fill", "asked": page.wanted(filled)}
        reply = replies.question(turn, page, state)
        if state["asked"] == CONFIRM and (
            reasons := against(turn, self._services.shelf.current, page.record.id, page.facts(filled))
        ):
            words = f"{words}\n{reasons.text}".strip()
        return Step(replies.before(words, reply) if words else reply, state)

    async def _fill(self, turn: Turn, state: State) -> Step | None:
        page, asked = self._sheet(state), state["asked"]
        if says("left", turn):
            return Step(replies.still_open(turn, page, state["filled"], self.pending(turn, state)), state)
        if is_question(turn):
            return None
        if says("begin", turn) and says("my_form", turn):
            # No answer: this form is open, and another one is the desk's.
            return Step(self.pending(turn, state), state) if self._means_this(turn, state) else None
        field = asked if asked in page.form.fields else None
        heard = await hear(self._services, turn, page.form, field, state["filled"])
        if heard.files:
            return await self._sent(turn, state, heard)
        if state["stage"] == "change" or asked == CONFIRM:
            return await self._confirm(turn, state, heard)
        if page.may_be_left_out(asked) and not heard.values and (skips(turn) or says("later", turn)):
            return await self._skip(turn, state)
        if heard.values:
            return await self._absorb(turn, state, heard)
        if says("change", turn) and (names := named_fields(page.form, turn.text)):
            return await self._ask_again(turn, state, names)
        if heard.wrong:
            return Step(replies.wrong(turn, heard.wrong[1], self.pending(turn, state)), state)
        if doubts(turn):
            return Step(replies.before(say("apply_needed", turn.language), self.pending(turn, state)), state)
        return None

    async def _absorb(self, turn: Turn, state: State, heard: HeardForm) -> Step:
        step = await self._next(turn, state, await self._take_in(turn, state, heard))
        if heard.wrong and step.reply and step.state:
            return Step(replies.wrong(turn, heard.wrong[1], step.reply), step.state)
        return step

    async def _take_in(self, turn: Turn, state: State, heard: HeardForm) -> str:
        """What is to be said of it."""
        state["filled"] |= heard.values
        page, citizen = self._sheet(state), UUID(state["citizen"])
        return await look_up(self._portal.families, turn, page, citizen, heard.values, state["filled"])

    async def _skip(self, turn: Turn, state: State) -> Step:
        papers = self._sheet(state).papers_missing(state["filled"])
        every = state["asked"] in papers and (says("all", turn) or picked(turn, ordinals=False) == "all_later")
        state["filled"] |= dict.fromkeys(papers if every else [state["asked"]])
        return await self._next(turn, state)

    async def _sent(self, turn: Turn, state: State, heard: HeardForm) -> Step:
        """Papers that came with the message go to the paper asked for, else to the next that is missing."""
        page, citizen = self._sheet(state), UUID(state["citizen"])
        session = await session_of(self._services, turn)
        standing = await self._portal.documents.standing(session, citizen, heard.files)
        taken = [one for one in heard.files if standing.get(one) in ("kept", "coming")]
        state["filled"] |= heard.values
        if not taken:
            return Step(replies.wrong(turn, "file_unsound", self.pending(turn, state)), state)
        missing = page.papers_missing(state["filled"])
        key = state["asked"] if state["asked"] in page.papers else next(iter(missing), None)
        if key is None:
            return await self._next(turn, state, say("apply_paper_extra", turn.language))
        before = str(state["filled"].get(key) or "").split()
        state["filled"][key] = " ".join(dict.fromkeys([*before, *taken]))
        name = getattr(page.named(page.papers[key]), turn.language)
        return await self._next(turn, state, say("apply_paper_taken", turn.language, paper=name))

    async def _confirm(self, turn: Turn, state: State, heard: HeardForm) -> Step | None:
        if heard.values:
            return await self._next(turn, state, await self._take_in(turn, state, heard))
        wants_change = says("change", turn) or picked(turn, ordinals=False) == "change"
        answer = True if says("send", turn) and not wants_change else yes_or_no(turn)
        if answer and state["stage"] == "fill":
            return await self._lodge(turn, state)
        names = named_fields(self._sheet(state).form, turn.text)
        if names and (answer is not True):
            return await self._ask_again(turn, state, names)
        if says("papers", turn):
            return await self._ask_again(turn, state, list(self._sheet(state).papers))
        if answer:
            return await self._next(turn, state)
        if answer is None and not wants_change:
            return None
        state["stage"] = "change"
        return Step(self.pending(turn, state), state)

    async def _ask_again(self, turn: Turn, state: State, names: list[str]) -> Step:
        for name in names:
            state["filled"].pop(name, None)
        return await self._next(turn, state)

    async def _lodge(self, turn: Turn, state: State) -> Step:
        page, citizen, filled = self._sheet(state), UUID(state["citizen"]), state["filled"]
        if late := await self._not_there(turn, state):
            return late
        done = await lodging.lodge(self._portal, page, citizen, UUID(state["draft"]), filled)
        pay = lodging.pay_address(self._portal, done.payment)
        sent = turn.channel == "voice" and await lodging.send_links(self._portal, citizen, done, pay, turn.language)
        news = await consent.answered(self._services, turn, "notices") is None
        reply = replies.lodged(turn, page, done, pay=pay, sent=sent, offers_news=news)
        kept = {"number": done.application.number, "rupees": done.rupees, "news": news, "citizen": str(citizen)}
        over: State = {"stage": "lodged", "over": True, "topic": state["topic"], "filled": {}, "asked": CONFIRM}
        return Step(reply, {**over, **kept}, rests=True)

    async def _not_there(self, turn: Turn, state: State) -> Step | None:
        """A paper that is still on its way, or came to nothing."""
        page, citizen = self._sheet(state), UUID(state["citizen"])
        if not (files := page.references(state["filled"])):
            return None
        session = await session_of(self._services, turn)
        await self._portal.documents.adopt(session, citizen, files)
        standing = await self._portal.documents.standing(session, citizen, files)
        if any(standing.get(one) == "coming" for one in files):
            return Step(replies.before(say("apply_paper_coming", turn.language), self.pending(turn, state)), state)
        gone = {one for one in files if standing.get(one) != "kept"}
        lost = [key for key in page.papers if gone & set(str(state["filled"].get(key) or "").split())]
        if not lost:
            return None
        step = await self._ask_again(turn, state, lost)
        return Step(replies.wrong(turn, "file_unsound", step.reply), step.state) if step.reply else step

    async def _after_lodging(self, turn: Turn, state: State) -> Step | None:
        if wish := self._wish(turn, state):
            state |= {"wish": wish}
            if await proven_citizen(self._services, turn) == UUID(state["citizen"]):
                return await self._show(turn, state)
            return Step(state=state, calls="proof")
        wanted = yes_or_no(turn) if state["news"] and turn.asked == "confirmation" else None
        if wanted is None:
            return None
        await consent.record(self._services, turn, wanted, "notices", citizen=UUID(state["citizen"]))
        words = say("apply_news_yes" if wanted else "apply_news_no", turn.language, number=state["number"])
        return Step(Reply(turn.language, "smalltalk", words, private=True), {**state, "news": False}, rests=True)

    def _wish(self, turn: Turn, state: State) -> str | None:
        """What is wanted of the application lodged; another service's receipt or payment is not meant."""
        if not self._means_this(turn, state):
            return None
        if says("receipt", turn):
            return "receipt"
        return "paid" if state["rupees"] is not None and says("paid", turn) else None

    def _means_this(self, turn: Turn, state: State) -> bool:
        """Whether no other service is named."""
        resolution = resolve(turn, self._services.shelf.current)
        return not resolution.clearly_named or resolution.topic == state["topic"]

    async def _show(self, turn: Turn, state: State) -> Step:
        """The receipt or the fee of what was lodged."""
        page, citizen, number = self._sheet(state), UUID(state["citizen"]), state["number"]
        if state["wish"] == "receipt" or state["rupees"] is None:
            link = await self._portal.acknowledgements.link(citizen, number)
            return Step(replies.receipt(turn, page, link, number), state, rests=True)
        payment = await self._portal.payments.of_application(number)
        payment = payment or await lodging.fee(self._portal, citizen, number, page.form.service, state["rupees"])
        pay = lodging.pay_address(self._portal, payment)
        return Step(replies.fee_state(turn, page, payment, pay), state, rests=True)

    def _sheet(self, state: State) -> Sheet:
        return sheet(self._services.shelf.current.records, state["topic"])


def _copy(state: State) -> State:
    return {**state, "filled": dict(state["filled"])}
