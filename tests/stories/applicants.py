"""What stories about applicants share: signing in without the form, and small files."""

from __future__ import annotations

from io import BytesIO

from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from xingping.rating.models import User


def sign_in(context: BrowserContext, server: LiveServer, person: User) -> None:
    """Give the browser a session of this person."""
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])


def workspace(server: LiveServer, number: str, place: str = "") -> str:
    """Address of the workspace, at a place of it."""
    return f"{server.url}/centre/cases/{number}/self-assessment/{place}"


def ready(page: Page) -> None:
    """Wait until the workspace has started."""
    expect(page.locator("html.ready")).to_be_attached()


def saved(page: Page) -> None:
    """Wait until everything typed is saved."""
    expect(page.locator("[data-saved][data-state=saved]")).to_contain_text("已自动保存")


def photo(colour: str = "teal", size: tuple[int, int] = (1200, 900)) -> bytes:
    """A JPEG."""
    made = BytesIO()
    Image.new("RGB", size, colour).save(made, "JPEG")
    return made.getvalue()


def pdf() -> bytes:
    """The smallest PDF that readers accept."""
    from xingping.documents.pledge import PledgeText, pledge_pdf
    from xingping.rating.calendar import today

    return pledge_pdf(
        PledgeText("1", "演示批次", "演示机构", "演示中心", "演示中心", "http://localhost/", today())
    )
