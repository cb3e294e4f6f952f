"""Lodging a complaint with CM Helpline 181: what, which department, where; read back, confirmed, numbered.

Anything may be said at any time and in any order; only what is missing is asked. Nothing is kept in the helpline before
the citizen has said yes to what was read back.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from actions import consent
from actions.identifiers import named
from actions.reply import Reply
from actions.services import Services
from actions.sessions import session_of
from actions.tasks.answers import doubts, picked, yes_or_no
from actions.tasks.base import State, Step, Task
from actions.tasks.case_words import is_bare, says
from actions.tasks.complaint_before import lodged_before, told_again, told_besides
from actions.tasks.complaint_heard import hear, without_denied
from actions.tasks.complaint_replies import lodged, question
from actions.tasks.complaint_state import CHANGES, absorb, attachments_of, missing, place_of, subject_of, without
from actions.tasks.complaint_status import HELPLINE
from actions.tasks.failing import failing_softly
from actions.tasks.masked_words import token_values, unmasked
from actions.tasks.once import once
from actions.tasks.uploads import at_hand, hand_on
from actions.turn import Turn
from actions.words import has_question, load, say
from language.lexicon import Lexicon, heard
from portal.citizens.phones import e164
from portal.complaints.departments import OTHER
from portal.errors import NotAPhone, NotProven
from portal.outside.cm_helpline import MOST_WORDS, Complaint, NewComplaint
from portal.owners import owner_of, verified_phones
from portal.proof import origins

_ASKS = 0.5
_WITH_REASON = frozenset({"text", "department", "district", "place", "confirm"})


class ComplaintTask(Task):
    """State: `stage`, what is known so far by name, and `conversation`, in which the same is lodged once.

    Stages: those of `missing`, and duplicate, addition (what to add to the one of before), change, news.
    """

    name = "complaint"

    def __init__(self, services: Services) -> None:
        self._services = services
        self._portal = services.portal

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        if resumed := given.get("resumed"):
            return Step(question(turn, resumed), resumed)
        return await failing_softly(turn, self._begin(turn))

    async def take(self, turn: Turn, state: State) -> Step | None:
        return await failing_softly(turn, self._take(turn, dict(state)), state)

    async def returned(self, turn: Turn, state: State, result: Any) -> Step:
        """The code is asked only to add to a complaint of before."""
        if result is None:
            return Step(Reply(turn.language, "smalltalk", say("case_not_shown", turn.language)))
        return await failing_softly(turn, self._add_proven(turn, state, UUID(result["citizen"])), state)

    def pending(self, turn: Turn, state: State) -> Reply:
        return question(turn, state)

    def why(self, turn: Turn, state: State) -> str | None:
        return say(f"complaint_why_{state['stage']}", turn.language) if state["stage"] in _WITH_REASON else None

    def left(self, turn: Turn, state: State) -> Reply | None:
        if state["stage"] in ("duplicate", "addition"):
            return _left_as_it_is(turn, state)
        return Reply(turn.language, "smalltalk", say("complaint_left", turn.language))

    def takes_anything(self, state: State) -> bool:
        return state["stage"] in ("text", "addition")

    async def _begin(self, turn: Turn) -> Step:
        state: State = {"conversation": turn.conversation}
        if not told_again(turn) or told_besides(turn):
            await self._learns(turn, state)
        if old := await lodged_before(self._services, turn, state):
            return self._already(turn, state, old)
        return await self._next(turn, state)

    def _already(self, turn: Turn, state: State, old: Complaint) -> Step:
        state |= {"stage": "duplicate", "old": old.number, "old_level": old.level.value[1:]}
        return Step(question(turn, state), state)

    async def _take(self, turn: Turn, state: State) -> Step | None:
        match state["stage"]:
            case "confirm":
                return await self._confirm(turn, state)
            case "duplicate":
                return await self._duplicate(turn, state)
            case "addition":
                return await self._add_to_old(turn, state | {"text": turn.said}) if turn.said else None
            case "change":
                return await self._change(turn, state)
            case "news":
                return await self._news(turn, state)
            case "department" if choice := picked(turn) or _undecided(turn):
                state |= {"department": choice, "subject": subject_of(choice, state.get("text"))}
                return await self._next(turn, state)
            case "place" if doubts(turn) or _has("skip", turn) or yes_or_no(turn) is False:
                return await self._next(turn, state | {"place_asked": True})
            case "text" if says("status", turn) and is_bare(turn):
                # It was about one lodged before.
                return Step(calls="complaint_status")
            case stage if stage != "text" and _is_question(turn):
                return None
        return await self._next(turn, state) if await self._learns(turn, state) else _unclear_text(turn, state)

    async def _learns(self, turn: Turn, state: State, asked: str | None = None) -> bool:
        """Take in what the message says; whether it said anything."""
        before = dict(state)
        absorb(state, hear(turn.text, state.get("district"), asked=asked or state.get("stage")))
        if phone := await named(self._services, turn, "phone"):
            state["mobile"] = _as_mobile(phone)
        return state != before

    async def _kept_values(self, turn: Turn, state: State) -> dict[str, str]:
        """What the tokens in the words stand for, for when it is gone on with in another conversation."""
        return {**state.get("values", {}), **await token_values(self._services, turn, state.get("text", ""))}

    async def _next(self, turn: Turn, state: State) -> Step:
        stage = missing(state)
        if stage == "confirm":
            own = await self._own_mobile(turn)
            state["mobile"] = state.get("mobile") or own
            # Whose number it is shows who may know of complaints under it.
            if "seen" not in state and (old := await self._old_one(turn, state, own)):
                return self._already(turn, state, old)
        state["again"] = stage == "district" == state.get("stage")
        state["stage"] = stage
        state["values"] = await self._kept_values(turn, state)
        state["place_asked"] = state.get("place_asked", False) or stage in ("place", "district")
        return Step(question(turn, state), state)

    async def _confirm(self, turn: Turn, state: State) -> Step | None:
        if _same_again(turn, state):
            return Step(question(turn, state), state)
        answer = True if _has("send", turn) and not _has("do_not_send", turn) else yes_or_no(turn)
        if _has("change", turn) or answer is False:
            return await self._change(turn, state)
        if answer:
            return await self._lodge(turn, state)
        if says("add", turn):
            state["text"] = f"{state['text']}\n{turn.text}"
            return await self._next(turn, state)
        if _is_question(turn) or not await self._learns(turn, state):
            return None
        return await self._next(turn, state)

    async def _change(self, turn: Turn, state: State) -> Step | None:
        """What is to be different: the new thing itself, or which thing."""
        said = without_denied(turn.text)
        place = hear(said, state.get("district"), asked="place").place
        named_only = {what for what in CHANGES if _has(f"change_{what}", turn)}
        if hear(turn.text).department:
            absorb(state, hear(turn.text, state.get("district"), asked="confirm"))
            return await self._next(turn, state)
        if (place.district or place.block) or (place.locality and "place" in named_only):
            absorb(state, hear(said, state.get("district"), asked="place"))
            return await self._next(turn, state)
        if (what := next(iter(named_only), None) or picked(turn)) in CHANGES:
            return await self._next(turn, without(state, what) | {"place_asked": False})
        if await self._learns(turn, state, asked="confirm"):
            return await self._next(turn, state)
        state["stage"] = "change"
        return Step(question(turn, state), state)

    async def _duplicate(self, turn: Turn, state: State) -> Step | None:
        choice = picked(turn)
        if (_has("new_one", turn) and not _has("not_new", turn)) or choice == "new":
            return await self._next(turn, await self._told_of_old(state) | {"seen": state["old"]})
        if says("add", turn) or choice == "add" or yes_or_no(turn):
            return await self._prove_old(turn, state)
        if yes_or_no(turn) is not False:
            return Step(question(turn, state), state) if told_again(turn) else None
        if not state.get("text"):
            return Step(_left_as_it_is(turn, state))
        return await self._next(turn, state | {"seen": state["old"]})

    async def _told_of_old(self, state: State) -> State:
        """With what the complaint of before says, where nothing was told now."""
        owned = await self._portal.complaints.find(state["old"])
        if state.get("text") or owned is None:
            return state
        old, where = owned.complaint, owned.complaint.place
        told = {"text": old.text, "department": old.department, "subject": old.subject, "place_asked": True}
        return {**state, **told, "district": where.district, "block": where.block, "locality": where.locality}

    async def _prove_old(self, turn: Turn, state: State) -> Step:
        """Add to the one of before; at once where it was lodged, else after the code."""
        if state["old"] in turn.dialogue.lodged:
            if state.get("text"):
                return await self._add_to_old(turn, state)
            state["stage"] = "addition"
            return Step(question(turn, state), state)
        owner = await self._owner_of(state["old"])
        given = {"reference": f"complaint_status:{state['old']}", "owner": str(owner) if owner else None}
        return Step(state=state, calls="proof", given=given)

    async def _add_proven(self, turn: Turn, state: State, citizen: UUID) -> Step:
        if await self._owner_of(state["old"]) != citizen:
            raise NotProven
        return await self._add_to_old(turn, state)

    async def _add_to_old(self, turn: Turn, state: State) -> Step:
        text = await unmasked(self._services, turn, state["text"])
        key = once(state["conversation"], state["old"], state["text"])
        papers = await at_hand(self._services, turn, attachments_of(state)) or ()
        complaint = await self._portal.complaints.add(state["old"], text, key, papers)
        await hand_on(self._services, turn, await self._owner_of(state["old"]), papers)
        words = say("complaint_added_to_old", turn.language, number=complaint.number)
        return Step(Reply(turn.language, "complaint", words, topic=HELPLINE, private=True))

    async def _lodge(self, turn: Turn, state: State) -> Step:
        papers = await at_hand(self._services, turn, attachments_of(state))
        if papers is None:
            return Step(_still_coming(turn, state), state)
        await consent.record(self._services, turn, True)
        text = await unmasked(self._services, turn, state["text"])
        new = NewComplaint(
            mobile=state.get("mobile"),
            department=state["department"],
            subject=state["subject"],
            place=place_of(state),
            text=text[:MOST_WORDS],
            attachments=papers,
        )
        complaint = await self._portal.complaints.lodge(new, _key(state))
        await hand_on(self._services, turn, await owner_of(self._portal.database, complaint.mobile), papers)
        turn.dialogue.lodged = [*turn.dialogue.lodged, complaint.number]
        offers = await self._may_offer_news(turn, complaint)
        reply = lodged(turn, complaint, offers_news=offers)
        news = {"stage": "news", "over": True, "mobile": complaint.mobile, "number": complaint.number}
        return Step(reply, news if offers else None)

    async def _may_offer_news(self, turn: Turn, complaint: Complaint) -> bool:
        """To the number's own holder, who has not answered that before."""
        if complaint.mobile is None or complaint.mobile != await self._own_mobile(turn):
            return False
        return await consent.answered(self._services, turn, "notices") is None

    async def _news(self, turn: Turn, state: State) -> Step | None:
        if told_again(turn):
            return await self._begin(turn)
        wanted = yes_or_no(turn)
        if wanted is None:
            turn.dialogue.let_go(self.name)
            return None
        owner = await owner_of(self._portal.database, state["mobile"])
        await consent.record(self._services, turn, wanted, "notices", citizen=owner)
        if wanted:
            words = say("complaint_news_yes", turn.language, number=state["number"])
            return Step(Reply(turn.language, "smalltalk", words, private=True))
        return Step(Reply(turn.language, "smalltalk", say("complaint_news_no", turn.language)))

    async def _old_one(self, turn: Turn, state: State, own: str | None) -> Complaint | None:
        """An open complaint, of the same number or lodged here, on the same matter at the same place."""
        if own and own == state["mobile"]:
            old = await self._portal.complaints.duplicates(own, state["subject"], place_of(state))
            if old:
                return old[0]
        return await lodged_before(self._services, turn, state)

    async def _owner_of(self, number: str) -> UUID | None:
        owned = await self._portal.complaints.find(number)
        return owned.owner if owned else None

    async def _own_mobile(self, turn: Turn) -> str | None:
        """The citizen's proven number, else the one from which he calls or writes."""
        session_id = await session_of(self._services, turn)
        if citizen := await self._portal.proofs.citizen(session_id):
            phones = await verified_phones(self._portal.database, citizen)
            if phones:
                return phones[0]
        return await self._portal.database.do(lambda session: origins.phone_of(session, session_id))


def _left_as_it_is(turn: Turn, state: State) -> Reply:
    words = say("complaint_left_as_it_is", turn.language, number=state["old"])
    return Reply(turn.language, "smalltalk", words, private=True)


def _still_coming(turn: Turn, state: State) -> Reply:
    """A photo that was sent is not here yet: the same question again."""
    words, asked = say("complaint_coming", turn.language), question(turn, state)
    return replace(asked, text=f"{words}\n\n{asked.text}", speech=f"{words} {asked.speech}")


def _key(state: State) -> str:
    """The same for the same matter at the same place, unless it was said to be another than the one `seen`."""
    where = (state["district"], state.get("block"), state.get("locality"))
    return once(state["conversation"], state["text"], state["department"], *where, state.get("seen"))


def _undecided(turn: Turn) -> str | None:
    """The department that the helpline settles, for who does not know it."""
    return OTHER if doubts(turn) else None


def _same_again(turn: Turn, state: State) -> bool:
    """The complaint that is to be confirmed, told once more."""
    said = hear(turn.text).text
    return said is not None and said.split() == state["text"].split()


def _unclear_text(turn: Turn, state: State) -> Step | None:
    """An answer too short to be a complaint."""
    if state["stage"] != "text" or not turn.text:
        return None
    return Step(Reply(turn.language, "ask", say("complaint_ask_more", turn.language), asks="complaint_text"), state)


def _as_mobile(phone: str) -> str | None:
    try:
        return e164(phone)
    except NotAPhone:
        return None


def _is_question(turn: Turn) -> bool:
    return turn.asking >= _ASKS and has_question(turn.text)


def _has(what: str, turn: Turn) -> bool:
    return bool(_words(what).find(heard(turn.text))) or picked(turn, ordinals=False) == what


@lru_cache(maxsize=16)
def _words(what: str) -> Lexicon:
    return Lexicon({what: load("data/complaint_words.yaml")[what]})
