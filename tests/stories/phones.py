"""A phone in the browser, and a server that can really be stopped and started again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import Popen
from typing import Any, Literal

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from processes import start, wait_until
from xingping.rating.models import User

PIN = "246810"
EXPECTED = ("net::ERR_", "status of 401", "status of 404", "status of 409", "status of 422")
"""What the browser writes where the server is away or refuses."""
CHENGDU = {"latitude": 30.66, "longitude": 104.06, "accuracy": 9}


@dataclass
class Site:
    """The site as a process of its own on the test's database: when it is stopped, nobody answers."""

    port: int
    folder: Path
    process: Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is, running or not."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = start(
            *("-m", "django", "runserver", "--noreload", f"127.0.0.1:{self.port}"),
            folder=self.folder, XINGPING_DEBUG="1", XINGPING_SECRET_KEY=settings.SECRET_KEY,
        )  # fmt: skip
        wait_until(self._answers)

    def stop(self) -> None:
        """End it at once, as a power cut does."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """A running site."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        made = Site(tried.getsockname()[1], folder)
    made.start()
    try:
        yield made
    finally:
        made.stop()


@dataclass
class PhoneWatch:
    """What a phone's pages did that they may not."""

    wrong: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Watch one page."""
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._console)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(one in message.text for one in EXPECTED):
            self.wrong.append(message.text)


@contextmanager
def phone(
    browser: Browser, arguments: dict[str, Any], service_workers: Literal["allow", "block"] = "allow"
) -> Iterator[tuple[BrowserContext, PhoneWatch]]:
    """A phone with camera and place; at the end nothing may have gone wrong on its pages."""
    options = {**arguments, "viewport": {"width": 390, "height": 844}, "has_touch": True}
    context = browser.new_context(
        **options, geolocation=CHENGDU, permissions=["geolocation"], service_workers=service_workers
    )
    watch = PhoneWatch()
    context.on("page", watch.listen)
    try:
        yield context, watch
        assert watch.wrong == [], watch.wrong
    finally:
        context.close()


def open_field(context: BrowserContext, site: Site, person: User) -> Page:
    """Sign in, open the on-site page for the first time, and set the PIN."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site.url}])
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{site.url}/assessor/field/")
    page.get_by_label("本机口令").fill(PIN)
    page.get_by_label("再输一次").fill(PIN)
    page.get_by_role("button", name="设置并进入").click()
    return page


def reopen(context: BrowserContext, site: Site) -> Page:
    """Open the page again and give the PIN."""
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.goto(f"{site.url}/assessor/field/")
    page.get_by_label("本机口令").fill(PIN)
    page.get_by_role("button", name="打开").click()
    return page


def taken_along(page: Page, *, worker: bool = True) -> None:
    """Take the only case along, and wait until the page would also start without a server."""
    page.get_by_role("button", name="带到本机").click()
    expect(page.get_by_role("link", name="下一项未评")).to_be_visible()
    if worker:
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def pill(page: Page, text: str) -> None:
    """Wait for what the state in the bar says."""
    expect(page.locator("[data-pill]")).to_contain_text(text, timeout=30_000)
