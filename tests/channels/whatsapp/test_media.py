"""Photos, papers, places and voice notes, through each provider."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from channels.gateway import Gateway
from channels.speech.interfaces import Audio, SpeechFailed
from channels.tokens import worded
from channels.whatsapp.fetching import MOST_ATTEMPTS
from channels.wording import Language, say
from portal.wording import say as portal_says
from supervisor.system import System
from tests.channels.whatsapp.desk import Desk, citizen, desk
from tests.peers.meta import FakeMeta
from tests.peers.twilio import FakeTwilio
from tests.portal import papers

Provider = FakeTwilio | FakeMeta
OGG = b"OggS" + bytes(300)
PHOTO = papers.photo()


async def rows(here: Gateway, statement: str, **values: Any) -> list[Any]:
    return await here.database.rows(statement, values)


async def until(here: Gateway, statement: str, **values: Any) -> list[Any]:
    """The first rows that there are."""
    async with asyncio.timeout(10):
        while not (found := await rows(here, statement, **values)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return found


async def send_place(provider: Provider, user: str, latitude: str, longitude: str, name: str = "") -> None:
    if isinstance(provider, FakeTwilio):
        await provider.say(user, "", Latitude=latitude, Longitude=longitude, Label=name)
        return
    place = {"latitude": float(latitude), "longitude": float(longitude), **({"name": name} if name else {})}
    await provider.deliver([provider.message(user, "location", place)])


@pytest.mark.parametrize(
    ("content", "content_type", "kind"), [(PHOTO, "image/jpeg", "photo"), (papers.pdf(), "application/pdf", "document")]
)
async def test_a_photo_or_paper_is_among_the_documents_and_deleted_at_the_provider(
    whatsapp: Desk, provider: Provider, content: bytes, content_type: str, kind: str
) -> None:
    user, here = citizen(provider), whatsapp.served.here
    await provider.send_file(user, content, content_type)
    assert (await provider.answers(user, 1))[0].text == say(f"{kind}_kept", "hi")
    await provider.until(lambda: provider.deleted)
    [(reference, session, place)] = await rows(
        here, "SELECT id, session_id, place FROM media WHERE state = 'stored' ORDER BY created_at DESC LIMIT 1"
    )
    assert await here.portal.documents.standing(session, None, [reference]) == {reference: "kept"}
    assert b"127.0.0.1" not in bytes(place)


async def test_a_caption_is_answered_like_words(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    await provider.send_file(user, PHOTO, "image/jpeg", caption="सड़क टूटी है, 9876543210")
    assert (await provider.answers(user, 1))[0].text == "echo: सड़क टूटी है, <phone:1>"


async def test_a_task_that_asks_for_it_gets_the_photo_the_paper_and_the_place(
    whatsapp: Desk, provider: Provider
) -> None:
    user, bot = citizen(provider), whatsapp.bot
    await provider.say(user, "ask complaint_text")
    await provider.answers(user, 1)
    await provider.send_file(user, PHOTO, "image/jpeg", caption="नाली भरी है")
    await provider.answers(user, 2)
    words, _, token = bot.values[-1].partition("\n")
    assert (words, token[:7], len(token)) == ("नाली भरी है", "<photo:", 40)
    await provider.say(user, "ask place")
    await provider.answers(user, 3)
    await send_place(provider, user, "23.259933", "77.412615", "वार्ड 12, भोपाल")
    await provider.answers(user, 4)
    assert bot.values[-1] == "वार्ड 12, भोपाल\n<location:23.25993,77.41262>"


async def test_the_last_question_counts_whatever_was_said_by_ourselves_since(whatsapp: Desk) -> None:
    user, meta = citizen("meta"), whatsapp.meta
    await meta.say(user, "ask complaint_text")
    await meta.answers(user, 1)
    await meta.send_file(user, b"", "video/mp4")
    await meta.answers(user, 2)
    await send_place(meta, user, "22.7", "75.8")
    await meta.answers(user, 3)
    assert whatsapp.bot.values[-1] == "<location:22.70000,75.80000>"


async def test_a_place_that_nobody_asked_for_is_not_read_as_a_question(whatsapp: Desk, provider: Provider) -> None:
    user = citizen(provider)
    await send_place(provider, user, "23.25", "77.41", "Bhopal Junction, Platform 1")
    assert (await provider.answers(user, 1))[0].text == say("location_noted", "hi")
    assert whatsapp.bot.turns == []


async def test_a_place_outside_the_world_is_none(whatsapp: Desk) -> None:
    user = citizen("twilio")
    await whatsapp.twilio.say(user, "", Latitude="123", Longitude="nan")
    assert (await whatsapp.twilio.answers(user, 1))[0].text == say("unsupported", "hi")


@pytest.mark.parametrize(
    ("content", "content_type", "key"),
    [
        (papers.EXE, "image/jpeg", "file_type_unknown"),
        (papers.pdf(password="x"), "application/pdf", "file_locked"),
        (PHOTO[:400], "image/jpeg", "file_unsound"),
    ],
)
async def test_who_sent_a_file_that_cannot_be_kept_is_told(
    whatsapp: Desk, provider: Provider, content: bytes, content_type: str, key: str
) -> None:
    user = citizen(provider)
    await provider.send_file(user, content, content_type)
    assert (await provider.answers(user, 2))[1].text == portal_says(key, "hi")
    assert await rows(whatsapp.served.here, "SELECT 1 FROM media WHERE error = %(key)s AND state = 'refused'", key=key)


async def test_a_file_at_which_our_own_code_breaks_is_tried_some_times_and_then_given_up(
    monkeypatch: pytest.MonkeyPatch, whatsapp: Desk
) -> None:
    tries: list[bytes] = []

    def breaks(content: bytes) -> None:
        tries.append(content)
        raise RuntimeError

    monkeypatch.setattr("portal.documents.service.inspected", breaks)
    monkeypatch.setattr("channels.whatsapp.fetching.wait_s", lambda attempts: 0.0)
    user = citizen("meta")
    await whatsapp.meta.send_file(user, PHOTO, "image/jpeg")
    assert (await whatsapp.meta.answers(user, 2))[1].text == say("file_not_fetched", "hi")
    assert len(tries) == MOST_ATTEMPTS
    assert await rows(whatsapp.served.here, "SELECT 1 FROM media WHERE error = 'broken' AND state = 'refused'")


@pytest.mark.parametrize(
    ("attempts", "changes", "state"),
    [(MOST_ATTEMPTS, "", "refused"), (MOST_ATTEMPTS - 1, ", place = 'sealed with a key that is gone'", "refused"),
     (MOST_ATTEMPTS - 1, "", "stored")],
)  # fmt: skip
async def test_a_file_that_nobody_lived_to_try_again_or_that_cannot_be_found_is_given_up(
    servers: System, attempts: int, changes: str, state: str
) -> None:
    async with desk(servers, working=False) as whatsapp:
        here, user = whatsapp.served.here, citizen("meta")
        await whatsapp.meta.send_file(user, PHOTO, "image/jpeg")
        [(file,)] = await rows(here, "SELECT id FROM media ORDER BY created_at DESC LIMIT 1")
        await rows(here, "UPDATE inbox SET answered_at = now() WHERE answered_at IS NULL")
        change = f"UPDATE media SET attempts = %(attempts)s, due_at = '-infinity'{changes} WHERE id = %(file)s"
        await rows(here, change, attempts=attempts, file=file)
        assert here.whatsapp is not None
        await here.whatsapp.fetching().run_once()
        assert await rows(here, "SELECT state FROM media WHERE id = %(file)s", file=file) == [(state,)]
        told = await rows(here, "SELECT 1 FROM deliveries WHERE source = %(key)s", key=f"media {file}")
        assert bool(told) == (state == "refused")


async def test_a_file_that_is_too_large_is_not_fetched(servers: System) -> None:
    async with desk(servers, media_limit=1024) as whatsapp:
        for provider in (whatsapp.twilio, whatsapp.meta):
            user = citizen(provider)
            await provider.send_file(user, PHOTO, "image/jpeg")
            assert (await provider.answers(user, 2))[1].text == portal_says("file_too_large", "hi")


async def test_a_file_is_fetched_from_the_providers_hosts_only(servers: System) -> None:
    async with desk(servers, twilio_media_hosts=("api.twilio.com",)) as whatsapp:
        user = citizen("twilio")
        await whatsapp.twilio.send_file(user, PHOTO, "image/jpeg")
        assert (await whatsapp.twilio.answers(user, 2))[1].text == say("file_not_fetched", "hi")


async def test_a_file_that_comes_again_is_kept_once(whatsapp: Desk) -> None:
    user, twilio, here = citizen("twilio"), whatsapp.twilio, whatsapp.served.here
    twilio.media["ME1"] = PHOTO
    form = twilio.form(
        user, Body="", NumMedia="1", MediaUrl0=f"{twilio.url}/media/ME1", MediaContentType0="image/jpeg"
    )  # fmt: skip
    for _ in range(3):
        assert await twilio.deliver(form) == 204
    await twilio.answers(user, 1)
    found = await rows(here, "SELECT id FROM media WHERE message_id = %(id)s", id=form["MessageSid"])
    assert len(found) == 1


class Ears:
    """Hears what a test says, or nothing."""

    def __init__(self, words: str | None) -> None:
        self.words_heard = words
        self.heard: list[tuple[bytes, str]] = []

    async def words(self, audio: bytes, content_type: str) -> str | None:
        self.heard.append((audio, content_type))
        return self.words_heard


class Mouth:
    """Says everything in one way, or nothing."""

    def __init__(self, *, dumb: bool = False) -> None:
        self.dumb = dumb
        self.said: list[tuple[str, Language]] = []

    async def note(self, text: str, language: Language) -> Audio:
        if self.dumb:
            raise SpeechFailed("test")
        self.said.append((text, language))
        return Audio(OGG, "audio/ogg; codecs=opus")


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Ears:
    ears = Ears("लाड़ली बहना, मेरा आधार 2341 2341 2346, नंबर 9876543210")
    monkeypatch.setattr("channels.gateway.voice_notes", lambda settings, http: ears)
    return ears


@pytest.fixture
def mouth(monkeypatch: pytest.MonkeyPatch) -> Mouth:
    mouth = Mouth()
    monkeypatch.setattr("channels.gateway.spoken_notes", lambda settings, http: mouth)
    return mouth


async def test_a_voice_note_is_heard_read_back_and_answered_by_voice_too(
    ears: Ears, mouth: Mouth, whatsapp: Desk, provider: Provider
) -> None:
    user = citizen(provider)
    await provider.send_file(user, OGG, "audio/ogg; codecs=opus")
    written, spoken = await provider.answers(user, 2)
    masked = "लाड़ली बहना, मेरा आधार <aadhaar>, नंबर <phone:1>"
    assert written.text == f"{say('heard', 'hi').format(words=worded(masked, 'hi'))}\n\necho: {masked}"
    assert (spoken.form, spoken.text) == ("media", "")
    assert provider.fetched == [("audio/ogg", OGG)]
    assert ears.heard == [(OGG, "audio/ogg")]
    assert "echo" in mouth.said[0][0]
    assert whatsapp.bot.turns[-1]["metadata"] == whatsapp.bot.turns[-1]["metadata"] | {
        "heard": True,
        "aadhaar_seen": True,
    }
    await provider.until(lambda: provider.deleted)
    assert not await rows(whatsapp.served.here, "SELECT 1 FROM media WHERE kind = 'audio'")


async def test_a_reply_that_cannot_be_spoken_is_written_all_the_same(
    ears: Ears, mouth: Mouth, whatsapp: Desk, provider: Provider
) -> None:
    mouth.dumb, user = True, citizen(provider)
    await provider.send_file(user, OGG, "audio/ogg")
    await provider.answers(user, 1)
    await until(whatsapp.served.here, "SELECT 1 FROM deliveries WHERE error = 'not_spoken'")
    assert len(provider.shown_to(user)) == 1


async def test_a_voice_note_that_cannot_be_made_out_is_answered(
    ears: Ears, mouth: Mouth, whatsapp: Desk, provider: Provider
) -> None:
    ears.words_heard, user = None, citizen(provider)
    await provider.send_file(user, OGG, "audio/ogg")
    assert [seen.text for seen in await provider.answers(user, 1)] == [say("voice_unclear", "hi")]


async def test_what_is_written_after_a_voice_note_waits_for_it(
    ears: Ears, mouth: Mouth, whatsapp: Desk, provider: Provider
) -> None:
    user = citizen(provider)
    await provider.send_file(user, OGG, "audio/ogg")
    await provider.say(user, "और फीस?")
    seen = await provider.answers(user, 3)
    assert "लाड़ली" in seen[0].text
    assert seen[2].text == "echo: और फीस?"


async def test_a_spoken_reply_is_found_by_its_signed_link_only(whatsapp: Desk) -> None:
    for name in ("1.ogg", "1.x.y.ogg", "..%2f..%2fetc", "x" * 300):
        async with whatsapp.meta.http.get(f"{whatsapp.meta.gateway}/whatsapp/spoken/{name}") as answer:
            assert answer.status == 404
