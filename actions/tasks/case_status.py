"""What asking for an application and asking for a complaint share: the number, the proof, and only then the case.

Whoever asks is shown nothing before the code of the number on record: a case that there is and one that there is not
look the same until then (portal/proof).
"""

import asyncio
from abc import abstractmethod
from typing import Any, ClassVar
from uuid import UUID

from actions.identifiers import case_number, named, names_number, reference_in, spoken_digits
from actions.reply import Option, Reply
from actions.services import Services
from actions.sessions import proven_citizen
from actions.tasks.answers import doubts, place_picked, yes_or_no
from actions.tasks.base import State, Step, Task
from actions.tasks.case_words import asks_again, says, wants_code
from actions.tasks.choices import option_choice
from actions.tasks.complaint_before import lodges
from actions.tasks.failing import failing_softly
from actions.turn import Turn
from actions.words import say
from language.lexicon import heard
from portal.errors import NotProven

# Looking up a case that there is takes some milliseconds longer than finding that there is none.
_EVEN_S = 0.06
_MOSTLY_DIGITS = 3


class CaseStatus(Task):
    """`asks` is what the question for the number asks, `shortest` of how many digits a number has at least.

    Stages: number (`digits` are those heard so far, `number` one that could not be looked up just now), list (proof by
    phone), pick, proof, shown.
    """

    asks: ClassVar[str]
    shortest: ClassVar[int]

    def __init__(self, services: Services) -> None:
        self.services = services
        self.portal = services.portal

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        number = given.get("number") or await case_number(self.services, turn) or reference_in(turn)
        kept = {"stage": "number", "number": number} if number else None
        return await failing_softly(turn, self._begin(turn, number), kept)

    async def take(self, turn: Turn, state: State) -> Step | None:
        return await failing_softly(turn, self._take(turn, state), state)

    async def returned(self, turn: Turn, state: State, result: Any) -> Step:
        return await failing_softly(turn, self._returned(turn, state, result))

    def pending(self, turn: Turn, state: State) -> Reply:
        if state["stage"] == "pick":
            return self._choice(turn, state["cases"])
        if state["stage"] == "shown":
            return self.offer(turn, state)
        return self._ask_number(turn)

    @abstractmethod
    async def owner_of(self, number: str) -> UUID | None:
        """Whose case has this number; None for nobody's and for no case."""

    @abstractmethod
    async def cases_of(self, citizen: UUID) -> list[tuple[str, dict[str, str]]]:
        """The citizen's cases: number, and what to call each by language."""

    @abstractmethod
    async def show(self, turn: Turn, number: str) -> Step:
        """What a proven owner sees."""

    @abstractmethod
    async def follow_up(self, turn: Turn, state: State) -> Step | None:
        """After a case was shown."""

    @abstractmethod
    def offer(self, turn: Turn, state: State) -> Reply:
        """What can still be done with the case shown."""

    def gives_way(self, turn: Turn, state: State) -> bool:
        return lodges(turn) and not (state["stage"] == "number" and names_number(turn))

    def set_aside(self, turn: Turn, state: State) -> None:
        """The turn is about something else than the case shown."""
        turn.dialogue.let_go(self.name)

    async def before_proof(self, turn: Turn, number: str) -> Step | None:
        """What may be said without proof, if anything."""
        return None

    async def prove(self, turn: Turn, number: str, **more: Any) -> Step:
        """Go on to `proven` after the code of the number on record, at once if that was repeated a short while ago.

        `more` is kept in the state.
        """
        owner = await self.owner_of(number)
        given = {"reference": f"{self.name}:{number}", "owner": str(owner) if owner else None}
        return Step(state={"stage": "proof", "number": number, **more}, calls="proof", given=given)

    async def _begin(self, turn: Turn, number: str | None) -> Step:
        if number:
            return await self.look_up(turn, number)
        if citizen := await proven_citizen(self.services, turn):
            return await self._list(turn, citizen)
        return Step(self._ask_number(turn), {"stage": "number"})

    async def _take(self, turn: Turn, state: State) -> Step | None:
        if number := await case_number(self.services, turn):
            return await self.look_up(turn, number)
        if state["stage"] == "shown":
            return await self._after_showing(turn, state)
        if state["stage"] == "pick":
            return await self._picked(turn, state)
        if (number := state.get("number")) and (wants_code(turn) or yes_or_no(turn) or asks_again(turn, self.name)):
            return await self.look_up(turn, number)
        if phone := await named(self.services, turn, "phone"):
            return Step(state={"stage": "list"}, calls="proof", given={"phone": phone})
        if says("no_number", turn) or doubts(turn):
            return Step(state={"stage": "list"}, calls="proof")
        return await self._spelt(turn, state)

    async def _spelt(self, turn: Turn, state: State) -> Step | None:
        """A number said or pressed in pieces, or with letters in it."""
        if reference := reference_in(turn):
            return await self.look_up(turn, reference)
        said = spoken_digits(turn)
        if not said or len(turn.text.split()) > len(said) + _MOSTLY_DIGITS:
            return None
        digits = state.get("digits", "") + said
        if len(digits) >= self.shortest:
            return await self.look_up(turn, digits)
        words = say("number_goes_on", turn.language, digits=" ".join(digits))
        return Step(Reply(turn.language, "ask", words, asks=self.asks), {**state, "digits": digits})

    async def _after_showing(self, turn: Turn, state: State) -> Step | None:
        step = await self.follow_up(turn, state)
        if step is None and not says("thanks", turn):
            self.set_aside(turn, state)
            return None
        return step or Step(Reply(turn.language, "smalltalk", say("thanks", turn.language)))

    async def _picked(self, turn: Turn, state: State) -> Step | None:
        place = place_picked(turn, len(state["cases"]))
        place = _called(turn, state["cases"]) if place is None else place
        return None if place is None else await self.look_up(turn, state["cases"][place][0])

    async def _returned(self, turn: Turn, state: State, result: Any) -> Step:
        if result is None:
            return Step(Reply(turn.language, "smalltalk", say("case_not_shown", turn.language)))
        citizen = UUID(result["citizen"])
        if state["stage"] == "list":
            return await self._list(turn, citizen)
        if await self.owner_of(state["number"]) != citizen:
            raise NotProven
        return await self.proven(turn, state)

    async def proven(self, turn: Turn, state: State) -> Step:
        """The owner has repeated the code."""
        return await self.show(turn, state["number"])

    async def look_up(self, turn: Turn, number: str) -> Step:
        """What may be shown of it now, or the question for the code; as soon for no case as for one that there is."""
        found, _ = await asyncio.gather(self._looked_up(turn, number), asyncio.sleep(_EVEN_S))
        return found

    async def _looked_up(self, turn: Turn, number: str) -> Step:
        return await self.before_proof(turn, number) or await self.prove(turn, number)

    async def _list(self, turn: Turn, citizen: UUID) -> Step:
        cases = await self.cases_of(citizen)
        if not cases:
            return Step(self._none(turn))
        if len(cases) == 1:
            return await self.show(turn, cases[0][0])
        return Step(self._choice(turn, cases), {"stage": "pick", "cases": cases})

    def _none(self, turn: Turn) -> Reply:
        return Reply(turn.language, self.name, say(f"{self.name}_none", turn.language), private=True)

    def _choice(self, turn: Turn, cases: list[tuple[str, dict[str, str]]]) -> Reply:
        options = tuple(
            Option(option_choice(str(place)), f"{names[turn.language]} ({number})", number)
            for place, (number, names) in enumerate(cases)
        )
        lines = [say(f"{self.name}_which", turn.language)]
        lines += [f"{place}. {option.label}" for place, option in enumerate(options, 1)]
        return Reply(turn.language, "ask", "\n".join(lines), options=options, asks=self.asks, private=True)

    def _ask_number(self, turn: Turn) -> Reply:
        return Reply(turn.language, "ask", say(f"{self.name}_ask", turn.language), asks=self.asks)


def _called(turn: Turn, cases: list[tuple[str, dict[str, str]]]) -> int | None:
    """The place of the one case whose name shares words with the message."""
    said = {word.sound for word in heard(turn.text)}
    shared = [len(said & {word.sound for word in heard(" ".join(names.values()))}) for _, names in cases]
    best = max(shared)
    return shared.index(best) if best and shared.count(best) == 1 else None
