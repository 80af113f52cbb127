"""What axe-core finds wrong with a page as it stands in the browser, beside what its rules cannot see."""

from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ALL = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OF_COLOURS = ("color-contrast",)


def complaints(page: Page, rules: Sequence[str] = ALL) -> list[str]:
    """By these rules or kinds of rules; a line each: the rule, and where."""
    found = Axe().run(page, options={"runOnly": list(rules)}).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]


def spills(page: Page) -> bool:
    """Whether the page is wider than the screen, so that it moves sideways as a whole."""
    wider: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
    return wider
