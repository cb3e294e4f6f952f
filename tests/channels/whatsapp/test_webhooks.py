"""Calls that are not from our providers, or not as they should be: none acted on, none a fault of ours."""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from supervisor.system import System
from tests.channels.serving import NOBODY, serving, settings_for
from tests.channels.whatsapp.desk import Desk, citizen, desk
from tests.peers import meta, twilio
from tests.peers.meta import VERIFY, FakeMeta
from tests.peers.twilio import FakeTwilio

HOSTILE_CALLS = int(os.environ.get("HOSTILE_CALLS", "60"))


async def post(whatsapp: Desk, path: str, body: bytes | BytesIO, headers: dict[str, str]) -> int:
    async with whatsapp.twilio.http.post(f"{whatsapp.twilio.gateway}{path}", data=body, headers=headers) as answer:
        await answer.read()
        return answer.status


async def stored(whatsapp: Desk) -> int:
    [(count,)] = await whatsapp.served.here.database.rows("SELECT count(*) FROM inbox", {})
    return int(count)


async def test_without_credentials_the_routes_do_not_exist(servers: System) -> None:
    async with serving(settings_for(servers, NOBODY)) as served:
        for path in ("/whatsapp/twilio", "/whatsapp/twilio/receipts", "/whatsapp/meta"):
            async with served.client.http.post(f"{served.client.url}{path}") as answer:
                assert answer.status == 404


@pytest.mark.parametrize(
    "given_settings",
    [
        {"twilio_whatsapp_sender": "whatsapp:+14155238886", "twilio_account_sid": "AC1", "public_url": "https://x"},
        {"twilio_whatsapp_sender": "whatsapp:+14155238886", "twilio_auth_token": "x", "public_url": "https://x"},
        {"meta_phone_number_id": "1", "meta_verify_token": "x", "meta_access_token": "x"},
        {"meta_phone_number_id": "1", "meta_app_secret": "x", "meta_access_token": "x"},
    ],
)
def test_a_provider_without_its_secrets_refuses_to_start(servers: System, given_settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="WhatsApp also needs"):
        settings_for(servers, NOBODY, **given_settings)


async def test_twilio_may_sign_with_a_shared_key(whatsapp: Desk) -> None:
    whatsapp.twilio.with_shared_key = True
    user = citizen("twilio")
    assert await whatsapp.twilio.say(user, "नमस्ते  ") == 204
    assert (await whatsapp.twilio.answers(user, 1))[0].text == "echo: नमस्ते"


@pytest.mark.parametrize(
    "header",
    [
        f"key={twilio.KEY_ID},algorithm=HMAC_SHA1",
        f"key={twilio.KEY_ID}",
        "key=another,algorithm=HMAC_SHA256",
        "algorithm=HMAC_SHA256",
        "algorithm=HMAC_SHA1",
        "",
    ],
)
async def test_the_header_cannot_choose_a_weaker_way(whatsapp: Desk, header: str) -> None:
    """Signed rightly in the older way, with the account's token, but claiming a key."""
    form = whatsapp.twilio.form(citizen("twilio"), Body="hello")
    before = await stored(whatsapp)
    assert await whatsapp.twilio.deliver(form, **{"X-Twilio-Webhooks-Signature-Settings": header}) == 403
    assert await stored(whatsapp) == before


async def test_an_older_signature_is_not_taken_when_only_keys_are_configured(servers: System) -> None:
    changes = {"twilio_auth_token": None, "twilio_api_key": "SK1", "twilio_api_secret": "x"}
    async with desk(servers, working=False, **changes) as whatsapp:
        form = whatsapp.twilio.form(citizen("twilio"), Body="hello")
        assert await whatsapp.twilio.deliver(form) == 403
        whatsapp.twilio.with_shared_key = True
        assert await whatsapp.twilio.deliver(form) == 204


async def test_the_query_is_signed_too(whatsapp: Desk) -> None:
    form = {"MessageSid": "SM" + "0" * 32, "MessageStatus": "delivered", "AccountSid": twilio.ACCOUNT}
    assert await whatsapp.twilio.deliver(form, "/whatsapp/twilio/receipts?mark=d1.1&name=%E0%A4%95") == 204
    url = f"{whatsapp.twilio.gateway}/whatsapp/twilio/receipts"
    headers = whatsapp.twilio.signed(f"{url}?mark=d1.1", form)
    assert await post(whatsapp, "/whatsapp/twilio/receipts?mark=d2.1", urlencode(form).encode(), headers) == 403


async def test_what_proxies_and_hosts_claim_does_not_count(whatsapp: Desk) -> None:
    form = whatsapp.twilio.form(citizen("twilio"), Body="hello")
    claims = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert await whatsapp.twilio.deliver(form, **claims) == 204


async def test_a_genuine_message_of_another_account_is_left_alone(whatsapp: Desk) -> None:
    before = await stored(whatsapp)
    form = whatsapp.twilio.form(citizen("twilio"), Body="hello", AccountSid="AC" + "1" * 32)
    assert await whatsapp.twilio.deliver(form) == 204
    body = whatsapp.meta.body([whatsapp.meta.message(citizen("meta"), "text", {"body": "hello"})])
    assert await whatsapp.meta.call(body.replace(meta.PHONE_NUMBER_ID.encode(), b"106540352242923")) == 200
    assert await stored(whatsapp) == before


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}, 200),
        ({"hub.mode": "subscribe", "hub.verify_token": "guess", "hub.challenge": "1158201444"}, 403),
        ({"hub.mode": "unsubscribe", "hub.verify_token": VERIFY, "hub.challenge": "1158201444"}, 403),
        ({"hub.mode": "subscribe", "hub.verify_token": VERIFY, "hub.challenge": "<script>"}, 403),
        ({}, 403),
    ],
)
async def test_meta_is_shown_that_the_address_is_ours(whatsapp: Desk, query: dict[str, str], status: int) -> None:
    async with whatsapp.meta.http.get(f"{whatsapp.meta.gateway}/whatsapp/meta", params=query) as answer:
        assert answer.status == status
        assert status != 200 or await answer.text() == "1158201444"


async def test_bytes_are_signed_not_what_they_mean(whatsapp: Desk) -> None:
    body = whatsapp.meta.body([whatsapp.meta.message(citizen("meta"), "text", {"body": "नमस्ते 🙏"})])
    plain = body.decode().encode().decode("unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16").encode()
    assert plain != body
    assert await whatsapp.meta.call(plain, signature=meta.signed(body)) == 403
    assert await whatsapp.meta.call(plain) == 200


@pytest.mark.parametrize("path", ["/whatsapp/twilio", "/whatsapp/twilio/receipts", "/whatsapp/meta"])
async def test_an_oversized_call_is_refused(whatsapp: Desk, path: str) -> None:
    assert await post(whatsapp, path, BytesIO(b"x" * 1_100_000), {}) == 413


@dataclass(frozen=True)
class Call:
    """A call of a webhook; `genuine` ones are replays of a message that was taken before."""

    path: str
    body: bytes
    headers: dict[str, str]
    genuine: bool = False


class Forger:
    """Somebody who has seen one genuine call of a provider, and knows no secret."""

    def __init__(self, provider: FakeTwilio | FakeMeta) -> None:
        self.provider = provider
        self.secret = "मेरा राज़ 9812345678"
        if isinstance(provider, FakeTwilio):
            form = provider.form(citizen("twilio"), Body=self.secret)
            url = f"{provider.gateway}/whatsapp/twilio"
            self.seen = Call("/whatsapp/twilio", urlencode(form).encode(), provider.signed(url, form), genuine=True)
            self.other = "/whatsapp/twilio/receipts"
        else:
            body = provider.body([provider.message(citizen("meta"), "text", {"body": self.secret})])
            headers = {"Content-Type": "application/json", "X-Hub-Signature-256": meta.signed(body)}
            self.seen = Call("/whatsapp/meta", body, headers, genuine=True)
            self.other = "/whatsapp/meta"

    def calls(self) -> st.SearchStrategy[Call]:
        """Forged, truncated, damaged, otherwise encoded and oversized ones."""
        return st.one_of(self._forged(), self._truncated(), self._damaged(), self._encoded(), self._oversized())

    def _forged(self) -> st.SearchStrategy[Call]:
        bodies = st.one_of(
            st.binary(max_size=300),
            st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
            st.dictionaries(st.text(max_size=20), st.text(max_size=50), max_size=8).map(
                lambda form: urlencode(form).encode()
            ),
            st.sampled_from([b"Body=%FF%FE", b"a=%", b"&&&=", b'{"object":' * 900, b"\x00" * 50, b"Body=%E0%A4"]),
            st.just(self.seen.body),
        )
        words = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60)
        names = st.sampled_from(
            ["X-Twilio-Signature", "X-Twilio-Webhooks-Signature-Settings", "X-Hub-Signature-256", "Content-Type"]
        )
        paths = st.sampled_from([self.seen.path, self.other])
        return st.builds(Call, paths, bodies, st.dictionaries(names, words, max_size=4))

    def _truncated(self) -> st.SearchStrategy[Call]:
        return st.integers(0, len(self.seen.body) - 1).map(lambda end: self._with(self.seen.body[:end]))

    def _damaged(self) -> st.SearchStrategy[Call]:
        def damaged(at: int, byte: int) -> Call:
            body = bytearray(self.seen.body)
            body[at] ^= byte
            return self._with(bytes(body))

        return st.builds(damaged, st.integers(0, len(self.seen.body) - 1), st.integers(1, 255))

    def _encoded(self) -> st.SearchStrategy[Call]:
        text = self.seen.body.decode()
        bodies = [
            text.encode("utf-16"), text.encode("utf-32"), b"\xef\xbb\xbf" + self.seen.body, text.upper().encode(),
            text.replace("%", "%25").encode() if "%" in text else text.replace("\\u", "\\\\u").encode(),
            json.dumps({"body": text}).encode(), self.secret.encode(), self.secret.encode("utf-16"),
        ]  # fmt: skip
        return st.sampled_from(bodies).map(self._with)

    def _oversized(self) -> st.SearchStrategy[Call]:
        # Few of more than a megabyte, for that takes time.
        return st.integers(0, 5000).map(
            lambda size: self._with(self.seen.body + b"x" * (1_100_000 + size if size < 50 else 20_000 + size))
        )

    def _with(self, body: bytes) -> Call:
        """With the genuine headers; "%e0" in place of "%E0" is no damage to a form."""
        same = self.provider.name == "twilio" and _fields(body) == _fields(self.seen.body)
        return Call(self.seen.path, body, self.seen.headers, genuine=same)


def _fields(body: bytes) -> list[tuple[str, str]]:
    return parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1")


def genuine_but_senseless() -> st.SearchStrategy[Any]:
    """What only somebody with the secrets could send: values of any shape where messages should be."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
    values = st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    )
    message = st.fixed_dictionaries(
        {},
        optional={
            "id": values, "from": values, "from_user_id": values, "timestamp": values, "text": values,
            "type": st.sampled_from(["text", "interactive", "button", "image", "system", "reaction", "location"]),
            "interactive": values, "button": values, "image": values, "system": values, "reaction": values,
        },
    )  # fmt: skip
    return st.lists(message | values, max_size=3)


@pytest.mark.parametrize("name", ["twilio", "meta"])
async def test_hostile_calls_are_refused_store_nothing_and_leave_no_words_in_logs(
    servers: System, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async with desk(servers) as whatsapp:
        forger = Forger(whatsapp.provider(name))
        # Thinking of thousands takes minutes, in which nothing is served here.
        drawn = _drawn(forger.calls())
        calls = [one for at, call in enumerate(drawn) for one in ((call, forger.seen) if at % 10 == 0 else (call,))]
        assert await post(whatsapp, forger.seen.path, forger.seen.body, forger.seen.headers) in (200, 204)
        before, statuses = await stored(whatsapp), Counter[int]()
        for call in calls:
            body = call.body if len(call.body) < 100_000 else BytesIO(call.body)
            status = await post(whatsapp, call.path, body, call.headers)
            assert status in ((200, 204) if call.genuine else (400, 403, 413)), (status, call)
            statuses[status] += 1
        assert await stored(whatsapp) == before
        await asyncio.sleep(0.5)
        assert len(whatsapp.bot.turns) == 1
    printed = "".join(capsys.readouterr())
    assert "राज़" not in printed
    assert "9812345678" not in printed
    print(f"\n{name}: {dict(statuses)}")


async def test_genuine_calls_without_sense_are_taken_and_store_nothing(servers: System) -> None:
    async with desk(servers, working=False) as whatsapp:
        before = await stored(whatsapp)
        for messages in _drawn(genuine_but_senseless()):
            assert await whatsapp.meta.deliver(messages, messages) == 200
        form = {"MessageSid": "../../x", "From": "whatsapp:' OR 1=1", "Body": "x"}
        assert await whatsapp.twilio.deliver(form) == 204
        assert await stored(whatsapp) == before


async def test_a_damaged_signature_is_forged(whatsapp: Desk) -> None:
    before = await stored(whatsapp)
    genuine = whatsapp.meta.body([whatsapp.meta.message(citizen("meta"), "text", {"body": "नमस्ते"})])
    mark = meta.signed(genuine)
    for cut in range(len(mark)):
        assert await whatsapp.meta.call(genuine, mark[:cut]) == 403
    assert await stored(whatsapp) == before


def test_the_older_signature_is_twilios_own() -> None:
    """From Twilio's documentation of webhook security."""
    params = {
        "CallSid": "CA1234567890ABCDE", "Caller": "+12349013030", "Digits": "1234", "From": "+12349013030",
        "To": "+18005551212",
    }  # fmt: skip
    validator = RequestValidator("12345")
    mark = validator.compute_signature("https://mycompany.com/myapp.php?foo=1&bar=2", params)
    assert mark == "0/KCTR6DLpKmkAf8muzZqo1nDgQ="


def _drawn(strategy: st.SearchStrategy[Any]) -> list[Any]:
    """So many examples at random; HOSTILE_CALLS=10000 for the long run."""
    found: list[Any] = []

    @settings(max_examples=HOSTILE_CALLS, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def draw(example: Any) -> None:
        found.append(example)

    draw()
    return found
