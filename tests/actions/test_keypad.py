"""Keys of a phone: what the menus hold, and where each key leads."""

from collections import Counter
from uuid import uuid4

import httpx
import pytest

from actions.menu import about, groups, records_of
from actions.turn import ReplyLanguage
from actions.words import load
from knowledge.base import KnowledgeBase, Shelf
from knowledge.schema import Section
from tests.actions.talk import Answer, act, asks

VOICE = {"channel": "voice"}


async def press(client: httpx.AsyncClient, key: str, **slots: object) -> Answer:
    """A key in a conversation that is as the slots say, and in no task."""
    return await act(
        client, "action_press_key", f"/press_key{key}", "press_key", entities={"key": key}, metadata=VOICE,
        conversation=uuid4().hex, **slots,
    )  # fmt: skip


async def choose(client: httpx.AsyncClient, choice: str, **slots: object) -> Answer:
    return await act(
        client, "action_choose", "", "choose_option", entities={"choice": choice}, metadata=VOICE,
        conversation=uuid4().hex, **slots,
    )  # fmt: skip


@pytest.fixture
def knowledge(shelf: Shelf) -> KnowledgeBase:
    return shelf.current


def test_every_record_is_reached_by_keys_once(knowledge: KnowledgeBase) -> None:
    reached = Counter(record.id for group in groups() for record in records_of(group, knowledge))
    assert reached == Counter({record.id: 1 for record in knowledge.records.values()})


def test_no_group_is_empty_and_each_is_named_in_both_languages(knowledge: KnowledgeBase) -> None:
    for group in groups():
        assert records_of(group, knowledge), group["id"]
        assert group["hi"]
        assert group["en"]


def test_the_groups_of_a_menu_share_no_category() -> None:
    for menu in load("data/menu.yaml").values():
        categories = [category for group in menu for category in group["categories"]]
        assert len(categories) == len(set(categories))


@pytest.mark.parametrize(("key", "language"), [("1", "hi"), ("2", "en")])
async def test_the_first_key_chooses_the_language_and_offers_the_menu(
    client: httpx.AsyncClient, key: str, language: str
) -> None:
    answer = await press(client, key)
    assert answer.reply["lang"] == language
    assert answer.slots["language"] == language
    assert [option["choice"] for option in answer.reply["options"]] == [
        "menu:complaint", "menu:complaint_status", "menu:schemes", "menu:services", "menu:application_status"
    ]  # fmt: skip


async def test_a_scheme_is_reached_by_keys_alone(client: httpx.AsyncClient) -> None:
    menu = await press(client, "1")
    kinds = await press(client, "3", chosen="hi", offered=menu.slots["offered"])
    assert kinds.reply["options"][0]["choice"] == "menu:discover"
    pensions = await press(client, "2", chosen="hi", offered=kinds.slots["offered"])
    assert {option["choice"].split(":")[0] for option in pensions.reply["options"]} == {"topic"}
    answer = await press(client, "1", chosen="hi", offered=pensions.slots["offered"])
    assert answer.kind == "answer"


@pytest.mark.parametrize("language", ["hi", "en"])
async def test_what_one_can_get_is_found_out_by_keys(client: httpx.AsyncClient, language: str) -> None:
    answer = await choose(client, "menu:discover", chosen=language)
    assert (answer.kind, answer.reply["lang"]) == ("ask", language)
    assert asks(answer) not in {None, "topic"}


async def test_a_menu_is_opened_by_its_option_as_well(client: httpx.AsyncClient) -> None:
    answer = await choose(client, "menu:services")
    assert answer.reply["options"]


@pytest.mark.parametrize("key", ["1", "2", "5"])
async def test_complaints_and_status_are_reached_by_keys(client: httpx.AsyncClient, key: str) -> None:
    menu = await press(client, "1")
    answer = await press(client, key, chosen="hi", offered=menu.slots["offered"])
    assert answer.kind not in {"reprompt", "disambiguate", "decline", "error"}


def test_what_is_most_asked_for_comes_first_and_exists(knowledge: KnowledgeBase) -> None:
    for group in groups():
        ids = [record.id for record in records_of(group, knowledge)]
        assert ids[: len(group["first"])] == group["first"], group["id"]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_what_is_offered_about_a_record_is_what_it_says(knowledge: KnowledgeBase, language: ReplyLanguage) -> None:
    for record in {record.id: record for record in knowledge.records.values()}.values():
        sections = [option.choice.split(":") for option in about(record, language).options]
        assert {len(parts) for parts in sections} <= {2, 3}
        assert {parts[2] for parts in sections if len(parts) == 3} <= {section.value for section in record.sections}


async def test_a_record_is_told_about_by_keys_section_after_section(client: httpx.AsyncClient) -> None:
    offered = await choose(client, "about:ladli_behna")
    assert offered.topic == "ladli_behna"
    choices = [option["choice"] for option in offered.reply["options"]]
    assert choices[:2] == ["topic:ladli_behna:benefits", "topic:ladli_behna:eligibility"]
    answer = await press(client, "3", chosen="hi", offered=offered.slots["offered"])
    assert (answer.topic, answer.reply["meta"]["section"]) == ("ladli_behna", "documents")


@pytest.mark.parametrize("choice", ["check:ladli_behna", "apply:income_certificate"])
async def test_an_own_case_is_begun_from_a_record_by_keys(client: httpx.AsyncClient, choice: str) -> None:
    answer = await choose(client, choice)
    assert answer.kind not in {"reprompt", "disambiguate", "decline", "error"}
    assert answer.topic == choice.partition(":")[2]


async def test_who_calls_hears_the_name_first_and_the_recogniser_is_told_it(client: httpx.AsyncClient) -> None:
    answer = await choose(client, "topic:income_certificate:fee")
    assert answer.reply["speech"].startswith("आय प्रमाण पत्र")
    assert answer.reply["meta"]["names"] == ["आय प्रमाण पत्र"]


async def test_what_a_record_does_not_say_is_said_to_be_unknown_by_voice_too(
    client: httpx.AsyncClient, knowledge: KnowledgeBase
) -> None:
    record = next(record for record in knowledge.records.values() if Section.DEADLINE not in record.sections)
    answer = await choose(client, f"topic:{record.id}:deadline")
    assert "पक्की जानकारी" in answer.reply["speech"]


async def test_an_option_offered_goes_before_the_choice_of_language(client: httpx.AsyncClient) -> None:
    answer = await press(client, "1", offered=["topic:ladli_behna:summary"])
    assert answer.topic == "ladli_behna"


async def test_star_leads_to_the_main_menu_and_zero_to_a_person(client: httpx.AsyncClient) -> None:
    assert (await press(client, "*", chosen="hi")).reply["options"]
    assert (await press(client, "0", chosen="hi")).kind == "handoff"


async def test_a_key_without_meaning_is_a_reprompt(client: httpx.AsyncClient) -> None:
    assert (await press(client, "7", chosen="hi")).kind == "reprompt"
