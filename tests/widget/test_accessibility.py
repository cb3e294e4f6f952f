"""WCAG 2.2 AA and GIGW 3.0: axe in every state, and what axe cannot see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.widget.axe import violations
from tests.widget.stage import Stage, answer
from tests.widget.test_conversation import RICH
from tests.widget.visitor import Visitor

pytestmark = pytest.mark.browser
State = Callable[[Visitor], object]


def with_a_rich_answer(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("rich")
    visitor.hears("That is all.")


def awaiting(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("wait 3")


def with_failed_messages(visitor: Visitor) -> None:
    visitor.page.clock.install()
    visitor.begin().say_in_vain("in vain")


def without_a_line(visitor: Visitor) -> None:
    visitor.begin()
    visitor.page.context.set_offline(True)
    visitor.say("patience")
    expect(visitor.news).to_have_text(visitor.word("offline"))


def with_a_refused_message(visitor: Visitor) -> None:
    visitor.begin()
    visitor.page.route("**/chat/messages*", lambda route: route.fulfill(status=400, body='{"message": {}}'))
    visitor.say("no")
    expect(visitor.own).to_contain_text(visitor.word("refused"))


def asking_why(visitor: Visitor) -> None:
    with_a_rich_answer(visitor)
    visitor.button("vote_down").click()
    visitor.button("reason_unclear").click()


def asking_before_deleting(visitor: Visitor) -> None:
    with_a_rich_answer(visitor)
    visitor.choose_in_menu("delete")


def asking_before_dictation(visitor: Visitor) -> None:
    visitor.begin()
    visitor.button("dictate").click()


def in_an_emergency(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("danger")
    visitor.hears("Call 112")


def with_great_letters(visitor: Visitor) -> None:
    with_a_rich_answer(visitor)
    visitor.button("menu").click()
    for _ in range(5):
        visitor.button("larger").click()


STATES: dict[str, State] = {
    "only the launcher": lambda visitor: visitor.visit(),
    "the notice": lambda visitor: visitor.visit().open(),
    "an empty conversation": lambda visitor: visitor.begin(),
    "an answer with everything": with_a_rich_answer,
    "the answer is awaited": awaiting,
    "the menu": lambda visitor: visitor.begin().button("menu").click(),
    "failed messages": with_failed_messages,
    "no line": without_a_line,
    "a refused message": with_a_refused_message,
    "why an answer did not help": asking_why,
    "the question before deleting": asking_before_deleting,
    "the notice on dictation": asking_before_dictation,
    "an emergency": in_an_emergency,
    "the greatest letters": with_great_letters,
    "the conversation alone": lambda visitor: visitor.visit("/embed").agree(),
    "in a frame": lambda visitor: visitor.visit("/demo/frame"),
    "the privacy notice": lambda visitor: visitor.visit("/privacy"),
}


@pytest.fixture(autouse=True)
def script(stage: Stage) -> None:
    stage.bot.says("rich", RICH)
    stage.bot.says("danger", answer("Call 112 at once.", kind="emergency"))


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_hindi_on_a_phone(browser: Browser, stage: Stage, state: str) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    visitor = Visitor(context.new_page(), stage.url, "hi")
    STATES[state](visitor)
    found = violations(visitor.page)
    context.close()
    assert found == []


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_english_on_a_wide_screen(visitor: Visitor, state: str) -> None:
    STATES[state](visitor)
    assert violations(visitor.page) == []


def test_the_log_announces_whole_turns_and_no_tools(visitor: Visitor) -> None:
    visitor.begin()
    expect(visitor.log).to_have_attribute("aria-live", "polite")
    expect(visitor.log).to_have_attribute("aria-relevant", "additions")
    visitor.log.evaluate(
        """log => { window.entered = [];
            new MutationObserver((records) => records.forEach(({target, addedNodes}) => addedNodes.forEach((node) => {
                if (target === log) entered.push(node.querySelector(".words")?.textContent ?? "own");
                else if (!node.closest("[aria-live=off], .state")) entered.push("part");
            }))).observe(log, {childList: true, subtree: true}); }"""
    )
    visitor.say("rich")
    visitor.hears("That is all.")
    expect(visitor.button("copy")).to_be_visible()
    entered = visitor.page.evaluate("entered")
    assert entered[0] == "own"
    assert entered[1].endswith("That is all.")
    assert len(entered) == 2


def test_what_was_said_before_a_reload_is_not_announced_again(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("rich")
    visitor.hears("That is all.")
    visitor.page.add_init_script(
        """addEventListener("DOMContentLoaded", () => { window.added = 0;
            const attach = Element.prototype.attachShadow;
            Element.prototype.attachShadow = function (how) { const root = attach.call(this, how);
                new MutationObserver((records) => records.forEach(({target}) => {
                    if (target.closest?.("[role=log]") && !target.closest("[aria-live=off]")
                        && target.className === "log") added++;
                })).observe(root, {childList: true, subtree: true}); return root; }; })"""
    )
    visitor.page.reload()
    visitor.hears("That is all.")
    assert visitor.page.evaluate("window.added ?? 0") == 0


def test_every_target_is_at_least_24_pixels_great(visitor: Visitor) -> None:
    with_a_rich_answer(visitor)
    visitor.button("menu").click()
    small = visitor.panel.evaluate(
        """panel => [...panel.querySelectorAll("button, a, textarea, summary")]
            .filter((one) => one.offsetParent && !one.closest("p, .sources"))
            .map((one) => [one.getBoundingClientRect(), one.ariaLabel || one.textContent])
            .filter(([{width, height}]) => width < 24 || height < 24).map(([, name]) => name)"""
    )
    assert small == []


def test_nothing_moves_for_whoever_wants_no_motion(browser: Browser, stage: Stage) -> None:
    for wish, moving in (("reduce", False), ("no-preference", True)):
        context = browser.new_context(reduced_motion="reduce" if wish == "reduce" else "no-preference")
        visitor = Visitor(context.new_page(), stage.url)
        visitor.begin()
        moves = visitor.panel.evaluate(
            """panel => [panel, ...panel.querySelectorAll("*")].some((one) => {
                const {animationName, scrollBehavior} = getComputedStyle(one);
                return animationName !== "none" || scrollBehavior === "smooth"; })"""
        )
        context.close()
        assert moves is moving


def test_with_forced_colours_parts_keep_their_edges_and_states(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(forced_colors="active")
    visitor = Visitor(context.new_page(), stage.url)
    visitor.begin()
    visitor.say("rich")
    visitor.hears("That is all.")
    edges = visitor.panel.evaluate(
        """panel => [".own", ".send", ".head", ".theirs"].map((selector) =>
            getComputedStyle(panel.querySelector(selector)).borderTopWidth)"""
    )
    context.close()
    assert all(float(edge.removesuffix("px")) >= 1 for edge in edges)


@pytest.mark.parametrize("language", ["hi", "en"])
def test_at_400_per_cent_zoom_everything_can_be_reached_without_scrolling_sideways(
    browser: Browser, stage: Stage, language: str
) -> None:
    # 1280 by 1024 pixels at 400 % are these (WCAG 1.4.10).
    context = browser.new_context(viewport={"width": 320, "height": 256})
    visitor = Visitor(context.new_page(), stage.url, language)
    with_a_rich_answer(visitor)
    assert visitor.panel.evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    for part in (visitor.box, visitor.button("send"), visitor.button("close"), visitor.button("copy")):
        part.scroll_into_view_if_needed()
        expect(part).to_be_in_viewport()
    visitor.button("menu").click()
    visitor.button("delete").click()
    expect(visitor.button("delete_no")).to_be_in_viewport()
    context.close()


def test_text_may_be_spaced_as_wcag_asks_without_loss(visitor: Visitor) -> None:
    with_a_rich_answer(visitor)
    visitor.panel.evaluate(
        """panel => { for (const one of [panel, ...panel.querySelectorAll("*")]) {
            one.style.setProperty("line-height", "1.5"); one.style.setProperty("letter-spacing", ".12em");
            one.style.setProperty("word-spacing", ".16em"); } }"""
    )
    assert visitor.panel.evaluate(CUT_OFF) == []


CUT_OFF = """panel => [...panel.querySelectorAll("button, a, p, li, h2, h3, label, span")]
    .filter((one) => one.offsetParent && !one.closest(".out") && getComputedStyle(one).position !== "absolute")
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
    .map((one) => one.textContent)"""


def test_the_on_screen_keyboard_leaves_the_writing_box_in_sight(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    page = context.new_page()
    # Headless Chromium has no keyboard: this is what it does to the visual viewport.
    page.add_init_script(
        """const view = new EventTarget(); Object.assign(view, {height: 640, offsetTop: 0, scale: 1});
        Object.defineProperty(window, "visualViewport", {value: view});
        window.raise = (height, offsetTop) => {
            Object.assign(view, {height, offsetTop}); view.dispatchEvent(new Event("resize")); };"""
    )
    visitor = Visitor(page, stage.url, "hi")
    visitor.begin()
    visitor.say("rich")
    visitor.hears("That is all.")
    page.evaluate("raise(300, 40)")
    box, panel, log = (part.bounding_box() for part in (visitor.box, visitor.panel, visitor.log))
    assert box
    assert panel
    assert log
    assert (panel["y"], panel["height"]) == (40, 300)
    assert box["y"] >= 40
    assert box["y"] + box["height"] <= 340
    assert log["height"] >= 80
    page.evaluate("raise(640, 0)")
    panel = visitor.panel.bounding_box()
    context.close()
    assert panel
    assert (panel["y"], panel["height"]) == (0, 640)


SEEN = """() => { const root = document.getElementById("jan-sahayak").shadowRoot, one = root.activeElement;
    if (!one || one.getAttribute("role") === "log") return true;
    const {left, top, width, height} = one.getBoundingClientRect();
    const hit = root.elementFromPoint(left + width / 2, top + height / 2);
    return one === hit || one.contains(hit); }"""


def test_focus_is_never_hidden_behind_other_parts(visitor: Visitor, page: Page, context: BrowserContext) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    with_a_rich_answer(visitor)
    for _ in range(40):
        page.keyboard.press("Tab")
        # What is not in sight is scrolled there, which takes a moment.
        page.wait_for_function(SEEN)
