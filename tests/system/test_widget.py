"""Whole conversations in a real browser, with the real bot."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from supervisor.system import System
from tests.widget.conftest import QUIETLY
from tests.widget.visitor import Visitor

pytestmark = pytest.mark.browser
CONVERSATIONS = {
    "hi": [
        ("नमस्ते", "जन सहायक"),
        ("लाड़ली बहना योजना क्या है?", "लाड़ली बहना"),
        ("कागज़ क्या लगेंगे?", "समग्र"),
        ("और मातृ वंदना योजना में?", "मातृ वंदना"),
        ("आय प्रमाण पत्र की फीस कितनी है?", "₹20"),
        ("मुझे किसी व्यक्ति से बात करनी है", "181"),
    ],
    "en": [
        ("hello", "Jan Sahayak"),
        ("What is the Ladli Behna scheme?", "Ladli Behna"),
        ("What documents do I need?", "Samagra"),
        ("And for Matru Vandana?", "Matru Vandana"),
        ("What is the fee for an income certificate?", "₹20"),
        ("I want to talk to a person", "181"),
    ],
}


@pytest.fixture
def page() -> Iterator[Page]:
    """A tab on a phone."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        pytest.skip("no Chromium here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIETLY)
        yield browser.new_page(viewport={"width": 360, "height": 640})
        browser.close()


@pytest.mark.parametrize("language", CONVERSATIONS)
def test_a_conversation_on_a_phone_with_a_reload_in_the_middle(system: System, page: Page, language: str) -> None:
    visitor = Visitor(page, system.base_url, language).begin()
    for number, (words, heard) in enumerate(CONVERSATIONS[language], 1):
        visitor.say(words)
        expect(visitor.answers).to_have_count(number, timeout=15_000)
        expect(visitor.answers.last).to_contain_text(heard)
        expect(visitor.answers.last).to_have_attribute("lang", language)
        if number == 3:
            page.reload()
            expect(visitor.answers).to_have_count(number)
    expect(visitor.own).to_have_count(len(CONVERSATIONS[language]))
    expect(visitor.log.locator(".sources").first).to_be_visible()


def test_a_gateway_that_dies_in_the_middle_of_an_answer_loses_nothing(system: System, page: Page) -> None:
    visitor = Visitor(page, system.base_url, "hi").begin()
    visitor.say("लाड़ली बहना योजना क्या है?")
    expect(visitor.answers).to_have_count(1, timeout=15_000)
    killed = system.kill("gateway")
    visitor.say("कागज़ क्या लगेंगे?")
    system.wait_for_restart("gateway", killed)
    expect(visitor.answers).to_have_count(2, timeout=40_000)
    expect(visitor.answers.last).to_contain_text("समग्र")
    expect(visitor.own).to_have_count(2)
