"""What asking for an application and asking for a complaint share: the number, the proof, and only then the case.

Whoever asks is shown nothing before the code of the number on record: a case that there is and one that there is not
look the same until then (portal/proof).
"""

from abc import abstractmethod
from functools import lru_cache
from typing import Any, ClassVar
from uuid import UUID

from actions.identifiers import named, spoken_digits
from actions.reply import Option, Reply
from actions.services import Services
from actions.sessions import session_of
from actions.tasks.answers import doubts, picked
from actions.tasks.base import State, Step, Task, option_choice
from actions.tasks.failing import failing_softly
from actions.turn import ReplyLanguage, Turn
from actions.words import load, say
from language.lexicon import Lexicon, heard

_NUMBER_LENGTHS = range(6, 21)
_LONGEST_CODE = 6


class CaseStatus(Task):
    """`asks` is what the question for the number asks. Stages: number, list (proof by phone), pick, proof, shown."""

    asks: ClassVar[str]

    def __init__(self, services: Services) -> None:
        self.services = services
        self.portal = services.portal

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        return await failing_softly(turn, self._begin(turn, given))

    async def take(self, turn: Turn, state: State) -> Step | None:
        return await failing_softly(turn, self._take(turn, state))

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

    async def before_proof(self, turn: Turn, number: str) -> Step | None:
        """What may be said without proof, if anything."""
        return None

    async def prove(self, turn: Turn, number: str, **more: Any) -> Step:
        """Go on to `show` after the code of the number on record; `more` is kept in the state."""
        owner = await self.owner_of(number)
        given = {"reference": f"{self.name}:{number}", "owner": str(owner) if owner else None}
        return Step(state={"stage": "proof", "number": number, **more}, calls="proof", given=given)

    async def _begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        number = given.get("number") or await number_in(self.services, turn)
        if number:
            return await self._look_up(turn, number)
        citizen = await self.portal.proofs.citizen(await session_of(self.services, turn))
        if citizen:
            return await self._list(turn, citizen)
        return Step(self._ask_number(turn), {"stage": "number"})

    async def _take(self, turn: Turn, state: State) -> Step | None:
        if number := await number_in(self.services, turn):
            return await self._look_up(turn, number)
        if state["stage"] == "shown":
            return await self._after_showing(turn, state)
        if state["stage"] == "pick":
            return await self._picked(turn, state)
        if says("no_number", turn) or doubts(turn):
            return Step(state={"stage": "list"}, calls="proof")
        return None

    async def _after_showing(self, turn: Turn, state: State) -> Step | None:
        step = await self.follow_up(turn, state)
        if step is None and not says("thanks", turn):
            let_go(turn, self.name)
            return None
        return step or Step(Reply(turn.language, "smalltalk", say("thanks", turn.language)))

    async def _picked(self, turn: Turn, state: State) -> Step | None:
        place = picked(turn)
        return await self._look_up(turn, state["cases"][int(place)][0]) if place and place.isdigit() else None

    async def _returned(self, turn: Turn, state: State, result: Any) -> Step:
        if result is None:
            return Step(Reply(turn.language, "smalltalk", say("case_not_shown", turn.language)))
        if state["stage"] == "list":
            return await self._list(turn, UUID(result["citizen"]))
        return await self.proven(turn, state)

    async def proven(self, turn: Turn, state: State) -> Step:
        """The code was right."""
        return await self.show(turn, state["number"])

    async def _look_up(self, turn: Turn, number: str) -> Step:
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


async def number_in(services: Services, turn: Turn) -> str | None:
    """The number of a case in the message: one that the gateway took out, or one pressed."""
    for kind in ("number", "samagra"):
        if value := await named(services, turn, kind):
            return value
    digits = spoken_digits(turn) if turn.key is not None else ""
    return digits if len(digits) in _NUMBER_LENGTHS and len(digits) > _LONGEST_CODE else None


def says(what: str, turn: Turn) -> bool:
    """Whether the message has words of one list of data/case_words.yaml."""
    return bool(_lexicon("case_words", what).find(heard(turn.text)))


@lru_cache(maxsize=32)
def _lexicon(file: str, what: str) -> Lexicon:
    return Lexicon({what: load(f"data/{file}.yaml")[what]})


def options_of(language: ReplyLanguage, *values: str) -> tuple[Option, ...]:
    """Options of a task's question, by the keys of their labels."""
    return tuple(
        Option(option_choice(value), say(f"option_{value}", language), say(f"option_{value}", language))
        for value in values
    )


def let_go(turn: Turn, task: str) -> None:
    """Take a task that has said all off the desk, so that it asks nothing more; the turn is then anybody's."""
    turn.dialogue.stack[:] = [frame for frame in turn.dialogue.stack if frame.task != task]
