"""Forged, replayed, truncated, mis-encoded and oversized webhooks: none is acted on, none answered with a 5xx.

HOSTILE_WEBHOOKS says how many for each provider (10000 for the figure in docs/benchmarks/hostile.md).
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

import pytest

from tests.channels.voice.calling import PROVIDERS, TOKEN, Exchange, said
from tests.peers.caller import Caller, Hook, Spoken

MANY = int(os.environ.get("HOSTILE_WEBHOOKS", "400"))
AT_ONCE = 16
SECRET_WORDS = "मेरा गुप्त वाक्य"
SIGNED = ("twilio", "plivo")
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Raw:
    """A request as bytes; `stream`: sent without a length."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes = b""
    stream: bool = False


def raw(hook: Hook) -> Raw:
    """What the provider sends."""
    if hook.method == "GET":
        return Raw("GET", hook.url, hook.headers)
    return Raw("POST", hook.url, {**hook.headers, "Content-Type": FORM}, urlencode(hook.fields).encode())


def stranger(request: Raw) -> Raw:
    """As somebody who does not know the secret in the address, if there is one."""
    return replace(request, url=request.url.replace(TOKEN, TOKEN[:-1] + "x"))


def noise(chance: random.Random, most: int) -> str:
    return "".join(chr(chance.choice((chance.randint(1, 127), chance.randint(128, 0x3000)))) for _ in range(most))


def forged(chance: random.Random, genuine: Hook) -> Raw:
    """Another's secret, another's signature, or a genuine one on changed content."""
    address = genuine.url.replace(TOKEN, "".join(chance.choices("abcdefXYZ0123-_", k=chance.randint(1, 60))))
    fields = {**genuine.fields, "From": f"+9198{chance.randrange(10**8):08d}", "SpeechResult": SECRET_WORDS}
    headers = {
        name: chance.choice((value, "", "".join(chance.choices("abcXYZ019=+/,", k=28)), "\x7fé"))
        for name, value in genuine.headers.items()
        if chance.random() < 0.8
    }
    if address == genuine.url and headers == genuine.headers:
        address += "?turn=1"
    return raw(replace(genuine, url=address, fields=fields if genuine.fields else {}, headers=headers))


def truncated(chance: random.Random, genuine: Hook) -> Raw:
    """Cut off somewhere: the body of a form, the address of a GET."""
    whole = stranger(raw(genuine))
    if whole.method == "GET":
        return replace(whole, url=whole.url[: chance.randint(whole.url.index("/voice") + 8, len(whole.url))])
    # Without the last "=" of an empty value it would be the same form.
    return replace(whole, body=whole.body[: chance.randrange(len(whole.body) - 1)])


def mis_encoded(chance: random.Random, genuine: Hook) -> Raw:
    """Bytes that are no form, or not of the kind that they say."""
    whole = stranger(raw(genuine))
    if whole.method == "GET":
        place = whole.url.index(TOKEN[:8])
        garbage = chance.choice(("%ff%fe", "%00", "%zz", quote(noise(chance, 8)), "..%2f..%2f"))
        return replace(whole, url=f"{whole.url[:place]}{garbage}{whole.url[place + 3 :]}")
    kind = chance.choice((FORM, f"{FORM}; charset=utf-16", "application/json", "text/plain", "multipart/form-data", ""))
    body = chance.choice(
        (chance.randbytes(chance.randint(1, 400)), b"CallSid=%ff%fe&Digits=1", SECRET_WORDS.encode("utf-16"), b"{}",
         b"a=1&" * chance.randint(250, 400), whole.body + b"&CallSid=%ff", b"\x00" * 50)
    )  # fmt: skip
    return replace(whole, headers={**whole.headers, "Content-Type": kind}, body=body)


def oversized(chance: random.Random, genuine: Hook) -> Raw:
    """More than any provider sends."""
    whole = stranger(raw(genuine))
    if whole.method == "GET":
        address = whole.url.replace(TOKEN[:8], "x" * chance.randint(30, 6000))
        return replace(whole, url=f"{address}&data={'9' * chance.randint(1000, 20_000)}")
    filler = f"&SpeechResult={quote(SECRET_WORDS)}" * chance.randint(300, 600)
    return replace(whole, body=whole.body + filler.encode(), stream=chance.random() < 0.5)


MADE: tuple[Callable[[random.Random, Hook], Raw], ...] = (forged, truncated, mis_encoded, oversized)


async def send(telephone: Exchange, request: Raw) -> int:
    async def pieces() -> AsyncIterator[bytes]:
        for place in range(0, len(request.body), 4096):
            yield request.body[place : place + 4096]

    body = pieces() if request.stream else request.body
    try:
        async with telephone.http.request(
            request.method, request.url, headers=request.headers, data=body if request.method == "POST" else None
        ) as answer:
            await answer.read()
            return answer.status
    except (OSError, ValueError):
        # Refused before it was read to the end, or not even sendable.
        return 400


async def sent(telephone: Exchange, requests: Iterator[Raw]) -> Counter[int]:
    """How often each status came."""
    statuses: Counter[int] = Counter()

    async def work() -> None:
        for request in requests:
            statuses[await send(telephone, request)] += 1

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    return statuses


async def known(telephone: Exchange) -> tuple[object, ...]:
    """All that acting on a webhook would change."""
    rows = telephone.served.here.database.rows
    calls = await rows("SELECT id, turn, session_id, ended_at FROM calls ORDER BY id", {})
    messages = await rows("SELECT count(*) FROM inbox WHERE channel = 'voice'", {})
    return calls, messages, len(telephone.bot.turns)


async def under_way(telephone: Exchange, provider: str) -> Caller:
    """A call in its third turn."""
    caller = await telephone.hearing(said("कौन सी योजना?", kind="ask", asks="topic"), provider)
    return caller


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_strangers_change_nothing(telephone: Exchange, provider: str, capsys: pytest.CaptureFixture[str]) -> None:
    caller = await under_way(telephone, provider)
    chance = random.Random(provider)
    peer = telephone.provider(provider)
    genuine = [
        peer.begin("CA-stranger", "+919812345678"),
        peer.keys(caller.call_id, replace(caller.listening, action=caller.listening.action or "x"), "1"),
    ]
    before = await known(telephone)
    capsys.readouterr()
    statuses = await sent(telephone, (chance.choice(MADE)(chance, chance.choice(genuine)) for _ in range(MANY)))
    assert sum(statuses.values()) == MANY
    assert all(400 <= status < 500 for status in statuses), statuses
    assert await known(telephone) == before
    logged = capsys.readouterr()
    assert not [word for word in (*SECRET_WORDS.split(), TOKEN) if word in logged.out + logged.err]


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_replays_change_nothing_and_get_the_document_as_it_stands(telephone: Exchange, provider: str) -> None:
    caller = await under_way(telephone, provider)
    heard = caller.words
    before = await known(telephone)
    # KooKoo's requests carry no number of ours: a repetition is known for half a second, a start always.
    old = caller.hooks[:1] if provider == "kookoo" else caller.hooks
    chance = random.Random(provider)
    statuses = await sent(telephone, (raw(chance.choice(old)) for _ in range(MANY // 4)))
    assert set(statuses) == {200}
    assert await known(telephone) == before
    assert heard == " ".join(spoken.text for spoken in await _standing(caller))


async def _standing(caller: Caller) -> list[Spoken]:
    caller.lately = []
    await caller._follow(await caller._fetch(caller.hooks[0]))
    return list(caller.lately)


@pytest.mark.parametrize("provider", ["exotel", "kookoo"])
async def test_nonsense_from_whoever_has_the_secret_breaks_nothing(telephone: Exchange, provider: str) -> None:
    """These two sign nothing: who knows the address may say what he likes, but never bring down a call."""
    chance = random.Random(provider)
    peer = telephone.provider(provider)

    def nonsense() -> Iterator[Raw]:
        for number in range(MANY // 4):
            genuine = raw(peer.begin(f"CA-{number % 7}", noise(chance, 10)))
            fields = {
                chance.choice(("CallSid", "sid", "event", "data", "Digits", "turn", "DigitsPressed", "cid")): noise(
                    chance, chance.randint(0, 50)
                )
                for _ in range(chance.randint(0, 6))
            }
            query = urlencode(fields)
            if genuine.method == "GET":
                yield replace(genuine, url=f"{genuine.url.partition('?')[0]}?{query}")
            else:
                yield replace(genuine, body=query.encode(), url=f"{genuine.url}?{query}")

    statuses = await sent(telephone, nonsense())
    assert all(status < 500 for status in statuses), statuses
    assert "क्या काम है" in (await telephone.in_menu(provider, number="+919812345633")).words
