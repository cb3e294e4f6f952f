"""What counts as the reply that was expected."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest

from evaluation.client import Reply
from evaluation.judge import Asked, Judge
from evaluation.topics import Topics
from tests.evaluation.replies import expect, option, reply

JUDGE = Judge(Topics({"ayushman": "ayushman", "ayushman_card": "ayushman", "kcc": "kcc", "nfbs": "nfbs"}))


def misses(wanted: dict[str, Any], *replies: Reply, lang: str = "hi", channel: str = "web") -> list[str]:
    return JUDGE.misses(expect(**wanted), replies, Asked(lang, channel))


def test_a_reply_of_the_kind_expected_passes() -> None:
    assert misses({"kind": "decline"}, reply("decline")) == []


def test_a_miss_says_what_was_expected_and_got() -> None:
    assert misses({"kind": "decline"}, reply("smalltalk")) == ["kind: expected decline, got smalltalk"]


def test_no_reply_fails_whatever_is_expected() -> None:
    assert misses({"asks_not": ["age"]}) == ["no reply"]


def test_where_nothing_is_expected_even_silence_passes() -> None:
    assert misses({}) == []


def test_an_unfinished_eligibility_verdict_counts_as_asking() -> None:
    got = reply("eligibility", verdict="need_more", topic="kcc", asks="age")
    assert misses({"kind": "ask", "topic": ["kcc"], "asks": "age"}, got) == []


def test_a_finished_eligibility_verdict_does_not_count_as_asking() -> None:
    assert misses({"kind": "ask"}, reply("eligibility", verdict="eligible")) != []


def test_asking_counts_as_an_eligibility_verdict_that_needs_more() -> None:
    assert misses({"kind": "eligibility", "topic": ["kcc"]}, reply("ask", topic="kcc", asks="age")) == []
    assert misses({"kind": "eligibility", "verdict": "need_more"}, reply("ask", asks="age")) == []


def test_asking_is_not_a_verdict() -> None:
    assert misses({"kind": "eligibility", "verdict": "eligible"}, reply("ask", asks="age")) != []


@pytest.mark.parametrize("asks", ["otp", "application_number", "complaint_text", "topic"])
def test_asking_for_what_no_interview_asks_is_not_eligibility(asks: str) -> None:
    assert misses({"kind": "eligibility"}, reply("ask", asks=asks)) != []


def test_an_answer_on_how_to_apply_counts_as_applying() -> None:
    assert misses({"kind": "apply", "topic": ["kcc"]}, reply(section="how_to_apply", topic="kcc")) == []


def test_an_answer_on_something_else_does_not_count_as_applying() -> None:
    assert misses({"kind": "apply"}, reply(section="documents")) != []


def test_applying_counts_as_an_answer_on_how_to_apply() -> None:
    assert misses({"kind": "answer", "section": ["status", "how_to_apply"]}, reply("apply")) == []


def test_applying_does_not_count_as_an_answer_on_the_fee() -> None:
    assert misses({"kind": "answer", "section": "fee"}, reply("apply", section="fee")) != []


def test_any_listed_topic_is_right() -> None:
    assert misses({"kind": "answer", "topic": ["nfbs", "kcc"]}, reply(topic="kcc")) == []


def test_the_other_id_of_the_same_record_is_right() -> None:
    assert misses({"kind": "answer", "topic": ["ayushman_card"]}, reply(topic="ayushman")) == []
    assert misses({"kind": "answer", "topic": ["ayushman"]}, reply(topic="ayushman_card")) == []


def test_an_id_of_no_record_is_right_when_it_is_listed() -> None:
    assert misses({"kind": "answer", "topic": ["brand_new"]}, reply(topic="brand_new")) == []


def test_another_topic_or_none_is_wrong() -> None:
    assert misses({"kind": "answer", "topic": ["kcc"]}, reply(topic="nfbs")) == ["topic: expected kcc, got nfbs"]
    assert misses({"kind": "answer", "topic": ["kcc"]}, reply()) == ["topic: expected kcc, got none"]


@pytest.mark.parametrize("kind", ["application_status", "complaint", "decline", "emergency", "handoff"])
def test_the_topic_is_not_judged_for_kinds_without_one(kind: str) -> None:
    assert misses({"kind": kind, "topic": ["kcc"]}, reply(kind)) == []


def test_the_topic_is_judged_where_no_kind_is_expected() -> None:
    assert misses({"topic": ["kcc"]}, reply("ask", topic="nfbs")) != []
    assert misses({"topic": ["kcc"]}, reply("ask", topic="kcc")) == []


def test_the_topic_is_judged_where_a_question_is_expected() -> None:
    assert misses({"kind": "ask", "topic": ["kcc"]}, reply("ask", topic="nfbs")) != []


def test_any_listed_section_is_right() -> None:
    assert misses({"kind": "answer", "section": ["fee", "benefits"]}, reply(section="benefits")) == []
    assert misses({"kind": "answer", "section": ["fee", "benefits"]}, reply(section="contact")) != []


@pytest.mark.parametrize("kind", ["eligibility", "application_status", "recommend"])
def test_the_section_is_judged_for_answers_alone(kind: str) -> None:
    assert misses({"kind": kind, "section": "status"}, reply(kind, section="summary")) == []


def test_the_verdict_must_be_the_one_expected() -> None:
    assert misses({"verdict": "eligible"}, reply("eligibility", verdict="eligible")) == []
    assert misses({"verdict": "eligible"}, reply("eligibility", verdict="possibly")) != []
    assert misses({"verdict": "eligible"}, reply("eligibility")) != []


def test_one_suggestion_from_the_list_is_enough_wherever_it_stands() -> None:
    wanted = {"kind": "recommend", "topic": ["kcc", "nfbs"]}
    assert misses(wanted, reply("recommend", topic="kcc")) == []
    assert misses(wanted, reply("recommend", topic="x", topics=["x", "nfbs"])) == []
    assert misses(wanted, reply("recommend", options=[option("topic:x:summary"), option("topic:kcc:summary")])) == []
    assert misses(wanted, reply("recommend", topics=["x", "y"])) != []


def test_two_offered_options_must_come_from_the_list() -> None:
    wanted = {"kind": "disambiguate", "topic": ["kcc", "nfbs", "ayushman"]}
    two = [option("topic:kcc:fee"), option("topic:ayushman_card:fee"), option("topic:x:fee")]
    assert misses(wanted, reply("disambiguate", options=two)) == []
    assert misses(wanted, reply("disambiguate", options=two[1:])) != []


def test_the_same_record_offered_under_two_ids_counts_once() -> None:
    wanted = {"kind": "disambiguate", "topic": ["kcc", "ayushman", "ayushman_card"]}
    twice = [option("topic:ayushman:fee"), option("topic:ayushman_card:fee")]
    assert misses(wanted, reply("disambiguate", options=twice)) != []


def test_options_packed_by_the_gateway_are_understood() -> None:
    packed = [
        option(urlsafe_b64encode(f"topic:{name}:summary".encode()).rstrip(b"=").decode() + ".c2lnbmF0dXJl")
        for name in ("kcc", "nfbs")
    ]
    assert misses({"kind": "disambiguate", "topic": ["kcc", "nfbs"]}, reply("disambiguate", options=packed)) == []


def test_topics_only_claimed_do_not_count_when_the_options_say_otherwise() -> None:
    got = reply("disambiguate", topics=["kcc", "nfbs"], options=[option("topic:x:fee"), option("topic:y:fee")])
    assert misses({"kind": "disambiguate", "topic": ["kcc", "nfbs"]}, got) != []


def test_options_that_say_nothing_leave_it_to_the_topics_named() -> None:
    got = reply("disambiguate", topics=["kcc", "nfbs"], options=[option("8f3a.x"), option("yes")])
    assert misses({"kind": "disambiguate", "topic": ["kcc", "nfbs"]}, got) == []


def test_an_answer_where_a_choice_was_expected_is_missed_by_kind_and_topic() -> None:
    found = misses({"kind": "disambiguate", "topic": ["kcc", "nfbs"]}, reply(topic="kcc"))
    assert [miss.split(":")[0] for miss in found] == ["kind", "2 topics"]


def test_every_group_needs_one_of_its_strings() -> None:
    wanted = {"mentions": [["181", "helpline"], ["मुफ़्त", "free"]]}
    assert misses(wanted, reply(text="181 पर मुफ्त")) == []
    assert misses(wanted, reply(text="181 पर पैसे से")) == ["mentions: none of मुफ़्त, free"]


def test_speech_counts_on_the_phone_only() -> None:
    got = reply(text="₹436", speech="चार सौ छत्तीस रुपये")
    assert misses({"mentions": [["चार सौ"]]}, got, channel="voice") == []
    assert misses({"mentions": [["436"]]}, got, channel="voice") == []
    assert misses({"mentions": [["चार सौ"]]}, got, channel="web") != []


def test_what_must_not_be_said_must_not_be_spoken_either() -> None:
    got = reply(text="ठीक है", speech="Pooja Rajput")
    assert misses({"not_mentions": ["pooja"]}, got, channel="voice") == ["not_mentions: says pooja"]


def test_what_is_asked_must_be_the_one_thing_expected() -> None:
    assert misses({"asks": "otp"}, reply("ask", asks="otp")) == []
    assert misses({"asks": "otp"}, reply("ask", asks="age")) == ["asks: expected otp, got age"]
    assert misses({"asks": "otp"}, reply()) == ["asks: expected otp, got none"]


def test_any_one_of_several_may_be_asked() -> None:
    assert misses({"asks_any": ["age", "bpl"]}, reply("ask", asks="bpl")) == []
    assert misses({"asks_any": ["age", "bpl"]}, reply("ask", asks="land")) != []
    assert misses({"asks_any": ["age", "bpl"]}, reply("ask")) != []


def test_what_is_known_must_not_be_asked() -> None:
    assert misses({"asks_not": ["age"]}, reply("ask", asks="age")) == ["asks_not: asks age"]
    assert misses({"asks_not": ["age"]}, reply("ask", asks="land")) == []


def test_an_answer_and_the_question_after_it_are_judged_together() -> None:
    wanted = {"kind": "answer", "topic": ["kcc"], "section": "fee", "mentions": [["free"]], "asks_any": ["age"]}
    assert misses(wanted, reply(topic="kcc", section="fee", text="It is free"), reply("ask", asks="age")) == []


def test_the_first_reply_that_fits_decides() -> None:
    assert misses({"kind": "answer", "topic": ["kcc"]}, reply("smalltalk"), reply(topic="kcc")) == []


def test_kind_and_topic_must_be_those_of_one_reply() -> None:
    assert misses({"kind": "answer", "topic": ["kcc"]}, reply(topic="nfbs"), reply("smalltalk", topic="kcc")) != []


def test_no_reply_may_say_what_must_not_be_said() -> None:
    assert misses({"kind": "answer", "not_mentions": ["Pooja"]}, reply(), reply("ask", "Is it Pooja?")) != []


def test_stating_something_about_another_record_is_noticed() -> None:
    wanted = expect(kind="answer", topic=["kcc"])
    assert JUDGE.states_wrong_topic(wanted, [reply(topic="nfbs", confidence="high")])
    assert JUDGE.states_wrong_topic(wanted, [reply("apply", topic="nfbs", confidence="medium")])


@pytest.mark.parametrize(
    "harmless",
    [
        reply(topic="kcc", confidence="high"),
        reply(topic="nfbs", confidence="low"),
        reply(topic="nfbs"),
        reply("disambiguate", topic="nfbs", confidence="high"),
        reply(confidence="high"),
    ],
)
def test_hesitation_choices_and_the_right_topic_are_not_held_against_it(harmless: Reply) -> None:
    assert not JUDGE.states_wrong_topic(expect(kind="answer", topic=["kcc"]), [harmless])


def test_the_other_id_of_the_record_asked_about_is_no_wrong_topic() -> None:
    wanted = expect(kind="answer", topic=["ayushman_card"])
    assert not JUDGE.states_wrong_topic(wanted, [reply(topic="ayushman", confidence="high")])
