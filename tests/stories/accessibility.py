"""Reading an open page as axe does (WCAG 2.2 AA and best practice), in one width after another."""

from __future__ import annotations

import time
from collections.abc import Sequence

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1440, 390)
NARROWEST = (1440, 360)
SETTLES_WITHIN = 3.0
"""Seconds that charts may take to draw themselves anew in a narrower window."""
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def faults(page: Page, widths: Sequence[int] = WIDTHS) -> list[str]:
    """What axe finds on an open page in each width (pixels), and scrolling sideways, as readable lines.

    The page is loaded once, so that it also has to bear that its window is made narrower.
    """
    page.locator("h1").first.wait_for(state="attached")  # some pages are made by their script
    page.evaluate(Axe().axe_script)
    found = []
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if _stays_too_wide(page, width):
            found.append(f"{page.url} {width}: sideways")
        for one in page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]:
            found += [
                f"{page.url} {width} {one['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:200]}"
                for node in one["nodes"]
            ]
    return found


def _stays_too_wide(page: Page, width: int) -> bool:
    until = time.monotonic() + SETTLES_WITHIN
    while page.evaluate("document.documentElement.scrollWidth") > width:
        if time.monotonic() > until:
            return True
        page.wait_for_timeout(50)
    return False
