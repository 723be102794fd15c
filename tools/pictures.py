"""Make the pictures of the documents by driving a running site: docs/pictures/*.png, each below 300 kB.

    python tools/pictures.py [name ...]

A picture is one entry of PICTURES; entries that need something filled in name a function for it.
"""

from __future__ import annotations

import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from xingping.core.catalogue import find_edition
from xingping.core.points import show_hundredths

ROOT = Path(__file__).resolve().parent.parent
PICTURES_FOLDER = ROOT / "docs" / "pictures"
LARGEST = 300_000
COLOURS = 256
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


@dataclass(frozen=True)
class Picture:
    """A page at a size; `prepare` fills in what is to be seen."""

    name: str
    path: str
    width: int = 1440
    height: int = 900
    prepare: Callable[[Page], None] | None = None
    role: str = ""
    """Of the demo account that looks at it; empty for a visitor."""


def sign_in(page: Page, address: str, role: str) -> None:
    """Take a demo account by its tile."""
    page.goto(f"{address}/account/sign-in/")
    page.locator(f'button[value="{role}"]').first.click()
    page.wait_for_load_state()


def follow(*selectors: str) -> Callable[[Page], None]:
    """Go where the first such link leads, from page to page."""

    def go(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()
            page.wait_for_load_state("networkidle")

    return go


def fill_self_check(page: Page) -> None:
    """Facts, scoring points and scores of a made-up centre, some indicators still open."""
    scores = {
        one.serial: show_hundredths(one.points * (7 + place % 4) // 500 * 50)
        for place, one in enumerate(find_edition().indicators)
        if place % 9 != 8
    }
    scores["1"] = "4.5"
    entries = {
        "subject": "演示·东光社区服务中心",
        "facts": {"facility_area": "412", "households": "2860"},
        "ticks": ["1.1", "1.2", "1.3"],
        "scores": scores,
        "at": "2026-03-02T06:32:00Z",
    }
    page.evaluate(
        "entries => localStorage.setItem('xingping.self-check.1', JSON.stringify(entries))", entries
    )
    page.reload()
    page.wait_for_function("document.querySelector('.result [data-whole]').textContent !== '0'")
    page.wait_for_timeout(800)


def show_report(page: Page) -> None:
    """The report that the self-check hands out, its first page in place of the site's."""
    fill_self_check(page)
    with page.expect_download() as started:
        page.locator("[data-download=report]").click()
    with tempfile.TemporaryDirectory() as folder:
        started.value.save_as(f"{folder}/report.pdf")
        drawn = f"{folder}/report"
        command = ["pdftoppm", "-png", "-singlefile", "-r", "110", f"{folder}/report.pdf", drawn]
        subprocess.run(command, check=True)
        _keep("report", Path(f"{drawn}.png").read_bytes())


PICTURES = (
    Picture("home", "/"),
    Picture("centre", "/?stars=4", prepare=follow("main a[href^='/centres/']")),
    Picture("desk", "/office/", role="demo-officer"),
    Picture(
        "scoring",
        "/assessor/",
        prepare=follow(".case-card h2 a", "a[href$='/score/']"),
        role="demo-assessor-1",
    ),
    Picture("standard", "/standard/"),
    Picture("indicator", "/standard/31/", height=760),
    Picture("self-check", "/self-check/", prepare=fill_self_check),
    Picture("self-check-phone", "/self-check/", width=390, height=844, prepare=fill_self_check),
    Picture("report", "/self-check/", prepare=show_report),
)


def main(names: list[str]) -> None:
    """Make the named pictures, or all."""
    wanted = [one for one in PICTURES if not names or one.name in names]
    PICTURES_FOLDER.mkdir(parents=True, exist_ok=True)
    with site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        for one in wanted:
            size = {"width": one.width, "height": one.height}
            context = browser.new_context(viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
            page = context.new_page()
            if one.role:
                sign_in(page, address, one.role)
            page.goto(f"{address}{one.path}")
            page.wait_for_load_state("networkidle")
            if one.prepare:
                one.prepare(page)
            if one.prepare is not show_report:
                _keep(one.name, page.screenshot())
            context.close()
        browser.close()


@contextmanager
def site() -> Iterator[str]:
    """A site with a demo of its own, stopped afterwards."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="xingping-pictures-") as folder:
        environment = {**os.environ, "XINGPING_DATA": folder, "XINGPING_DEMO": "1"}
        subprocess.run([sys.executable, str(ROOT / "tools" / "prepare.py")], env=environment, check=True)
        command = [sys.executable, "-m", "xingping.cli.main", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            if not process.stdout or not process.stdout.readline().startswith("星评已启动"):
                sys.exit("网站没有启动，无法取图")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def _keep(name: str, png: bytes) -> None:
    """Save with few colours: the pages have few, and a repository should stay small."""
    picture = (
        Image.open(io.BytesIO(png))
        .convert("RGB")
        .quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    )
    target = PICTURES_FOLDER / f"{name}.png"
    picture.save(target, optimize=True)
    size = target.stat().st_size
    if size > LARGEST:
        sys.exit(f"{target.name} 有 {size // 1000} kB，超过 {LARGEST // 1000} kB")
    print(f"{target.relative_to(ROOT)}  {size // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
