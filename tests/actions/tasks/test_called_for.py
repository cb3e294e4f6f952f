"""Cases that are named by their numbers alone, and other plain words that no intent need be found for."""

import pytest

from portal.services import Portal
from tests.actions.talk import asks
from tests.actions.talking import Talk, phone
from tests.actions.tasks.cases import application, complaint


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("{number}", "inform"),
        ("{number}", "nlu_fallback"),
        ("{number} की स्थिति देखनी है", "ask_status"),
        ("{number} की स्थिति देखनी है", "complaint_status"),
        ("application number {number}", "out_of_scope"),
        ("{number} ka kya hua bataiye bhai kitne din ho gaye", "ask_time_limit"),
    ],
)
async def test_the_number_of_an_application_is_enough(talk: Talk, portal: Portal, words: str, intent: str) -> None:
    number = await application(portal, phone(), status="approved")
    assert (await talk.say(words.format(number=number), intent)).reply["meta"]["asks"] == "otp"
    assert (await talk.say(await talk.code())).kind == "application_status"


@pytest.mark.parametrize("words", ["{number}", "शिकायत {number}", "complaint no. {number} status"])
async def test_the_number_of_a_complaint_is_enough(talk: Talk, portal: Portal, words: str) -> None:
    number = await complaint(portal, phone())
    assert (await talk.say(words.format(number=number), "inform")).reply["meta"]["asks"] == "otp"
    assert (await talk.say(await talk.code())).kind == "complaint_status"


async def test_eight_digits_called_an_application_are_one(talk: Talk, portal: Portal) -> None:
    await application(portal, phone(), status="approved", number="43601234")
    await talk.say("आवेदन क्रमांक 43601234", "inform")
    assert (await talk.say(await talk.code())).kind == "application_status"


async def test_a_number_pressed_at_any_time_is_looked_up(talk: Talk, portal: Portal) -> None:
    number = await complaint(portal, phone())
    call = await Talk(talk.client, talk.database, "voice").open()
    assert (await call.press(f"{number}#")).reply["meta"]["asks"] == "otp"


async def test_a_number_within_another_question_is_left_alone(talk: Talk) -> None:
    answer = await talk.say("खसरा नंबर 43601234 की नकल निकलवाने की फीस कितनी लगती है", "ask_fee")
    assert answer.kind == "answer"


@pytest.mark.parametrize(
    "words",
    [
        "complaint: the ration dealer gives short weight, block Bajag, Dindori",
        "शिकायत, वार्ड 7 विदिशा में नाली जाम है, घर में पानी आ रहा है",
    ],
)
async def test_a_complaint_told_with_its_place_is_taken_whatever_it_was_taken_for(talk: Talk, words: str) -> None:
    assert (await talk.say(words, "ask_contact", sure=0.6)).kind == "confirm"


@pytest.mark.parametrize(
    "words",
    ["राशन दुकान की शिकायत भोपाल में किस नंबर पर करें?", "complaint about a road in Bhopal, how many days does it take"],
)
async def test_a_question_about_complaints_is_none(talk: Talk, words: str) -> None:
    assert (await talk.say(words, "ask_contact", sure=0.6)).kind != "confirm"


@pytest.mark.parametrize(
    "words",
    ["मेरी उम्र अगली बार के लिए सेव कर लेना", "remember my district for next time", "har baar mat puchna, yaad rakhna"],
)
async def test_a_wish_to_be_remembered_is_heard_whatever_it_was_taken_for(talk: Talk, words: str) -> None:
    answer = await talk.say(words, "complaint", sure=0.4)
    assert (answer.kind, asks(answer)) == ("consent", "consent")


@pytest.mark.parametrize("words", ["complent likhni h", "कंप्लेन दर्ज करानी है", "I want to file a complain"])
async def test_a_wish_to_complain_that_was_not_understood_begins_a_complaint(talk: Talk, words: str) -> None:
    answer = await talk.say(words, "nlu_fallback", sure=0.2)
    assert asks(answer) == "complaint_text"


@pytest.mark.parametrize(
    "words",
    [
        "helpline",
        "helpline chahiye",
        "complaint ka number kya hai",
        "shikayat ka kya hua",
        "mujhe shikayat nahi karni",
        "शिकायत वापस लेनी है",
    ],
)
async def test_what_is_asked_of_complaints_begins_none(talk: Talk, words: str) -> None:
    answer = await talk.say(words, "nlu_fallback", sure=0.2)
    assert asks(answer) != "complaint_text"
