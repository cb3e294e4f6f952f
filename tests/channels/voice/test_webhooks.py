"""Forged, replayed, truncated, mis-encoded and oversized webhooks: none acted on, none answered with a 5xx."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import ValidationError

from channels.voice.plivo.signature import expected_signatures
from supervisor.system import System
from tests.channels.serving import NOBODY, serving, settings_for
from tests.channels.voice.calling import PROVIDERS, PUBLIC, SETTINGS, TOKEN, Exchange
from tests.peers.caller import Hook, Listening
from tests.peers.plivo import Plivo, signature
from tests.peers.twilio_voice import TwilioVoice

LISTENING = Listening(f"{PUBLIC}/voice/x/calls?turn=1", ())


def beginning(telephone: Exchange, provider: str, call_id: str = "CA-forged") -> Hook:
    return telephone.provider(provider).begin(call_id, "+919812345678")


async def status_of(telephone: Exchange, hook: Hook, **given: Any) -> int:
    body: dict[str, Any] = {"data": hook.fields} if hook.method == "POST" else {}
    async with telephone.http.request(hook.method, hook.url, headers=hook.headers, **(body | given)) as answer:
        await answer.read()
        return answer.status


async def calls_known(telephone: Exchange) -> int:
    ((count,),) = await telephone.served.here.database.rows("SELECT count(*) FROM calls", {})
    return int(count)


@pytest.mark.parametrize("provider", ["twilio", "plivo"])
async def test_an_unsigned_webhook_is_refused(telephone: Exchange, provider: str) -> None:
    hook = replace(beginning(telephone, provider), headers={})
    assert await status_of(telephone, hook) == 403
    assert await calls_known(telephone) == 0


@pytest.mark.parametrize("provider", ["twilio", "plivo"])
async def test_a_webhook_signed_with_another_token_is_refused(telephone: Exchange, provider: str) -> None:
    real = telephone.served.client.url
    forger = (TwilioVoice if provider == "twilio" else Plivo)(PUBLIC, real, "another token")
    assert await status_of(telephone, forger.begin("CA1", "+919812345678")) == 403


@pytest.mark.parametrize("provider", ["twilio", "plivo"])
async def test_a_signature_is_good_for_one_address_only(telephone: Exchange, provider: str) -> None:
    hook = beginning(telephone, provider)
    assert await status_of(telephone, replace(hook, url=f"{hook.url}?turn=1")) == 403


@pytest.mark.parametrize("provider", ["twilio", "plivo"])
async def test_a_signed_form_may_not_be_changed(telephone: Exchange, provider: str) -> None:
    hook = beginning(telephone, provider)
    assert await status_of(telephone, replace(hook, fields={**hook.fields, "From": "+919812345699"})) == 403
    assert await status_of(telephone, replace(hook, fields={**hook.fields, "Extra": "1"})) == 403


@pytest.mark.parametrize("provider", ["exotel", "kookoo"])
async def test_without_our_secret_the_address_does_not_exist(telephone: Exchange, provider: str) -> None:
    hook = beginning(telephone, provider)
    assert await status_of(telephone, replace(hook, url=hook.url.replace(TOKEN, "x" * len(TOKEN)))) == 404
    assert await calls_known(telephone) == 0


def test_plivos_signature_is_as_its_own_library_makes_it() -> None:
    """Computed with plivo 4.63.0: a query, and Hindi in the form."""
    form = {"CallUUID": "a-b", "Speech": "लाड़ली बहना", "Digits": ""}
    url = "https://helpline.example/voice/plivo/calls?turn=3&event=x"
    expected = expected_signatures(url, form.items(), "12345", "token")
    assert "S0Bd6TaqU4FOIXljGp5Pf0uyBGd+BrzXk0xWGX9ES24=" in expected
    assert signature(url, form, "12345", "token") in expected


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_what_no_provider_sends_is_refused_with_a_4xx(telephone: Exchange, provider: str) -> None:
    peer = telephone.provider(provider)
    hooks = [
        peer.begin("", "+919812345678"),
        peer.begin("x" * 300, "+919812345678"),
        peer.begin("a\x00b", "+919812345678"),
    ]
    if provider != "kookoo":
        action = beginning(telephone, provider).url.replace(telephone.served.client.url, PUBLIC)
        for turn in ("-1", "1e9", "9" * 30, "0" * 8 + "9" * 20, "9" * 5000, "٣", "abc"):
            step = replace(LISTENING, action=f"{action}?{urlencode({'turn': turn})}")
            hooks.append(peer.keys("CA1", step, "1"))
        hooks.append(peer.keys("CA1", replace(LISTENING, action=f"{action}?turn=1"), "12ab"))
        hooks.append(peer.keys("CA1", replace(LISTENING, action=f"{action}?turn=1"), "1" * 60))
    for hook in hooks:
        assert 400 <= await status_of(telephone, hook) < 500


@pytest.mark.parametrize("provider", ["twilio", "plivo", "exotel"])
async def test_bodies_that_are_no_form_are_refused(telephone: Exchange, provider: str) -> None:
    hook = beginning(telephone, provider)
    form = "application/x-www-form-urlencoded"
    wrong: list[tuple[bytes, str]] = [
        (b"{}", "application/json"),
        ("CallSid=क".encode(), form),
        (b"\xff\xfe", form),
        (b"CallSid=%ff%fe", form),
        (b"a=1&" * 300, form),
        (b"", "text/plain"),
    ]
    for body, kind in wrong:
        headers = {**hook.headers, "Content-Type": kind}
        assert 400 <= await status_of(telephone, replace(hook, headers=headers), data=body) < 500
    assert await status_of(telephone, hook, data={"a": "x" * 20_000}) == 413


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_hostile_webhooks_are_never_acted_on_nor_break_anything(telephone: Exchange, provider: str) -> None:
    chance = random.Random(provider)
    genuine = beginning(telephone, provider)
    for _ in range(60):
        fields = {
            "".join(chance.choices("CallSidFromDgtsUx ", k=6)): "".join(
                chr(chance.randint(1, 0x3000)) for _ in range(9)
            )
            for _ in range(chance.randint(0, 6))
        }
        headers = {name: "".join(chance.choices("abcXYZ019=+/", k=28)) for name in genuine.headers}
        url = genuine.url.replace(TOKEN, "".join(chance.choices("abc", k=len(TOKEN))))
        assert 400 <= await status_of(telephone, replace(genuine, url=url, fields=fields, headers=headers)) < 500
    assert await calls_known(telephone) == 0


async def test_providers_that_are_not_configured_have_no_address(servers: System) -> None:
    async with serving(settings_for(servers, NOBODY)) as served:
        for path in ("twilio", "plivo", f"exotel/{TOKEN}", f"kookoo/{TOKEN}"):
            async with served.client.http.post(f"{served.client.url}/voice/{path}/calls") as answer:
                assert answer.status == 404


@pytest.mark.parametrize(
    ("provider", "setting"),
    [
        ("twilio", "twilio_auth_token"),
        ("plivo", "plivo_auth_token"),
        ("exotel", "exotel_key"),
        ("kookoo", "kookoo_key"),
        ("twilio", "public_url"),
    ],
)
def test_a_provider_without_its_secret_refuses_to_start(servers: System, provider: str, setting: str) -> None:
    given = {**SETTINGS, "voice_providers": provider, setting: "" if setting == "public_url" else None}
    with pytest.raises(ValidationError, match=setting.upper()):
        settings_for(servers, NOBODY, **given)


def test_an_unknown_provider_refuses_to_start(servers: System) -> None:
    with pytest.raises(ValidationError, match="VOICE_PROVIDERS"):
        settings_for(servers, NOBODY, voice_providers="knowlarity")


async def test_a_voice_that_does_not_speak_hindi_refuses_to_start(servers: System) -> None:
    given = {**SETTINGS, "twilio_voice_hindi": "Google.en-IN-Neural2-A"}
    with pytest.raises(ValueError, match="does not speak"):
        async with serving(settings_for(servers, NOBODY, **given)):
            pass


async def test_what_is_said_and_pressed_is_in_no_log(telephone: Exchange, capsys: pytest.CaptureFixture[str]) -> None:
    caller = await telephone.in_menu(number="+919812345617")
    await caller.say("मेरा गुप्त वाक्य")
    await caller.press("*")
    logged = capsys.readouterr()
    assert "गुप्त" not in logged.out + logged.err
    assert "9812345617" not in logged.out + logged.err


async def test_a_flow_of_applets_leads_through_a_call(telephone: Exchange) -> None:
    base = f"{telephone.served.client.url}/voice/exotel/{TOKEN}"
    call = {"CallSid": "flow-1", "CallFrom": "09812345678"}

    async def gather() -> dict[str, Any]:
        async with telephone.http.get(f"{base}/gather", params=call) as answer:
            assert answer.status == 200
            body: dict[str, Any] = await answer.json()
            return body

    async def passthru(digits: str) -> int:
        given = {**call, "digits": f'"{digits}"'}
        async with telephone.http.get(f"{base}/passthru", params=given, allow_redirects=False) as answer:
            return answer.status

    assert "जन सहायक" in (await gather())["gather_prompt"]["text"]
    assert await passthru("1") == 200
    menu = await gather()
    assert "योजना के लिए तीन" in menu["gather_prompt"]["text"]
    assert menu["max_input_digits"] == 1
