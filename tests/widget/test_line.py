"""The line fails in every way that lines do: nothing is lost and nothing comes twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from supervisor.system import System
from tests.widget.stage import Stage, standing
from tests.widget.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def own_stage(servers: System) -> Iterator[Stage]:
    """A gateway that this test alone may stop."""
    with standing(servers) as running:
        yield running


def counted(stage: Stage, words: str) -> int:
    """How many turns the bot had with these words."""
    return stage.bot.values.count(words)


def test_what_is_written_without_a_line_waits_and_goes_once_there_is_one(
    visitor: Visitor, stage: Stage, context: BrowserContext
) -> None:
    visitor.begin()
    context.set_offline(True)
    visitor.say("patience one")
    visitor.say("patience two")
    expect(visitor.own.nth(0)).to_have_class(re.compile("waiting"))
    expect(visitor.news).to_have_text(visitor.word("offline"))
    context.set_offline(False)
    visitor.hears("echo: patience two")
    expect(visitor.own.locator(".state").filter(has_text=visitor.word("sent"))).to_have_count(2)
    assert [counted(stage, "patience one"), counted(stage, "patience two")] == [1, 1]


def test_what_waits_survives_a_reload_without_a_line(visitor: Visitor, stage: Stage, context: BrowserContext) -> None:
    visitor.begin()
    visitor.say("before")
    visitor.hears("echo: before")
    visitor.page.route("**/chat/**", lambda route: route.abort())
    visitor.say("kept over a reload")
    expect(visitor.own.last).to_have_class(re.compile("waiting"))
    visitor.page.reload()
    expect(visitor.own.last).to_have_class(re.compile("waiting"))
    visitor.page.unroute("**/chat/**")
    visitor.hears("echo: kept over a reload")
    assert counted(stage, "kept over a reload") == 1


def test_a_message_whose_acceptance_got_lost_is_sent_again_and_counts_once(visitor: Visitor, stage: Stage) -> None:
    visitor.begin()
    lost: list[str] = []

    def lose_first_answer(route: Route) -> None:
        if lost:
            return route.continue_()
        lost.append(route.request.url)
        route.fetch()
        return route.abort()

    visitor.page.route("**/chat/messages*", lose_first_answer)
    visitor.say("heard but not confirmed")
    visitor.hears("echo: heard but not confirmed")
    visitor.page.wait_for_timeout(500)
    expect(visitor.own).to_have_count(1)
    expect(visitor.answers).to_have_count(1)
    assert counted(stage, "heard but not confirmed") == 1


def test_after_patience_a_message_is_marked_failed_and_goes_on_request(visitor: Visitor, stage: Stage) -> None:
    visitor.page.clock.install()
    visitor.begin().say_in_vain("in vain")
    expect(visitor.own).to_have_class(re.compile("failed"))
    expect(visitor.news).to_have_text(visitor.word("unreachable"))
    visitor.page.unroute("**/chat/messages*")
    visitor.button("again").click()
    visitor.hears("echo: in vain")
    expect(visitor.own).to_have_class(re.compile("sent"))
    assert counted(stage, "in vain") == 1


def test_a_server_that_is_renewed_is_found_again(page_visitor: Visitor, own_stage: Stage) -> None:
    visitor = page_visitor
    visitor.begin()
    visitor.say("before the release")
    visitor.hears("echo: before the release")
    own_stage.stop()
    visitor.say("during the release")
    expect(visitor.news).to_have_text(visitor.word("reconnecting"), timeout=5000)
    own_stage.start()
    visitor.hears("echo: during the release")
    visitor.say("after the release")
    visitor.hears("echo: after the release")
    assert [counted(own_stage, f"{when} the release") for when in ("before", "during", "after")] == [1, 1, 1]
    expect(visitor.answers).to_have_count(3)


@pytest.fixture
def page_visitor(context: BrowserContext, own_stage: Stage) -> Visitor:
    """A visitor of the own stage."""
    return Visitor(context.new_page(), own_stage.url)


def test_without_a_stream_answers_come_all_the_same(visitor: Visitor, stage: Stage) -> None:
    visitor.page.route("**/chat/events", lambda route: route.abort())
    visitor.begin()
    visitor.say("no stream")
    visitor.hears("echo: no stream")
    visitor.say("wait 1")
    visitor.hears("echo: wait 1")


def test_a_stream_that_breaks_is_resumed_after_the_last_event(visitor: Visitor, stage: Stage) -> None:
    visitor.begin()
    visitor.say("one")
    visitor.hears("echo: one")
    visitor.say("two")
    visitor.hears("echo: two")
    asked: list[str] = []
    visitor.page.on(
        "request",
        lambda request: asked.append(request.headers["last-event-id"]) if request.url.endswith("/events") else None,
    )
    visitor.page.reload()
    visitor.page.wait_for_timeout(500)
    expect(visitor.answers).to_have_count(2)
    [(newest,)] = stage.rows("SELECT max(id) FROM outbox")
    assert asked
    assert set(asked) <= {str(newest), str(newest - 1)}
    assert asked[0] != "0"


def test_a_slow_line_is_told_and_gets_there(visitor: Visitor, context: BrowserContext) -> None:
    line = context.new_cdp_session(visitor.page)
    slow = {"offline": False, "latency": 800, "downloadThroughput": 20_000, "uploadThroughput": 10_000}
    line.send("Network.emulateNetworkConditions", slow)
    visitor.begin()
    visitor.say("slowly")
    expect(visitor.news).to_contain_text(visitor.word("thinking"))
    visitor.hears("echo: slowly")


def test_a_citizen_who_is_too_fast_is_told_and_may_send_again(servers: System, context: BrowserContext) -> None:
    with standing(servers, limit_messages_per_session=1) as stage:
        visitor = Visitor(context.new_page(), stage.url)
        visitor.begin()
        visitor.say("first")
        visitor.hears("echo: first")
        visitor.say("second")
        expect(visitor.own.last).to_have_class(re.compile("failed"), timeout=5000)
        expect(visitor.button("again")).to_be_visible()


def test_a_launcher_that_cannot_fetch_the_panel_says_so_and_tries_again(visitor: Visitor) -> None:
    visitor.page.route("**/widget/panel*", lambda route: route.abort())
    visitor.visit()
    visitor.button("launch").click()
    expect(visitor.page.locator(".dock .news")).to_have_text(visitor.word("not_opened"))
    visitor.page.unroute("**/widget/panel*")
    visitor.open()
    expect(visitor.page.locator(".dock .news")).to_be_empty()
