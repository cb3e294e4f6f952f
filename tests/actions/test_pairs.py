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
