"""A turn was done and its reply lost on the way: the citizen hears it at the next."""

from typing import Any

from actions.words import say
from portal.database import Database
from tests.actions.talk import Answer, asks
from tests.actions.talking import Talk
from tests.actions.tasks.test_apply import applications, fill

LOST = "a turn whose reply was lost"


async def lose(talk: Talk, words: str, intent: str) -> Answer:
    """What would have been said; the bot died before it could remember anything of it."""
    before = talk.slots
    answer = await talk.say(words, intent, metadata={"correlation_id": LOST})
    talk.slots = before
    return answer


async def after(talk: Talk, words: str, intent: str, **more: Any) -> Answer:
    """The turn after the apology."""
    return await talk.say(words, intent, metadata={"unheard": ["an earlier one", LOST]}, **more)


async def test_who_says_yes_again_hears_the_number_and_nothing_is_lodged_twice(talk: Talk, database: Database) -> None:
    await fill(talk)
    before = await applications(database)
    lost = await lose(talk, "haan jama kar do", "affirm")
    for words in ("haan jama kar do", "haan"):
        answer = await after(talk, words, "affirm")
        assert (answer.reply, answer.lead) == (lost.reply, None)
    assert len(await applications(database)) == len(before) + 1


async def test_a_yes_meant_for_the_question_before_is_none_to_what_was_not_heard(talk: Talk) -> None:
    await fill(talk)
    assert (await lose(talk, "haan", "affirm")).reply["meta"]["asks"] == "confirmation"
    answer = await after(talk, "haan bhej do", "affirm")
    assert asks(answer) == "confirmation"


async def test_a_question_is_answered_after_what_was_not_heard(talk: Talk) -> None:
    await fill(talk)
    lost = await lose(talk, "haan jama kar do", "affirm")
    answer = await after(talk, "ladli behna yojana kya hai", "ask_summary")
    assert answer.lead is not None
    assert answer.lead["text"] == f"{say('late_reply', 'hi')}\n\n{lost.reply['text']}"
    assert answer.lead["attachments"] == lost.reply["attachments"]
    assert answer.topic == "ladli_behna"


async def test_the_next_turn_goes_on_from_what_was_not_heard(talk: Talk) -> None:
    await lose(talk, "income certificate ka form bharna hai", "apply")
    answer = await after(talk, "income certificate ka form bharna hai", "apply")
    assert talk.slots["asked"] == asks(answer) == "consent"
    assert (await talk.say("haan", "affirm")).reply["meta"]["asks"] == "phone"


async def test_who_is_in_danger_is_helped_first(talk: Talk) -> None:
    await fill(talk)
    await lose(talk, "haan jama kar do", "affirm")
    answer = await after(talk, "pati mujhe maar raha hai bachao", "emergency", sure=0.95)
    assert (answer.kind, answer.lead) == ("emergency", None)


async def test_what_was_heard_is_not_told_again(talk: Talk) -> None:
    await fill(talk)
    await talk.say("haan jama kar do", "affirm", metadata={"correlation_id": "heard"})
    answer = await after(talk, "ladli behna yojana kya hai", "ask_summary")
    assert answer.lead is None
