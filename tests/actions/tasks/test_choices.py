"""Buttons of questions that are no longer open: on WhatsApp they stay, and are tapped twice."""

from typing import Any

import pytest

from actions.words import say
from portal.citizens import service as citizens
from portal.database import Database
from portal.errors import Unavailable
from portal.services import Portal
from tests.actions.talk import Answer, asks
from tests.actions.talking import Talk, phone
from tests.actions.tasks.cases import application, calling
from tests.actions.tasks.test_complaint import count, read_back

EARLIER = say("button_of_before", "hi")


def choices(answer: Answer) -> list[str]:
    return [option["choice"] for option in answer.reply["options"]]


async def test_an_old_yes_lodges_nothing_and_the_open_question_is_asked_again(talk: Talk, database: Database) -> None:
    await talk.say("income certificate ka form bharna hai", "apply")
    yes = talk.slots["offered"][0]
    await talk.say("रहने दो", "deny")
    asked = await read_back(talk)
    before = await count(database)
    answer = await talk.tap_on(yes)
    assert answer.reply["text"] == f"{EARLIER} {asked.reply['text']}"
    assert await count(database) == before
    assert (await talk.tap(1)).kind == "complaint"
    assert await count(database) == before + 1


async def test_a_yes_to_the_same_words_asked_before_deletes_nothing(talk: Talk, database: Database) -> None:
    mine = phone()
    await database.do(lambda s: citizens.at_address_or_new(s, "phone", f"+91{mine}", name="X"))
    await talk.say("मेरा डेटा हटाओ", "my_data")
    old = choices(await talk.prove(mine))
    await talk.tap_on(old[1])
    assert (await talk.say("मेरा डेटा हटाओ", "my_data")).kind == "confirm"
    assert (await talk.tap_on(old[0])).kind == "confirm"
    assert await database.do(lambda s: citizens.at_address(s, "phone", f"+91{mine}"))
    await talk.tap(1)
    assert await database.do(lambda s: citizens.at_address(s, "phone", f"+91{mine}")) is None


async def test_the_second_tap_on_a_yes_is_no_yes_to_what_is_asked_next(talk: Talk) -> None:
    chat, _ = await calling(talk)
    (yes, _) = choices(await read_back(chat))
    offered = await chat.tap_on(yes)
    assert asks(offered) == "confirmation"
    again = await chat.tap_on(yes)
    assert again.reply["text"].startswith(EARLIER)
    assert choices(again) == choices(offered)


async def test_the_button_of_a_question_still_open_counts_after_a_question_on_the_side(
    talk: Talk, database: Database
) -> None:
    (yes, _) = choices(await read_back(talk))
    before = await count(database)
    await talk.say("आय प्रमाण पत्र की फीस कितनी है", "ask_fee")
    assert (await talk.tap_on(yes)).kind == "complaint"
    assert await count(database) == before + 1


async def test_the_button_that_met_an_outage_counts_when_it_is_tapped_again(
    talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: Any, **__: Any) -> None:
        raise Unavailable

    await talk.say("income certificate ka form bharna hai", "apply")
    yes = talk.slots["offered"][0]
    with monkeypatch.context() as patch:
        patch.setattr("actions.consent.consent.record", fails)
        assert (await talk.tap_on(yes)).kind == "error"
    assert (await talk.tap_on(yes)).reply["meta"]["asks"] == "phone"


async def test_a_place_in_an_older_list_opens_nothing_of_the_list_now_shown(talk: Talk, portal: Portal) -> None:
    mobile = phone()
    for _ in range(3):
        await application(portal, mobile, service="income_certificate", status="approved")
    await talk.say("आवेदन का क्या हुआ", "application_status")
    await talk.say("नंबर नहीं है", "dont_know")
    older = choices(await talk.prove(mobile))
    await talk.say("रहने दो", "deny")
    listed = await talk.say("आवेदन का क्या हुआ", "application_status")
    assert len(choices(listed)) == len(older)
    assert (await talk.tap_on(older[2])).reply["text"] == f"{EARLIER} {listed.reply['text']}"
    assert (await talk.tap(3)).kind == "application_status"


@pytest.mark.parametrize("place", ["7", "²", "-1"])
async def test_a_place_that_the_list_does_not_have_is_not_understood(talk: Talk, portal: Portal, place: str) -> None:
    mobile = phone()
    for _ in range(2):
        await application(portal, mobile, service="income_certificate", status="approved")
    await talk.say("आवेदन का क्या हुआ", "application_status")
    await talk.say("नंबर नहीं है", "dont_know")
    _, _, mark = choices(await talk.prove(mobile))[0].split(":")
    assert (await talk.tap_on(f"task:{place}:{mark}")).kind == "ask"


async def test_without_an_open_question_an_old_button_asks_what_is_meant(talk: Talk, database: Database) -> None:
    (yes, _) = choices(await read_back(talk))
    await talk.say("रहने दो", "deny")
    before = await count(database)
    answer = await talk.tap_on(yes)
    assert answer.reply["text"] == say("which_topic", "hi")
    assert await count(database) == before
