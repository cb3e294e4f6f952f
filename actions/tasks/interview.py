"""Whether somebody gets one scheme: asks only what its rule still needs, the most deciding first; then the verdict.

After the verdict the task rests: what is told then ("what if she is 63?", "and my brother, he is 30") is judged anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from actions.evidence import STRONG
from actions.judging import another_case, asks_other_section, asks_whether, resolve_case
from actions.people import OTHER, SELF, is_another, spoken_of, words
from actions.reply import Reply
from actions.resolve import Found
from actions.services import Services
from actions.tasks.base import State, Step, Task
from actions.tasks.interview_replies import noted, opening, question, verdict_reply
from actions.tasks.measures import PERIODS, Unclear, ask_unit
from actions.tasks.told import Listener, Told, listener_for
from actions.turn import Turn
from actions.words import pointing, question_words, say, without_what_about
from knowledge.base import KnowledgeBase
from knowledge.rules.evaluate import Verdict, evaluate_presuming
from knowledge.rules.program import CompiledRule, Program
from knowledge.rules.values import FactValue
from knowledge.schema import Record
from language.lexicon import heard
from portal.calendar import today

_SURE = 0.5
_SHORT = 12
_OTHER_WORK = ("complaint", "complaint_status", "application_status", "apply", "my_data", "handoff", "recommend")
_NEW: State = {"subject": SELF, "unsaid": [], "asked": None, "rests": False}


@dataclass(frozen=True)
class _Case:
    """What a turn's step works with: one record and its rule today."""

    record: Record
    rule: CompiledRule
    program: Program
    knowledge: KnowledgeBase

    @property
    def names(self) -> list[str]:
        """Titles that state nothing of a person."""
        record = self.record
        names = [record.name.hi, record.name.en, record.short_name.hi, record.short_name.en]
        return [*names, *record.aliases.hi, *record.aliases.latin]


class InterviewTask(Task):
    """`given`: `{"record": id}`, with `"called": True` by a task that wants the outcome as its result.

    State: the record, whom it is about, what is asked, and what is not known.
    """

    name = "interview"

    def __init__(self, services: Services) -> None:
        self._shelf = services.shelf

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        if resumed := given.get("resumed"):
            return self._asked_anew(turn, resumed, self._case(resumed)) or Step(self.pending(turn, resumed), resumed)
        state: State = {**_NEW, "record": given["record"], "called": bool(given.get("called"))}
        case = self._case(state)
        if case is None:
            return _gone(turn)
        about = given.get("about") or spoken_of(turn.dialogue.about, heard(turn.said))
        told = self._listener(case).listen(turn, case.rule.facts, names=case.names, about=about)
        subject = told.subject or (OTHER if is_another(about, told.facts.get("gender")) else about)
        return self._go_on(turn, {**state, "subject": subject}, case, told, first=True)

    async def take(self, turn: Turn, state: State) -> Step | None:
        case = self._case(state)
        if case is None:
            return None if state["rests"] else _gone(turn)
        if anew := self._asked_anew(turn, state, case):
            return anew
        if other := self._other(turn, state, case):
            return Step(calls=self.name, given={"record": other.id, "about": state["subject"]})
        return self._reconsider(turn, state, case) if state["rests"] else self._answered(turn, state, case)

    def _other(self, turn: Turn, state: State, case: _Case) -> Record | None:
        """What is to be judged now instead; an open question may be answered by naming a scheme."""
        if state["called"] or any(turn.probability(intent) >= _SURE for intent in _OTHER_WORK):
            return None
        asks = state["rests"] or "?" in turn.said or asks_whether(turn)
        return another_case(turn, case.knowledge, case.record) if asks else None

    def pending(self, turn: Turn, state: State) -> Reply:
        case = self._case(state)
        if case is None:
            return Reply(turn.language, "smalltalk", say("interview_gone", turn.language))
        anew = self._asked_anew(turn, state, case)
        return anew.reply if anew and anew.reply else self._question(turn, state, case)

    def why(self, turn: Turn, state: State) -> str | None:
        fact = self._shelf.current.rules.catalogue.get(state["asked"] or "")
        reason: str | None = getattr(fact.reason, turn.language) if fact else None
        return reason

    def _case(self, state: State) -> _Case | None:
        """None when the record or its rule is no more."""
        knowledge = self._shelf.current
        record, program = knowledge.records.get(state["record"]), knowledge.rules.program(today())
        rule = program.rules.get(record.id) if record else None
        return _Case(record, rule, program, knowledge) if record and rule else None

    def _asked_anew(self, turn: Turn, state: State, case: _Case | None) -> Step | None:
        """The next question or the verdict, where the rules that were taken in since know no such fact as was asked."""
        if case is None or state["rests"] or state["asked"] in case.program.catalogue:
            return None
        told = self._listener(case).listen(turn, case.rule.facts, names=case.names, about=state["subject"])
        return self._go_on(turn, {**state, "measure": None}, case, told)

    def _listener(self, case: _Case) -> Listener:
        return listener_for(case.knowledge.rules)

    def _answered(self, turn: Turn, state: State, case: _Case) -> Step | None:
        """What the turn tells in an open interview; None when it tells nothing."""
        listener, asked, subject = self._listener(case), state["asked"], state["subject"]
        told, unclear = listener.listen_for(turn, case.rule.facts, asked, state.get("measure"), case.names, subject)
        if unclear and self._matters(turn, state, case, unclear):
            listener.keep(turn, told.without(asked), subject)
            state = {**state, "measure": unclear.as_state()}
            return Step(ask_unit(turn, state["measure"], self._asks(case, state)), state)
        if not told:
            return None
        if self._asks_of_another(turn, case):
            listener.keep(turn, told, subject)
            return None
        subject = self._spoken_of(state, case, told)
        if subject != state["subject"]:
            state = {**state, "subject": subject, "unsaid": []}
        return self._go_on(turn, {**state, "measure": None}, case, told)

    def _asks_of_another(self, turn: Turn, case: _Case) -> bool:
        """ "Wait, where is his death certificate made? He died at home", "and in that one, when she goes to college?":
        a side question that tells something.
        """
        if not ("?" in turn.said or question_words().find(heard(turn.said))):
            return False
        asked = resolve_case(turn, case.knowledge)
        named = asked.clearly_named and asked.score >= STRONG
        points = asked.found is Found.CARRIED and bool(pointing("this").find(heard(turn.said)))
        return (named or points) and asked.topic != case.record.id

    def _matters(self, turn: Turn, state: State, case: _Case, unclear: Unclear) -> bool:
        """Whether the month or the year makes a difference to the verdict; other units always do."""
        if not set(unclear.among) <= PERIODS.keys():
            return True
        known = self._listener(case).known(turn, state["subject"])
        readings = [known | {unclear.fact: unclear.value * PERIODS[period]} for period in unclear.among]
        return len({self._judged(case, facts, state["unsaid"])[0].outcome for facts in readings}) > 1

    def _spoken_of(self, state: State, case: _Case, told: Told) -> str:
        """Whom it is about now: somebody else only when what is told is that person's own."""
        asked, subject = state["asked"], state["subject"]
        if told.subject in {None, SELF, subject} or not told.facts:
            return str(subject)
        of_household = case.program.catalogue[asked].of == "household"
        return str(subject if asked in told.facts and of_household else told.subject)

    def _reconsider(self, turn: Turn, state: State, case: _Case) -> Step | None:
        """After the verdict: judged anew when something about it is told."""
        if turn.intent == "why":
            return self._go_on(turn, state, case, Told())
        told = self._listener(case).listen(turn, case.rule.facts, names=case.names, about=state["subject"])
        told = self._amount_put_right(turn, state, case, told)
        if not self._changes(turn, state, case, told):
            return None
        subject = told.subject or state["subject"]
        unsaid = state["unsaid"] if subject == state["subject"] else []
        return self._go_on(turn, {**state, "subject": subject, "unsaid": unsaid}, case, told, first=True)

    def _amount_put_right(self, turn: Turn, state: State, case: _Case, told: Told) -> Told:
        """ "Sorry, a zero too many: it is 6 thousand", "and if 140 are used?": an amount that can only stand for one of
        those told before.
        """
        listener = self._listener(case)
        known = listener.known(turn, state["subject"])
        amounts = [name for name in case.rule.facts if isinstance(known.get(name), float) and name not in told.facts]
        says_so = any(words(name).find(heard(turn.said)) for name in ("putting_right", "what_if"))
        if not says_so and (told.facts or len(turn.said.split()) > _SHORT):
            return told
        readings = [listener.listen(turn, case.rule.facts, name, case.names, state["subject"]) for name in amounts]
        found = {name: other for name, other in zip(amounts, readings, strict=True) if name in other.facts}
        if len(found) != 1:
            return told
        ((name, other),) = found.items()
        return replace(other, facts={**told.facts, name: other.facts[name]})

    def _changes(self, turn: Turn, state: State, case: _Case, told: Told) -> bool:
        """Whether a message after the verdict tells something for it, and does not ask for something else."""
        telling = told.facts.keys() & {*case.rule.facts, "birth_year"} - {"gender"}
        if not (telling or told.same):
            return False
        sounds = heard(without_what_about(turn.said))
        asks_else = asks_other_section(turn)
        asks = bool(question_words().find(sounds))
        known = self._listener(case).known(turn, told.subject or state["subject"])
        if not (asks or asks_else) and any(known.get(name, told.facts[name]) != told.facts[name] for name in telling):
            return True
        if asks_else or _speaks_of_another(turn, case) or any(turn.probability(one) >= _SURE for one in _OTHER_WORK):
            return False
        if asks and told.subject in {None, SELF}:
            return bool(words("what_if").find(sounds))
        if not (words("asking").find(sounds) or turn.said.rstrip().endswith("?")):
            return True
        resolution = resolve_case(turn, case.knowledge)
        return not resolution.clearly_named or resolution.topic == case.record.id

    def _go_on(self, turn: Turn, state: State, case: _Case, told: Told, first: bool = False) -> Step:
        """Keep what was told; then the verdict, or the next question."""
        listener, subject = self._listener(case), state["subject"]
        listener.keep(turn, told, subject)
        known = listener.known(turn, subject)
        unsaid = sorted({*state["unsaid"], *told.unsaid} - known.keys())
        state = {**state, "unsaid": unsaid}
        verdict, presumed = self._judged(case, known, unsaid)
        if verdict.decided:
            reply = verdict_reply(
                turn, case.record, case.rule.rule, verdict, known, presumed, case.program.catalogue, subject
            )
            if state["called"]:
                return Step(reply, result=verdict.outcome)
            return Step(reply, {**state, "asked": None, "rests": True}, rests=True)
        planner = case.knowledge.rules.planner(case.program.day)
        state |= {"asked": planner.next_fact([verdict], known | presumed, unsaid), "rests": False}
        lead = [opening(turn, case.record, subject)] if first else []
        if told.unsaid and not told.facts:
            lead.append(say("interview_never_mind", turn.language))
        relevant = {name: value for name, value in told.facts.items() if name in case.rule.facts}
        lead.append(noted(turn, relevant, case.program.catalogue))
        return Step(self._question(turn, state, case, lead), state)

    def _judged(
        self, case: _Case, known: Mapping[str, FactValue], unsaid: list[str]
    ) -> tuple[Verdict, dict[str, FactValue]]:
        """The verdict, and what was taken for granted."""
        return evaluate_presuming(case.program, case.record.id, known, unsaid)

    def _question(self, turn: Turn, state: State, case: _Case, lead: list[str] | None = None) -> Reply:
        if state.get("measure"):
            return ask_unit(turn, state["measure"], self._asks(case, state))
        name = state["asked"]
        return question(turn, case.record, name, case.program.catalogue[name], case.rule.rule, lead or ())

    def _asks(self, case: _Case, state: State) -> str:
        name: str = state["asked"]
        return case.program.catalogue[name].asks or name


def _speaks_of_another(turn: Turn, case: _Case) -> bool:
    """Whether another record was answered since the verdict: "my nephew has 74 %, does he get it?" is asked of that."""
    told = turn.last_reply["meta"] if turn.last_reply else None
    return bool(told and told["kind"] == "answer" and told["topic"] not in {None, case.record.id})


def _gone(turn: Turn) -> Step:
    return Step(Reply(turn.language, "smalltalk", say("interview_gone", turn.language)))
