"""Whatever comes in a reply or is written stays text."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.widget.stage import Stage, answer
from tests.widget.visitor import Visitor

pytestmark = pytest.mark.browser
SCRIPT = "<script>window.hit=1</script>"
PICTURE = "<img src=x onerror=window.hit=1>"
MARKDOWN = "[click](javascript:window.hit=1) **bold** ![x](x onerror=window.hit=1)"
ADDRESSES = ("javascript:window.hit=1", "JaVaScRiPt:window.hit=1", "data:text/html,<script>1</script>", "vbscript:x",
             " javascript:window.hit=1", "java\nscript:window.hit=1", "file:///etc/passwd", "blob:x", "")  # fmt: skip
HOSTILE = answer(
    f"{SCRIPT}\n• {PICTURE}\n1. {MARKDOWN}\n{{{{constructor}}}} ${{7*7}}",
    options=[{"choice": "topic:x:fee", "label": PICTURE, "short_label": SCRIPT}],
    links=[{"label": SCRIPT, "url": url} for url in ADDRESSES],
    sources=[{"title": PICTURE, "url": url, "as_of": SCRIPT} for url in ADDRESSES[:3]],
    attachments=[{"kind": "image", "url": url, "caption": f'"{PICTURE}'} for url in ADDRESSES[:3]],
)


def unharmed(visitor: Visitor) -> None:
    """Nothing ran, and nothing was made of the text but text."""
    visitor.page.wait_for_timeout(200)
    assert visitor.page.evaluate("window.hit") is None
    assert visitor.panel.locator("script, iframe, [onerror], img[src='x'], b, strong").count() == 0
    addresses = visitor.panel.locator("a").evaluate_all("links => links.map((link) => link.protocol)")
    assert set(addresses) <= {"http:", "https:", "tel:"}


def test_markup_in_a_reply_is_shown_as_it_is(visitor: Visitor, stage: Stage) -> None:
    stage.bot.says("attack", HOSTILE)
    visitor.begin()
    visitor.say("attack")
    bubble = visitor.hears(SCRIPT)
    expect(bubble).to_contain_text(MARKDOWN)
    expect(bubble.get_by_role("button", name=PICTURE)).to_be_visible()
    expect(bubble.get_by_role("list", name=visitor.word("links"))).to_have_count(0)
    unharmed(visitor)


def test_markup_that_a_citizen_writes_is_text_here_and_after_a_reload(visitor: Visitor) -> None:
    visitor.begin()
    for words in (SCRIPT, PICTURE, "</textarea><script>window.hit=1</script>", "/restart{}", "<photo:../../x>"):
        visitor.say(words)
        visitor.hears(f"echo: {words}")
    unharmed(visitor)
    visitor.page.reload()
    visitor.hears(PICTURE)
    unharmed(visitor)


def test_a_broken_store_is_no_obstacle(visitor: Visitor) -> None:
    visitor.visit()
    for kept in ("{", "null", '"x"', "[]", '{"items": []}', '{"version": 0, "kept": {"items": [1]}}'):
        visitor.page.evaluate("kept => sessionStorage.setItem('jan-sahayak', kept)", kept)
        visitor.page.reload()
        visitor.open()
        expect(visitor.button("agree")).to_be_visible()


def test_a_site_that_forbids_storage_can_still_talk(visitor: Visitor) -> None:
    visitor.page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no', 'SecurityError'); }})"
    )
    visitor.begin()
    visitor.say("hello")
    visitor.hears("echo: hello")


def test_a_very_long_word_and_a_very_long_answer_break_nothing(visitor: Visitor, stage: Stage) -> None:
    stage.bot.says("long", answer("अ" * 3000 + "\n" + "word " * 800))
    visitor.begin()
    visitor.say("long")
    bubble = visitor.hears("word word")
    assert visitor.log.evaluate("log => log.scrollWidth <= log.clientWidth")
    top = bubble.evaluate("bubble => bubble.getBoundingClientRect().top")
    assert top >= visitor.log.evaluate("log => log.getBoundingClientRect().top")
