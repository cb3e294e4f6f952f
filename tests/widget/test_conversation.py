from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.widget.stage import Stage, answer
from tests.widget.visitor import Visitor

pytestmark = pytest.mark.browser
RICH = answer(
    "You need these papers:\n• identity proof\n• photo\n1. Fill the form\n2. Submit it\nThat is all.",
    links=[
        {"label": "The portal", "url": "https://example.org/"},
        {"label": "Call 181", "url": "tel:181"},
        {"label": "Tehsil office", "url": "geo:23.2,77.4?q=23.2,77.4(Tehsil)"},
    ],
    sources=[{"title": "Government order", "url": "https://example.org/order", "as_of": "2026-04"}],
    attachments=[
        {"kind": "document", "url": "/site/mark.svg", "caption": "Receipt"},
        {"kind": "image", "url": "/site/icon.svg", "caption": "A photo"},
    ],
    options=[{"choice": f"topic:s{n}:fee", "label": f"Scheme {n}", "short_label": f"S{n}"} for n in range(6)],
)


def test_nothing_is_sent_before_the_notice_is_agreed_to(visitor: Visitor, stage: Stage) -> None:
    visitor.visit().open()
    expect(visitor.box).to_have_count(0)
    expect(visitor.button("example_1")).to_be_disabled()
    before = stage.rows("SELECT count(*) FROM sessions")
    visitor.page.wait_for_timeout(300)
    assert stage.rows("SELECT count(*) FROM sessions") == before
    visitor.agree()
    expect(visitor.box).to_be_focused()


def test_a_question_is_answered_and_an_example_may_be_tapped(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("hello there")
    visitor.hears("echo: hello there")
    visitor.button("example_1").click()
    visitor.hears(f"echo: {visitor.word('example_1')}")
    expect(visitor.own).to_have_count(2)


def test_an_answer_shows_lists_links_map_papers_source_and_date(visitor: Visitor, stage: Stage) -> None:
    stage.bot.says("rich", RICH)
    visitor.begin()
    visitor.say("rich")
    bubble = visitor.hears("That is all.")
    expect(bubble.locator(".words ul > li")).to_have_text(["identity proof", "photo"])
    expect(bubble.locator(".words ol > li")).to_have_text(["Fill the form", "Submit it"])
    links = bubble.get_by_role("list", name=visitor.word("links")).get_by_role("link")
    addresses = links.evaluate_all("links => links.map((link) => link.href)")
    assert addresses[:2] == ["https://example.org/", "tel:181"]
    assert addresses[2].startswith("https://www.openstreetmap.org/search?query=23.2%2C77.4")
    expect(bubble.locator(".sources")).to_contain_text("Government order")
    expect(bubble.locator(".sources")).to_contain_text("as of April 2026")
    papers = bubble.get_by_role("list", name=visitor.word("attachments")).get_by_role("link")
    expect(papers).to_have_count(2)
    expect(papers.nth(1).get_by_role("img")).to_be_visible()
    for link in bubble.get_by_role("link").all():
        if not (link.get_attribute("href") or "").startswith("tel:"):
            assert link.get_attribute("rel") == "noopener noreferrer"


def test_a_choice_is_sent_as_a_choice_and_then_closed(visitor: Visitor, stage: Stage) -> None:
    visitor.begin()
    visitor.say("options")
    choice = visitor.page.get_by_role("button", name="Topic:Sambal:Summary")
    choice.click()
    visitor.hears("echo: topic:sambal:summary")
    assert stage.bot.turns[-1]["kind"] == "choice"
    expect(choice).to_be_disabled()


@pytest.mark.parametrize(("language", "other"), [("hi", "en"), ("en", "hi")])
def test_the_switch_changes_every_word(visitor: Visitor, stage: Stage, language: str, other: str) -> None:
    stage.bot.says("rich", RICH)
    visitor.language = language
    visitor.begin()
    visitor.say("rich")
    visitor.hears("That is all.")
    visitor.button("menu").click()
    visitor.button("switch").click()
    visitor.language = other
    words = visitor.panel.evaluate(
        """panel => [...panel.querySelectorAll("[data-w], [data-date]")].map((one) => one.textContent)
            .concat([...panel.querySelectorAll("[aria-label], [title]")].flatMap((one) => [one.ariaLabel, one.title]))
            .filter(Boolean)"""
    )
    hindi = [word for word in words if re.search(r"[\u0900-\u097f]", word)]
    if other == "en":
        assert set(hindi) <= {visitor.word("switch"), visitor.word("welcome")}
    else:
        latin = [word for word in words if word not in hindi and re.search(r"[A-Za-z]{3}", word)]
        assert set(latin) <= {visitor.word("switch")}
    expect(visitor.panel).to_have_attribute("lang", other)
    expect(visitor.log.locator(".theirs").last).to_have_attribute("lang", "en")


def test_each_bubble_says_its_language(visitor: Visitor, stage: Stage) -> None:
    stage.bot.says("in hindi", answer("यह जवाब है।", lang="hi"))
    visitor.begin()
    visitor.say("in hindi")
    visitor.hears("यह जवाब है।")
    expect(visitor.answers.last).to_have_attribute("lang", "hi")
    expect(visitor.own.last.locator("[lang=en]").last).to_have_text("Delivered")
    visitor.say("नमस्ते")
    visitor.hears("echo: नमस्ते")
    expect(visitor.own.last.get_by_text("नमस्ते")).to_have_attribute("lang", "hi")


def test_the_conversation_is_there_again_after_a_reload(visitor: Visitor, stage: Stage) -> None:
    visitor.begin()
    visitor.say("options")
    visitor.hears("which?")
    visitor.page.reload()
    expect(visitor.panel).to_be_visible()
    expect(visitor.own).to_have_count(1)
    visitor.page.get_by_role("button", name="Topic:Sambal:Summary").click()
    visitor.hears("echo: topic:sambal:summary")
    assert [turn["value"] for turn in stage.bot.turns[-2:]] == ["options", "topic:sambal:summary"]


def test_a_reload_while_the_answer_is_awaited_loses_and_doubles_nothing(visitor: Visitor, stage: Stage) -> None:
    visitor.begin()
    visitor.say("wait 1.5")
    expect(visitor.news).to_have_text(re.compile(visitor.word("thinking")))
    visitor.page.reload()
    visitor.hears("echo: wait 1.5")
    visitor.page.wait_for_timeout(300)
    expect(visitor.answers).to_have_count(1)
    assert stage.bot.values.count("wait 1.5") == 1


def test_an_answer_to_a_closed_panel_is_told_on_the_launcher(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("wait 1")
    visitor.button("close").click()
    expect(visitor.button("launch_unread")).to_be_visible(timeout=5000)
    visitor.button("launch_unread").click()
    visitor.hears("echo: wait 1")
    visitor.button("close").click()
    expect(visitor.button("launch")).to_be_visible()


def test_whoever_wants_a_person_asks_for_one_from_the_menu(hindi_visitor: Visitor, stage: Stage) -> None:
    hindi_visitor.begin()
    hindi_visitor.choose_in_menu("person")
    hindi_visitor.hears(f"echo: {hindi_visitor.word('person_words')}")


def test_an_expired_session_gives_way_to_a_new_one_and_the_message_arrives(visitor: Visitor, stage: Stage) -> None:
    visitor.begin()
    visitor.say("first")
    visitor.hears("echo: first")
    stage.rows("UPDATE sessions SET expires_at = now()")
    visitor.say("second")
    visitor.hears("echo: second")
    expect(visitor.own).to_have_count(2)
    assert stage.bot.values.count("second") == 1
    visitor.choose_in_menu("delete")
    visitor.button("delete_yes").click()
    expect(visitor.own).to_have_count(0)
    assert not {"first", "second"} & {words for _, words in stage.said()}


def test_a_refused_message_says_why(visitor: Visitor) -> None:
    visitor.begin()
    visitor.page.route("**/chat/messages*", lambda route: route.fulfill(
        status=400, content_type="application/problem+json", body='{"message": {"en": "That choice is gone."}}'
    ))  # fmt: skip
    visitor.say("hello")
    visitor.hears("That choice is gone.")
    expect(visitor.own).to_contain_text(visitor.word("refused"))


def test_in_an_emergency_each_number_can_be_tapped_to_call(visitor: Visitor, stage: Stage) -> None:
    stage.bot.says(
        "danger", answer("Call 112 (police) or 181; women 1090. In 2025, ₹1,500 and 12 days.", kind="emergency")
    )
    visitor.begin()
    visitor.say("danger")
    bubble = visitor.hears("police")
    expect(bubble).to_have_class(re.compile("urgent"))
    numbers = bubble.locator(".words a").evaluate_all("links => links.map((link) => link.href)")
    assert {"tel:112", "tel:181", "tel:1090"} <= set(numbers)
    stage.bot.says("plain", answer("It takes 181 days."))
    visitor.say("plain")
    expect(visitor.hears("181 days").locator("a")).to_have_count(0)


def test_what_is_offered_as_buttons_is_not_listed_twice(visitor: Visitor, stage: Stage) -> None:
    options = [{"choice": f"topic:s{n}:fee", "label": f"Scheme {n}", "short_label": f"S{n}"} for n in (1, 2)]
    stage.bot.says("unclear", answer("Which one?\n1. Scheme 1\n2. Scheme 2", options=options))
    visitor.begin()
    visitor.say("unclear")
    bubble = visitor.hears("Which one?")
    expect(bubble.get_by_text("Scheme 1")).to_have_count(1)
    expect(bubble.get_by_role("button", name="Scheme 2")).to_be_visible()


def test_what_was_written_last_stays_in_sight_whatever_else_appears(
    visitor: Visitor, stage: Stage, context: BrowserContext
) -> None:
    stage.bot.says("rich", RICH)
    visitor.page.set_viewport_size({"width": 360, "height": 640})
    visitor.begin()
    visitor.say("rich")
    visitor.hears("That is all.")
    context.set_offline(True)
    visitor.say("patience")
    expect(visitor.news).to_have_text(visitor.word("offline"))
    expect(visitor.own.last).to_be_in_viewport(ratio=1)


def test_messages_in_a_row_are_answered_in_their_order(visitor: Visitor, stage: Stage) -> None:
    visitor.begin()
    for number in range(4):
        visitor.say(f"number {number}")
    visitor.hears("echo: number 3")
    texts = visitor.log.locator(".own, .own ~ .theirs").all_inner_texts()
    assert [re.sub(r"\D", "", text) for text in texts] == ["0", "0", "1", "1", "2", "2", "3", "3"]
    assert [value for value in stage.bot.values if value.startswith("number")] == [f"number {n}" for n in range(4)]
