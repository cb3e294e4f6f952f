"""What somebody can get, over all records: suggests, asks what would make it surer, and suggests again.

In writing the question is an offer: the task rests after each list, and takes what answers it. On the telephone it goes
on asking until it is sure enough, for a caller can only press keys for one thing at a time.
"""

from functools import lru_cache
from typing import Any

from actions.people import SELF
from actions.reply import Reply
from actions.resolve import resolve
from actions.services import Services
from actions.tasks.answers import picked
from actions.tasks.base import State, Step, Task
from actions.tasks.discover_replies import near_reply, question_reply, shown_at_once, suggestions_reply
from actions.tasks.interview_replies import noted
from actions.tasks.measures import ask_unit
from actions.tasks.suggestions import Suggested, near_misses, needs_in, suggest
from actions.tasks.told import Told, listener_for
from actions.turn import Turn
from actions.words import load, say
from knowledge.base import KnowledgeBase
from knowledge.rules.ranking import SHORTLIST
from knowledge.rules.schema import FactType
from language.lexicon import Lexicon, heard
from portal.calendar import today

MOST_QUESTIONS = 7
# A list needs as many facts besides the gender that verbs show, or a need; else questions come first, but not too many.
_FEW_FACTS, _FIRST = 2, 3
_SURE = 0.5
_SHORT = 4
_BESIDES = {"more": 1, "near": 4}
_TELLING = frozenset({"inform", "recommend", "nlu_fallback", "out_of_scope", "affirm", "deny", "dont_know", "chitchat"})
_CHOOSING = frozenset({"choose", "choose_option"})


class DiscoverTask(Task):
    """`given`: `{"needs": False}` when the words only tell of the person; or `{"resumed": state}`.

    State: whom it is about, what the words asked for, what was shown and asked, what leads, and what is not known.
    """

    name = "discover"

    def __init__(self, services: Services) -> None:
        self._shelf = services.shelf

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        knowledge = self._shelf.current
        if resumed := given.get("resumed"):
            return self._go_on(turn, {**resumed, "shown": []}, Told(), knowledge)
        told = listener_for(knowledge.rules).listen(turn, ())
        needs = _needs(turn, knowledge) if given.get("needs", True) else {}
        state: State = {
            "subject": told.subject or SELF, "needs": needs, "unsaid": [], "asked": None, "shown": [], "from": 0,
            "questions": 0, "rests": False,
        }  # fmt: skip
        return self._go_on(turn, state, told, knowledge)

    async def take(self, turn: Turn, state: State) -> Step | None:
        knowledge = self._shelf.current
        if _wants("near", turn):
            return self._near(turn, state, knowledge, "near_none")
        if picked(turn, ordinals=False) == "more" or _wants("more", turn):
            return self._more(turn, state, knowledge)
        listener, asked = listener_for(knowledge.rules), state["asked"]
        if asked in knowledge.rules.catalogue:
            told, unclear = listener.listen_for(turn, (), asked, state.get("measure"), about=state["subject"])
        else:
            told, unclear = listener.listen(turn, (), about=state["subject"]), None
        if not (told or unclear) or (state["rests"] and not _may_tell(turn, told, state, knowledge)):
            return None
        if unclear:
            listener.keep(turn, told.without(asked), state["subject"])
            return Step(
                ask_unit(turn, unclear.as_state(), asked), {**state, "measure": unclear.as_state(), "rests": False}
            )
        if told.subject and told.subject != state["subject"] and told.subject != SELF:
            state = {**state, "subject": told.subject, "unsaid": [], "led": []}
        if turn.probability("recommend") >= _SURE and (needs := _needs(turn, knowledge)):
            state = {**state, "needs": needs, "led": []}
        return self._go_on(turn, {**state, "from": 0, "measure": None}, told, knowledge)

    def pending(self, turn: Turn, state: State) -> Reply:
        if unclear := state.get("measure"):
            return ask_unit(turn, unclear, unclear["fact"])
        asked = self._fact(state["asked"], self._shelf.current)
        if asked is None:
            return Reply(turn.language, "smalltalk", say("recommend_more", turn.language))
        return question_reply(turn, asked)

    def why(self, turn: Turn, state: State) -> str | None:
        asked = self._fact(state["asked"], self._shelf.current)
        return say("discover_why", turn.language, reason=getattr(asked[1].reason, turn.language)) if asked else None

    def _go_on(self, turn: Turn, state: State, told: Told, knowledge: KnowledgeBase) -> Step:
        """Keep what was told; then the list, as far as there is one, and the next question."""
        listener, subject = listener_for(knowledge.rules), state["subject"]
        listener.keep(turn, told, subject)
        unsaid = sorted({*state["unsaid"], *told.unsaid} - listener.known(turn, subject).keys())
        state = {**state, "unsaid": unsaid}
        found = self._suggested(turn, state, knowledge)
        asked = self._fact(found.asks, knowledge) if state["questions"] < MOST_QUESTIONS else None
        led = [one.record for one in found.ranked[:SHORTLIST]]
        self._overhear(turn, knowledge, led)
        state |= {"asked": asked[0] if asked else None, "questions": state["questions"] + 1, "led": led}
        top = [one.record for one in found.ranked[: shown_at_once(turn)]]
        if asked and self._asks_only(turn, state, top):
            lead = (
                say("discover_begin", turn.language)
                if state["questions"] == 1
                else noted(turn, told.facts, knowledge.rules.catalogue)
            )
            return Step(question_reply(turn, asked, lead), {**state, "rests": False})
        return self._listed(turn, state, found, asked, knowledge)

    def _overhear(self, turn: Turn, knowledge: KnowledgeBase, led: list[str]) -> None:
        """What is told for one of those that lead ("nigam ka vending certificate hai") is known when it is judged."""
        rules = knowledge.rules.program(today()).rules
        facts = {fact for record in led if record in rules for fact in rules[record].facts}
        listener_for(knowledge.rules).overhear(turn, facts)

    def _asks_only(self, turn: Turn, state: State, top: list[str]) -> bool:
        """Whether a list would say nothing new: too little is known, or it is the same as before."""
        known = listener_for(self._shelf.current.rules).known(turn, state["subject"])
        told = known.keys() - {"gender"}
        if not top or (not state["needs"] and len(told) < _FEW_FACTS and state["questions"] <= _FIRST):
            return True
        return bool(state["shown"]) and set(top) == set(state["shown"])

    def _listed(
        self, turn: Turn, state: State, found: Suggested, asked: tuple[str, FactType] | None, knowledge: KnowledgeBase
    ) -> Step:
        first, number = state["from"], shown_at_once(turn)
        shown = found.ranked[first : first + number]
        if not shown:
            return self._near(turn, state, knowledge, "recommend_none")
        more = len(found.ranked) > first + number
        rests = turn.channel != "voice" or asked is None
        state = {**state, "shown": [one.record for one in shown], "rests": rests}
        return Step(suggestions_reply(turn, knowledge, shown, more, asked), state, rests=rests)

    def _near(self, turn: Turn, state: State, knowledge: KnowledgeBase, otherwise: str) -> Step:
        known = listener_for(knowledge.rules).known(turn, state["subject"])
        near = near_misses(knowledge, today(), known, state["unsaid"], state["needs"])
        return Step(near_reply(turn, knowledge, near, otherwise), {**state, "asked": None, "rests": True}, rests=True)

    def _more(self, turn: Turn, state: State, knowledge: KnowledgeBase) -> Step:
        found = self._suggested(turn, state, knowledge)
        state = {**state, "from": state["from"] + shown_at_once(turn)}
        if state["from"] >= len(found.ranked):
            return Step(Reply(turn.language, "recommend", say("recommend_no_more", turn.language)), state, rests=True)
        return self._listed(turn, {**state, "asked": None}, found, None, knowledge)

    def _suggested(self, turn: Turn, state: State, knowledge: KnowledgeBase) -> Suggested:
        known = listener_for(knowledge.rules).known(turn, state["subject"])
        return suggest(knowledge, today(), known, state["unsaid"], state["needs"], state.get("led", ()))

    def _fact(self, name: str | None, knowledge: KnowledgeBase) -> tuple[str, FactType] | None:
        fact = knowledge.rules.catalogue.get(name or "")
        return (name, fact) if name and fact else None


def _needs(turn: Turn, knowledge: KnowledgeBase) -> dict[str, float]:
    return needs_in(turn.said, listener_for(knowledge.rules).besides(turn.said), knowledge)


def _may_tell(turn: Turn, told: Told, state: State, knowledge: KnowledgeBase) -> bool:
    """At rest only what tells of the person is the task's own, not a question and not another scheme."""
    if turn.intent in _CHOOSING:
        return not told or state["asked"] in told.facts
    if turn.intent not in _TELLING and not _only_tells(turn, knowledge):
        return False
    return not resolve(turn, knowledge).clearly_named


def _only_tells(turn: Turn, knowledge: KnowledgeBase) -> bool:
    """A few words that tell facts and nothing besides, whatever they look like ("gaon me")."""
    return len(turn.said.split()) <= _SHORT and not listener_for(knowledge.rules).besides(turn.said)


def _wants(what: str, turn: Turn) -> bool:
    """Whether the message is a wish for more, or for near misses, and little else."""
    sounds = heard(turn.said)
    hits = _words(what).find(sounds)
    said = {place for hit in hits for place in range(hit.first, hit.after)}
    return bool(hits) and len(sounds) - len(said) <= _BESIDES[what]


@lru_cache(maxsize=2)
def _words(what: str) -> Lexicon:
    return Lexicon({what: load("data/discover.yaml")[what]})
