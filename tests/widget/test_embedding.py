"""The widget on somebody else's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from channels.web import widget
from supervisor.ports import free_port
from supervisor.system import System
from tests.peers.site import Site, serving_site
from tests.widget.stage import Stage, standing
from tests.widget.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving_site(free_port()) as running:
        yield running


@pytest.fixture(scope="module")
def stage(servers: System, site: Site) -> Iterator[Stage]:
    """A gateway that knows the site."""
    with standing(servers, allowed_origins=site.url) as running:
        yield running


@pytest.fixture
def guest(page: Page, site: Site, stage: Stage) -> Iterator[Visitor]:
    """A visitor of a plain page of the site, with the widget as our documents say."""
    embed(site, stage)
    yield Visitor(page, site.url)
    site.policy = site.head = site.body = ""
    site.files.clear()


def embed(site: Site, stage: Stage, **attributes: str) -> None:
    """Put the script tag into the site's page."""
    built = widget.launcher()
    attributes = {"src": f"{stage.url}/widget/{built.name}", "integrity": built.integrity, **attributes}
    written = " ".join(f'{name.replace("_", "-")}="{value}"' for name, value in attributes.items() if value)
    site.head = f'<script async crossorigin="anonymous" {written}></script>'


def strict(stage: Stage) -> str:
    """As little as the widget can live with."""
    return (
        f"default-src 'none'; script-src {stage.url}; connect-src {stage.url}; style-src 'none'; img-src 'none'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types jan-sahayak"
    )


def test_on_a_page_under_the_strictest_policy_it_talks_and_breaks_no_rule(
    guest: Visitor, site: Site, stage: Stage
) -> None:
    site.policy = strict(stage)
    complaints: list[str] = []
    guest.page.on("console", lambda message: complaints.append(message.text))
    guest.begin()
    guest.say("sources")
    guest.hears("echo: sources")
    guest.button("menu").click()
    guest.button("larger").click()
    assert [text for text in complaints if "favicon" not in text] == []
    colour = guest.panel.locator(".head").evaluate("head => getComputedStyle(head).backgroundColor")
    assert colour == "rgb(11, 83, 69)"


def test_a_picture_that_the_pages_policy_forbids_becomes_a_link(guest: Visitor, site: Site, stage: Stage) -> None:
    site.policy = strict(stage)
    stage.bot.says("picture", {**RICH_PICTURE})
    guest.begin()
    guest.say("picture")
    bubble = guest.hears("Here it is.")
    expect(bubble.get_by_role("link", name="A map")).to_be_visible()
    expect(bubble.locator("img")).to_have_count(0)


RICH_PICTURE: dict[str, Any] = {
    "lang": "en", "text": "Here it is.", "speech": "Here it is.", "options": [], "links": [], "sources": [],
    "attachments": [{"kind": "image", "url": "/site/icon.svg", "caption": "A map"}], "meta": {"kind": "answer"},
}  # fmt: skip


def test_it_leaves_one_name_behind_and_touches_nothing_of_the_page(guest: Visitor, site: Site) -> None:
    head, site.head = site.head, ""
    guest.visit()
    before = set(guest.page.evaluate("Object.getOwnPropertyNames(window)"))
    markup = guest.page.evaluate(
        "document.body.firstElementChild.outerHTML + document.querySelector('#mine').outerHTML"
    )
    site.head = head
    guest.visit().open().agree()
    guest.say("hello")
    guest.hears("echo: hello")
    assert set(guest.page.evaluate("Object.getOwnPropertyNames(window)")) - before == {"JanSahayak"}
    assert markup == guest.page.evaluate(
        "document.body.firstElementChild.outerHTML + document.querySelector('#mine').outerHTML"
    )
    assert guest.page.locator("body > #jan-sahayak").count() == 1
    assert guest.page.locator("head script").count() == 1


def test_on_a_page_that_comes_slowly_it_stands_at_the_end(guest: Visitor, site: Site) -> None:
    def late(route: Route) -> None:
        guest.page.wait_for_function(
            "performance.getEntriesByType('resource').some(one => one.name.includes('/widget/'))"
        )
        route.fulfill(content_type="text/javascript", body="")

    guest.page.route("**/late.js", late)
    site.body = '<script src="/late.js"></script><p id="last">The end</p>'
    guest.visit()
    expect(guest.page.locator("#jan-sahayak")).to_have_count(1)
    assert guest.page.evaluate("document.body.lastElementChild.id") == "jan-sahayak"


def test_styles_of_the_page_do_not_reach_it(guest: Visitor, site: Site) -> None:
    site.files["/mean.css"] = (
        "* { font-size: 9px !important; color: red !important; display: inline } html { font-size: 62.5% }"
        "button { display: none !important } div { visibility: hidden; letter-spacing: 1em }"
    )
    site.head += '<link rel="stylesheet" href="/mean.css">'
    guest.begin()
    guest.say("hello")
    bubble = guest.hears("echo: hello")
    style = bubble.evaluate(
        "one => (({fontSize, color, letterSpacing}) => [fontSize, color, letterSpacing])(getComputedStyle(one))"
    )
    assert style == ["16px", "rgb(23, 33, 43)", "normal"]


def test_nothing_is_asked_of_any_other_host(guest: Visitor, site: Site, stage: Stage) -> None:
    hosts: set[str] = set()
    guest.page.on("request", lambda request: hosts.add(re.sub(r"(//[^/]+)/.*", r"\1", request.url)))
    guest.begin()
    guest.say("sources")
    guest.hears("echo: sources")
    assert hosts == {site.url, stage.url}


def test_before_the_first_tap_only_the_launcher_is_fetched(guest: Visitor, stage: Stage) -> None:
    fetched: list[str] = []
    guest.page.on("request", lambda request: fetched.append(request.url) if stage.url in request.url else None)
    guest.visit()
    expect(guest.button("launch")).to_be_visible()
    guest.page.wait_for_timeout(200)
    assert len(fetched) == 1
    guest.open()
    assert [url for url in fetched if "/chat/" in url] == []


def test_a_tampered_script_does_not_run(guest: Visitor, site: Site, stage: Stage) -> None:
    embed(site, stage, integrity="sha384-" + "A" * 64)
    guest.visit()
    guest.page.wait_for_timeout(300)
    assert guest.page.locator("#jan-sahayak").count() == 0
    embed(site, stage)
    guest.page.route("**/widget/panel-*", lambda route: route.fulfill(
        body="window.hit = 1", content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"}
    ))  # fmt: skip
    guest.visit()
    guest.button("launch").click()
    expect(guest.page.locator(".dock .news")).to_have_text(guest.word("not_opened"))
    assert guest.page.evaluate("window.hit") is None


def test_an_old_launcher_from_a_cache_gets_todays_panel_unless_it_is_pinned(
    guest: Visitor, site: Site, stage: Stage
) -> None:
    guest.page.route("**/widget/panel-*", lambda route: route.fulfill(status=404))
    embed(site, stage, src=f"{stage.url}/widget/widget.js", integrity="")
    guest.begin()
    guest.say("hello")
    guest.hears("echo: hello")


def test_the_javascript_interface_opens_asks_switches_tells_and_closes(guest: Visitor) -> None:
    guest.visit()
    guest.page.wait_for_function("window.JanSahayak")
    guest.page.evaluate(
        """() => { window.told = [];
            for (const name of ["open", "close", "reply", "language"])
                JanSahayak.on(name, (detail) => told.push([name, detail])); }"""
    )
    guest.page.evaluate("JanSahayak.ask('from the page')")
    guest.agree()
    guest.hears("echo: from the page")
    guest.page.evaluate("JanSahayak.setLanguage('hi')")
    expect(guest.panel).to_have_attribute("lang", "hi")
    guest.page.evaluate("JanSahayak.setLanguage('fr')")
    guest.page.evaluate("JanSahayak.close()")
    expect(guest.panel).to_be_hidden()
    assert guest.page.evaluate("told") == [
        ["open", {}],
        ["reply", {"kind": "answer", "topic": "ladli_behna", "language": "hi"}],
        ["language", {"language": "hi"}],
        ["close", {}],
    ]


def test_events_can_be_stopped_and_a_late_page_hears_of_the_start(guest: Visitor, site: Site) -> None:
    site.files["/own.js"] = "document.addEventListener('jansahayak', (event) => { window.api = event.detail; });"
    site.head = '<script src="/own.js"></script>' + site.head
    guest.visit()
    guest.page.wait_for_function("window.api")
    heard = guest.page.evaluate(
        """async () => { let count = 0; const off = api.on("open", () => count++);
            await api.open(); api.close(); off(); await api.open(); return count; }"""
    )
    assert heard == 1


def test_focus_returns_to_the_pages_own_button_that_opened_it(guest: Visitor, site: Site) -> None:
    site.files["/own.js"] = "document.getElementById('mine').addEventListener('click', () => JanSahayak.open());"
    site.body = '<script src="/own.js"></script>'
    guest.visit()
    expect(guest.button("launch")).to_be_visible()
    guest.page.locator("#mine").click()
    expect(guest.button("agree")).to_be_focused()
    guest.page.keyboard.press("Escape")
    expect(guest.page.locator("#mine")).to_be_focused()


def test_language_side_and_notice_are_set_by_the_tag(guest: Visitor, site: Site, stage: Stage) -> None:
    embed(site, stage, data_lang="hi", data_position="left", data_privacy="https://portal.example/privacy")
    guest.language = "hi"
    guest.visit()
    box = guest.button("launch").bounding_box()
    assert box
    assert box["x"] < 100
    guest.open()
    expect(guest.page.get_by_role("link", name=re.compile(guest.word("privacy")))).to_have_attribute(
        "href", "https://portal.example/privacy"
    )
    place = guest.panel.bounding_box()
    assert place
    assert place["x"] < 100


def test_without_a_language_the_tag_follows_the_page(guest: Visitor, site: Site) -> None:
    site.lang = "hi"
    guest.language = "hi"
    guest.visit()
    expect(guest.button("launch")).to_be_visible()
    site.lang = "en"


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("brand", ["#ffdd00", "#ff9933", "white", "black", "rgb(120 120 120)", "#e91e63", "nonsense"])
def test_whatever_colour_a_site_chooses_text_stays_readable(guest: Visitor, site: Site, brand: str) -> None:
    site.files["/own.css"] = f":root {{ --jan-brand: {brand}; --jan-radius: 0; }}"
    site.head = '<link rel="stylesheet" href="/own.css">' + site.head
    guest.begin()
    guest.say("options")
    guest.hears("which?")
    pairs = guest.panel.evaluate(
        """panel => [".head", ".own", ".send", ".choices button", ".sources a, .tools button"].map((selector) => {
            const one = panel.querySelector(selector);
            let behind = one;
            while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
            return [getComputedStyle(one).color, getComputedStyle(behind).backgroundColor]; })"""
    )
    assert min(contrast(*pair) for pair in pairs) >= 4.5
    assert guest.panel.evaluate("panel => getComputedStyle(panel).borderRadius") == "0px"


def test_a_site_that_is_not_allowed_gets_no_conversation(
    servers: System, site: Site, context: BrowserContext, guest: Visitor
) -> None:
    with standing(servers) as closed:
        embed(site, closed)
        before = closed.rows("SELECT count(*) FROM sessions")
        visitor = Visitor(context.new_page(), site.url)
        visitor.begin()
        visitor.say("hello")
        expect(visitor.news).to_have_text(visitor.word("reconnecting"), timeout=5000)
        assert closed.bot.turns == []
        assert closed.rows("SELECT count(*) FROM sessions") == before


def test_in_a_frame_of_an_allowed_site_without_any_script_it_talks(guest: Visitor, site: Site, stage: Stage) -> None:
    site.policy = f"default-src 'none'; script-src 'none'; frame-src {stage.url}"
    site.head = ""
    site.body = f'<iframe src="{stage.url}/embed?lang=en" title="Chat" width="400" height="600"></iframe>'
    guest.page.goto(site.url)
    frame = guest.page.frame_locator("iframe")
    frame.get_by_role("button", name=guest.word("agree")).click()
    frame.locator("#words").fill("from a frame")
    frame.locator("#words").press("Enter")
    expect(frame.get_by_role("log")).to_contain_text("echo: from a frame")
    expect(frame.get_by_role("button", name=guest.word("close"), exact=True)).to_have_count(0)


def test_other_sites_cannot_frame_it(guest: Visitor, servers: System, site: Site) -> None:
    with standing(servers) as closed:
        site.head, site.body = "", f'<iframe src="{closed.url}/embed" title="Chat"></iframe>'
        guest.page.goto(site.url)
        guest.page.wait_for_timeout(300)
        assert guest.page.frame_locator("iframe").locator("#jan-sahayak").count() == 0


@pytest.mark.parametrize("path", ["/", "/demo/strict", "/embed"])
def test_our_own_pages_carry_it_too(page: Page, stage: Stage, path: str) -> None:
    visitor = Visitor(page, stage.url, "hi")
    visitor.visit(path)
    if path != "/embed":
        visitor.open()
    visitor.agree()
    visitor.say("नमस्ते")
    visitor.hears("echo: नमस्ते")


def test_a_browser_that_is_too_old_gets_the_helpline(guest: Visitor) -> None:
    guest.page.add_init_script("delete Document.prototype.adoptedStyleSheets")
    guest.visit()
    expect(guest.page.locator("a[href='tel:181']")).to_be_visible()


def test_what_waits_goes_even_if_the_panel_stays_closed_on_the_next_page(
    guest: Visitor, stage: Stage, context: BrowserContext
) -> None:
    guest.begin()
    guest.say("hello")
    guest.hears("echo: hello")
    guest.page.route("**/chat/messages*", lambda route: route.abort())
    guest.say("on the way out")
    guest.button("close").click()
    guest.page.unroute("**/chat/messages*")
    guest.page.goto(f"{guest.url}/another-page")
    expect(guest.button("launch_unread")).to_be_visible(timeout=10_000)
    expect(guest.panel).to_be_hidden()
    assert stage.bot.values.count("on the way out") == 1
