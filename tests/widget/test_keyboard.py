from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.widget.stage import Stage
from tests.widget.visitor import Visitor

pytestmark = pytest.mark.browser
NAME = """() => { let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    return one ? (one.ariaLabel || one.labels?.[0]?.textContent || one.textContent || "").trim() : ""; }"""


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until what has this name has focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if re.search(re.escape(name), page.evaluate(NAME)):
            return
    raise AssertionError(f"{name!r} was not reached")


def test_a_whole_conversation_with_keys_alone(visitor: Visitor, stage: Stage) -> None:
    page = visitor.visit().page
    expect(visitor.button("launch")).to_be_visible()
    tab_to(page, visitor.word("launch"))
    page.keyboard.press("Enter")
    expect(visitor.button("agree")).to_be_focused()
    page.keyboard.press("Enter")
    expect(visitor.box).to_be_focused()
    page.keyboard.type("options")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    visitor.hears("which?")
    expect(visitor.box).to_be_focused()
    tab_to(page, "Topic:Sambal:Summary")
    page.keyboard.press("Enter")
    visitor.hears("echo: topic:sambal:summary")
    tab_to(page, visitor.word("menu"))
    page.keyboard.press("Enter")
    tab_to(page, visitor.word("larger"))
    page.keyboard.press("Space")
    expect(visitor.news).to_have_text(visitor.word("size_now", percent=115))
    page.keyboard.press("Escape")
    expect(visitor.button("menu")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    visitor.language = "hi"
    expect(visitor.button("switch")).to_be_focused()
    tab_to(page, visitor.word("menu"))
    page.keyboard.press("Enter")
    tab_to(page, visitor.word("delete"))
    page.keyboard.press("Enter")
    expect(visitor.button("delete_no")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(visitor.own).to_have_count(0)
    expect(visitor.button("agree")).to_be_focused()
    page.keyboard.press("Escape")
    expect(visitor.panel).to_be_hidden()
    expect(visitor.button("launch")).to_be_focused()


def test_the_order_of_focus_is_the_order_on_the_screen(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("options")
    visitor.hears("which?")
    expect(visitor.button("copy")).to_be_visible()
    places = visitor.panel.evaluate(
        """panel => [...panel.querySelectorAll("button, a, textarea, [tabindex='0']")].filter((one) => one.offsetParent)
            .map((one) => one.closest(".head, .log, .foot").className)"""
    )
    assert places == sorted(places, key=["head", "log", "foot"].index)


def test_on_a_phone_the_keys_stay_in_the_panel_that_covers_the_page(visitor: Visitor) -> None:
    visitor.page.set_viewport_size({"width": 360, "height": 640})
    visitor.begin()
    expect(visitor.panel).to_have_attribute("aria-modal", "true")
    inside = "() => document.activeElement.id === 'jan-sahayak'"
    for key in ["Tab"] * 15 + ["Shift+Tab"] * 15:
        visitor.page.keyboard.press(key)
        assert visitor.page.evaluate(inside)


def test_on_a_wide_screen_the_keys_leave_the_panel_to_the_page(visitor: Visitor) -> None:
    visitor.begin()
    assert visitor.panel.get_attribute("aria-modal") is None
    for _ in range(15):
        visitor.page.keyboard.press("Shift+Tab")
        if visitor.page.evaluate("document.activeElement.id !== 'jan-sahayak'"):
            return
    raise AssertionError("the page was not reached")


def test_a_word_that_is_being_put_together_is_not_sent_by_enter(visitor: Visitor, stage: Stage) -> None:
    visitor.begin()
    visitor.box.fill("नमस्")
    visitor.box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    expect(visitor.own).to_have_count(0)
    expect(visitor.box).to_have_value("नमस्")


def test_reopening_after_a_reload_takes_no_focus_from_the_page(visitor: Visitor) -> None:
    visitor.begin()
    visitor.page.reload()
    expect(visitor.panel).to_be_visible()
    assert visitor.page.evaluate("document.activeElement === document.body")
