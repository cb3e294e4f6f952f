"""Two records named in one breath."""

from __future__ import annotations

import httpx
import pytest

from actions.pairs import pair_named
from knowledge.base import Shelf
from tests.actions.talk import act


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("लाड़ली बहना और उज्ज्वला में क्या फर्क है", ("ladli_behna", "ujjwala")),
        (
            "aay praman patra aur mool niwas praman patra ki fees kitni hai",
            ("income_certificate", "domicile_certificate"),
        ),
        ("what papers do pm kisan and kcc need", ("pm_kisan", "kcc")),
        ("ujjwala ya ladli behna, paise kisme zyada", ("ujjwala", "ladli_behna")),
        ("pm awas gramin or ladli behna awas me jyada kisme", ("pmay_gramin", "ladli_behna_awas")),
        ("difference between kcc and pm kisan", ("kcc", "pm_kisan")),
        ("mudra aur pmegp me kya antar hai", ("pm_mudra", "pmegp")),
        ("जन धन बनाम किसान क्रेडिट कार्ड", ("jan_dhan", "kcc")),
    ],
)
def test_two_names_side_by_side_are_a_pair(shelf: Shelf, text: str, pair: tuple[str, str]) -> None:
    assert pair_named(text, shelf.current) == pair


@pytest.mark.parametrize(
    "text",
    [
        "लाड़ली बहना में कितना मिलता है और कब आता है",
        "caste certificate ke liye aadhaar aur photo lagega kya",
        "उम्र और आय कितनी होनी चाहिए",
        "ladli behna aur kya kya milta hai",
        "मेरे पति और मैं खेती करते हैं",
        "pm kisan and",
        "और",
    ],
)
def test_one_name_or_none_is_no_pair(shelf: Shelf, text: str) -> None:
    assert pair_named(text, shelf.current) is None


@pytest.mark.parametrize("first", ["income_certificate", "pm_kisan"])
async def test_both_are_answered_in_the_order_in_which_they_are_named(
    client: httpx.AsyncClient, shelf: Shelf, first: str
) -> None:
    words = {"income_certificate": "aay praman patra", "pm_kisan": "pm kisan"}
    [then] = words.keys() - {first}
    text = f"{words[first]} aur {words[then]} ke liye kaun se kagaz lagte hain"
    shown = (await act(client, "action_answer", text, "ask_documents", conversation=first)).reply["text"]
    names = [shelf.current.records[one].name.hi for one in (first, then)]
    assert -1 < shown.find(names[0]) < shown.find(names[1])


async def test_what_tells_two_apart_is_what_each_is(client: httpx.AsyncClient) -> None:
    words = "मुद्रा लोन और पीएमईजीपी में क्या अंतर है?"
    answer = await act(client, "action_answer", words, "ask_benefits", sure=0.4, also={"ask_summary": 0.3})
    assert (answer.slots["pair"], answer.reply["meta"]["section"]) == (["pm_mudra", "pmegp"], "summary")


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("दूसरे वाले में गाँव के आदमी को सब्सिडी कितनी", "pmegp"),
        ("aur pehle wale me?", "pm_mudra"),
        ("papers for the second one", "pmegp"),
        ("and in the other one, up to how much", "pmegp"),
    ],
)
async def test_of_two_answered_together_one_is_meant_by_its_place(
    client: httpx.AsyncClient, words: str, named: str
) -> None:
    pair = {"topic": "pm_mudra", "section": "summary", "pair": ["pm_mudra", "pmegp"]}
    answer = await act(client, "action_answer", words, "ask_benefits", **pair)
    assert answer.topic == named
    assert answer.slots["pair"] == ["pm_mudra", "pmegp"]


async def test_both_are_those_answered_together_until_another_is_spoken_of(client: httpx.AsyncClient) -> None:
    pair = {"topic": "pm_mudra", "section": "summary", "pair": ["pm_mudra", "pmegp"]}
    answer = await act(client, "action_answer", "dono ke kagaz", "ask_documents", **pair)
    assert answer.reply["meta"]["section"] == "documents"
    assert answer.slots["pair"] == ["pm_mudra", "pmegp"]
    other = await act(client, "action_answer", "ladli behna ke kagaz", "ask_documents", **answer.slots)
    assert other.slots["pair"] == []


async def test_the_other_one_is_what_was_spoken_of_before_this(client: httpx.AsyncClient) -> None:
    before = {"topic": "pmegp", "recent": ["pmegp", "pm_mudra"], "section": "benefits"}
    answer = await act(client, "action_answer", "and the fee in the other one?", "ask_fee", **before)
    assert answer.topic == "pm_mudra"
