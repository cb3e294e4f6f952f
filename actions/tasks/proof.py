"""Proof of identity: a code sent to a mobile number, and repeated here. A sub-task of whatever shows personal records.

Call it as `Step(state=…, calls="proof", given=…)`; its result is `{"citizen": id}`, or None when it was left or no code
could be sent. `given`, all optional:

- `reference` ("application:2608113077") with `owner` (a citizen's id, or None when nobody owns it): the code goes to
  the number on record, to nobody when there is no owner; both look the same.
- `phone`: a number the citizen has named. Without either: the number that the channel names, else it is asked for.
"""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from actions.identifiers import named, spoken_digits
from actions.reply import Reply
from actions.services import Services
from actions.sessions import session_of as session_of
from actions.tasks.base import State, Step, Task
from actions.tasks.case_words import wants_code
from actions.tasks.complaint_before import lodges
from actions.tasks.failing import failing_softly
from actions.turn import Turn
from actions.words import say
from portal.citizens import facts
from portal.citizens.phones import e164
from portal.errors import NotAPhone
from portal.privacy import consent
from portal.proof import origins
from portal.proof.service import Outcome

_LENGTH = 6
_NEARLY = range(4, 8)
_STILL_OPEN = {Outcome.WRONG: "code_wrong", Outcome.SPENT: "code_spent"}
_MAY_BE_PROVEN = frozenset({Outcome.PROVEN, Outcome.NONE})


class ProofTask(Task):
    name = "proof"

    def __init__(self, services: Services) -> None:
        self._services = services
        self._portal = services.portal

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        return await failing_softly(turn, self._begin(turn, given), _kept(given))

    async def take(self, turn: Turn, state: State) -> Step | None:
        return await failing_softly(turn, self._take(turn, state), state)

    def pending(self, turn: Turn, state: State) -> Reply:
        return _ask_phone(turn) if state["stage"] == "phone" else _ask_code(turn, "code_ask")

    def why(self, turn: Turn, state: State) -> str | None:
        return say("proof_why", turn.language)

    def gives_way(self, turn: Turn, state: State) -> bool:
        return lodges(turn)

    def left(self, turn: Turn, state: State) -> Reply | None:
        return Reply(turn.language, "smalltalk", say("proof_left", turn.language))

    async def _begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        session = await self._session(turn)
        owner, reference, phone = given.get("owner"), given.get("reference"), given.get("phone")
        proven = await self._portal.proofs.citizen(session)
        if proven and (str(proven) == owner if reference else phone is None):
            return await self._proven(turn, session, proven)
        if reference:
            return await self._send(turn, {"stage": "code", "reference": reference, "owner": owner})
        phone = phone or await named(self._services, turn, "phone")
        phone = phone or await self._portal.database.do(lambda connection: origins.phone_of(connection, session))
        if phone is None:
            return Step(_ask_phone(turn), {"stage": "phone"})
        return await self._send(turn, {"stage": "code", "phone": phone})

    async def _take(self, turn: Turn, state: State) -> Step | None:
        phone = await named(self._services, turn, "phone")
        if phone and "reference" not in state:
            return await self._send(turn, {"stage": "code", "phone": phone})
        if state["stage"] == "phone":
            return Step(_ask_phone(turn, "phone_wrong"), state) if _looks_like_number(turn) else None
        digits = spoken_digits(turn)
        if len(digits) == _LENGTH:
            return await self._check(turn, state, digits)
        if wants_code(turn):
            return await self._send(turn, state)
        return Step(_ask_code(turn, "code_length"), state) if _mostly_digits(turn, digits) else None

    async def _send(self, turn: Turn, state: State, words: str | None = None) -> Step:
        session, proofs = await self._session(turn), self._portal.proofs
        if "reference" in state:
            owner = UUID(state["owner"]) if state["owner"] else None
            await proofs.send_to_owner(session, state["reference"], owner, turn.language, turn.correlation_id)
            return Step(_ask_code(turn, words or "code_sent_on_record"), state)
        try:
            number = e164(state["phone"])
        except NotAPhone:
            return Step(_ask_phone(turn, "phone_wrong"), {"stage": "phone"})
        await proofs.send_to_phone(session, number, turn.language, turn.correlation_id)
        return Step(_ask_code(turn, words or "code_sent", last=number[-2:]), state)

    async def _check(self, turn: Turn, state: State, code: str) -> Step:
        session = await self._session(turn)
        outcome = await self._portal.proofs.check(session, code)
        if outcome is Outcome.EXPIRED:
            return await self._send(turn, state, "code_expired")
        # A code used up may be the one that has just proven it, in a turn that is run again.
        citizen = await self._portal.proofs.citizen(session) if outcome in _MAY_BE_PROVEN else None
        if citizen is None or ("reference" in state and str(citizen) != state["owner"]):
            return Step(_ask_code(turn, _STILL_OPEN.get(outcome, "code_none")), state)
        return await self._proven(turn, session, citizen)

    async def _proven(self, turn: Turn, session_id: str, citizen: UUID) -> Step:
        async def adopt(session: AsyncSession) -> dict[str, Any]:
            await consent.adopt(session, session_id, citizen)
            return await facts.kept(session, citizen)

        known = await self._portal.database.do(adopt)
        turn.dialogue.citizen = str(citizen)
        for name, value in known.items():
            turn.dialogue.facts.setdefault(name, value)
        return Step(result={"citizen": str(citizen)})

    async def _session(self, turn: Turn) -> str:
        return await session_of(self._services, turn)


def _kept(given: dict[str, Any]) -> State:
    """What to go on with when no code could be sent for the moment: with another one, or with the phone."""
    if "reference" not in given:
        return {"stage": "phone"}
    return {"stage": "code", "reference": given["reference"], "owner": given.get("owner")}


def _ask_phone(turn: Turn, words: str = "phone_ask") -> Reply:
    return _ask(turn, words, "phone")


def _ask_code(turn: Turn, words: str, **values: str) -> Reply:
    return _ask(turn, words, "otp", **values)


def _ask(turn: Turn, words: str, asks: str, **values: str) -> Reply:
    return Reply(turn.language, "ask", say(words, turn.language, **values), asks=asks)


def _looks_like_number(turn: Turn) -> bool:
    return "<number:" in turn.text or len(spoken_digits(turn)) > _LENGTH


def _mostly_digits(turn: Turn, digits: str) -> bool:
    return len(digits) in _NEARLY and len(turn.text.split()) <= len(digits) + 2
