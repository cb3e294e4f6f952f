"""What the choice of a section goes by."""

import httpx
import pytest

from actions.words import load
from knowledge.schema import Section
from tests.actions.talk import act


def test_every_section_has_a_share_of_what_is_asked_of_each_kind_of_record() -> None:
    shares = load("data/section_shares.yaml")
    assert set(shares) == {"scheme", "service", "information"}
    for of_kind in shares.values():
        assert set(of_kind) == {section.value for section in Section}
        assert sum(of_kind.values()) == pytest.approx(100, abs=1.0)


@pytest.mark.parametrize(("topic", "section"), [("income_certificate", "fee"), ("ignwps", "benefits")])
async def test_how_much_is_the_fee_of_a_service_and_the_benefit_of_a_scheme(
    client: httpx.AsyncClient, topic: str, section: str
) -> None:
    belief = {"ask_benefits": 0.42}
    answer = await act(client, "action_answer", "कितने रुपये?", "ask_fee", sure=0.46, also=belief, topic=topic)
    assert (answer.topic, answer.reply["meta"]["section"]) == (topic, section)


async def test_within_how_many_days_the_appeal_is_made_is_asked_of_the_appeal(client: httpx.AsyncClient) -> None:
    belief = {"ask_time_limit": 0.14}
    words = "apeel kitne din me karni padti h"
    answer = await act(client, "action_answer", words, "ask_appeal", sure=0.8, also=belief, topic="income_certificate")
    assert answer.reply["meta"]["section"] == "appeal"


@pytest.mark.parametrize(
    ("words", "section"),
    [("मिलेगा कहाँ से ये", "how_to_apply"), ("इसका नंबर क्या है", "contact"), ("kis adhikari se milna hoga", "contact")],
)
async def test_where_it_is_had_is_the_way_and_whom_to_ask_is_the_contact(
    client: httpx.AsyncClient, words: str, section: str
) -> None:
    belief = {"ask_how_to_apply": 0.2}
    answer = await act(client, "action_answer", words, "ask_contact", sure=0.55, also=belief, topic="pm_mudra")
    assert answer.reply["meta"]["section"] == section


@pytest.mark.parametrize(
    ("words", "language", "section"),
    [("is a tailor covered", "en", "eligibility"), ("is yojana me?", "hinglish", "documents")],
)
async def test_a_question_that_begins_with_its_verb_is_of_its_own_section(
    client: httpx.AsyncClient, words: str, language: str, section: str
) -> None:
    told = {"topic": "pm_vishwakarma", "section": "documents", "spoken": language}
    answer = await act(client, "action_answer", words, "ask_eligibility", sure=0.2, language=language, **told)
    assert answer.reply["meta"]["section"] == section
