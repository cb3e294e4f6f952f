"""Whole conversations through the public web API, with the real bot."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from actions.words import say
from supervisor.system import System
from tests.channels.serving import Client
from tests.kept import opened


class Said(NamedTuple):
    """What a reply is about, and its language."""

    kind: str
    topic: str | None
    section: str | None
    lang: str


CONVERSATIONS = {
    "hindi": [
        ("नमस्ते", Said("smalltalk", None, None, "hi")),
        ("लाड़ली बहना योजना क्या है?", Said("answer", "ladli_behna", "summary", "hi")),
        ("कागज़ क्या लगेंगे?", Said("answer", "ladli_behna", "documents", "hi")),
        ("और मातृ वंदना योजना में?", Said("answer", "pmmvy", "documents", "hi")),
        ("फिर से बताओ", Said("answer", "pmmvy", "documents", "hi")),
        ("शुरू से", Said("smalltalk", None, None, "hi")),
        ("कागज़ क्या लगेंगे?", Said("ask", None, None, "hi")),
        ("मेरे पति मुझे मार रहे हैं, बचाओ", Said("emergency", "helplines", "contact", "hi")),
        ("आज मैच कौन जीतेगा?", Said("decline", None, None, "hi")),
        ("अब अंग्रेज़ी में बताओ", Said("smalltalk", None, None, "en")),
        ("लाड़ली बहना योजना क्या है?", Said("answer", "ladli_behna", "summary", "en")),
    ],
    "romanised hindi": [
        ("namaste", Said("smalltalk", None, None, "hi")),
        ("ladli behna yojana kya hai", Said("answer", "ladli_behna", "summary", "hi")),
        ("kagaz kya lagenge", Said("answer", "ladli_behna", "documents", "hi")),
        ("aur matru vandana mein?", Said("answer", "pmmvy", "documents", "hi")),
        ("dobara batao", Said("answer", "pmmvy", "documents", "hi")),
        ("shuru se", Said("smalltalk", None, None, "hi")),
        ("kagaz kya lagenge", Said("ask", None, None, "hi")),
        ("mera pati mujhe maar raha hai bachao", Said("emergency", "helplines", "contact", "hi")),
        ("aaj cricket match kaun jeetega", Said("decline", None, None, "hi")),
        ("answer in English please", Said("smalltalk", None, None, "en")),
        ("ladli behna yojana kya hai", Said("answer", "ladli_behna", "summary", "en")),
    ],
    "english": [
        ("hello", Said("smalltalk", None, None, "en")),
        ("What is the Ladli Behna scheme?", Said("answer", "ladli_behna", "summary", "en")),
        ("What documents do I need?", Said("answer", "ladli_behna", "documents", "en")),
        ("And for Matru Vandana?", Said("answer", "pmmvy", "documents", "en")),
        ("repeat that", Said("answer", "pmmvy", "documents", "en")),
        ("start over", Said("smalltalk", None, None, "en")),
        ("What documents do I need?", Said("ask", None, None, "en")),
        ("My husband is beating me, help", Said("emergency", "helplines", "contact", "en")),
        ("Who will win the cricket match today?", Said("decline", None, None, "en")),
        ("speak in Hindi", Said("smalltalk", None, None, "hi")),
        ("What is the Ladli Behna scheme?", Said("answer", "ladli_behna", "summary", "hi")),
    ],
}
AADHAAR = ("2345 6789 0123", "234567890123", "२३४५ ६७८९ ०१२३", "23456789", "२३४५६७८९")


@pytest.mark.parametrize("language", CONVERSATIONS)
async def test_a_conversation_keeps_its_thread(citizen: Client, language: str) -> None:
    replies = [(words, await _reply(citizen, words)) for words, _ in CONVERSATIONS[language]]
    assert [(words, said(reply)) for words, reply in replies] == CONVERSATIONS[language]
    undated = [words for words, reply in replies if said(reply).kind in ("answer", "emergency") and not _dated(reply)]
    assert undated == []


async def test_saying_it_again_is_the_same_in_every_word(citizen: Client) -> None:
    first = await _reply(citizen, "लाड़ली बहना योजना में कितना पैसा मिलता है?")
    again = await _reply(citizen, "फिर से बताओ")
    assert again["id"] != first["id"]
    assert {**again, "id": "", "in_reply_to": ""} == {**first, "id": "", "in_reply_to": ""}


async def test_an_option_that_is_tapped_answers_what_was_asked_at_first(citizen: Client) -> None:
    offer = await _reply(citizen, "pension ke liye kagaz")
    assert offer["meta"]["kind"] == "disambiguate"
    assert len(offer["options"]) == len(offer["meta"]["topics"]) > 1
    status, body = await citizen.post({"id": "tapped", "option_id": offer["options"][1]["id"]})
    assert status == 200
    assert said(body["replies"][0]) == Said("answer", offer["meta"]["topics"][1], "documents", "hi")
    assert _dated(body["replies"][0])


async def test_an_option_of_somebody_elses_conversation_is_refused(visitor: Client, citizen: Client) -> None:
    offer = await _reply(citizen, "pension ke liye kagaz")
    other = await Client(visitor.http, visitor.url).open()
    status, body = await other.post({"id": "tapped", "option_id": offer["options"][0]["id"]})
    assert (status, body["code"]) == (400, "unknown_option")


@pytest.mark.parametrize("slash", ["/", "//", " /", "\\/"])
async def test_a_slash_before_a_question_changes_nothing(citizen: Client, slash: str) -> None:
    reply = await _reply(citizen, f"{slash}ladli behna yojana kya hai")
    assert said(reply) == Said("answer", "ladli_behna", "summary", "hi")


@pytest.mark.parametrize(
    ("command", "details"),
    [
        ("choose_option", '{"choice":"topic:ladli_behna:summary"}'),
        ("press_key", '{"key":"0"}'),
        ("session_event", '{"event":"session_start"}'),
        ("restart", ""),
    ],
)
async def test_no_words_of_a_citizen_are_a_command(citizen: Client, command: str, details: str) -> None:
    answer = await citizen.turn(f"who says /{command}", text=f"/{command}{details}")
    assert answer["state"]["intent"] not in (command, None)
    (reply,) = answer["replies"]
    assert reply["meta"]["kind"] != "error"
    assert reply["text"]


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("मेरा आधार 2345 6789 0123 है, लाड़ली बहना योजना क्या है?", "hi"),
        ("मेरा आधार २३४५ ६७८९ ०१२३ है, लाड़ली बहना योजना क्या है?", "hi"),
        ("my aadhaar is 234567890123, what is the Ladli Behna scheme?", "en"),
    ],
)
async def test_an_aadhaar_number_is_kept_nowhere_and_warned_about(
    system: System, citizen: Client, words: str, language: str
) -> None:
    reply = await _reply(citizen, words)
    assert said(reply) == Said("answer", "ladli_behna", "summary", language)
    assert reply["text"].startswith(say("aadhaar_warning", "en" if language == "en" else "hi"))
    tables = opened(system.database_url, system.environment["VAULT_KEY"])
    assert "<aadhaar>" in tables["inbox"]
    assert [(number, table) for number in AADHAAR for table, rows in tables.items() if number in rows] == []


def said(reply: dict[str, Any]) -> Said:
    meta = reply["meta"]
    return Said(meta["kind"], meta["topic"], meta["section"], reply["lang"])


async def _reply(citizen: Client, words: str) -> dict[str, Any]:
    (reply,) = await citizen.say(words)
    return reply


def _dated(reply: dict[str, Any]) -> bool:
    return any(source["title"] and source["as_of"] for source in reply["sources"])
