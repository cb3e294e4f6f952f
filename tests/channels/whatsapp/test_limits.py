"""Whatever the assistant can say, both providers take, and on the telephone nothing of it is missing."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import cast

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.database import Database, create_pool
from channels.delivery.outgoing import Choice, Outgoing
from channels.delivery.provider import Parcel
from channels.rendering.addresses import opened
from channels.rendering.splitting import utf16
from channels.replies import Reply
from channels.whatsapp.limits import BY_PROVIDER, META, TWILIO, MessageLimits
from channels.whatsapp.meta.client import MetaWhatsApp
from channels.whatsapp.rendering import rendered
from channels.whatsapp.templates import Templates
from channels.whatsapp.twilio.client import TwilioWhatsApp, basic
from channels.whatsapp.twilio.contents import Contents
from channels.whatsapp.twilio.layout import layout
from supervisor.system import System
from tests.channels.whatsapp.everything_said import replies
from tests.peers import meta, twilio
from tests.peers.handset import Seen
from tests.peers.meta import FakeMeta
from tests.peers.twilio import FakeTwilio

Take = Callable[[Outgoing], Awaitable[None]]
Provider = FakeTwilio | FakeMeta


def parcel(message: Outgoing) -> Parcel:
    return Parcel("d1.1", "ours", "919812345678", message, True)


@asynccontextmanager
async def taken_by_twilio(servers: System) -> AsyncIterator[tuple[Provider, Take]]:
    """A strict Twilio, and how a message is handed to it."""
    fake, pool = FakeTwilio(), create_pool(servers.database_url, 2)
    fake.gateway, fake.receipts = "https://here", False
    await pool.open()
    async with fake.serving(), aiohttp.ClientSession() as http:
        key = basic(twilio.ACCOUNT, twilio.TOKEN)
        await Database(pool).rows("DELETE FROM twilio_contents", {})
        contents = Contents(http, Database(pool), fake.url, twilio.ACCOUNT, key, 10)
        client = TwilioWhatsApp(
            http, contents, Templates({}), account=twilio.ACCOUNT, sender=twilio.SENDER, authorization=key,
            api_url=fake.url, messaging_url=fake.url, receipts_url="https://here/receipts", media_hosts=(),
            media_limit=1, media_deadline_s=1, deadline_s=10,
        )  # fmt: skip

        async def take(message: Outgoing) -> None:
            fake.take(await client.request(parcel(message)))

        yield fake, take
    await pool.close()


@asynccontextmanager
async def taken_by_meta(servers: System) -> AsyncIterator[tuple[Provider, Take]]:
    """The same with a strict Meta."""
    fake = FakeMeta()
    fake.gateway, fake.receipts = "https://here", False
    async with aiohttp.ClientSession() as http:
        client = MetaWhatsApp(
            http, Templates({}), phone_number_id=meta.PHONE_NUMBER_ID, token=meta.TOKEN, url="https://graph",
            media_hosts=(), media_limit=1, media_deadline_s=1, deadline_s=10,
        )  # fmt: skip

        async def take(message: Outgoing) -> None:
            fake.take(client.request(parcel(message)))

        yield fake, take


TAKEN_BY = {"twilio": taken_by_twilio, "meta": taken_by_meta}


async def shown(fake: Provider, take: Take, messages: Sequence[Outgoing]) -> list[Seen]:
    before = len(fake.seen)
    for message in messages:
        await take(message)
    while len(fake.seen) < before + len(messages):  # noqa: ASYNC110
        await asyncio.sleep(0)
    return fake.seen[before:]


def words(text: str) -> str:
    """Whatever white space and apostrophes a provider makes of it."""
    return "".join(text.split()).replace("’", "'")


@pytest.mark.parametrize("name", BY_PROVIDER)
async def test_every_reply_is_taken_and_nothing_of_it_is_missing(servers: System, name: str) -> None:
    limits, forms = BY_PROVIDER[name], Counter[str]()
    async with TAKEN_BY[name](servers) as (fake, take):
        for reply in replies():
            messages = rendered([opened(reply, "https://here")], limits)
            seen = await shown(fake, take, messages)
            visible = words(
                "\n".join(one.text for one in seen) + "\n".join(title for one in seen for _, title in one.choices)
            )
            plain = words("\n".join(message.plain for message in messages))
            assert words(reply["text"]) in plain
            assert all(words(line) in visible + plain for line in reply["text"].split("\n"))
            # One message, unless the words alone are too many for it.
            assert len(messages) == 1 or utf16(messages[0].plain) > limits.text / 2, reply["text"]
            assert len(messages) <= 2
            if reply["options"] and seen[-1].choices:
                assert [one for one, _ in seen[-1].choices] == [option["id"] for option in reply["options"]]
            forms[seen[-1].form if reply["options"] else "words only"] += 1
        if isinstance(fake, FakeTwilio):
            print(f"\ntemplates made: {len(fake.contents)}")
            assert len(fake.contents) < 600
            assert not re.search(r"[\u0900-\u097f]", str([one["types"] for one in fake.contents.values()]))
    print(dict(forms))
    assert sum(forms.values()) > 10_000
    assert forms["buttons"] + forms["list"] > 20 * forms["text"]


def test_what_can_be_tapped_has_a_whole_title_of_its_own() -> None:
    for reply in replies():
        for limits in (TWILIO, META):
            for message in rendered([reply], limits):
                titles = [choice.title for choice in message.choices]
                assert len(set(titles)) == len(titles)
                allowed = (
                    [{option["label"].strip(), option["short_label"].strip()} for option in reply["options"]]
                    if titles
                    else []
                )
                assert all(title in known for title, known in zip(titles, allowed, strict=True))


WORDS = st.text(st.sampled_from("कखगािं्  ab.,\n\t\"'*_~`{}<>&₹😀👍\u200d१२"), min_size=0, max_size=60).flatmap(
    lambda word: st.integers(0, 60).map(lambda times: word * times)
)
LABELS = st.text(st.sampled_from("कखगाि ab'😀"), min_size=1, max_size=40)


@st.composite
def any_reply(draw: st.DrawFn) -> Reply:
    options = draw(st.lists(st.tuples(LABELS, LABELS), max_size=14))
    files = draw(st.lists(st.sampled_from(["image", "document", "audio", "odd"]), max_size=2))
    return cast(
        Reply,
        {
            "id": "r", "in_reply_to": None, "lang": draw(st.sampled_from(["hi", "en"])), "text": draw(WORDS),
            "speech": "x",
            "options": [
                {"id": f"{number}.abcdefgh", "label": label, "short_label": short}
                for number, (label, short) in enumerate(options)
            ],
            "links": [{"label": "पोर्टल", "url": "https://example.org/"}] * draw(st.integers(0, 2)),
            "sources": [{"title": title, "url": "", "as_of": "2026"} for title in draw(st.lists(LABELS, max_size=1))],
            "attachments": [{"kind": kind, "url": "https://example.org/x", "caption": draw(WORDS)} for kind in files],
            "meta": {"kind": "answer"},
        },
    )  # fmt: skip


@pytest.mark.parametrize("name", BY_PROVIDER)
async def test_whatever_else_may_be_said_is_taken_too(servers: System, name: str) -> None:
    made: list[list[Reply]] = []

    @settings(max_examples=300, database=None, deadline=None)
    @given(st.lists(any_reply(), min_size=1, max_size=2))
    def draw(several: list[Reply]) -> None:
        made.append(several)

    draw()
    async with TAKEN_BY[name](servers) as (fake, take):
        for several in made:
            await shown(fake, take, rendered(several, BY_PROVIDER[name]))


@pytest.mark.parametrize(
    "text",
    ["a " * 120, "अ" * 300, "line\n\n\nline", "it's", "x\ty     z", "\n".join("x" * 200 for _ in range(5)), "…"],
)
def test_a_layout_has_no_variable_that_twilio_refuses(text: str) -> None:
    made = layout(Outgoing("buttons", "hi", text, text, (Choice("id", "हाँ"),)))
    if max(len(word) for word in text.split()) > 255:
        assert made is None
        return
    assert made
    for word in made.variables().values():
        assert 0 < utf16(word) <= 255
        assert not re.search(r"[\n\t']|\s{2}", word)


@pytest.mark.parametrize("limits", [TWILIO, META])
def test_shared_limits_are_whatsapps(limits: MessageLimits) -> None:
    assert (limits.body, limits.buttons, limits.title, limits.rows, limits.row_title) == (1024, 3, 20, 10, 24)
