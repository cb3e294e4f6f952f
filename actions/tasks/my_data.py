"""What do you know about me, delete my data, remember what I told you: after proof of identity."""

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from actions import consent
from actions.people import SELF
from actions.reply import Reply
from actions.services import Services
from actions.sessions import proven_citizen
from actions.tasks.answers import yes_or_no
from actions.tasks.base import State, Step, Task
from actions.tasks.consent import ask_consent, refused
from actions.tasks.failing import failing_softly
from actions.tasks.options import yes_or_no_options
from actions.tasks.told import listener_for
from actions.turn import Turn
from actions.words import say
from portal import wording
from portal.citizens import facts
from portal.citizens.phones import last_digits
from portal.privacy import service as privacy
from portal.privacy.holding import Rows

_FORGOTTEN: dict[str, Any] = {"topic": None, "recent": [], "section": None, "offered": []}


class MyDataTask(Task):
    """`given`: `{"wish": "show" | "delete" | "remember" | "refuse" | "no_news"}`."""

    name = "my_data"

    def __init__(self, services: Services) -> None:
        self._services = services
        self._database = services.portal.database

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        wish = given["wish"]
        if wish == "refuse":
            return await failing_softly(turn, self._answered(turn, {"stage": "consent"}, yes=False))
        if wish == "no_news":
            return await failing_softly(turn, self._stop_news(turn))
        if wish == "remember":
            return await failing_softly(turn, self._remember(turn))
        return Step(_cleared(turn) if wish == "delete" else None, {"wish": wish, "stage": "proof"}, calls="proof")

    async def take(self, turn: Turn, state: State) -> Step | None:
        told, said = state["wish"] == "remember" and self._learns(turn), yes_or_no(turn)
        if state["stage"] == "telling":
            return await failing_softly(turn, self._told(turn, state, told=told, said=said), state)
        return None if said is None else await failing_softly(turn, self._answered(turn, state, said), state)

    async def returned(self, turn: Turn, state: State, result: Any) -> Step:
        if result is None:
            return Step(Reply(turn.language, "smalltalk", say("proof_left", turn.language)))
        return await failing_softly(turn, self._proven(turn, state, UUID(result["citizen"])))

    def pending(self, turn: Turn, state: State) -> Reply:
        if state["stage"] == "telling":
            return _ask_what(turn)
        return _ask_to_remember(turn) if state["stage"] == "consent" else _ask_to_delete(turn)

    def left(self, turn: Turn, state: State) -> Reply | None:
        return refused(turn) if state["stage"] == "consent" else None

    def _learns(self, turn: Turn) -> bool:
        """Take in what the message tells of the citizen; whether it told anything."""
        listener = listener_for(self._services.shelf.current.rules)
        told = listener.listen(turn, ())
        if not told.facts or told.subject not in (None, SELF):
            return False
        listener.keep(turn, told, SELF)
        return True

    async def _remember(self, turn: Turn) -> Step:
        """Who agreed to it before is not asked again."""
        self._learns(turn)
        citizen = await proven_citizen(self._services, turn)
        if citizen and await self._known(citizen):
            return await self._kept(turn, citizen)
        return Step(_ask_to_remember(turn), {"wish": "remember", "stage": "consent"})

    async def _known(self, citizen: UUID) -> dict[str, Any]:
        return await self._database.do(lambda session: facts.kept(session, citizen))

    async def _told(self, turn: Turn, state: State, *, told: bool, said: bool | None) -> Step | None:
        if told:
            return await self._kept(turn, UUID(state["citizen"]))
        return Step(Reply(turn.language, "smalltalk", say("understood_no", turn.language))) if said is False else None

    async def _kept(self, turn: Turn, citizen: UUID) -> Step:
        if not turn.dialogue.facts:
            return Step(_ask_what(turn), {"wish": "remember", "stage": "telling", "citizen": str(citizen)})
        await self._database.do(lambda session: facts.keep(session, citizen, turn.dialogue.facts))
        return Step(Reply(turn.language, "consent", say("data_remembered", turn.language)))

    async def _answered(self, turn: Turn, state: State, yes: bool) -> Step:
        if state["stage"] == "consent":
            await consent.record(self._services, turn, yes)
            return Step(state={**state, "stage": "proof"}, calls="proof") if yes else Step(refused(turn))
        if not yes:
            return Step(Reply(turn.language, "smalltalk", say("data_kept", turn.language)))
        return await self._erase(turn, UUID(state["citizen"]))

    async def _stop_news(self, turn: Turn, citizen: UUID | None = None) -> Step:
        citizen = citizen or await consent.news_reader(self._services, turn)
        if citizen is None:
            return Step(state={"wish": "no_news", "stage": "proof"}, calls="proof")
        await consent.record(self._services, turn, False, "notices", citizen=citizen)
        return Step(Reply(turn.language, "consent", say("news_stopped", turn.language)))

    async def _proven(self, turn: Turn, state: State, citizen: UUID) -> Step:
        if state["wish"] == "no_news":
            return await self._stop_news(turn, citizen)
        if state["wish"] == "show":
            return Step(_told(turn, await self._database.do(lambda session: privacy.known(session, citizen))))
        if state["wish"] == "delete":
            return Step(_ask_to_delete(turn), {"wish": "delete", "stage": "confirm", "citizen": str(citizen)})
        return await self._kept(turn, citizen)

    async def _erase(self, turn: Turn, citizen: UUID) -> Step:
        async def work(session: AsyncSession) -> None:
            await privacy.erase(session, citizen)

        await self._database.do(work)
        turn.dialogue.forget_people()
        turn.dialogue.shelved.clear()
        turn.dialogue.citizen = None
        return Step(Reply(turn.language, "consent", say("data_deleted", turn.language), remember=_FORGOTTEN))


def _ask_what(turn: Turn) -> Reply:
    return Reply(turn.language, "ask", say("data_remember_what", turn.language))


def _ask_to_remember(turn: Turn) -> Reply:
    return ask_consent(turn, say("data_remember", turn.language))


def _cleared(turn: Turn) -> Reply | None:
    """What was told in this conversation needs no proof to be forgotten."""
    if not (turn.dialogue.facts or turn.dialogue.people):
        return None
    turn.dialogue.forget_people()
    return Reply(turn.language, "consent", say("data_of_conversation_deleted", turn.language))


def _ask_to_delete(turn: Turn) -> Reply:
    return Reply(
        turn.language,
        "confirm",
        say("data_delete", turn.language),
        options=yes_or_no_options(turn.language),
        asks="confirmation",
    )


def _told(turn: Turn, known: dict[str, Rows]) -> Reply:
    """Each thing that is held, and of the person itself the words."""
    if not known:
        return Reply(turn.language, "answer", say("data_none", turn.language), private=True)
    held = [wording.say(f"held_{name}", turn.language, count=str(len(rows))) for name, rows in known.items()]
    close = say("data_known_close", turn.language)
    lines = [say("data_known", turn.language), *(f"- {one}" for one in held), *_own(turn, known["person"][0]), close]
    speech = f"{say('data_known', turn.language)} {', '.join(held[:3])}. {close}".replace(":", ",")
    return Reply(turn.language, "answer", "\n".join(lines), speech, private=True)


def _own(turn: Turn, person: dict[str, Any]) -> list[str]:
    """The name, and of each phone what tells it from others: a reply is kept for a while."""
    phones = [last_digits(address["value"]) for address in person["addresses"] if address["kind"] == "phone"]
    lines = [say("data_known_name", turn.language, name=person["name"])] if person["name"] else []
    return [*lines, say("data_known_phones", turn.language, last=", ".join(phones))]
