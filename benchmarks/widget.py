"""The widget against its budgets: sizes, the first answer on a poor line, an audit, and a thousand open streams.

Sizes and the time to arrive are measured in the same way for other web chats, from their npm packages.
"""

from __future__ import annotations

import functools
import gzip
import json
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import report, streams
from benchmarks.web_chats import WEB_CHATS, fetched
from channels.web import widget
from supervisor.ports import free_port
from supervisor.system import running_system
from tests.peers.site import serving_site

# 400 kbit/s and 400 ms from a request to its first byte: a phone at the edge of 2G.
LINE = {"offline": False, "latency": 400, "downloadThroughput": 400_000 / 8, "uploadThroughput": 400_000 / 8}
LIGHTHOUSE = "lighthouse@12.2.3"
_BUDGET_KB = {"widget": 5.0, "panel": 25.0}
_FIRST_ANSWER_S = 4.0
_CHROMIUM = ["--no-sandbox", "--disable-gpu"]


def run(into: Path, *, quick: bool) -> None:
    """Measure, print, keep."""
    with tempfile.TemporaryDirectory(prefix="jan-widget-") as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=_CHROMIUM)
        chats = _chats(browser, Path(folder))
        origin = f"http://127.0.0.1:{free_port()}"
        with running_system({"ALLOWED_ORIGINS": origin, "LIMIT_SESSIONS_PER_ADDRESS": "0"}) as system:
            answers = _first_answers(browser, system.base_url, origin, 2 if quick else 10)
            audit = _audit(system.base_url, Path(folder))
        browser.close()
    open_streams = streams.measure(*((100, 10.0, 5.0) if quick else (1000, 600.0, 5.0)))
    budgets = _budgets(chats, answers, audit, open_streams)
    _show(chats, answers, audit, open_streams, budgets)
    figures = {"chats": chats, "first_answer": answers, "audit": audit, "streams": open_streams, "budgets": budgets}
    report.save("widget", figures, into)


def _chats(browser: Browser, folder: Path) -> list[dict[str, Any]]:
    """Each web chat: kilobytes after gzip, and seconds until they have come over the line."""
    ours = {built["name"].partition("-")[0]: widget.FOLDER / built["name"] for built in widget.builds()["current"]}
    rows = [
        _weighed(browser, "Jan Sahayak, launcher", [ours["widget"]]),
        _weighed(browser, "Jan Sahayak, launcher and panel", [ours["widget"], ours["panel"]]),
    ]
    for number, chat in enumerate(WEB_CHATS):
        files = fetched(chat, folder / str(number))
        if files is None:
            print(f"{chat.name}: npm or its registry is not to be had here")
            continue
        rows.append(_weighed(browser, chat.name, files) | {"beside": chat.beside})
    return rows


def _weighed(browser: Browser, name: str, files: Sequence[Path]) -> dict[str, Any]:
    contents = {f"/{number}{file.suffix}": gzip.compress(file.read_bytes(), 9) for number, file in enumerate(files)}
    with _serving(contents) as url, _slow_page(browser) as page:
        page.goto(url)
        _slow_down(page)
        # All at once, which is the best that a page can do.
        seconds = page.evaluate(
            """async (paths) => { const began = performance.now();
                await Promise.all(paths.map((path) => fetch(path).then((answer) => answer.arrayBuffer())));
                return (performance.now() - began) / 1000; }""",
            list(contents),
        )
    kilobytes = sum(len(content) for content in contents.values()) / 1024
    return {"name": name, "gzip_kb": round(kilobytes, 1), "arrives_s": round(seconds, 2)}


def _first_answers(browser: Browser, server: str, origin: str, times: int) -> dict[str, Any]:
    """From the tap on the launcher to the answer on the screen, on a page of another site, consent tapped at once."""
    built = widget.launcher()
    seconds = []
    with serving_site(int(origin.rpartition(":")[2])) as site:
        site.head = (
            f'<script async crossorigin="anonymous" src="{server}/widget/{built.name}" '
            f'integrity="{built.integrity}" data-lang="hi"></script>'
        )
        for _ in range(times):
            with _slow_page(browser) as page:
                page.goto(site.url)
                page.locator(".launcher").wait_for()
                _slow_down(page)
                seconds.append(_first_answer(page))
    return {"times": times, "median_s": round(median(seconds), 2), "worst_s": round(max(seconds), 2)}


def _first_answer(page: Page) -> float:
    began = time.perf_counter()
    page.locator(".launcher").click()
    page.locator(".foot .solid").click()
    page.locator(".choices button").nth(1).click()
    page.locator(".own + .theirs .words").wait_for()
    return time.perf_counter() - began


def _audit(url: str, folder: Path) -> dict[str, Any] | None:
    """Lighthouse's scores of the sample page in both languages; None where it cannot be had."""
    npm = shutil.which("npm")
    if npm is None:
        return None
    (folder / "lighthouse").mkdir()
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", LIGHTHOUSE]
    if subprocess.run(command, cwd=folder / "lighthouse", check=False, capture_output=True).returncode:
        return None
    return {language: _scores(f"{url}/?lang={language}", folder / "lighthouse") for language in ("hi", "en")}


def _scores(url: str, folder: Path) -> dict[str, int]:
    subprocess.run(
        [
            folder / "node_modules/.bin/lighthouse", url, "--quiet", "--output=json", "--output-path=audit.json",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ],
        cwd=folder, check=True, capture_output=True, env={**os.environ, "CHROME_PATH": _chromium() or ""},
    )  # fmt: skip
    audit = json.loads((folder / "audit.json").read_text(encoding="utf-8"))
    return {name: round(category["score"] * 100) for name, category in audit["categories"].items()}


def _budgets(
    chats: list[dict[str, Any]], answers: dict[str, Any], audit: dict[str, Any] | None, opened: dict[str, Any]
) -> list[dict[str, Any]]:
    launcher, both = chats[0]["gzip_kb"], chats[1]["gzip_kb"]
    found = [
        report.budget("launcher, gzip", launcher, _BUDGET_KB["widget"], "KB"),
        report.budget("panel, gzip", both - launcher, _BUDGET_KB["panel"], "KB"),
        report.budget("first answer after the tap, worst", answers["worst_s"], _FIRST_ANSWER_S, "s"),
        report.budget("streams dropped", opened["dropped"], 0, ""),
        report.budget("streams open at the end", opened["still_open"], opened["streams"], "", at_least=True),
    ]
    if audit:
        worst = min(scores["accessibility"] for scores in audit.values())
        found.append(report.budget("Lighthouse, accessibility", worst, 100, "", at_least=True))
    return found


def _show(
    chats: list[dict[str, Any]], answers: dict[str, Any], audit: dict[str, Any] | None, opened: dict[str, Any],
    budgets: list[dict[str, Any]],
) -> None:  # fmt: skip
    base = chats[1]["gzip_kb"]
    rows = [
        (one["name"], one["gzip_kb"], f"{one['gzip_kb'] / base:.1f} x", one["arrives_s"], one.get("beside") or "")
        for one in chats
    ]
    print(report.table(("web chat", "gzip KB", "", "arrives s", "and also"), rows))
    print(f"\nfirst answer on 400 kbit/s, 400 ms: {answers}")
    print(f"audit: {audit or 'Lighthouse is not to be had here; tests/widget/test_accessibility.py runs axe'}")
    print(f"streams: {opened}\n")
    print(report.budgets_table(budgets))


@contextmanager
def _slow_page(browser: Browser) -> Iterator[Page]:
    """A phone's page without a past."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def _slow_down(page: Page) -> None:
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)


@contextmanager
def _serving(contents: dict[str, bytes]) -> Iterator[str]:
    """These files, compressed already, and an empty page."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = contents.get(self.path, gzip.compress(b"<!doctype html><title>.</title>"))
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", "text/javascript" if self.path in contents else "text/html")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


@functools.cache
def _chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")
