"""Gateways and workers as processes of their own: killed, several, told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from channels.settings import Settings
from supervisor.ports import free_port
from supervisor.system import System
from tests.channels.serving import process, settings_for, until_ready
from tests.channels.whatsapp.desk import Desk, citizen
from tests.peers import meta, twilio
from tests.peers.bot import FakeBot
from tests.peers.meta import FakeMeta
from tests.peers.twilio import FakeTwilio

Provider = FakeTwilio | FakeMeta
EACH = pytest.mark.parametrize("name", ["twilio", "meta"])


@dataclass
class Town:
    """Providers and a bot, and settings for any number of processes."""

    servers: System
    provider: Provider
    bot: FakeBot
    bot_url: str
    logs: Path

    def settings(self, port: int = 0) -> Settings:
        one = self.provider
        own = twilio.settings(one, one.gateway) if isinstance(one, FakeTwilio) else meta.settings(one, one.gateway)
        values: dict[str, Any] = {
            "port": port or free_port(), "lease_s": 5, "recovery_after_s": 0.3, "turns_interval_s": 0.1,
            "delivery_doubt_s": 3, "delivery_deadline_s": 2, "drain_s": 5, **own,
        }  # fmt: skip
        return settings_for(self.servers, self.bot_url, **values)

    @asynccontextmanager
    async def gateway(self, port: int) -> AsyncIterator[Any]:
        """A gateway, ready."""
        with process("channels", self.settings(port), self.logs / "gateway.log") as running:
            await until_ready(f"http://127.0.0.1:{port}")
            yield running


@asynccontextmanager
async def town(servers: System, name: str, logs: Path) -> AsyncIterator[Town]:
    provider: Provider = FakeTwilio() if name == "twilio" else FakeMeta()
    bot = FakeBot()
    async with bot.serving() as bot_url, provider.serving():
        provider.gateway, provider.patient = f"http://127.0.0.1:{free_port()}", True
        yield Town(servers, provider, bot, bot_url, logs)


def port_of(provider: Provider) -> int:
    return int(provider.gateway.rpartition(":")[2])


@pytest.mark.slow
@EACH
async def test_what_was_acknowledged_is_answered_though_its_gateway_dies_before_it_begins(
    servers: System, name: str, tmp_path: Path
) -> None:
    """The acknowledgement says that it is stored, and nothing else has been done by then."""
    async with town(servers, name, tmp_path) as here:
        user, provider = citizen(name), here.provider
        async with here.gateway(port_of(provider)) as gateway:
            assert await provider.say(user, "hello") in (200, 204)
            assert here.bot.turns == []
            gateway.kill()
            gateway.wait()
        async with here.gateway(port_of(provider)):
            with process("channels.worker", here.settings(), tmp_path / "worker.log"):
                await provider.answers(user, 1, within_s=40)
                await asyncio.sleep(1)
        assert [seen.text for seen in provider.shown_to(user)] == ["echo: hello"]
        assert here.bot.values == ["hello"]


@pytest.mark.slow
@EACH
async def test_a_reply_is_seen_once_though_its_worker_dies_while_handing_it_over(
    servers: System, name: str, tmp_path: Path
) -> None:
    async with town(servers, name, tmp_path) as here:
        user, provider = citizen(name), here.provider
        async with here.gateway(port_of(provider)):
            provider.delay_s = 1.0
            with process("channels.worker", here.settings(), tmp_path / "worker.log") as worker:
                await provider.say(user, "hello")
                await provider.until(lambda: provider.calls, within_s=40)
                worker.kill()
                worker.wait()
            provider.delay_s = 0.0
            with process("channels.worker", here.settings(), tmp_path / "worker.log"):
                await provider.answers(user, 1, within_s=40)
                await asyncio.sleep(4)
        assert [seen.text for seen in provider.shown_to(user)] == ["echo: hello"]


@pytest.mark.slow
@EACH
async def test_several_gateways_and_workers_answer_each_message_once_and_in_order(
    servers: System, name: str, tmp_path: Path
) -> None:
    async with town(servers, name, tmp_path) as here:
        provider, other = here.provider, free_port()
        users = [citizen(name) for _ in range(6)]
        async with here.gateway(port_of(provider)), here.gateway(other):
            provider.gateways = [provider.gateway, f"http://127.0.0.1:{other}"]
            with (
                process("channels.worker", here.settings(), tmp_path / "worker.log"),
                process("channels.worker", here.settings(), tmp_path / "worker.log"),
            ):
                for number in range(3):
                    await asyncio.gather(*(twice(provider, user, f"word {number}") for user in users))
                    for user in users:
                        await provider.answers(user, number + 1, within_s=40)
                await asyncio.sleep(1)
        for user in users:
            texts = [seen.text for seen in provider.shown_to(user)]
            assert texts == [f"echo: word {number}" for number in range(3)]
        assert len(here.bot.turns) == 18


async def twice(provider: Provider, user: str, text: str) -> None:
    """The same message at both gateways at once."""
    if isinstance(provider, FakeTwilio):
        form = provider.form(user, Body=text)
        statuses = await asyncio.gather(provider.deliver(form), provider.deliver(form))
    else:
        message = provider.message(user, "text", {"body": text})
        statuses = await asyncio.gather(provider.deliver([message]), provider.deliver([message]))
    assert set(statuses) <= {200, 204}


@pytest.mark.slow
async def test_a_worker_told_to_stop_hands_over_what_it_has_begun(servers: System, tmp_path: Path) -> None:
    async with town(servers, "meta", tmp_path) as here:
        user, provider = citizen("meta"), here.provider
        async with here.gateway(port_of(provider)):
            provider.delay_s = 1.0
            with process("channels.worker", here.settings(), tmp_path / "worker.log") as worker:
                await provider.say(user, "मेरा राज़")
                await provider.until(lambda: provider.calls, within_s=40)
                worker.send_signal(signal.SIGTERM)
                assert await asyncio.to_thread(worker.wait, 20) == 0
            assert [seen.text for seen in provider.shown_to(user)] == ["echo: मेरा राज़"]
        logs = "".join((tmp_path / f"{name}.log").read_text() for name in ("gateway", "worker"))
        assert "Traceback" not in logs
        assert "राज़" not in logs
        assert user not in logs


async def test_what_cannot_be_stored_is_not_acknowledged(whatsapp: Desk, provider: Provider) -> None:
    """Then the provider will bring it again."""
    await whatsapp.served.here.database.pool.close()
    assert await provider.say(citizen(provider), "hello") == 503
    assert whatsapp.bot.turns == []
