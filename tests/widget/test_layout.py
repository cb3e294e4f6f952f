"""The widths that count, in both languages: nothing overflows, overlaps or is cut off."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.widget.stage import Stage
from tests.widget.test_accessibility import CUT_OFF
from tests.widget.test_conversation import RICH
from tests.widget.visitor import PICTURES, Visitor

pytestmark = pytest.mark.browser
SIZES = {360: 640, 768: 1024, 1280: 800}
LANGUAGES = ("hi", "en")
CASES = [(language, width) for language in LANGUAGES for width in SIZES]
OVERLAPS = """panel => {
    const parts = [...panel.querySelectorAll("button, a, textarea, .words, .sources li, .head .name")]
    .filter((one) => one.offsetParent && !one.querySelector("button, a"))
    .map((one) => [one, one.getBoundingClientRect()]).filter(([one, {width}]) => width > 1 && !one.closest("[hidden]"));
    const log = panel.querySelector(".log");
    return parts.flatMap(([one, a], place) => parts.slice(place + 1).filter(([other, b]) =>
        log.contains(one) === log.contains(other) && !one.contains(other) && !other.contains(one)
        && Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
        && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1)
        .map(([other]) => `${one.className || one.textContent} / ${other.className || other.textContent}`)); }"""


@pytest.fixture
def shown(browser: Browser, stage: Stage, language: str, width: int) -> Iterator[Visitor]:
    """A visitor with a screen of this width."""
    context = browser.new_context(viewport={"width": width, "height": SIZES[width]})
    stage.bot.says("rich", RICH)
    yield Visitor(context.new_page(), stage.url, language)
    context.close()


def sound(visitor: Visitor, width: int) -> None:
    """Nothing of the panel is cut off, overlaps or lies outside the screen."""
    visitor.page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
    visitor.panel.evaluate("panel => Promise.all(panel.getAnimations().map((one) => one.finished))")
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert visitor.panel.evaluate(CUT_OFF) == []
    assert visitor.panel.evaluate(OVERLAPS) == []
    place = visitor.panel.bounding_box()
    assert place
    assert place["x"] >= 0
    assert place["y"] >= 0
    assert place["x"] + place["width"] <= width + 1
    assert place["y"] + place["height"] <= SIZES[width] + 1
    for part in (visitor.panel.locator(".head"), visitor.panel.locator(".foot")):
        expect(part).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("language", "width"), CASES)
def test_nothing_breaks_from_the_notice_to_a_long_answer(shown: Visitor, width: int) -> None:
    shown.visit().open()
    sound(shown, width)
    shown.agree()
    shown.say("rich")
    shown.hears("That is all.")
    sound(shown, width)
    shown.button("menu").click()
    sound(shown, width)
    for _ in range(2):
        shown.button("larger").click()
    sound(shown, width)


@pytest.mark.parametrize(("language", "width"), CASES)
def test_the_panel_covers_a_phone_and_leaves_most_of_a_wide_page_free(shown: Visitor, width: int) -> None:
    shown.begin()
    place = shown.panel.bounding_box()
    assert place
    share = place["width"] * place["height"] / (width * SIZES[width])
    assert share == 1 if width == 360 else share < 0.4
    shown.button("close").click()
    launcher = shown.button("launch").bounding_box()
    assert launcher
    assert launcher["width"] * launcher["height"] < 0.05 * width * SIZES[width]


@pytest.mark.parametrize("path", ["/", "/privacy", "/demo/frame", "/embed"])
@pytest.mark.parametrize(("language", "width"), CASES)
def test_our_pages_need_no_sideways_scrolling(shown: Visitor, width: int, path: str) -> None:
    shown.visit(path)
    assert shown.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize(("language", "width"), CASES)
def test_the_documents_show_each_width_in_each_language(language: str, width: int) -> None:
    with (PICTURES / f"widget-{language}-{width}.png").open("rb") as picture:
        assert struct.unpack(">II", picture.read(24)[16:]) == (width, SIZES[width])
