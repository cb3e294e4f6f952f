"""Everything that is not plain words, and the words that stop and start our messages."""

from __future__ import annotations

from typing import Any

import pytest

from channels.delivery.outgoing import Outgoing
from channels.wording import say
from tests.channels.whatsapp.desk import Desk, citizen
from tests.peers.meta import FakeMeta
from tests.peers.twilio import FakeTwilio

Provider = FakeTwilio | FakeMeta


@pytest.mark.parametrize(
    ("kind", "content", "key"),
    [
        ("location", {"latitude": 23.25, "longitude": 77.41}, "location_noted"),
        ("reaction", {"message_id": "wamid.x", "emoji": "👍"}, "reaction_seen"),
        ("sticker", {"id": "1234567890", "mime_type": "image/webp"}, "sticker_seen"),
        ("contacts", [{"name": {"formatted_name": "x"}}], "contact_not_taken"),
        ("unsupported", {"type": "poll_creation"}, "unsupported"),
        ("order", {"catalog_id": "x"}, "unsupported"),
        ("video", {"id": "1234567890", "mime_type": "video/mp4"}, "video_not_taken"),
        ("audio", {"id": "1234567890", "mime_type": "audio/ogg; codecs=opus", "voice": True}, "voice_not_heard"),
        ("text", {"body": " \u200d "}, "empty"),
    ],
)
async def test_each_kind_of_message_gets_a_helpful_reply_by_meta(
    whatsapp: Desk, kind: str, content: Any, key: str
) -> None:
    meta, user = whatsapp.meta, citizen("meta")
    await meta.deliver([meta.message(user, kind, content)])
    [seen] = await meta.answers(user, 1)
    assert seen.text == say(key, "hi")


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"Latitude": "23.25", "Longitude": "77.41"}, "location_noted"),
        ({"MessageType": "reaction", "Body": "👍"}, "reaction_seen"),
        ({"NumMedia": "1", "MediaUrl0": "http://127.0.0.1/x", "MediaContentType0": "image/webp"}, "sticker_seen"),
        ({"NumMedia": "1", "MediaUrl0": "http://127.0.0.1/x", "MediaContentType0": "video/mp4"}, "video_not_taken"),
        ({"NumMedia": "1", "MediaUrl0": "http://127.0.0.1/x", "MediaContentType0": "text/vcard"}, "contact_not_taken"),
        ({"NumMedia": "1", "MediaUrl0": "http://127.0.0.1/x", "MediaContentType0": "audio/ogg"}, "voice_not_heard"),
        ({}, "unsupported"),
    ],
)
async def test_each_kind_of_message_gets_a_helpful_reply_by_twilio(
    whatsapp: Desk, fields: dict[str, str], key: str
) -> None:
    user = citizen("twilio")
    await whatsapp.twilio.deliver(whatsapp.twilio.form(user, **{"Body": "", **fields}))
    [seen] = await whatsapp.twilio.answers(user, 1)
    assert seen.text == say(key, "hi")


async def test_a_reaction_taken_back_needs_no_reply(whatsapp: Desk) -> None:
    meta, user = whatsapp.meta, citizen("meta")
    await meta.deliver([meta.message(user, "reaction", {"message_id": "wamid.x"})])
    await meta.say(user, "hello")
    assert (await meta.answers(user, 1))[0].text == "echo: hello"


async def test_whoever_spoke_english_is_told_in_english(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    await provider.say(user, "english")
    await provider.answers(user, 1)
    await provider.send_file(user, b"", "video/mp4")
    assert (await provider.answers(user, 2))[1].text == say("video_not_taken", "en")


@pytest.mark.parametrize("words", ["STOP", "stop.", "Unsubscribe", "संदेश बंद करो", "message band karo"])
async def test_whoever_says_stop_gets_answers_but_no_messages_of_our_own(
    whatsapp: Desk, provider: Provider, words: str
) -> None:
    user, here = citizen(provider), whatsapp.served.here
    assert here.whatsapp
    await provider.say(user, words)
    [seen] = await provider.answers(user, 1)
    assert seen.text in (say("opted_out", "hi"), say("opted_out", "en"))
    [(session,)] = await here.database.rows("SELECT session_id FROM inbox ORDER BY id DESC LIMIT 1", {})
    news = Outgoing("text", "hi", "news", "news")
    await here.whatsapp.deliveries.queue(session, f"news {session}", news, proactive=True)
    await provider.say(user, "kya haal hai")
    assert [seen.text for seen in await provider.answers(user, 2)][1] == "echo: kya haal hai"
    await provider.say(user, "START")
    assert (await provider.answers(user, 3))[2].text in (say("opted_in", "hi"), say("opted_in", "en"))
    await here.whatsapp.deliveries.queue(session, f"more news {session}", news, proactive=True)
    assert (await provider.answers(user, 4))[3].text == "news"


async def test_start_is_an_ordinary_word_for_everybody_else(whatsapp: Desk) -> None:
    user = citizen("meta")
    await whatsapp.meta.say(user, "start")
    await whatsapp.meta.answers(user, 1)
    assert whatsapp.bot.values == ["start"] or whatsapp.bot.turns[-1]["value"] == "start"


async def test_a_slash_from_a_person_stays_text(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    await provider.say(user, "/start_over")
    await provider.answers(user, 1)
    assert whatsapp.bot.turns[-1]["kind"] == "text"


async def test_a_stop_that_comes_again_after_a_later_start_changes_nothing(whatsapp: Desk) -> None:
    meta, user, here = whatsapp.meta, citizen("meta"), whatsapp.served.here
    stop = meta.message(user, "text", {"body": "STOP"})
    await meta.deliver([stop])
    await meta.answers(user, 1)
    await meta.say(user, "START")
    await meta.answers(user, 2)
    await meta.deliver([stop])
    [(out,)] = await here.database.rows("SELECT opted_out_at FROM addresses ORDER BY last_message_at DESC LIMIT 1", {})
    assert out is None
