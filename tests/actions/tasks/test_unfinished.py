"""A complaint begun in one conversation and gone on with in another, on whatever channel, after proof."""

import pytest
from sqlalchemy import text

from portal.services import Portal
from tests.actions.talk import asks
from tests.actions.talking import Talk, phone
from tests.actions.tasks.cases import calling, proven
from tests.actions.tasks.test_complaint import RATION, WHERE, lodged


async def begun(talk: Talk, words: str = RATION) -> tuple[str, Talk]:
    """A complaint left half told, by WhatsApp; the phone, and the conversation."""
    chat, mine = await calling(talk)
    await chat.say(f"शिकायत लिखवानी है, {words}", "complaint")
    return mine, chat


async def test_who_wants_to_go_on_is_asked_for_proof_and_then_where_it_was_left(talk: Talk, portal: Portal) -> None:
    mine, _ = await begun(talk)
    assert asks(await talk.say("जारी रखो", "resume")) == "phone"
    answer = await talk.prove(mine)
    assert asks(answer) == "district"
    await talk.say(WHERE)
    assert (await lodged(portal, await talk.say("हाँ", "affirm"))).text == RATION


async def test_who_is_proven_for_something_else_is_offered_to_go_on(talk: Talk) -> None:
    mine, _ = await begun(talk)
    await proven(talk, mine)
    assert asks(await talk.say("हाँ", "affirm")) == "district"


async def test_the_offer_may_be_declined_or_passed_over(talk: Talk) -> None:
    mine, _ = await begun(talk)
    await proven(talk, mine)
    answer = await talk.say("लाड़ली बहना में कितना मिलता है", "ask_benefits")
    assert (answer.kind, asks(answer)) == ("answer", None)
    other = await proven(await Talk(talk.client, talk.database).open(), mine)
    answer = await other.say("नहीं", "deny")
    assert (answer.kind, asks(answer)) == ("smalltalk", None)


async def test_it_goes_on_in_the_same_chat_the_next_day(talk: Talk) -> None:
    mine, chat = await begun(talk)
    next_day = f"next-{chat.conversation}"
    rename = text("UPDATE sessions SET conversation = :new WHERE id = :id")
    await talk.database.do(lambda s: s.execute(rename, {"new": next_day, "id": chat.id}))
    again = Talk(talk.client, talk.database, "whatsapp", id=chat.id, named=next_day)
    assert asks(await again.say("कल वाला काम जारी रखो", "resume")) == "otp"
    assert asks(await again.say(await again.code())) == "district"
    assert mine


async def test_another_phone_finds_nothing_of_it(talk: Talk) -> None:
    await begun(talk)
    await talk.say("जारी रखो", "resume")
    answer = await talk.prove(phone())
    assert (answer.kind, asks(answer)) == ("smalltalk", None)
    assert RATION not in answer.reply["text"]


async def test_what_was_gone_on_with_is_not_offered_again(talk: Talk) -> None:
    mine, _ = await begun(talk)
    await proven(talk, mine)
    await talk.say("हाँ", "affirm")
    third = await Talk(talk.client, talk.database).open()
    await third.say("जारी रखो", "resume")
    await third.prove(mine)
    # The task is now the second conversation's.
    assert (await third.say("रहने दो")).kind == "smalltalk"


async def test_what_was_lodged_is_not_unfinished(talk: Talk) -> None:
    mine, chat = await begun(talk)
    await chat.say(WHERE)
    await chat.say("हाँ", "affirm")
    await talk.say("जारी रखो", "resume")
    assert asks(await talk.prove(mine)) is None


async def test_numbers_in_the_words_go_along(talk: Talk, portal: Portal) -> None:
    meter = "4455667788"
    mine, _ = await begun(talk, f"बिजली बिल गलत आया, मीटर नंबर {meter}")
    await talk.say("मेरे आवेदन 2610114201 का क्या हुआ", "application_status")
    await talk.say("रहने दो")
    await proven(talk, mine)
    await talk.say("हाँ", "affirm")
    await talk.say(WHERE)
    assert meter in ((await lodged(portal, await talk.say("हाँ", "affirm"))).text or "")


@pytest.mark.parametrize("words", ["जारी रखो", "continue"])
async def test_where_nothing_was_begun_that_is_said_after_proof(talk: Talk, words: str) -> None:
    await talk.say(words, "resume")
    answer = await talk.prove(phone())
    assert (answer.kind, asks(answer)) == ("smalltalk", None)
