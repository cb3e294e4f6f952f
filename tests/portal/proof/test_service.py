from __future__ import annotations

import asyncio
import hmac
import time
from ipaddress import ip_address
from random import randrange
from statistics import median
from uuid import UUID

import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from portal.citizens import service as citizens
from portal.database import Database
from portal.errors import NotAPhone, TooManyCodes, Unavailable
from portal.outside.errors import OutsideUnavailable
from portal.proof.gateway_origins import SessionOrigins
from portal.proof.limits import CodeLimits, Limit
from portal.proof.service import Outcome, Proofs, Rules, expire_codes
from tests.portal import made
from tests.portal.made import SmsBox, another

PATIENT = Rules(codes_per_session=10**6, codes_per_reference=10**6, codes_per_network=10**6, tries_per_network=10**6)


@pytest.fixture
def proofs(database: Database, redis: Redis, sms: SmsBox) -> Proofs:
    return Proofs(database, CodeLimits(redis), sms)


@pytest.fixture
def unlimited(database: Database, redis: Redis, sms: SmsBox) -> Proofs:
    return Proofs(database, CodeLimits(redis), sms, PATIENT)


async def known_citizen(database: Database, phone: str) -> UUID:
    return (await database.do(lambda s: citizens.at_address_or_new(s, "phone", phone))).id


async def sent_code(proofs: Proofs, sms: SmsBox) -> str:
    await proofs.close()
    return sms.code()


async def with_code(database: Database, proofs: Proofs, sms: SmsBox) -> tuple[str, str]:
    """A session, and the code that was sent in it to somebody's phone."""
    session = await made.session(database)
    await proofs.send_to_phone(session, made.phone(), "hi")
    return session, await sent_code(proofs, sms)


async def test_who_repeats_the_code_has_proven_the_phone(database: Database, proofs: Proofs, sms: SmsBox) -> None:
    session, phone = await made.session(database), made.phone()
    citizen = await known_citizen(database, phone)
    await proofs.send_to_phone(session, phone, "hi")
    assert await proofs.citizen(session) is None
    assert await proofs.check(session, await sent_code(proofs, sms)) is Outcome.PROVEN
    assert await proofs.citizen(session) == citizen
    assert sms.messages[0].to == phone


async def test_who_proves_an_unknown_phone_becomes_a_citizen_with_it(
    database: Database, proofs: Proofs, sms: SmsBox
) -> None:
    session, phone = await made.session(database), made.phone()
    await proofs.send_to_phone(session, phone, "en")
    assert await proofs.check(session, await sent_code(proofs, sms)) is Outcome.PROVEN
    citizen = await database.do(lambda s: citizens.at_address(s, "phone", phone))
    assert citizen is not None
    assert (address := citizen.address("phone")) is not None
    assert address.verified_at is not None


async def test_the_code_goes_to_the_number_on_record_and_nowhere_else(
    database: Database, proofs: Proofs, sms: SmsBox
) -> None:
    session, phone = await made.session(database), made.phone()
    owner = await known_citizen(database, phone)
    await proofs.send_to_owner(session, "application:1", owner, "hi")
    await proofs.close()
    assert [message.to for message in sms.messages] == [phone]


async def test_a_wrong_code_proves_nothing(database: Database, proofs: Proofs, sms: SmsBox) -> None:
    session, code = await with_code(database, proofs, sms)
    assert await proofs.check(session, another(code)) is Outcome.WRONG
    assert await proofs.citizen(session) is None
    assert await proofs.check(session, code) is Outcome.PROVEN


async def test_after_five_wrong_codes_the_right_one_is_no_good(database: Database, proofs: Proofs, sms: SmsBox) -> None:
    session, code = await with_code(database, proofs, sms)
    outcomes = [await proofs.check(session, another(code)) for _ in range(5)]
    assert outcomes == [Outcome.WRONG] * 4 + [Outcome.SPENT]
    assert await proofs.check(session, code) is Outcome.SPENT
    assert await proofs.citizen(session) is None


async def test_tries_at_the_same_moment_are_counted_each(database: Database, unlimited: Proofs, sms: SmsBox) -> None:
    session, code = await with_code(database, unlimited, sms)
    outcomes = await asyncio.gather(*(unlimited.check(session, another(code)) for _ in range(20)))
    assert outcomes.count(Outcome.WRONG) == 4
    assert await unlimited.check(session, code) is Outcome.SPENT


async def test_a_code_is_good_once(database: Database, proofs: Proofs, sms: SmsBox) -> None:
    session, code = await with_code(database, proofs, sms)
    outcomes = await asyncio.gather(proofs.check(session, code), proofs.check(session, code))
    assert sorted(outcome.value for outcome in outcomes) == ["none", "proven"]
    await proofs.revoke(session)
    assert await proofs.check(session, code) is Outcome.NONE
    assert await proofs.citizen(session) is None


async def test_a_code_is_no_good_after_its_time(database: Database, proofs: Proofs, sms: SmsBox) -> None:
    session, code = await with_code(database, proofs, sms)
    await database.do(lambda s: expire_codes(s, session))
    assert await proofs.check(session, code) is Outcome.EXPIRED
    assert await proofs.citizen(session) is None


async def test_a_code_is_no_good_in_another_session(database: Database, proofs: Proofs, sms: SmsBox) -> None:
    asker, thief = await made.session(database), await made.session(database)
    await proofs.send_to_phone(thief, made.phone(), "hi")
    await proofs.send_to_phone(asker, made.phone(), "hi")
    code = await sent_code(proofs, sms)
    assert await proofs.check(thief, code) is Outcome.WRONG
    assert await proofs.citizen(thief) is None


async def test_only_the_code_sent_last_is_good(database: Database, proofs: Proofs, sms: SmsBox) -> None:
    session, phone = await made.session(database), made.phone()
    await proofs.send_to_phone(session, phone, "hi")
    first = await sent_code(proofs, sms)
    await proofs.send_to_phone(session, phone, "hi")
    second = await sent_code(proofs, sms)
    if first != second:
        assert await proofs.check(session, first) is Outcome.WRONG
    assert await proofs.check(session, second) is Outcome.PROVEN


async def test_a_proof_ends(database: Database, redis: Redis, sms: SmsBox) -> None:
    proofs = Proofs(database, CodeLimits(redis), sms, Rules(proof_s=0))
    session = await made.session(database)
    await proofs.send_to_phone(session, made.phone(), "hi")
    assert await proofs.check(session, await sent_code(proofs, sms)) is Outcome.PROVEN
    assert await proofs.citizen(session) is None


async def test_without_a_code_asked_for_nothing_is_proven(database: Database, proofs: Proofs) -> None:
    assert await proofs.check(await made.session(database), "000000") is Outcome.NONE


async def test_what_is_no_phone_is_refused(database: Database, proofs: Proofs, sms: SmsBox) -> None:
    with pytest.raises(NotAPhone):
        await proofs.send_to_phone(await made.session(database), "12345", "hi")
    assert not sms.messages


async def test_the_database_holds_neither_the_code_nor_the_phone(
    database: Database, proofs: Proofs, sms: SmsBox
) -> None:
    session, phone = await made.session(database), made.phone()
    await proofs.send_to_phone(session, phone, "hi")
    code = await sent_code(proofs, sms)

    async def row(connection: AsyncSession) -> str:
        found = await connection.execute(
            text("SELECT to_jsonb(one_time_codes)::text FROM one_time_codes WHERE session_id = :id"), {"id": session}
        )
        return str(found.scalar_one())

    held = await database.do(row)
    assert code not in held.replace(session, "")
    assert phone[1:] not in held


async def test_a_code_that_could_not_be_sent_proves_nothing_and_breaks_nothing(
    database: Database, proofs: Proofs, sms: SmsBox
) -> None:
    session, phone = await made.session(database), made.phone()
    sms.failures.append(OutsideUnavailable())
    await proofs.send_to_phone(session, phone, "hi")
    await proofs.close()
    assert await proofs.check(session, "000000") is Outcome.WRONG
    await proofs.send_to_phone(session, phone, "hi")
    assert await proofs.check(session, await sent_code(proofs, sms)) is Outcome.PROVEN


async def test_a_request_that_comes_again_is_not_sent_again(database: Database, proofs: Proofs, sms: SmsBox) -> None:
    session, phone = await made.session(database), made.phone()
    for _ in range(2):
        await proofs.send_to_phone(session, phone, "hi", request="turn 1")
    await proofs.close()
    assert len(sms.messages) == 1
    assert await proofs.check(session, sms.code()) is Outcome.PROVEN


# Attacks


async def test_a_number_that_exists_and_one_that_does_not_look_the_same(
    database: Database, proofs: Proofs, sms: SmsBox
) -> None:
    owner = await known_citizen(database, made.phone())

    async def course(reference: str, of: UUID | None) -> list[object]:
        seen: list[object] = []
        for _ in range(7):
            session = await made.session(database)
            try:
                await proofs.send_to_owner(session, reference, of, "hi")
            except TooManyCodes as error:
                seen.append(error.key)
                continue
            seen += [await proofs.check(session, "12345x") for _ in range(6)]
        return seen

    assert await course("application:real-1", owner) == await course("application:invented-1", None)


async def test_no_code_is_right_when_nobody_was_sent_one(database: Database, unlimited: Proofs) -> None:
    session = await made.session(database)
    for _ in range(40):
        await unlimited.send_to_owner(session, "application:invented-2", None, "hi")
        assert {await unlimited.check(session, f"{guess:06}") for guess in range(5)} <= {Outcome.WRONG, Outcome.SPENT}


async def test_the_time_to_ask_does_not_tell_whether_a_number_exists(
    database: Database, unlimited: Proofs, sms: SmsBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message itself, which takes long, goes out after the answer."""
    owner, session = await known_citizen(database, made.phone()), await made.session(database)

    async def slow(message: object) -> None:
        await asyncio.sleep(0.2)

    monkeypatch.setattr(sms, "send", slow)

    async def seconds(of: UUID | None) -> float:
        began = time.perf_counter()
        await unlimited.send_to_owner(session, "application:timed", of, "hi")
        return time.perf_counter() - began

    known = [await seconds(owner) for _ in range(10)]
    unknown = [await seconds(None) for _ in range(10)]
    assert abs(median(known) - median(unknown)) < 0.1
    await unlimited.close()


async def test_codes_are_compared_in_constant_time(
    database: Database, proofs: Proofs, sms: SmsBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await made.session(database)
    await proofs.send_to_phone(session, made.phone(), "hi")
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, held: bytes) -> bool:
        compared.append((given, held))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert await proofs.check(session, await sent_code(proofs, sms)) is Outcome.WRONG
    assert compared
    assert compared[0][0] == compared[0][1]


async def test_codes_for_one_number_are_limited_over_all_sessions(
    database: Database, proofs: Proofs, sms: SmsBox
) -> None:
    phone = made.phone()
    for _ in range(5):
        await proofs.send_to_phone(await made.session(database), phone, "hi")
    with pytest.raises(TooManyCodes) as raised:
        await proofs.send_to_phone(await made.session(database), phone, "hi")
    assert raised.value.retry_after
    await proofs.close()
    assert len(sms.messages) == 5


async def test_codes_of_one_session_are_limited_over_all_numbers(database: Database, proofs: Proofs) -> None:
    session = await made.session(database)
    for _ in range(6):
        await proofs.send_to_phone(session, made.phone(), "hi")
    with pytest.raises(TooManyCodes):
        await proofs.send_to_phone(session, made.phone(), "hi")


def some_address() -> str:
    """Of a network that no other test has, most likely."""
    return str(ip_address(0x2001_0DB8 << 96 | randrange(1 << 32) << 64 | 1))


async def test_one_network_is_limited_over_all_sessions_and_numbers(
    database: Database, proofs: Proofs, gateway: SessionOrigins
) -> None:
    address = some_address()

    async def ask() -> None:
        session = await made.session(database)
        await gateway.comes_from(session, address)
        await proofs.send_to_phone(session, made.phone(), "hi")

    for _ in range(60):
        await ask()
    with pytest.raises(TooManyCodes):
        await ask()


async def test_tries_of_one_network_are_limited_over_all_sessions(
    database: Database, redis: Redis, sms: SmsBox, gateway: SessionOrigins
) -> None:
    proofs = Proofs(database, CodeLimits(redis), sms, Rules(tries_per_network=20))
    address = some_address()

    async def guess() -> list[Outcome]:
        session = await made.session(database)
        await gateway.comes_from(session, address)
        await proofs.send_to_phone(session, made.phone(), "hi")
        return [await proofs.check(session, "000000") for _ in range(5)]

    for _ in range(4):
        await guess()
    with pytest.raises(TooManyCodes):
        await guess()


async def test_brute_force_over_sessions_and_references_gets_no_more_codes_than_a_phone_a_day(
    database: Database, proofs: Proofs, sms: SmsBox
) -> None:
    """Fifty tries in a million a day, whoever asks from wherever under whatever number."""
    owner = await known_citizen(database, made.phone())
    for number in range(30):
        await proofs.send_to_owner(await made.session(database), f"application:{made.phone()}{number}", owner, "hi")
    await proofs.close()
    assert len(sms.messages) == 10


async def test_without_the_counter_no_code_is_sent_and_none_is_checked(database: Database, sms: SmsBox) -> None:
    nowhere = Redis.from_url("redis://127.0.0.1:9", socket_connect_timeout=0.2)
    proofs = Proofs(database, CodeLimits(nowhere), sms)
    session = await made.session(database)
    with pytest.raises(Unavailable):
        await proofs.send_to_phone(session, made.phone(), "hi")
    with pytest.raises(Unavailable):
        await proofs.check(session, "000000")
    assert not sms.messages
    await nowhere.aclose()


async def test_one_silence_of_redis_sends_nobody_away(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    limits, asked = CodeLimits(redis), 0
    count = limits._count

    async def silent_once(keys: list[str], numbers: list[int]) -> object:
        nonlocal asked
        asked += 1
        if asked == 1:
            raise TimeoutError
        return await count(keys, numbers)

    monkeypatch.setattr(limits, "_count", silent_once)
    assert await limits.is_within(Limit("network", 1, 60), f"somebody {randrange(10**9)}")
    assert asked == 2
