"""Asking, holding conversations and telling how it went, against a hand-made assistant."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from evaluation.cases import Cases, Conversation, Question
from evaluation.client import Client
from evaluation.errors import CannotEvaluate
from evaluation.given import HttpPortal, Portal
from evaluation.judge import Judge
from evaluation.report import report, write
from evaluation.run import Results, Runner
from evaluation.table import table
from evaluation.topics import Topics

MISSING = "this system has no API for evaluation; it may run with ENVIRONMENT=production"
Answering = Callable[[dict[str, Any]], Any]


def neutral(kind: str, text: str = "जवाब", **meta: Any) -> dict[str, Any]:
    return {"lang": "hi", "text": text, "speech": text, "options": [], "meta": {"kind": kind, **meta}}


class Assistant:
    """Answers each turn with what it is told, and remembers what it was sent."""

    def __init__(self, answer: Answering) -> None:
        self.answer = answer
        self.turns: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        turn = json.loads(request.content)
        self.turns.append(turn)
        answer = self.answer(turn)
        return (
            answer if isinstance(answer, httpx.Response) else httpx.Response(200, json={"replies": answer, "state": {}})
        )


class OneCode:
    """A portal that sends the same code always, or none."""

    def __init__(self, code: str | None) -> None:
        self.code = code
        self.made: list[dict[str, Any]] = []
        self.expired = False
        self.nights = 0
        self.fees: list[str] = []

    async def prepare(self, conversation: str, channel: str, given: dict[str, Any]) -> None:
        self.made.append(given)

    async def last_code(self, conversation: str) -> str | None:
        return self.code

    async def expire_codes(self, conversation: str) -> None:
        self.expired = True

    async def new_day(self, conversation: str) -> None:
        self.nights += 1

    async def settle_fee(self, conversation: str, kind: str) -> None:
        self.fees.append(kind)

    async def paper(self, conversation: str, kind: str) -> str:
        return f"<{kind}:abc>"


def in_production(request: httpx.Request) -> httpx.Response:
    """A system without the API of evaluation."""
    return httpx.Response(404, json={})


def question(expect: dict[str, Any], name: str = "q1") -> Question:
    return Question.model_validate({"id": name, "lang": "hi", "channel": "web", "text": "फीस?", "expect": expect})


def conversation(*turns: dict[str, Any], **rest: Any) -> Conversation:
    whole = {"id": "c1", "theme": "followup", "lang": "hi", "channel": "voice", "turns": turns, **rest}
    return Conversation.model_validate(whole)


async def run(assistant: Assistant, *cases: Question | Conversation, portal: Portal | None = None) -> Results:
    async with (
        Client("http://assistant", "secret", httpx.MockTransport(assistant)) as client,
        HttpPortal("http://assistant", "secret", httpx.MockTransport(in_production)) as missing,
    ):
        return await Runner(client, Judge(Topics({})), portal or missing).run(
            Cases(
                [case for case in cases if isinstance(case, Question)],
                [case for case in cases if isinstance(case, Conversation)],
            )
        )


async def test_each_question_has_a_conversation_of_its_own() -> None:
    assistant = Assistant(lambda turn: [neutral("smalltalk")])
    results = await run(assistant, question({"kind": "smalltalk"}), question({"kind": "decline"}, "q2"))
    assert [result.passed for result in results.questions] == [True, False]
    assert len({turn["conversation"] for turn in assistant.turns}) == 2
    assert assistant.turns[0] | {"conversation": ""} == {"conversation": "", "channel": "web", "text": "फीस?"}


async def test_the_turns_of_a_conversation_come_in_order_and_in_one() -> None:
    assistant = Assistant(lambda turn: [neutral("answer")])
    turns: list[dict[str, Any]] = [
        {"press": 1},
        {"user": "क"},
        {"silence": True},
        {"voice_note": "ख"},
        {"event": "new_day"},
    ]
    (result,) = (await run(assistant, conversation(*turns), portal=OneCode(None))).conversations
    assert result.passed
    assert len({turn.pop("conversation") for turn in assistant.turns}) == 1
    assert [turn.pop("channel") for turn in assistant.turns] == ["voice"] * 5
    sent = [{"press": "1"}, {"text": "क"}, {"event": "silence"}, {"voice_note": "ख"}, {"event": "new_day"}]
    assert assistant.turns == sent


async def test_a_wrong_turn_fails_the_conversation_and_the_rest_is_still_judged() -> None:
    assistant = Assistant(lambda turn: [neutral(turn["text"])])
    turns = [{"user": kind, "expect": {"kind": "answer"}} for kind in ("decline", "answer", "error")]
    (result,) = (await run(assistant, conversation(*turns))).conversations
    assert result.misses == ["turn 1: kind: expected answer, got decline", "turn 3: kind: expected answer, got error"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (httpx.Response(503, text="busy"), "no reply: status 503: busy"),
        (httpx.Response(200, text="<html>"), "no reply: not a neutral reply: answer: Invalid JSON"),
        ([{"text": "no language", "meta": {"kind": "answer"}}], "no reply: not a neutral reply: replies.0.lang"),
        ([], "no reply"),
    ],
)
async def test_an_assistant_that_gives_no_reply_fails_the_item_and_says_why(answer: Any, why: str) -> None:
    results = await run(Assistant(lambda turn: answer), question({"kind": "answer"}))
    assert results.questions[0].misses[0].startswith(why)


async def test_an_assistant_that_cannot_be_reached_fails_the_item() -> None:
    def unreachable(turn: dict[str, Any]) -> Any:
        raise httpx.ConnectError("refused")

    results = await run(Assistant(unreachable), question({"kind": "answer"}))
    assert results.questions[0].misses == ["no reply: ConnectError: refused"]


async def test_a_token_that_is_refused_stops_the_evaluation() -> None:
    with pytest.raises(CannotEvaluate, match="INTERNAL_TOKEN"):
        await run(Assistant(lambda turn: httpx.Response(401)), question({}))


async def test_without_a_portal_what_is_given_fails_the_conversation_unasked() -> None:
    assistant = Assistant(lambda turn: [neutral("answer")])
    given = {"citizen": {"phone": "+919812345621"}}
    (result,) = (await run(assistant, conversation({"user": "क"}, given=given))).conversations
    assert result.misses == [MISSING]
    assert assistant.turns == []


NEEDING_A_PORTAL = ({"user": "{otp}"}, {"user": "code {wrong_otp}"}, {"event": "otp_expires"}, {"event": "new_day"})


@pytest.mark.parametrize("turn", NEEDING_A_PORTAL)
async def test_without_a_portal_a_turn_with_a_code_fails_the_conversation(turn: dict[str, Any]) -> None:
    assistant = Assistant(lambda turn: [neutral("answer")])
    (result,) = (await run(assistant, conversation({"user": "क"}, turn))).conversations
    assert result.misses == [f"turn 2: {MISSING}"]


async def test_codes_are_filled_in_as_sent_and_wrong_ones_differ() -> None:
    assistant, portal = Assistant(lambda turn: [neutral("answer")]), OneCode("901234")
    turns = [{"user": "{wrong_otp}"}, {"user": "code है {otp}"}, {"press": "{otp}#"}]
    await run(assistant, conversation(*turns, given={"citizen": {}}), portal=portal)
    wrong, right, pressed = assistant.turns
    assert len(wrong["text"]) == 6
    assert wrong["text"] != "901234"
    assert (right["text"], pressed["press"]) == ("code है 901234", "901234#")
    assert portal.made == [{"citizen": {}}]


async def test_when_no_code_was_sent_a_turn_of_only_the_code_is_judged_on_the_reply_before() -> None:
    assistant = Assistant(lambda turn: [neutral("complaint_status")])
    turns: list[dict[str, Any]] = [{"user": "33509846"}, {"user": "{otp}", "expect": {"kind": "complaint_status"}}]
    (result,) = (await run(assistant, conversation(*turns), portal=OneCode(None))).conversations
    assert result.passed
    assert len(assistant.turns) == 1


async def test_a_night_passes_in_the_portal_before_the_turn_that_tells_of_it() -> None:
    assistant, portal = Assistant(lambda turn: [neutral("ask")]), OneCode(None)
    await run(assistant, conversation({"user": "क"}, {"event": "new_day"}, {"user": "ख"}), portal=portal)
    assert portal.nights == 1
    assert [turn.get("text") for turn in assistant.turns] == ["क", None, "ख"]


async def test_a_fee_is_settled_without_a_turn_and_papers_are_sent_before_theirs() -> None:
    assistant, portal = Assistant(lambda turn: [neutral("apply")]), OneCode(None)
    turns: list[dict[str, Any]] = [
        {"user": "{photo} यह लो, और {document}"},
        {"event": "fee_failed"},
        {"event": "fee_paid", "expect": {"kind": "apply"}},
        {"event": "fee_refunded"},
    ]
    (result,) = (await run(assistant, conversation(*turns), portal=portal)).conversations
    assert result.passed
    assert [turn["text"] for turn in assistant.turns] == ["<photo:abc> यह लो, और <document:abc>"]
    assert portal.fees == ["failed", "paid", "refunded"]


async def test_what_the_portal_is_asked_names_the_conversation() -> None:
    asked: list[tuple[str, dict[str, Any]]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.url.path, json.loads(request.content)))
        return httpx.Response(200, json={"code": "901234"})

    async with HttpPortal("http://assistant", "secret", httpx.MockTransport(answer)) as portal:
        await portal.prepare("c", "voice", {})
        await portal.prepare("c", "voice", {"citizen": {}})
        assert await portal.last_code("c") == "901234"
        await portal.expire_codes("c")
        await portal.new_day("c")
    named = {"conversation": "c"}
    prefix = "/internal/evaluation"
    assert asked == [
        (f"{prefix}/prepare", {**named, "channel": "voice", "given": {"citizen": {}}}),
        (f"{prefix}/last-code", named),
        (f"{prefix}/expire-codes", named),
        (f"{prefix}/new-day", named),
    ]


async def test_expired_codes_expire_in_the_portal_and_are_no_turn() -> None:
    assistant, portal = Assistant(lambda turn: [neutral("ask")]), OneCode("901234")
    await run(assistant, conversation({"user": "क"}, {"event": "otp_expires"}, {"user": "{otp}"}), portal=portal)
    assert portal.expired
    assert [turn["text"] for turn in assistant.turns] == ["क", "901234"]


@pytest.fixture
async def results() -> Results:
    def answer(turn: dict[str, Any]) -> Any:
        return [neutral("answer", topic="kcc", section="fee", confidence="high")]

    right = question({"kind": "answer", "topic": ["kcc"], "section": ["fee", "benefits"]}, "right")
    wrong = question({"kind": "answer", "topic": ["nfbs"], "section": "fee", "reply_lang": "hi"}, "wrong")
    other = question({"kind": "smalltalk"}, "other")
    talk = conversation({"user": "क", "expect": {"kind": "answer"}}, {"user": "ख", "expect": {"mentions": [["30"]]}})
    return await run(Assistant(answer), right, wrong, other, talk)


def test_the_report_has_the_rates_and_every_item(results: Results) -> None:
    found = report(results)
    assert found["overall"] == 0.25
    assert found["questions"]["rate"] == pytest.approx(1 / 3)
    assert found["questions"]["by"]["kind"]["answer"] == {"rate": 0.5, "passed": 1, "total": 2}
    assert set(found["questions"]["by"]) == {"kind", "lang", "channel", "section"}
    assert list(found["questions"]["by"]["section"]) == ["fee"]
    assert found["questions"]["wrong_topic_stated_confidently"] == 0.5
    assert found["conversations"]["by"]["theme"] == {"followup": {"rate": 0.0, "passed": 0, "total": 1}}
    assert [set(item) for item in found["items"]] == [{"id", "passed", "why", "expected", "got"}] * 4
    assert found["items"][1]["why"] == "topic: expected nfbs, got kcc"
    assert found["items"][1]["expected"]["topic"] == ["nfbs"]
    assert found["items"][1]["got"][0]["topic"] == "kcc"


def test_the_report_of_nothing_has_no_rates() -> None:
    found = report(Results())
    assert (found["overall"], found["questions"]["rate"], found["items"]) == (None, None, [])


def test_the_report_is_written_as_json_in_readable_hindi(results: Results, tmp_path: Path) -> None:
    write(tmp_path / "out.json", results)
    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    assert json.loads(text) == report(results)
    assert "जवाब" in text


def test_the_table_tells_every_miss_with_its_words_and_ends_with_the_overall_rate(results: Results) -> None:
    lines = table(results).splitlines()
    assert "Misses: 3" in lines
    assert "  asked     फीस?" in lines
    assert "  missed    turn 2: mentions: none of 30" in lines
    assert "  expected  turn 2, mentions 30" in lines
    assert lines[-1].split() == ["Overall", "25.0%", "(1", "of", "4)"]
