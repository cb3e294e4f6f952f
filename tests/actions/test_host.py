import asyncio
import re
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError

from actions import __main__ as main
from actions import host
from actions.decline import decline
from actions.handoff import ActionHandoff
from actions.host import ACTIONS, create_app
from actions.reply import Reply
from actions.settings import Settings
from actions.turn import Turn
from channels.logs import NO_TELEMETRY
from knowledge.base import Shelf
from supervisor.system import System
from tests.actions.talk import TOKEN, VAULT_KEY, call, settings_for
from tests.knowledge.made import HashEncoder, write

SECRET = "मेरा राज़ 98765"


@pytest.fixture
def records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IMPORT_FOLDER", str(tmp_path / "imported"))
    folder = tmp_path / "records"
    write(folder, "kuan")
    return folder


@pytest.fixture
async def small(records: Path, servers: System) -> AsyncIterator[httpx.AsyncClient]:
    """An action server that knows one made-up record and waits 0.2 s."""
    settings = settings_for(servers, ACTIONS_DEADLINE_S=0.2)
    app = create_app(settings, Shelf(HashEncoder(), records))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://actions", headers=headers) as client,
    ):
        yield client


@pytest.mark.parametrize("authorization", ["", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}"])
@pytest.mark.parametrize("path", ["/webhook", "/knowledge/reload"])
async def test_without_the_token_nothing_is_answered(small: httpx.AsyncClient, path: str, authorization: str) -> None:
    response = await small.post(path, json=call("action_handoff"), headers={"Authorization": authorization})
    assert (response.status_code, response.json()) == (401, {"error": "unauthorised"})


async def test_a_body_that_is_no_json_is_malformed(small: httpx.AsyncClient) -> None:
    response = await small.post("/webhook", content=b'{"next_action": ')
    assert (response.status_code, response.json()) == (400, {"error": "malformed"})


async def test_an_unknown_action_fails_without_telling_anything_of_the_call(small: httpx.AsyncClient) -> None:
    response = await small.post("/webhook", json=call("action_of_nobody", SECRET))
    assert (response.status_code, response.json()) == (500, {"error": "action_failed"})


async def test_an_action_that_breaks_tells_nothing_of_the_call(
    small: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def breaks(self: ActionHandoff, turn: Turn) -> Reply:
        raise RuntimeError(turn.text)

    monkeypatch.setattr(ActionHandoff, "reply", breaks)
    response = await small.post("/webhook", json=call("action_handoff", SECRET), headers={"X-Correlation-Id": "c7"})
    assert (response.status_code, response.json()) == (500, {"error": "action_failed"})
    logged = capsys.readouterr()
    assert SECRET not in logged.out + logged.err
    assert "c7" in logged.out + logged.err


@pytest.mark.parametrize("body", [[1], "text", {"next_action": "action_handoff"}])
async def test_a_call_of_the_wrong_shape_is_an_error_without_content(small: httpx.AsyncClient, body: object) -> None:
    response = await small.post("/webhook", json=body)
    assert response.status_code >= 400
    assert set(response.json()) == {"error"}


async def test_an_action_that_takes_too_long_is_cut_off(
    small: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def dawdles(self: ActionHandoff, turn: Turn) -> Reply:
        await asyncio.sleep(30)
        return decline(turn)

    monkeypatch.setattr(ActionHandoff, "reply", dawdles)
    started = time.monotonic()
    response = await small.post("/webhook", json=call("action_handoff"))
    assert (response.status_code, response.json()) == (504, {"error": "action_failed"})
    assert time.monotonic() - started < 5


async def test_health_and_readiness_are_open_to_all(small: httpx.AsyncClient) -> None:
    health = await small.get("/healthz", headers={"Authorization": ""})
    ready = await small.get("/readyz", headers={"Authorization": ""})
    assert health.json() == {"ok": True}
    assert (ready.json()["ready"], ready.json()["records"]) == (True, 1)


async def test_reload_takes_in_new_records(small: httpx.AsyncClient, records: Path) -> None:
    assert (await small.post("/knowledge/reload")).json()["changed"] is False
    write(records, "nahar")
    assert (await small.post("/knowledge/reload")).json()["changed"] is True
    assert (await small.get("/readyz")).json()["records"] == 2


async def test_reload_of_an_unsound_record_says_what_to_mend_and_changes_nothing(
    small: httpx.AsyncClient, records: Path
) -> None:
    write(records, "nahar", state="open")
    response = await small.post("/knowledge/reload")
    assert response.status_code == 409
    assert response.json()["problems"][0].startswith("nahar.yaml: state: ")
    assert (await small.get("/readyz")).json()["records"] == 1


async def test_the_watch_for_new_records_goes_on_whatever_befalls_it(
    monkeypatch: pytest.MonkeyPatch, records: Path
) -> None:
    shelf, looks = Shelf(HashEncoder(), records), threading.Semaphore(0)

    def breaks() -> bool:
        looks.release()
        raise OSError("no such folder")

    monkeypatch.setattr(shelf, "refresh", breaks)
    watching = asyncio.create_task(host._watch(shelf, 0.01))
    for _ in range(3):
        assert await asyncio.to_thread(looks.acquire, timeout=10)
    watching.cancel()


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/actions", "/"])
async def test_nothing_else_is_served(small: httpx.AsyncClient, path: str) -> None:
    assert (await small.get(path)).status_code == 404


async def test_no_other_website_may_call(small: httpx.AsyncClient) -> None:
    response = await small.options("/webhook", headers={"Origin": "https://evil.example"})
    assert not [name for name in response.headers if name.startswith("access-control")]


def test_every_action_has_a_name_of_its_own() -> None:
    names = [action.action for action in ACTIONS]
    assert len(names) == len(set(names))


def test_settings_refuse_a_short_token() -> None:
    with pytest.raises(ValidationError, match="at least 16"):
        Settings(internal_token="short", database_url="postgresql://", vault_key=VAULT_KEY)


def test_settings_do_not_print_the_token() -> None:
    shown = repr(Settings(internal_token=TOKEN, database_url="postgresql://u:secret@h", vault_key=VAULT_KEY))
    assert TOKEN not in shown
    assert VAULT_KEY not in shown
    assert "secret" not in shown


def test_its_framework_keeps_no_telemetry_of_its_own(records: Path, servers: System) -> None:
    app = create_app(settings_for(servers), Shelf(HashEncoder(), records))
    assert app._telemetry.items() >= NO_TELEMETRY.items()


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch, servers: System, shelf: Shelf) -> tuple[dict[str, Any], list[bool]]:
    """How its server was started, and whether logs were configured."""
    served: dict[str, Any] = {}
    configured: list[bool] = []
    monkeypatch.setattr(main, "Settings", lambda: settings_for(servers))
    monkeypatch.setattr(main, "Shelf", lambda prepare: shelf)
    monkeypatch.setattr(main, "rehearse", lambda knowledge: None)
    monkeypatch.setattr(main, "create_app", lambda settings, shelf: None)
    monkeypatch.setattr("actions.__main__.uvicorn.run", lambda app, **how: served.update(how))
    monkeypatch.setattr("channels.logs.configure", lambda: configured.append(True))
    main.main()
    return served, configured


def test_it_logs_as_the_gateway_does_without_citizens_words(started: tuple[dict[str, Any], list[bool]]) -> None:
    served, configured = started
    assert configured
    assert served["log_config"] is None


def test_it_does_not_close_a_connection_that_the_bot_may_still_use(started: tuple[dict[str, Any], list[bool]]) -> None:
    bot = (Path(main.__file__).parents[1] / "bot" / "action_server.py").read_text(encoding="utf-8")
    idle_there = re.search(r"^_IDLE_S = ([\d.]+)$", bot, re.MULTILINE)
    assert idle_there
    assert started[0]["timeout_keep_alive"] > 2 * float(idle_there[1])
