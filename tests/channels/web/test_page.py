from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from channels.web import page as web_page
from tests.channels.serving import Client, Served

FOLDER = Path(web_page.__file__).parent / "page"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIETLY = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def keys(language: str) -> list[str]:
    block = re.search(
        rf"\n  {language}: {{\n(.*?)\n  }},", (FOLDER / "words.js").read_text(encoding="utf-8"), re.DOTALL
    )
    assert block
    return re.findall(r"^    (\w+):", block[1], re.MULTILINE)


def test_the_page_has_each_word_in_both_languages() -> None:
    assert keys("hi") == keys("en")


def test_each_word_that_the_page_asks_for_exists() -> None:
    html, script = ((FOLDER / name).read_text(encoding="utf-8") for name in ("index.html", "page.js"))
    asked = re.findall(r'data-(?:words|label)="(\w+)"', html) + re.findall(r'(?:say|announce)\("(\w+)"\)', script)
    assert set(asked) <= set(keys("hi"))


def test_nothing_is_inline_and_nothing_comes_from_elsewhere() -> None:
    html = (FOLDER / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?://", html)


async def test_the_page_and_its_files_are_served_and_nothing_else(served: Served) -> None:
    async def status(path: str) -> int:
        async with served.client.http.get(f"{served.client.url}{path}") as answer:
            return answer.status

    assert [await status(path) for path in ("/", "/page/page.js", "/page/page.css", "/page/words.js")] == [200] * 4
    assert [await status(path) for path in ("/page/..%2Fpage.py", "/page/nothing", "/page/")] == [404] * 3


@pytest.fixture
async def page(served: Served) -> AsyncIterator[Page]:
    """The page in a narrow Chromium."""
    if not CHROMIUM:
        pytest.skip("no Chromium here")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIETLY)
        shown = await browser.new_page(viewport={"width": 360, "height": 640})
        await shown.goto(served.client.url)
        yield shown
        await browser.close()


@pytest.mark.browser
async def test_a_citizen_asks_chooses_and_finds_the_talk_again_after_a_reload(page: Page) -> None:
    await page.fill("#words", "options")
    await page.press("#words", "Enter")
    await page.get_by_role("button", name="Topic:Sambal:Summary").click()
    replies = page.locator(".theirs:not(.welcome)")
    await expect(replies.nth(1)).to_contain_text("echo: topic:sambal:summary")
    await page.reload()
    await expect(replies.nth(1)).to_contain_text("echo: topic:sambal:summary")
    await expect(page.locator(".own")).to_have_count(2)


@pytest.mark.browser
async def test_the_switch_changes_every_word(page: Page) -> None:
    await page.click("[data-language=en]")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    text = await page.locator("body").inner_text()
    assert not re.search(r"[\u0900-\u097f]", text.replace("हिन्दी", ""))


@pytest.mark.browser
async def test_a_narrow_screen_needs_no_sideways_scrolling_and_keys_reach_everything(page: Page) -> None:
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    reached = set()
    for _ in range(12):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.id || document.activeElement.textContent.trim()"))
    assert {"words", "English", "भेजिए", "log"} <= reached


@pytest.mark.browser
async def test_only_web_and_phone_links_are_shown_and_sources_with_their_date(page: Page) -> None:
    await page.fill("#words", "sources")
    await page.press("#words", "Enter")
    bubble = page.locator(".theirs:not(.welcome)")
    await expect(bubble).to_contain_text("2026-04")
    assert (
        await bubble.locator("a").evaluate_all("links => links.map(link => new URL(link.href).protocol)")
        == ["https:"] * 2
    )


@pytest.mark.browser
async def test_a_message_written_without_a_line_goes_once_there_is_one(page: Page, citizen: Client) -> None:
    await page.context.set_offline(True)
    await page.fill("#words", "patience")
    await page.press("#words", "Enter")
    await expect(page.locator(".own.waiting")).to_have_count(1)
    await page.context.set_offline(False)
    await expect(page.locator(".theirs:not(.welcome)")).to_contain_text("echo: patience", timeout=10_000)
    await expect(page.locator(".own.waiting")).to_have_count(0)
