from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from supervisor.system import System, running_servers
from tests.widget.stage import Stage, standing
from tests.widget.visitor import Visitor

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIETLY = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def servers() -> Iterator[System]:
    """A PostgreSQL with our tables and a Redis."""
    with running_servers(migrated=True) as running:
        yield running


@pytest.fixture(scope="module")
def stage(servers: System) -> Iterator[Stage]:
    """A gateway with a scripted bot."""
    with standing(servers) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium; ended with the module, for asynchronous tests cannot run beside this driver."""
    if not CHROMIUM:
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser without any past, as wide as a laptop's."""
    fresh = browser.new_context(viewport={"width": 1280, "height": 800})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab; nothing may go wrong in it unseen."""
    tab = context.new_page()
    problems: list[str] = []
    tab.on("pageerror", lambda error: problems.append(str(error)))
    yield tab
    assert not problems


@pytest.fixture
def visitor(page: Page, stage: Stage) -> Visitor:
    """Somebody who reads English."""
    return Visitor(page, stage.url)


@pytest.fixture
def hindi_visitor(page: Page, stage: Stage) -> Visitor:
    """Somebody who reads Hindi."""
    return Visitor(page, stage.url, "hi")
