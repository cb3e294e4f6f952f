"""Tasks of several turns, seen with a task that asks a colour and then for a yes."""

from dataclasses import replace
from typing import Any

import pytest

from actions.reply import Option, Reply
from actions.tasks.base import State, Step, Task
from actions.tasks.choices import option_choice
from actions.tasks.desk import Desk
from actions.tasks.dialogue import Dialogue
from actions.turn import Clause, Turn


class Colour(Task):
    name = "colour"

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        return Step(self.pending(turn, {}), {})

    async def take(self, turn: Turn, state: State) -> Step | None:
        if "लाल" not in turn.text:
            return None
        return Step(calls="sure", state={"colour": "red"})

    def pending(self, turn: Turn, state: State) -> Reply:
        return Reply(turn.language, "ask", "कौन सा रंग?", asks="colour")

    async def returned(self, turn: Turn, state: State, result: Any) -> Step:
        return Step(Reply(turn.language, "confirm", f"लिख लिया: {state['colour']} {result}"))

    def why(self, turn: Turn, state: State) -> str | None:
        return "रंग से पता चलता है।"


class Sure(Task):
    name = "sure"

    async def begin(self, turn: Turn, given: dict[str, Any]) -> Step:
        return Step(self.pending(turn, {}), {})

    async def take(self, turn: Turn, state: State) -> Step | None:
        return Step(result="sure") if "हाँ" in turn.text else None

    def pending(self, turn: Turn, state: State) -> Reply:
        return Reply(
            turn.language, "confirm", "पक्का?", options=(Option(option_choice("yes"), "हाँ", "हाँ"),), asks="confirmation"
        )


@pytest.fixture
def desk() -> Desk:
    return Desk([Colour(), Sure()])


def said(
    text: str, dialogue: Dialogue, intent: str = "inform", *, clauses: tuple[Clause, ...] = (), failures: int = 0
) -> Turn:
    return Turn(
        conversation="c", text=text, intent=intent, ranking=((intent, 0.9),), clauses=clauses, entities=(),
        channel="web", correlation_id="1", aadhaar_seen=False, language="hi", spoken="hi", chosen_language=None,
        topic=None, recent=(), section=None, offered=(), last_reply=None, failures=failures, asked=None, abused=False,
        dialogue=dialogue,
    )  # fmt: skip


async def answer(turn: Turn) -> Reply:
    return Reply(turn.language, "answer", "शुल्क ₹30 है।")


async def small_talk(turn: Turn) -> Reply:
    return Reply(turn.language, "smalltalk", "नमस्ते।")


async def begun(desk: Desk) -> Dialogue:
    dialogue = Dialogue()
    await desk.begin(said("", dialogue), "colour")
    return dialogue


async def test_a_task_calls_another_and_goes_on_with_its_result(desk: Desk) -> None:
    dialogue = await begun(desk)
    assert (await desk.serve(said("लाल", dialogue), answer)).asks == "confirmation"
    reply = await desk.serve(said("हाँ", dialogue), answer)
    assert reply.text == "लिख लिया: red sure"
    assert dialogue.stack == []


async def test_a_question_on_the_side_is_answered_and_the_task_asks_again(desk: Desk) -> None:
    dialogue = await begun(desk)
    reply = await desk.serve(said("फीस कितनी है", dialogue, "ask_fee"), answer)
    assert (reply.kind, reply.asks, reply.text) == ("answer", "colour", "शुल्क ₹30 है।\n\nकौन सा रंग?")


async def test_an_answer_and_a_question_in_one_message_both_count(desk: Desk) -> None:
    dialogue = await begun(desk)
    clauses = (Clause("लाल", "inform", 0.8), Clause("फीस कितनी है", "ask_fee", 0.9))
    reply = await desk.serve(said("लाल। फीस कितनी है", dialogue, clauses=clauses), answer)
    assert reply.text == "शुल्क ₹30 है।\n\nपक्का?"


async def test_an_answer_not_understood_is_asked_again_and_the_third_time_a_person_is_offered(desk: Desk) -> None:
    dialogue = await begun(desk)
    first = await desk.serve(said("अबकड़", dialogue, "nlu_fallback"), answer)
    assert first.failed
    assert first.asks == "colour"
    third = await desk.serve(said("अबकड़", dialogue, "nlu_fallback", failures=2), answer)
    assert third.kind == "handoff"
    assert dialogue.stack != []


async def test_danger_and_a_person_come_before_any_task(desk: Desk) -> None:
    dialogue = await begun(desk)
    assert (await desk.serve(said("बचाओ", dialogue, "emergency"), small_talk)).text == "नमस्ते।"
    assert dialogue.top is not None


async def test_a_reason_is_given_on_request_and_the_question_repeated(desk: Desk) -> None:
    reply = await desk.serve(said("क्यों पूछ रहे हैं", await begun(desk), "why"), answer)
    assert reply.text == "रंग से पता चलता है।\n\nकौन सा रंग?"


async def test_a_task_that_was_left_can_be_taken_up_again(desk: Desk) -> None:
    dialogue = await begun(desk)
    await desk.serve(said("रहने दो", dialogue), answer)
    assert dialogue.stack == []
    resumed = await desk.resume(said("जारी रखो", dialogue))
    assert resumed is not None
    assert resumed.asks == "colour"


async def test_what_is_asked_in_leaving_is_answered(desk: Desk) -> None:
    dialogue = await begun(desk)
    clauses = (Clause("रहने दो", "deny", 0.8), Clause("फीस कितनी है", "ask_fee", 0.9))
    reply = await desk.serve(said("रहने दो, फीस कितनी है", dialogue, clauses=clauses), answer)
    assert (reply.kind, reply.text.endswith("शुल्क ₹30 है।"), dialogue.stack) == ("answer", True, [])


async def test_who_says_no_first_and_tells_why_leaves_too(desk: Desk) -> None:
    dialogue = await begun(desk)
    await desk.serve(said("no leave it, cancel, the red van has just come to us!", dialogue), answer)
    assert dialogue.stack == []


@pytest.mark.parametrize(
    ("text", "intent"), [("waise kal ka match kaun jeeta", "out_of_scope"), ("shukriya", "thanks")]
)
async def test_what_is_no_answer_to_the_task_is_met_and_the_task_asks_again(desk: Desk, text: str, intent: str) -> None:
    dialogue = await begun(desk)
    reply = await desk.serve(said(text, dialogue, intent), small_talk)
    assert reply.text == "नमस्ते।\n\nकौन सा रंग?"


async def test_an_answer_with_thanks_is_an_answer(desk: Desk) -> None:
    reply = await desk.serve(said("लाल, शुक्रिया", await begun(desk), "thanks"), small_talk)
    assert reply.asks == "confirmation"


async def test_starting_over_drops_every_task(desk: Desk) -> None:
    dialogue = await begun(desk)
    await desk.serve(said("नए सिरे से", dialogue, "start_over"), small_talk)
    assert dialogue.stack == dialogue.shelved == []


async def test_a_task_begun_anew_drops_what_the_old_one_had_called(desk: Desk) -> None:
    dialogue = await begun(desk)
    await desk.serve(said("लाल", dialogue), answer)
    assert [frame.task for frame in dialogue.stack] == ["colour", "sure"]
    await desk.begin(said("", dialogue), "colour")
    assert [frame.task for frame in dialogue.stack] == ["colour"]


async def test_a_statement_not_understood_is_no_question_on_the_side(desk: Desk) -> None:
    dialogue = await begun(desk)
    ranking = (("complaint_status", 0.4), ("ask_status", 0.3))
    reply = await desk.serve(replace(said("उसी ने कहा है देखने को", dialogue), ranking=ranking), answer)
    assert (reply.kind, reply.asks, reply.failed) == ("ask", "colour", True)


def test_a_dialogue_survives_being_written_down() -> None:
    dialogue = Dialogue(facts={"age": 35})
    assert Dialogue.from_json(dialogue.as_json()) == dialogue


async def test_after_a_silence_the_question_is_repeated_and_not_that_nothing_was_heard(desk: Desk) -> None:
    dialogue = await begun(desk)
    again = replace(said("फिर से बताओ", dialogue, "repeat"), last_reply={"meta": {"kind": "reprompt"}})
    assert (await desk.serve(again, small_talk)).text == "कौन सा रंग?"
    heard = replace(again, last_reply={"meta": {"kind": "answer"}})
    assert (await desk.serve(heard, answer)).text == "शुल्क ₹30 है।"


async def test_a_silence_is_no_answer(desk: Desk) -> None:
    dialogue = await begun(desk)
    reply = await desk.serve(said("/session_event लाल", dialogue, "session_event"), small_talk)
    assert reply.text == "नमस्ते।\n\nकौन सा रंग?"
