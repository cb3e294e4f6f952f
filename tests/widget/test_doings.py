"""What can be done beside talking: copy, hear, speak, judge, keep, change sizes, add files, delete."""

from __future__ import annotations

import io
import random
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from tests.widget.stage import Stage, answer
from tests.widget.visitor import Visitor

pytestmark = pytest.mark.browser
# Headless Chromium has neither voice nor ear, so these stand in for them.
VOICES = """window.spoken = []; const synthesis = new EventTarget();
Object.assign(synthesis, {getVoices: () => [{lang: "hi-IN", name: "Hindi"}], cancel: () => window.finish?.(),
    speak: (said) => { spoken.push([said.text.trim(), said.lang]); window.finish = () => said.onend?.(); }});
Object.defineProperty(window, "speechSynthesis", {value: synthesis});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };"""
EAR = """window.webkitSpeechRecognition = window.SpeechRecognition = class {
    start() { window.ear = this; } stop() { this.onend(); }
};
window.hear = (...parts) => ear.onresult({results: parts.map((transcript) => [{transcript}])});"""


def test_an_answer_is_copied_with_its_source(visitor: Visitor, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.begin()
    visitor.say("sources")
    visitor.hears("echo: sources")
    visitor.button("copy").click()
    expect(visitor.news).to_have_text(visitor.word("copied"))
    copied = visitor.page.evaluate("navigator.clipboard.readText()")
    assert copied == "echo: sources\nमध्यप्रदेश शासन https://example.org/order"


def test_an_answer_is_read_aloud_where_there_is_a_voice_for_it(visitor: Visitor, stage: Stage) -> None:
    visitor.page.add_init_script(VOICES)
    stage.bot.says("speak", answer("लिखा हुआ", lang="hi", speech="पहला वाक्य। दूसरा वाक्य।"))
    stage.bot.says("speak english", answer("written"))
    visitor.begin()
    visitor.say("speak")
    visitor.hears("लिखा हुआ")
    visitor.button("listen").click()
    assert visitor.page.evaluate("spoken") == [["पहला वाक्य।", "hi-IN"], ["दूसरा वाक्य।", "hi-IN"]]
    visitor.button("listen_stop").click()
    expect(visitor.button("listen")).to_be_visible()
    visitor.say("speak english")
    visitor.hears("written")
    expect(visitor.answers.last.get_by_title(visitor.word("listen"))).to_be_hidden()


def test_without_a_hindi_voice_nothing_is_offered(visitor: Visitor, stage: Stage) -> None:
    stage.bot.says("speak", answer("लिखा हुआ", lang="hi"))
    visitor.begin()
    visitor.say("speak")
    visitor.hears("लिखा हुआ")
    expect(visitor.button("copy")).to_be_visible()
    expect(visitor.button("listen")).to_have_count(0)


def test_dictation_begins_only_after_its_notice_and_is_not_sent_by_itself(visitor: Visitor) -> None:
    visitor.page.add_init_script(EAR)
    visitor.begin()
    visitor.button("dictate").click()
    expect(visitor.foot_text()).to_contain_text(visitor.word("dictate_notice"))
    visitor.button("not_now").click()
    assert visitor.page.evaluate("window.ear") is None
    visitor.button("dictate").click()
    visitor.button("allow").click()
    expect(visitor.news).to_have_text(visitor.word("dictating"))
    visitor.page.evaluate("hear('how do I ', 'get a certificate')")
    visitor.button("dictate_stop").click()
    expect(visitor.box).to_have_value("how do I get a certificate")
    expect(visitor.box).to_be_focused()
    expect(visitor.own).to_have_count(0)
    visitor.button("dictate").click()
    expect(visitor.button("dictate_stop")).to_be_visible()
    visitor.page.evaluate("ear.onerror(); ear.onend()")
    expect(visitor.news).to_have_text(visitor.word("dictate_failed"))


def test_a_browser_without_recognition_shows_no_microphone(visitor: Visitor) -> None:
    visitor.page.add_init_script("delete window.webkitSpeechRecognition; delete window.SpeechRecognition;")
    visitor.begin()
    expect(visitor.button("dictate")).to_have_count(0)


def test_a_thumb_is_kept_and_a_reason_may_follow(visitor: Visitor, stage: Stage) -> None:
    visitor.begin()
    visitor.say("hello")
    visitor.hears("echo: hello")
    visitor.button("vote_up").click()
    expect(visitor.news).to_have_text(visitor.word("vote_thanks"))
    expect(visitor.button("vote_up")).to_have_attribute("aria-pressed", "true")
    visitor.button("vote_down").click()
    visitor.button("reason_unclear").click()
    visitor.page.get_by_label(visitor.word("reason_words")).fill("too many words")
    visitor.button("reason_send").click()
    expect(visitor.button("vote_down")).to_have_attribute("aria-pressed", "true")
    expect(visitor.button("vote_down")).to_be_focused()
    expect(visitor.panel.locator(".why")).to_have_count(0)
    rows = stage.rows("SELECT rating, reason, words FROM feedback ORDER BY updated_at DESC LIMIT 1")
    assert rows == [("down", "unclear", "too many words")]


def test_an_opinion_that_does_not_arrive_is_told(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("hello")
    visitor.hears("echo: hello")
    visitor.page.route("**/chat/feedback", lambda route: route.abort())
    visitor.button("vote_up").click()
    expect(visitor.news).to_have_text(visitor.word("vote_failed"))
    expect(visitor.button("vote_up")).to_have_attribute("aria-pressed", "false")


def test_letters_grow_stay_so_and_shrink_again(visitor: Visitor) -> None:
    visitor.begin()
    before = visitor.box.evaluate("box => parseFloat(getComputedStyle(box).fontSize)")
    visitor.button("menu").click()
    for _ in range(5):
        visitor.button("larger").click()
    expect(visitor.button("larger")).to_be_disabled()
    expect(visitor.button("smaller")).to_be_focused()
    visitor.page.reload()
    after = visitor.box.evaluate("box => parseFloat(getComputedStyle(box).fontSize)")
    assert after == 2 * before


def test_a_copy_of_the_conversation_can_be_kept(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("sources")
    visitor.hears("echo: sources")
    with visitor.page.expect_download() as download:
        visitor.choose_in_menu("save")
    assert download.value.suggested_filename == visitor.word("file_name")
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert text.startswith(f"{visitor.word('you')}: sources\n\n{visitor.word('they')}: echo: sources\n")
    assert "https://example.org/order" in text


def test_the_end_deletes_here_and_at_the_server_and_a_new_talk_may_begin(visitor: Visitor, stage: Stage) -> None:
    visitor.begin()
    visitor.say("secret")
    visitor.hears("echo: secret")
    [session] = [session for session, words in stage.said() if words == "secret"]
    visitor.choose_in_menu("delete")
    visitor.button("delete_no").click()
    expect(visitor.own).to_have_count(1)
    visitor.choose_in_menu("delete")
    visitor.button("delete_yes").click()
    expect(visitor.news).to_have_text(visitor.word("deleted"))
    expect(visitor.own).to_have_count(0)
    assert stage.rows(f"SELECT 1 FROM inbox WHERE session_id = '{session}'") == []
    assert "secret" not in visitor.page.evaluate("JSON.stringify(sessionStorage)")
    visitor.agree()
    visitor.say("new talk")
    visitor.hears("echo: new talk")


def test_a_server_that_cannot_delete_now_changes_nothing(visitor: Visitor) -> None:
    visitor.begin()
    visitor.say("hello")
    visitor.hears("echo: hello")
    visitor.page.route("**/chat/sessions", lambda route: route.abort())
    visitor.choose_in_menu("delete")
    visitor.button("delete_yes").click()
    expect(visitor.news).to_have_text(visitor.word("delete_failed"))
    expect(visitor.own).to_have_count(1)


def photo(width: int, height: int) -> bytes:
    """A JPEG of noise, which does not get small by itself."""
    content = io.BytesIO()
    Image.frombytes("RGB", (width, height), random.Random(1).randbytes(width * height * 3)).save(content, "JPEG")
    return content.getvalue()


def attach(visitor: Visitor, name: str, kind: str, content: bytes) -> None:
    """Choose a file."""
    with visitor.page.expect_file_chooser() as chooser:
        visitor.button("attach").click()
    chooser.value.set_files({"name": name, "mimeType": kind, "buffer": content})


def test_a_large_photo_is_made_small_sent_and_named_in_the_conversation(visitor: Visitor, stage: Stage) -> None:
    visitor.page.add_init_script(
        """const send = XMLHttpRequest.prototype.send;
        XMLHttpRequest.prototype.send = function (content) { window.sent = content; send.call(this, content); };"""
    )
    visitor.begin()
    large = photo(2400, 1200)
    attach(visitor, "photo.jpg", "image/jpeg", large)
    expect(visitor.own).to_contain_text(visitor.word("upload_photo"))
    visitor.hears("echo: <photo:")
    width, height, size = visitor.page.evaluate(
        "createImageBitmap(sent).then(({width, height}) => [width, height, sent.size])"
    )
    assert (width, height) == (1800, 900)
    assert size < len(large)
    assert stage.bot.values[-1].startswith("<photo:")


def test_what_is_neither_photo_nor_pdf_is_not_sent(visitor: Visitor) -> None:
    visitor.begin()
    attach(visitor, "letter.txt", "text/plain", b"hello")
    expect(visitor.foot_text()).to_contain_text(visitor.word("upload_kind"))
    visitor.page.locator(".foot").get_by_role("button", name=visitor.word("close")).click()
    expect(visitor.foot_text()).not_to_contain_text(visitor.word("upload_kind"))
    expect(visitor.own).to_have_count(0)


def test_why_the_server_did_not_take_a_file_is_told_in_the_language_of_the_interface(hindi_visitor: Visitor) -> None:
    hindi_visitor.begin()
    attach(hindi_visitor, "broken.pdf", "application/pdf", b"%PDF-1.4 broken")
    expect(hindi_visitor.page.get_by_role("alert")).to_contain_text(re.compile(r"[\u0900-\u097f]"))
    expect(hindi_visitor.own).to_have_count(0)


def test_progress_is_shown_and_a_file_that_did_not_arrive_is_sent_again_on_request(visitor: Visitor) -> None:
    visitor.begin()
    visitor.page.route("**/chat/uploads", lambda route: route.abort())
    attach(visitor, "photo.jpg", "image/jpeg", photo(60, 40))
    expect(visitor.page.get_by_role("alert")).to_have_text(visitor.word("upload_failed"))
    visitor.page.unroute("**/chat/uploads")
    line = visitor.page.context.new_cdp_session(visitor.page)
    slow = {"offline": False, "latency": 1000, "downloadThroughput": 50_000, "uploadThroughput": 10_000}
    line.send("Network.emulateNetworkConditions", slow)
    visitor.button("again").click()
    expect(visitor.page.get_by_role("progressbar", name=visitor.word("uploading"))).to_be_visible()
    expect(visitor.own).to_contain_text(visitor.word("upload_photo"), timeout=15_000)


def test_sending_a_file_can_be_stopped(visitor: Visitor, stage: Stage) -> None:
    visitor.begin()
    visitor.say("hello")
    visitor.hears("echo: hello")
    visitor.page.route("**/chat/uploads", lambda route: None)
    attach(visitor, "photo.jpg", "image/jpeg", photo(60, 40))
    visitor.button("upload_stop").click()
    expect(visitor.page.get_by_role("progressbar")).to_have_count(0)
    expect(visitor.box).to_be_focused()
    expect(visitor.own).to_have_count(1)


def test_the_whole_notice_opens_in_the_language_of_the_interface(hindi_visitor: Visitor, page: Page) -> None:
    hindi_visitor.begin()
    with page.context.expect_page() as opened:
        hindi_visitor.choose_in_menu("privacy")
    assert re.search(r"/privacy\?lang=hi$", opened.value.url)
