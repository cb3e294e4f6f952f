"""A person before the widget: finds its parts by what they are called, as a person does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from supervisor.settings import ROOT

MESSAGES = {
    language: json.loads((ROOT / "widget" / "messages" / f"{language}.json").read_text(encoding="utf-8"))
    for language in ("hi", "en")
}
PICTURES = Path(ROOT / "docs" / "images")
_ATTEMPTS = 100


class Visitor:
    """Opens a page with the widget and uses it in one language."""

    def __init__(self, page: Page, url: str, language: str = "en") -> None:
        self.page = page
        self.url = url
        self.language = language

    def word(self, key: str, **values: Any) -> str:
        """A word of the interface."""
        text: str = MESSAGES[self.language][key]
        return text.format(**values) if values else text

    def button(self, key: str) -> Locator:
        """The button of that name."""
        return self.page.get_by_role("button", name=self.word(key), exact=True)

    def visit(self, path: str = "/") -> Visitor:
        """Load a page of ours."""
        self.page.goto(f"{self.url}{path}?lang={self.language}")
        return self

    def open(self) -> Visitor:
        """Tap the launcher."""
        self.button("launch").click()
        expect(self.panel).to_be_visible()
        return self

    def agree(self) -> Visitor:
        """Read the notice and begin."""
        self.button("agree").click()
        return self

    def begin(self, path: str = "/") -> Visitor:
        """Everything up to an empty conversation."""
        return self.visit(path).open().agree()

    def say(self, words: str) -> None:
        """Write and send."""
        self.box.fill(words)
        self.box.press("Enter")

    def say_in_vain(self, words: str) -> None:
        """Nothing gets through, until patience is over; the page's clock must be a false one.

        How long an attempt takes to fail is the machine's, so time passes until the message is given up.
        """
        self.page.route("**/chat/messages*", lambda route: route.abort())
        self.say(words)
        for _ in range(_ATTEMPTS):
            if self.button("again").is_visible():
                break
            self.page.wait_for_timeout(50)
            self.page.clock.run_for(16_000)
        expect(self.button("again")).to_be_visible()

    def choose_in_menu(self, key: str) -> None:
        """Open the menu and take an entry."""
        self.button("menu").click()
        self.button(key).click()

    @property
    def panel(self) -> Locator:
        return self.page.locator(".panel")

    @property
    def box(self) -> Locator:
        return self.page.locator("#words")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def answers(self) -> Locator:
        """The assistant's bubbles but for the welcome."""
        return self.log.locator(".theirs + .theirs, .own + .theirs")

    @property
    def own(self) -> Locator:
        """The citizen's bubbles."""
        return self.log.locator(".own")

    @property
    def news(self) -> Locator:
        return self.panel.locator(".news")

    def foot_text(self) -> Locator:
        """What stands where one writes, such as a question."""
        return self.panel.locator(".foot")

    def hears(self, text: str, within_s: float = 30.0) -> Locator:
        """Wait for an answer that has this in it."""
        bubble = self.answers.filter(has_text=text).last
        expect(bubble).to_be_visible(timeout=within_s * 1000)
        return bubble
