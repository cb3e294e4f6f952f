""" "And the SC one?": another record of the name, told apart by a word."""

import httpx
import pytest

from tests.actions.talk import act

MEANT = [
    ("ignoaps", "और बेवा को?", "ignwps"),
    ("ignoaps", "aur viklang ko?", "igndps"),
    ("pmay_gramin", "aur shahri walo ko", "pmay_urban"),
    ("pms_obc", "aur sc wali me kitna", "pms_sc_st"),
    ("learners_licence", "and the permanent one?", "driving_licence"),
    ("birth_certificate", "aur mrityu wala?", "death_certificate"),
    # Another certificate, though more of the name is in a scholarship's.
    ("caste_certificate_obc", "nahi nahi sorry SC wala", "caste_certificate_sc_st"),
    ("pmjjby", "aur durghatna wala?", "pmsby"),
]


@pytest.mark.parametrize(("topic", "words", "kin"), MEANT)
async def test_a_word_that_tells_another_of_the_name_means_that_one(
    client: httpx.AsyncClient, topic: str, words: str, kin: str
) -> None:
    answer = await act(client, "action_answer", words, "ask_benefits", sure=0.3, topic=topic, section="benefits")
    assert (answer.kind, answer.topic) == ("answer", kin), answer.reply["text"]


NOT_MEANT = [
    ("income_certificate", "sc walo ko bhi?"),
    ("ladli_behna", "aur vidhwa ko?"),
    ("driving_licence", "mahilao ko bhi?"),
    ("ration_card_patrata_parchi", "aur apl walo ko?"),
]


@pytest.mark.parametrize(("topic", "words"), NOT_MEANT)
async def test_people_of_a_kind_stay_under_the_record_spoken_of(
    client: httpx.AsyncClient, topic: str, words: str
) -> None:
    answer = await act(client, "action_answer", words, "ask_eligibility", topic=topic, section="eligibility")
    assert answer.topic == topic, answer.reply["text"]


@pytest.mark.parametrize(
    ("topic", "words", "kin"),
    [
        ("domicile_certificate", "aur income wala?", "income_certificate"),
        ("domicile_certificate", "ने आय वाला सारू?", "income_certificate"),
        ("driving_licence", "nahi nahi mera matlab learning wala tha", "learners_licence"),
    ],
)
async def test_what_is_said_before_one_is_a_name_even_if_elsewhere_it_asks(
    client: httpx.AsyncClient, topic: str, words: str, kin: str
) -> None:
    answer = await act(client, "action_confirm", words, "deny", sure=0.3, topic=topic, section="fee")
    assert answer.topic == kin
