from __future__ import annotations

import asyncio

import pytest

from supervisor.system import System
from tests.channels.serving import NOBODY
from tests.channels.voice.calling import PROVIDERS, CallBot, Exchange, exchange, said
from tests.peers.caller import Refused

AGENT = "+911234567890"


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_repeated_request_gets_the_same_answer_and_counts_once(telephone: Exchange, provider: str) -> None:
    caller = await telephone.in_menu(provider)
    telephone.bot.answers["menu:schemes"] = said("कौन सी योजना?", kind="ask", asks="topic")
    heard = await caller.press("3")
    turns = len(telephone.bot.turns)
    assert await caller.again() == heard
    assert len(telephone.bot.turns) == turns


async def test_two_copies_of_a_request_at_once_get_one_answer(telephone: Exchange) -> None:
    caller = await telephone.in_menu()
    telephone.bot.delay_s = 0.2
    telephone.bot.answers.pop("*")
    hook = caller.provider.keys(caller.call_id, caller.listening, "*")
    turns = len(telephone.bot.turns)
    first, second = await asyncio.gather(caller._request(hook), caller._request(hook))
    assert first[:2] == second[:2]
    assert len(telephone.bot.turns) == turns + 1


async def test_a_late_request_of_an_earlier_turn_changes_nothing(telephone: Exchange) -> None:
    caller = await telephone.caller().dial()
    await caller.press("1")
    late = caller.hooks[-1]
    telephone.bot.answers["menu:schemes"] = said("कौन सी योजना?", kind="ask", asks="topic")
    heard = await caller.press("3")
    turns = len(telephone.bot.turns)
    _, body, media_type = await caller._request(late)
    (listening,) = caller.provider.steps(body, media_type)
    assert " ".join(spoken.text for spoken in listening.prompt) == heard  # type: ignore[union-attr]
    assert len(telephone.bot.turns) == turns


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_dropped_call_is_offered_to_be_gone_on_with(telephone: Exchange, provider: str) -> None:
    first = await telephone.hearing(said("यह लंबी बात थी।", topic="sambal"), provider)
    await first.hang_up()
    second = await telephone.caller(provider).dial()
    assert "आगे बढ़ानी है" in second.words
    assert "यह लंबी बात थी" in await second.press("1")
    conversation = telephone.bot.turns[-1]["conversation"]
    await second.press("*")
    telephone.bot.answers["menu:complaint"] = said("बताइए।", kind="ask", asks="topic")
    await second.press("1")
    assert telephone.bot.turns[-1]["conversation"] == conversation


async def test_who_wants_may_start_anew_after_a_dropped_call(telephone: Exchange) -> None:
    first = await telephone.in_menu()
    await first.hang_up()
    conversation = telephone.bot.turns[-1]["conversation"]
    second = await telephone.caller().dial()
    assert "जन सहायक" in await second.press("2")
    await second.press("1")
    assert telephone.bot.turns[-1]["conversation"] != conversation


async def test_a_call_in_which_somebody_proved_who_they_are_is_offered_to_nobody(telephone: Exchange) -> None:
    first = await telephone.hearing(said("आपकी शिकायत 7 लेवल पर है।", kind="complaint_status"))
    await telephone.served.here.database.rows(
        "WITH citizen AS (INSERT INTO citizens (id) VALUES (gen_random_uuid()) RETURNING id) INSERT INTO proofs"
        " SELECT session_id, citizen.id, now(), now() + interval '30 minutes' FROM calls, citizen",
        {},
    )
    await first.hang_up()
    again = await telephone.caller().dial()
    assert "आगे बढ़ानी है" not in again.words
    await again.press("1")
    assert telephone.bot.turns[-1]["conversation"] != telephone.bot.turns[0]["conversation"]


async def test_another_caller_is_not_offered_it(telephone: Exchange) -> None:
    await (await telephone.in_menu()).hang_up()
    other = await telephone.caller(number="+919812345699").dial()
    assert "आगे बढ़ानी है" not in other.words


async def test_callers_who_hide_their_number_do_not_meet(telephone: Exchange) -> None:
    for _ in range(2):
        caller = await telephone.caller(number="anonymous").dial()
        assert "आगे बढ़ानी है" not in caller.words
        await caller.press("1")
    first, second = {turn["conversation"] for turn in telephone.bot.turns}
    assert first != second


async def test_the_number_is_kept_sealed(telephone: Exchange) -> None:
    await telephone.in_menu(number="+919812345612")
    ((caller, digest, conduct),) = await telephone.served.here.database.rows(
        "SELECT caller, caller_digest, conduct FROM calls", {}
    )
    assert all(b"9812345612" not in bytes(column) for column in (caller, digest, conduct))


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_person_is_connected_by_zero(servers: System, call_bot: CallBot, provider: str) -> None:
    call_bot.answers["0"] = said("181 पर फोन कीजिए।", kind="handoff")
    async with exchange(servers, call_bot, voice_agent_number=AGENT) as telephone:
        caller = await telephone.in_menu(provider)
        assert "जोड़ रहे हैं" in await caller.press("0")
        assert caller.dialled == AGENT
        assert "वापस फ़ोन" in await caller.talk(reached=False)


async def test_a_person_is_connected_even_when_the_assistant_fails(servers: System, call_bot: CallBot) -> None:
    async with exchange(servers, call_bot, voice_agent_number=AGENT, bot_url=NOBODY) as telephone:
        caller = await telephone.caller().dial()
        await caller.press("0")
        assert caller.dialled == AGENT


async def test_a_person_asked_for_in_words_is_connected(servers: System, call_bot: CallBot) -> None:
    call_bot.answers["किसी से बात कराओ"] = said("181 पर फोन कीजिए।", kind="handoff")
    async with exchange(servers, call_bot, voice_agent_number=AGENT) as telephone:
        caller = await telephone.in_menu()
        await caller.say("किसी से बात कराओ")
        assert caller.dialled == AGENT


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_dead_bot_means_an_apology_and_a_way_on(servers: System, call_bot: CallBot, provider: str) -> None:
    async with exchange(servers, call_bot, bot_url=NOBODY) as telephone:
        caller = await telephone.caller(provider).dial()
        heard = await caller.press("1")
        assert "माफ़ कीजिए" in heard
        assert "मुख्य मेनू के लिए एक दबाइए" in heard
        assert max(caller.seconds) < 5


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_slow_bot_is_waited_for_but_never_over_the_webhooks_time(
    servers: System, call_bot: CallBot, provider: str
) -> None:
    async with exchange(servers, call_bot, voice_answer_s=0.3) as telephone:
        caller = await telephone.in_menu(provider)
        call_bot.answers.pop("*")
        call_bot.delay_s = 0.7
        caller.heard.clear()
        # How long the menu took is no part of it.
        caller.seconds.clear()
        await caller.press("*")
        for _ in range(4):
            if "echo" in caller.words:
                break
            await caller.press("1")
        assert "echo" in caller.words
        assert max(caller.seconds) < 2


async def test_without_a_database_the_caller_hears_why(telephone: Exchange) -> None:
    caller = await telephone.in_menu()
    await telephone.served.here.database.pool.close()
    heard = await caller.press("3")
    assert "एक आठ एक पर फ़ोन कीजिए" in heard
    assert caller.over


async def test_a_finished_call_is_not_offered_again(telephone: Exchange) -> None:
    telephone.bot.answers["धन्यवाद"] = said("नमस्ते!", kind="smalltalk")
    telephone.bot.intents["धन्यवाद"] = "bye"
    caller = await telephone.in_menu()
    await caller.say("धन्यवाद")
    await caller.hang_up()
    assert "आगे बढ़ानी है" not in (await telephone.caller().dial()).words


@pytest.mark.parametrize("provider", ["exotel", "kookoo"])
async def test_a_complaint_without_speech_is_recorded(telephone: Exchange, provider: str) -> None:
    telephone.bot.answers["menu:complaint"] = said("अपनी शिकायत बताइए।", kind="ask", asks="complaint_text")
    caller = await telephone.in_menu(provider)
    assert "टोन के बाद" in await caller.press("1")
    assert caller.records
    heard = await caller.record("https://recordings.kookoo.in/x/1.wav")
    assert "दर्ज हो गई" in heard
    assert "रिकॉर्डिंग" in telephone.bot.turns[-1]["value"]


async def test_a_complaint_may_be_spoken_where_the_provider_listens(telephone: Exchange) -> None:
    telephone.bot.answers["menu:complaint"] = said("अपनी शिकायत बताइए।", kind="ask", asks="complaint_text")
    telephone.bot.answers["नल में पानी नहीं आ रहा"] = said("दर्ज करूँ?", kind="confirm", asks="confirmation")
    caller = await telephone.in_menu()
    await caller.press("1")
    assert "हाँ के लिए एक दबाइए। नहीं के लिए दो।" in await caller.say("नल में पानी नहीं आ रहा")


async def test_who_is_not_heard_may_record_the_complaint(telephone: Exchange) -> None:
    telephone.bot.answers["menu:complaint"] = said("अपनी शिकायत बताइए।", kind="ask", asks="complaint_text")
    caller = await telephone.in_menu()
    await caller.press("1")
    await caller.stay_silent()
    await caller.stay_silent()
    assert caller.records


async def test_the_caller_refuses_what_the_provider_would(telephone: Exchange) -> None:
    provider = telephone.provider("twilio")
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    say = '<Say voice="Polly.Aditi" language="hi-IN">{}</Say>'
    for wrong in (
        "<Response><Speak>x</Speak></Response>",
        '<Response><Gather langauge="hi-IN"/></Response>',
        "<Response><Gather><Dial>1</Dial></Gather></Response>",
        '<Response><Say voice="Polly.Aditi" language="ta-IN">x</Say></Response>',
        '<Response><Say voice="Google.en-IN-Neural2-A" language="hi-IN">x</Say></Response>',
        f"<Response>{say.format('क' * 501)}</Response>",
        f"<Response>{say.format('181 पर')}</Response>",
        f"<Response>{say.format('x' * 70000)}</Response>",
        '<Response><Gather input="speech" action="https://x.example/"/></Response>',
    ):
        with pytest.raises(Refused):
            provider.steps((head + wrong).encode(), "text/xml")
