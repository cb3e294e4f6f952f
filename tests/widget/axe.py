"""axe-core over a whole page, shadow trees included."""

from __future__ import annotations

import importlib.resources

from playwright.sync_api import Page

_SCRIPT = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page) -> list[str]:
    """Each broken rule with the place where it is broken; none is what we want."""
    # Half-shown colours of an animation are nobody's colours.
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)))")
    page.evaluate(_SCRIPT)
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(({violations}) => violations)",
        _RULES,
    )
    return [f"{rule['id']}: {node['target']} {node['html'][:120]}" for rule in found for node in rule["nodes"]]
