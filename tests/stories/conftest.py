"""A real browser for the stories: Debian's Chromium, Chinese, with no way to any other host."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request
from pytest_django.live_server_helper import LiveServer

from stories.accessibility import WIDTHS, faults
from stories.applicants import sign_in
from xingping.rating.actor import Actor

# Playwright's loop runs in the test's thread; the database is used from it all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
Opened = Callable[..., Page]
"""A page in a browser of somebody's own: see the fixture `opened`."""
FaultsOf = Callable[..., list[str]]
"""What axe finds: see the fixture `faults_of`."""


@dataclass
class Guard:
    """What a page did that no page may do; a story that expects an error removes it from the list."""

    errors: list[str] = field(default_factory=list)
    other_hosts: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext, own: str) -> None:
        """Watch all pages of a context; requests to other hosts, which no name leads to, are noted."""
        host = urlsplit(own).netloc

        def check(request: Request) -> None:
            target = urlsplit(request.url)
            if target.netloc != host and target.scheme not in {"data", "blob"}:
                self.other_hosts.append(request.url)

        def listen(page: Page) -> None:
            page.on("pageerror", lambda error: self.errors.append(str(error)))
            page.on("console", self._console)

        context.on("request", check)
        context.on("page", listen)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Chromium as Debian packages it: the one without windows where there is one, at half the cost."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "请先安装软件包：apt install chromium-headless-shell"
    return {**browser_type_launch_args, "executable_path": path, "args": FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Chinese visitor in China who wants no motion."""
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "reduced_motion": "reduce",
        "viewport": {"width": 1440, "height": 900},
    }


@pytest.fixture
def guard(context: BrowserContext, live_server: LiveServer) -> Iterator[Guard]:
    """Watches the story's pages; at its end there may be no error and no request to another host."""
    watching = Guard()
    watching.watch(context, live_server.url)
    yield watching
    assert watching.other_hosts == []
    assert watching.errors == []


@pytest.fixture
def page(guard: Guard, context: BrowserContext) -> Page:
    """A guarded page."""
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    return opened


@pytest.fixture
def opened(
    browser: Browser, browser_context_args: dict[str, Any], live_server: LiveServer
) -> Iterator[Opened]:
    """`opened(actor, path, size, **options)`: a guarded page in a browser of one's own; None: a visitor."""
    watching, contexts = Guard(), list[BrowserContext]()

    def open_page(actor: Actor | None, path: str, size: dict[str, int] = DESK, **options: Any) -> Page:
        context = browser.new_context(**{**browser_context_args, "viewport": size, **options})
        contexts.append(context)
        watching.watch(context, live_server.url)
        if actor is not None:
            sign_in(context, live_server, actor.person)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert watching.other_hosts == []
    assert watching.errors == []


@pytest.fixture
def faults_of(
    browser: Browser, browser_context_args: dict[str, Any], live_server: LiveServer
) -> Iterator[FaultsOf]:
    """`faults_of(pages, widths, language)`: what axe finds on (actor or None, address) pages."""
    context = browser.new_context(**{**browser_context_args, "bypass_csp": True})

    def check(
        pages: Iterable[tuple[Actor | None, str]],
        widths: Sequence[int] = WIDTHS,
        language: str = "zh-hans",
    ) -> list[str]:
        found = []
        for actor, address in pages:
            context.clear_cookies()
            context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
            if actor is not None:
                sign_in(context, live_server, actor.person)
            page = context.new_page()
            page.goto(live_server.url + address)
            found += faults(page, widths)
            page.close()
        return found

    yield check
    context.close()
