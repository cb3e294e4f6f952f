from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.widget.stage import Stage
from tests.widget.visitor import Visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def first(context: BrowserContext, stage: Stage) -> Visitor:
    return Visitor(context.new_page(), stage.url)


@pytest.fixture
def second(context: BrowserContext, stage: Stage) -> Visitor:
    return Visitor(context.new_page(), stage.url)


def test_a_second_tab_shows_the_same_conversation_and_both_go_on(first: Visitor, second: Visitor, stage: Stage) -> None:
    first.begin()
    first.say("in the first tab")
    first.hears("echo: in the first tab")
    second.visit().open()
    second.hears("echo: in the first tab")
    second.say("in the second tab")
    second.hears("echo: in the second tab")
    first.hears("echo: in the second tab")
    expect(first.own).to_have_count(2)
    expect(first.answers).to_have_count(2)
    assert [stage.bot.values.count(f"in the {which} tab") for which in ("first", "second")] == [1, 1]


def test_a_message_that_waits_in_a_closed_tab_is_sent_by_the_other_once(
    first: Visitor, second: Visitor, stage: Stage
) -> None:
    first.begin()
    first.say("hello")
    first.hears("echo: hello")
    second.visit().open()
    second.hears("echo: hello")
    first.page.route("**/chat/messages*", lambda route: route.abort())
    first.say("left behind")
    expect(second.own.filter(has_text="left behind")).to_be_visible()
    first.page.close()
    second.hears("echo: left behind")
    second.page.wait_for_timeout(300)
    assert stage.bot.values.count("left behind") == 1


def test_what_is_deleted_in_one_tab_is_gone_in_the_other(first: Visitor, second: Visitor) -> None:
    first.begin()
    first.say("hello")
    first.hears("echo: hello")
    second.visit().open()
    second.hears("echo: hello")
    first.choose_in_menu("delete")
    first.button("delete_yes").click()
    expect(first.own).to_have_count(0)
    expect(second.own).to_have_count(0)
    expect(second.button("agree")).to_be_visible()


def test_a_tab_opened_after_all_were_closed_knows_nothing(context: BrowserContext, stage: Stage) -> None:
    first = Visitor(context.new_page(), stage.url)
    first.begin()
    first.say("hello")
    first.hears("echo: hello")
    first.page.close()
    second = Visitor(context.new_page(), stage.url)
    second.visit().open()
    expect(second.button("agree")).to_be_visible()
    expect(second.own).to_have_count(0)
    assert context.cookies() == []
    assert second.page.evaluate("localStorage.length") == 0
