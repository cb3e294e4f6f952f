"""The pictures of the documents: the widget on the sample page of a running system, in both languages and three widths.

`python -m benchmarks.widget_pictures`; needs Chromium and a font with Devanagari.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from supervisor.settings import ROOT
from supervisor.system import running_system

PICTURES = ROOT / "docs" / "images"
SIZES = {360: 640, 768: 1024, 1280: 800}
QUESTIONS = {
    "hi": "आय प्रमाण पत्र के लिए कौन से कागज़ लगेंगे?",
    "en": "Which papers are needed for an income certificate?",
}


def main() -> None:
    """Take all of them."""
    with running_system() as system, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for language in QUESTIONS:
            for width in SIZES:
                print(take(browser, system.base_url, language, width))
        browser.close()


def take(browser: Browser, url: str, language: str, width: int) -> Path:
    """One picture."""
    path = PICTURES / f"widget-{language}-{width}.png"
    context = browser.new_context(viewport={"width": width, "height": SIZES[width]}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{url}/?lang={language}")
    page.locator(".launcher").click()
    page.locator(".foot .solid").click()
    page.locator("#words").fill(QUESTIONS[language])
    page.locator("#words").press("Enter")
    page.locator(".own ~ .theirs .tools button").first.wait_for()
    page.evaluate("document.activeElement.shadowRoot.activeElement.blur()")
    page.screenshot(path=path)
    context.close()
    return path


if __name__ == "__main__":
    main()
