from __future__ import annotations

from typing import Any

import pytest

from supervisor.system import System
from tests.channels.serving import NOBODY, Client, Served, serving, settings_for


async def ready(client: Client) -> tuple[int, Any]:
    async with client.http.get(f"{client.url}/readyz") as answer:
        return answer.status, await answer.json()


async def test_it_is_ready_when_all_that_it_needs_answers(served: Served) -> None:
    assert await ready(served.client) == (200, {"ready": True, "missing": []})


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"bot_url": NOBODY}, ["bot"]),
        ({"actions_url": NOBODY}, ["actions"]),
        ({"redis_url": "redis://127.0.0.1:9/0"}, ["redis"]),
    ],
)
async def test_it_says_what_is_missing(
    servers: System, bot_url: str, change: dict[str, str], missing: list[str]
) -> None:
    async with serving(settings_for(servers, bot_url, **change)) as served:
        assert await ready(served.client) == (503, {"ready": False, "missing": missing})


async def test_it_is_not_ready_without_its_database(served: Served) -> None:
    await served.here.database.pool.close()
    assert await ready(served.client) == (503, {"ready": False, "missing": ["postgres"]})


async def test_it_lives_whatever_is_missing(servers: System) -> None:
    async with (
        serving(settings_for(servers, NOBODY)) as served,
        served.client.http.get(f"{served.client.url}/healthz") as answer,
    ):
        assert answer.status == 200


async def test_figures_show_turns_and_nothing_of_citizens(served: Served) -> None:
    await served.client.turn("metrics", text="call 9876543210")
    async with served.client.http.get(f"{served.client.url}/metrics") as answer:
        figures = await answer.text()
    assert 'jan_turns_total{channel="web",kind="answer",language="hi"}' in figures
    assert "jan_outbox_depth" in figures
    assert "9876543210" not in figures
