"""Runs the tasks: hands each turn to the task in hand, answers questions on the side, and comes back to the task."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any

from actions.answer_kinds import asked_kinds
from actions.reply import Reply, joined
from actions.tasks.answers import leaves
from actions.tasks.base import Step, Task
from actions.tasks.called_for import task_called_for
from actions.tasks.choices import is_outdated, marked, new_mark
from actions.tasks.dialogue import Frame
from actions.turn import Clause, Turn
from actions.words import question_words, request_words, say
from language.danger import shows_danger
from language.lexicon import heard

_MOST_TASKS = 3
_SURE = 0.5
_SURE_CLAUSE, _SURE_OF_A_MEASURE = 0.6, 0.3
_PLAIN_DANGER = 0.85
_PLAINLY_OUTSIDE = 0.8
# What comes before any task. After these the task waits in silence; after the others it asks again.
_AT_ONCE = frozenset({"handoff", "start_over", "repeat"})
_ASIDE = frozenset({"change_language", "abuse"})
_EVENT = "session_event"
# Intents that want nothing: an answer that was not understood looks like one of these.
_EMPTY = frozenset(
    {"inform", "affirm", "deny", "dont_know", "choose", "nlu_fallback", "out_of_scope", "chitchat", "thanks"}
)
_COMMAND_KEYS = frozenset({"0", "9", "*"})

Otherwise = Callable[[Turn], Awaitable[Reply]]


class Desk:
    """Knows every task by its name."""

    def __init__(self, tasks: Iterable[Task] = ()) -> None:
        self._tasks = {task.name: task for task in tasks}

    async def begin(self, turn: Turn, name: str, given: dict[str, Any] | None = None) -> Reply:
        """Begin a task on top of those in hand; one of the same name gives way."""
        stack = turn.dialogue.stack
        stack[:] = _without(name, stack)[1 - _MOST_TASKS :]
        turn.dialogue.resting = None
        return await self._put_on(turn, Frame(name), given or {})

    async def serve(self, turn: Turn, otherwise: Otherwise) -> Reply:
        """The reply to a turn: the open task's, or what the action has to say, or both.

        Who has just been proven is offered what was left unfinished elsewhere, unless something is asked already.
        """
        before = turn.dialogue.citizen
        reply = await self._served(turn, otherwise)
        newly_proven = turn.dialogue.citizen not in (None, before)
        return await self._with_offer(turn, reply) if newly_proven and not (reply.asks or reply.options) else reply

    async def _with_offer(self, turn: Turn, reply: Reply) -> Reply:
        task = self._tasks.get("unfinished")
        step = await task.begin(turn, {"offer": True}) if task else Step()
        if step.reply is None or step.state is None:
            return reply
        turn.dialogue.stack.append(Frame("unfinished", step.state, mark=new_mark(turn)))
        return joined(reply, marked(step.reply, new_mark(turn)))

    async def _served(self, turn: Turn, otherwise: Otherwise) -> Reply:
        frame = turn.dialogue.top
        if _starts_over(turn):
            turn.dialogue.stack.clear()
            turn.dialogue.shelved.clear()
            turn.dialogue.resting = frame = None
            turn = turn.anew()
        if frame and turn.intent == "repeat" and _said_nothing(turn):
            return self._pending(turn, frame)
        if _comes_first(turn):
            return await otherwise(turn)
        if frame and is_outdated(turn, frame.mark):
            return _after_words(say("button_of_before", turn.language), self._pending(turn, frame))
        if frame is None:
            called_for = task_called_for(turn)
            waking = None if called_for else await self._wake(turn)
            return waking or await (self.begin(turn, *called_for) if called_for else otherwise(turn))
        if turn.intent == _EVENT or (turn.intent in _ASIDE and _is_sure(turn)):
            reply = await otherwise(turn)
            return joined(reply, self._pending(replace(turn, language=reply.language), frame))
        if turn.intent == "why" and _is_sure(turn):
            return self._reason(turn, frame)
        if leaves(turn) and not self._tasks[frame.task].stays(turn, frame.state):
            return await self._leave(turn, otherwise)
        return await self._hand_over(turn, frame, otherwise)

    async def resume(self, turn: Turn) -> Reply | None:
        """Take up again what was left in this conversation."""
        dialogue = turn.dialogue
        if not dialogue.shelved:
            return None
        dialogue.stack, dialogue.shelved = dialogue.shelved, []
        return self._pending(turn, dialogue.stack[-1])

    async def _wake(self, turn: Turn) -> Reply | None:
        """The reply of the task at rest, if the turn changes something for it."""
        frame = turn.dialogue.resting
        if frame is None or turn.intent in _ASIDE or is_outdated(turn, frame.mark):
            return None
        step = await self._tasks[frame.task].take(turn, frame.state)
        if step is None:
            return None
        turn.dialogue.stack.append(frame)
        turn.dialogue.resting = None
        return await self._after(turn, frame, step)

    async def _hand_over(self, turn: Turn, frame: Frame, otherwise: Otherwise) -> Reply:
        if self._gave_way(turn):
            return await otherwise(turn)
        task = self._tasks[frame.task]
        free = task.takes_anything(frame.state)
        if not free and _is_off_subject(turn):
            return await self._side_question(turn, frame, otherwise, free)
        step = await task.take(turn, frame.state)
        if step is None and all(held is not frame for held in turn.dialogue.stack):
            # It has said all and let the turn go.
            return await otherwise(turn)
        if step is None:
            return await self._side_question(turn, frame, otherwise, free)
        reply = await self._after(turn, frame, step)
        if free or not _asks_besides(turn):
            return reply
        side = await self._answer_aside(turn, otherwise)
        if side is None:
            return reply
        return joined(side, reply) if turn.dialogue.stack else joined(reply, side)

    def _gave_way(self, turn: Turn) -> bool:
        """The task on top is dropped together with those that had called it, or none is."""
        stack = turn.dialogue.stack
        first = len(stack) - 1
        while first and stack[first].called:
            first -= 1
        if not all(self._tasks[frame.task].gives_way(turn, frame.state) for frame in stack[first:]):
            return False
        del stack[first:]
        return True

    async def _side_question(self, turn: Turn, frame: Frame, otherwise: Otherwise, free: bool) -> Reply:
        depth = len(turn.dialogue.stack)
        if not free and (_is_off_subject(turn) or _thanks(turn) or asks_something(turn)):
            reply = await otherwise(turn)
            if len(turn.dialogue.stack) != depth or turn.dialogue.top is not frame or reply.kind == "handoff":
                return reply
            return joined(reply, self._pending(turn, frame))
        if turn.failures >= 2:
            return replace(await self._offer_person(turn), failed=True)
        again = _after_words(say("answer_not_understood", turn.language), self._pending(turn, frame))
        return replace(again, failed=True)

    async def _answer_aside(self, turn: Turn, otherwise: Otherwise) -> Reply | None:
        """The answer to a question that stands beside an answer to the task; None when it turns out to be none."""
        stack, resting = list(turn.dialogue.stack), turn.dialogue.resting
        reply = await otherwise(turn)
        turn.dialogue.stack[:], turn.dialogue.resting = stack, resting
        return reply if reply.kind == "answer" else None

    async def _offer_person(self, turn: Turn) -> Reply:
        return Reply(turn.language, "handoff", say("offer_person", turn.language))

    async def _put_on(self, turn: Turn, frame: Frame, given: dict[str, Any]) -> Reply:
        turn.dialogue.stack.append(frame)
        return await self._after(turn, frame, await self._tasks[frame.task].begin(turn, given))

    async def _after(self, turn: Turn, frame: Frame, step: Step) -> Reply:
        stack = turn.dialogue.stack
        if step.state is not None and (step.state != frame.state or not frame.mark):
            frame.state, frame.mark = step.state, new_mark(turn)
        if step.state is None or step.rests:
            stack.remove(frame)
        if step.rests:
            turn.dialogue.resting = frame
        if step.calls:
            asked = await self._put_on(turn, Frame(step.calls, called=step.state is not None), step.given)
            return replace(asked, lead=step.reply) if step.reply else asked
        if step.state is None and frame.called and stack:
            below = stack[-1]
            return await self._after(turn, below, await self._return(turn, below, step))
        if step.reply is None:
            raise ValueError(f"task {frame.task} ended without a reply")
        reply = marked(step.reply, frame.mark)
        return joined(reply, self._pending(turn, stack[-1])) if (step.state is None or step.rests) and stack else reply

    async def _return(self, turn: Turn, below: Frame, step: Step) -> Step:
        result = await self._tasks[below.task].returned(turn, below.state, step.result)
        if step.reply is None or result.reply is None:
            return result
        return replace(result, reply=joined(step.reply, result.reply))

    def _pending(self, turn: Turn, frame: Frame) -> Reply:
        """The question now open, once more."""
        return marked(self._tasks[frame.task].pending(turn, frame.state), frame.mark)

    def _reason(self, turn: Turn, frame: Frame) -> Reply:
        reason = self._tasks[frame.task].why(turn, frame.state) or say("why_task", turn.language)
        question = self._pending(turn, frame)
        return replace(
            question, text=f"{reason}\n\n{question.text}", speech=f"{reason} {question.speech or question.text}"
        )

    async def _leave(self, turn: Turn, otherwise: Otherwise) -> Reply:
        """Puts the tasks aside, and answers what the same message asks instead."""
        dialogue = turn.dialogue
        frame = dialogue.stack[-1]
        reply = self._tasks[frame.task].left(turn, frame.state)
        dialogue.shelved, dialogue.stack = [replace(frame) for frame in dialogue.stack], []
        reply = reply or Reply(turn.language, "smalltalk", say("task_left", turn.language))
        answer = await self._answer_aside(turn, otherwise) if _asks_besides(turn) else None
        return _after_words(reply.text, answer) if answer else reply


def _without(name: str, stack: list[Frame]) -> list[Frame]:
    """The frames in hand, but none of this task, nor those that one has called."""
    kept: list[Frame] = []
    dropping = False
    for frame in stack:
        dropping = frame.task == name or (dropping and frame.called)
        if not dropping:
            kept.append(frame)
    return kept


def _after_words(words: str, question: Reply) -> Reply:
    """The question, after a sentence about what was said to it."""
    return replace(question, text=f"{words} {question.text}", speech=f"{words} {question.speech or question.text}")


def _comes_first(turn: Turn) -> bool:
    """Before any task, and whatever task would be called for."""
    return (turn.intent in _AT_ONCE and _is_sure(turn)) or in_danger(turn) or turn.key in _COMMAND_KEYS


def in_danger(turn: Turn) -> bool:
    """Bare answers ("general", "wife is 22") may look like anything: here danger must be plain."""
    return turn.intent == "emergency" and (shows_danger(turn.text) or turn.probability("emergency") >= _PLAIN_DANGER)


def _is_sure(turn: Turn) -> bool:
    """Short answers ("later") may look a little like anything; that is not enough to interrupt a task."""
    return turn.probability(turn.intent) >= _SURE


def _said_nothing(turn: Turn) -> bool:
    """Whether the last reply only told a silent caller that nothing was heard."""
    last = turn.last_reply or (turn.dialogue.reply["payloads"][-1] if turn.dialogue.reply else None)
    return last is not None and last["meta"]["kind"] == "reprompt"


def _starts_over(turn: Turn) -> bool:
    return (turn.intent == "start_over" and _is_sure(turn)) or any(
        clause.intent == "start_over" and clause.confidence >= _SURE_CLAUSE for clause in turn.clauses
    )


def asks_something(turn: Turn) -> bool:
    """A message that the task could not use: does it want anything at all, or is it an answer not understood?"""
    if turn.key is not None or len(turn.text.split()) <= 1:
        return False
    wanting = [value for name, value in turn.ranking if name not in _EMPTY]
    return (sum(wanting) if _is_question(turn.text) else max(wanting, default=0.0)) >= _SURE


def _thanks(turn: Turn) -> bool:
    return turn.intent == "thanks" and _is_sure(turn)


def _is_off_subject(turn: Turn) -> bool:
    """ "By the way, who won the match?": no answer to what is asked, whatever a task could make of it."""
    return turn.probability("out_of_scope") >= _PLAINLY_OUTSIDE and _is_question(turn.text)


def _asks_besides(turn: Turn) -> bool:
    """A message that answered the task: does a part of it ask something too?"""
    asking = [
        clause
        for clause in turn.clauses
        if clause.intent.startswith("ask_") and _is_sure_of(clause) and _is_question(clause.text)
    ]
    return bool(asking) and len(turn.clauses) > 1


def _is_sure_of(clause: Clause) -> bool:
    """Of a question for a measure ("subsidy kitni hai") there may be doubt of which section it is."""
    return clause.confidence >= (_SURE_OF_A_MEASURE if asked_kinds(clause.text) else _SURE_CLAUSE)


def _is_question(text: str) -> bool:
    sounds = heard(text)
    return text.rstrip().endswith("?") or bool(question_words().find(sounds) or request_words().find(sounds))
