from __future__ import annotations

import pytest

from portal.citizens import service as citizens
from portal.database import Database
from portal.privacy import consent
from tests.portal import made


async def test_nothing_is_agreed_to_before_somebody_answers(database: Database) -> None:
    session = await made.session(database)
    assert await database.do(lambda s: consent.answer(s, session, "records")) is None


async def test_the_newest_answer_counts(database: Database) -> None:
    session = await made.session(database)
    await database.do(lambda s: consent.record(s, session, "records", True, channel="web"))
    assert await database.do(lambda s: consent.answer(s, session, "records")) is True
    await database.do(lambda s: consent.record(s, session, "records", False, channel="web"))
    assert await database.do(lambda s: consent.answer(s, session, "records")) is False


async def test_consent_is_the_citizens_on_every_channel_once_adopted(database: Database) -> None:
    first, second = await made.session(database), await made.session(database, "voice")
    citizen = await database.do(lambda s: citizens.at_address_or_new(s, "phone", made.phone()))
    await database.do(lambda s: consent.record(s, first, "records", True, channel="web"))
    await database.do(lambda s: consent.adopt(s, first, citizen.id))
    assert await database.do(lambda s: consent.answer(s, second, "records", citizen.id)) is True
    assert await database.do(lambda s: consent.answer(s, second, "records")) is None


async def test_consent_to_one_purpose_is_not_consent_to_another(database: Database) -> None:
    session = await made.session(database)
    await database.do(lambda s: consent.record(s, session, "records", True, channel="web"))
    assert await database.do(lambda s: consent.answer(s, session, "notices")) is None


async def test_consent_to_other_words_does_not_hold(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await made.session(database)
    await database.do(lambda s: consent.record(s, session, "records", True, channel="web"))
    monkeypatch.setattr(consent, "version", lambda purpose: "other words")
    assert await database.do(lambda s: consent.answer(s, session, "records")) is None
