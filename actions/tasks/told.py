"""What a turn tells of somebody: facts in free text, an option, yes or no, a bare number, or that it is not known."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import lru_cache

from actions.facts_heard import ALL, Ear
from actions.message_parts import parts
from actions.people import SELF, relations, words
from actions.profile import facts_about, keep_facts, lent_facts
from actions.tasks.answers import doubts, only_polite, picked, yes_or_no
from actions.tasks.base import State
from actions.tasks.measures import Unclear, with_unit, without_unit
from actions.turn import Turn
from knowledge.rules.book import RuleBook
from knowledge.rules.schema import FactType
from knowledge.rules.values import FactValue, read_value
from language.lexicon import heard

_BARE = 2
_MANY = 3
_STATED_AND_ASKED = 2


@dataclass(frozen=True)
class Told:
    """`subject` is whom it is about, None when it does not say; `unsaid` are facts said to be unknown."""

    subject: str | None = None
    facts: dict[str, FactValue] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()
    same: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.facts or self.unsaid or self.same)

    def without(self, name: str) -> "Told":
        return replace(self, facts={fact: value for fact, value in self.facts.items() if fact != name})


class Listener:
    """Listens to turns by the facts of one rule book."""

    def __init__(self, book: RuleBook) -> None:
        self._book = book
        self._ear = Ear(book.catalogue)

    def listen(
        self,
        turn: Turn,
        scope: Collection[str],
        asked: str | None = None,
        names: Collection[str] = (),
        about: str = SELF,
    ) -> Told:
        """`scope` are the facts that matter, `asked` the one asked for, `about` whom has been spoken of until now."""
        gender = facts_about(turn.dialogue, about, self._book.catalogue).get("gender")
        said = self._ear.hear(turn.said, scope, asked, names, gender if isinstance(gender, str) else None)
        told = Told(said.subject, said.facts, said.unsaid, said.same)
        return told if asked is None or asked in told.facts else self._answered(turn, asked, told)

    def listen_for(
        self,
        turn: Turn,
        scope: Collection[str],
        asked: str,
        unclear: State | None,
        names: Collection[str] = (),
        about: str = SELF,
    ) -> tuple[Told, Unclear | None]:
        """As `listen`, while `asked` is asked for or `unclear`, the unit of its number; and what still lacks a unit."""
        fact = self._book.catalogue[asked]
        value = with_unit(turn, unclear, fact) if unclear else None
        if value is not None:
            named = value.value if isinstance(value, Unclear) else value
            return Told(facts={asked: named}), value if isinstance(value, Unclear) else None
        told = self.listen(turn, scope, asked, names, about)
        told_of_others = bool(told.facts) and asked not in told.facts
        return told, None if told_of_others else without_unit(turn, asked, fact, told.facts.get(asked))

    def besides(self, text: str) -> str:
        """What a message says besides facts: all of it when it tells none."""
        return self._ear.left_over(text) if self._ear.hear(text).facts else text

    def is_had(self, names: Collection[str]) -> bool:
        """Whether these are names of what one has, a card or a paper, so that they state it by themselves."""
        return any(self._states_flag(name) for name in names)

    @lru_cache(maxsize=1024)  # noqa: B019 - one listener lives as long as its version of the rules
    def _states_flag(self, name: str) -> bool:
        return any(self._book.catalogue[fact].kind == "flag" for fact in self._ear.hear(name).facts)

    def asked_besides(self, turn: Turn) -> str | None:
        """What a message asks beside the things it tells of a person; None when it tells few of them."""
        if len(parts(turn.said)) < _STATED_AND_ASKED:
            # Half of all messages: not heard, for a seventh of the action server's time went into it.
            return None
        told = self._ear.hear(turn.said)
        besides = self._ear.left_over(turn.said) if len(told.facts) >= _MANY else ""
        return besides or None

    def overhear(self, turn: Turn, scope: Collection[str], names: Collection[str] = ()) -> None:
        """Keep what is plainly stated of somebody in a turn that is answered, for what is judged later.

        Of `scope` only what is or is not so: a number may measure anything when nobody asked for it.
        """
        if len(parts(turn.said)) < _STATED_AND_ASKED or not self._ear.hear(turn.said).facts:
            return
        stated = self._ear.statements(turn.said)
        said = self._ear.hear(stated, scope, None, names)
        if said.subject is None:
            return
        everyday = self._ear.hear(stated, (), None, names).facts
        flags = {name: value for name, value in said.facts.items() if isinstance(value, bool)}
        self.keep(turn, Told(said.subject, everyday | flags), said.subject)

    def keep(self, turn: Turn, told: Told, subject: str) -> None:
        """Remember it in the dialogue: of the citizen, or of the other person."""
        if told.same and subject != SELF:
            lender = _lender(turn, subject)
            lent = lent_facts(turn.dialogue, lender, None if ALL in told.same else told.same, self._book.catalogue)
            own = {"gender"} if relations()[subject].gender else set()
            keep_facts(turn.dialogue, subject, {name: value for name, value in lent.items() if name not in own})
        keep_facts(turn.dialogue, subject, told.facts)
        turn.dialogue.about = subject if told else turn.dialogue.about

    def known(self, turn: Turn, subject: str) -> dict[str, FactValue]:
        return facts_about(turn.dialogue, subject, self._book.catalogue)

    def _answered(self, turn: Turn, asked: str, told: Told) -> Told:
        """The answer to the question asked, where the words alone do not name the fact."""
        fact = self._book.catalogue[asked]
        choice = picked(turn, ordinals=len(heard(turn.said)) <= _BARE and not told.facts)
        if choice == "dont_know" or (choice is None and asked not in told.unsaid and not told and doubts(turn)):
            return replace(told, unsaid=told.unsaid | {asked})
        value = _value(fact, choice, None if told.facts or only_polite(turn) else yes_or_no(turn))
        if value is None:
            return told
        return replace(told, facts={**told.facts, asked: read_value(asked, fact, value)})


def _lender(turn: Turn, subject: str) -> str:
    """Whom somebody is said to be like: the one spoken of before, or the citizen by "like me"."""
    before = turn.dialogue.about
    like_me = words("like_me").find(heard(turn.said))
    return SELF if like_me or before in {None, subject} else str(before)


def _value(fact: FactType, choice: str | None, said: bool | None) -> bool | str | None:
    if fact.kind == "choice":
        return choice if choice in fact.choices else None
    if fact.kind != "flag":
        return None
    return {"yes": True, "no": False}.get(choice or "", said)


@lru_cache(maxsize=2)
def listener_for(book: RuleBook) -> Listener:
    """One for each version of the rules."""
    return Listener(book)
