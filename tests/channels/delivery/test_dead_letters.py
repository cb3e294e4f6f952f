"""An operator sees what was put aside, and sends it again by command."""

from __future__ import annotations

import asyncio

import pytest
from cryptography.fernet import Fernet

from channels.delivery.__main__ import main
from channels.delivery.dead_letters import DeadLetters, Which
from channels.delivery.outgoing import from_json
from channels.delivery.provider import NotNow, Refused
from channels.delivery.receipts import Receipt, note
from supervisor.system import System
from tests.channels.delivery.office import Office


async def dead(post: Office, text: str, code: str) -> str:
    """The session of a message that was refused with a code."""
    citizen = await post.citizen()
    post.provider.outcomes.append(Refused(code))
    await post.queue(citizen, text)
    await post.sender().run_once()
    return citizen


async def test_they_are_listed_with_what_they_died_of(post: Office) -> None:
    code = f"c{post.provider.name}"
    await dead(post, "one", code)
    await dead(post, "two", code)
    letters = DeadLetters(post.database)
    listed = await letters.listed(code=code)
    assert [(from_json(post.vault.open(one.sealed)).text, one.attempts, one.proactive) for one in listed] == [
        ("one", 1, False),
        ("two", 1, False),
    ]
    [reason] = [reason for reason in await letters.reasons() if reason.code == code]
    assert (reason.provider, reason.count) == (post.provider.name, 2)


async def test_one_that_is_replayed_is_sent_with_all_its_attempts_anew(post: Office) -> None:
    citizen = await dead(post, "hello", "21211")
    old = post.provider.parcels[-1].mark
    assert await DeadLetters(post.database).replay(Which([await post.id_of(citizen)])) == 1
    post.provider.outcomes.extend([NotNow("500")] * 2)
    for _ in range(2):
        await post.sender(most_attempts=3).run_once()
        await post.make_due()
    # News of what was before does not count any more.
    await note(post.deliveries, post.provider, Receipt(old, "id", "failed", "131026"), 3)
    await post.sender(most_attempts=3).run_once()
    assert post.provider.texts == ["hello"]
    assert [state for state, _, _ in await post.states(citizen)] == ["sent"]


async def test_they_are_replayed_and_dropped_by_number_code_or_all(post: Office) -> None:
    letters, code = DeadLetters(post.database), f"c{post.provider.name}"
    one, two = await dead(post, "one", code), await dead(post, "two", code)
    assert await letters.drop(Which([await post.id_of(one)])) == 1
    assert await letters.replay(Which(code=code)) == 1
    assert [state for state, _, _ in [*await post.states(one), *await post.states(two)]] == ["withheld", "pending"]
    assert await letters.replay(Which(code=code)) == 0
    assert await letters.replay(Which(code="never")) == 0


async def test_the_command_shows_and_replays(
    post: Office, servers: System, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", servers.database_url)
    monkeypatch.setenv("VAULT_KEY", post.keys)
    code = f"c{post.provider.name}"
    citizen = await dead(post, "मेरी बात", code)
    number = str(await post.id_of(citizen))

    async def run(*arguments: str) -> tuple[int, str]:
        status = await asyncio.to_thread(main, arguments)
        return status, capsys.readouterr().out

    assert code in (await run())[1]
    status, listed = await run("list", "--code", code)
    assert (status, number in listed, "मेरी बात" in listed) == (0, True, False)
    assert "मेरी बात" in (await run("show", number))[1]
    assert await run("show", "0") == (1, "none\n")
    monkeypatch.setenv("VAULT_KEY", Fernet.generate_key().decode())
    assert "(no key opens it)" in (await run("show", number))[1]
    monkeypatch.delenv("VAULT_KEY")
    assert (await run("show", number))[0] == 2
    assert (await run("replay"))[0] == 2
    assert await run("replay", number) == (0, "1 will be sent again\n")
    assert await run("replay", number) == (1, "0 will be sent again\n")
    assert (await run("drop", "--code", code))[0] == 1


def test_the_command_says_what_it_needs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr("channels.delivery.__main__.current_system", lambda: None)
    assert main(["list"]) == 2
    assert "DATABASE_URL" in capsys.readouterr().err
