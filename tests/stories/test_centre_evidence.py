"""Evidence on the page: photos and documents go up, dangerous files are refused, lost connections resumed."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from factories import draft_scene
from stories.applicants import pdf, photo, ready, sign_in, workspace
from stories.conftest import Guard
from xingping.rating.models import Blob, EvidenceItem, EvidenceVersion, Upload

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]


def confirm(page: Page) -> None:
    """Say that nothing is secret and persons are masked, and send."""
    dialog = page.locator("#evidence-dialog")
    dialog.get_by_label("不涉密", exact=False).check()
    dialog.get_by_label("个人信息已遮盖", exact=False).check()
    dialog.get_by_role("button", name="添加").click()


def test_photos_go_up_and_a_web_page_is_refused(
    page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    scene = draft_scene()
    sign_in(context, live_server, scene.applicant.person)
    page.goto(workspace(live_server, scene.case.number))
    ready(page)
    card = page.locator("#indicator-1")
    card.locator("[data-files]").first.set_input_files(
        [
            {"name": "门口.jpg", "mimeType": "image/jpeg", "buffer": photo("teal")},
            {"name": "平面图.pdf", "mimeType": "application/pdf", "buffer": pdf()},
        ]
    )
    dialog = page.locator("#evidence-dialog")
    dialog.get_by_role("button", name="添加").click()
    expect(dialog.get_by_role("alert")).to_have_text("请检查后勾选两项确认。")
    confirm(page)
    expect(card.locator("[data-item]")).to_have_count(2)
    versions = EvidenceVersion.objects.filter(item__case=scene.case).order_by("pk")
    assert sorted(one.caption for one in versions) == ["平面图", "门口"]
    assert all(one.not_secret and one.masked for one in versions)

    card.locator("[data-files]").first.set_input_files(
        [{"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": b"<html><script>alert(1)</script>"}]
    )
    confirm(page)
    expect(card.locator("[data-evidence-trouble]")).to_contain_text("“照片.jpg”没有收下")
    expect(card.locator("[data-item]")).to_have_count(2)

    card.locator("[data-item]").first.click()
    view = page.locator("#evidence-view")
    view.get_by_role("button", name="移除").click()
    expect(card.locator("[data-item]")).to_have_count(1)
    assert EvidenceItem.objects.filter(case=scene.case, removed_at=None).count() == 1


DROP = """([box, content, kind]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], "拖入.png", { type: "image/png" }));
  const target = kind === "paste" ? document.activeElement : box;
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
  return !target.dispatchEvent(event);
}"""
"""Drops or pastes one picture as the browser does; true where the page took it."""


def test_photos_are_dragged_pasted_and_taken_with_the_camera(
    page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    scene = draft_scene()
    sign_in(context, live_server, scene.applicant.person)
    page.goto(workspace(live_server, scene.case.number))
    ready(page)
    card = page.locator("#indicator-1")
    box = card.locator("[data-drop]")

    def give(kind: str, colour: str) -> None:
        content = base64.b64encode(photo(colour)).decode()
        assert page.evaluate(DROP, [box.element_handle(), content, kind])

    give("dragover", "gold")  # the page says that it takes what is dragged
    give("drop", "gold")
    confirm(page)
    expect(card.locator("[data-item]")).to_have_count(1)
    card.locator("[data-score]").focus()  # a picture is pasted to the indicator one works on
    give("paste", "navy")
    confirm(page)
    expect(card.locator("[data-item]")).to_have_count(2)

    camera = card.locator(".evidence-camera input")
    assert camera.get_attribute("capture") == "environment"
    assert camera.get_attribute("accept") == "image/*"
    with page.expect_file_chooser() as chosen:
        card.locator(".evidence-camera").dispatch_event("click")
    chosen.value.set_files({"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": photo("olive")})
    confirm(page)
    expect(card.locator("[data-item]")).to_have_count(3)
    types = Blob.objects.filter(versions__item__case=scene.case).values_list("media_type", flat=True)
    assert [one.partition("/")[0] for one in types] == ["image"] * 3


def test_no_upload_where_everything_is_looked_at_on_the_spot(
    page: Page, context: BrowserContext, live_server: LiveServer
) -> None:
    scene = draft_scene()
    sign_in(context, live_server, scene.applicant.person)
    page.goto(workspace(live_server, scene.case.number, "#indicator-14"))
    ready(page)
    card = page.locator("#indicator-14")
    expect(card.locator("[data-files]")).to_have_count(0)
    card.get_by_role("button", name="写明在哪里看").click()
    page.locator("#evidence-caption").fill("名册在二楼档案室")
    page.locator("#evidence-dialog").get_by_role("button", name="添加").click()
    expect(card.locator("[data-item]")).to_have_count(1)
    version = EvidenceVersion.objects.get(item__case=scene.case)
    assert (version.mode, version.caption, version.blob) == ("on_site", "名册在二楼档案室", None)


def test_an_upload_goes_on_after_a_lost_connection_and_a_reload(
    page: Page, context: BrowserContext, live_server: LiveServer, guard: Guard
) -> None:
    scene = draft_scene()
    sign_in(context, live_server, scene.applicant.person)
    page.goto(workspace(live_server, scene.case.number))
    ready(page)
    seen: list[str] = []

    def cut(route: Route) -> None:
        seen.append(route.request.url)
        if len(seen) > 1:
            route.abort()
        else:
            route.continue_()

    context.route("**/api/v1/uploads/*?offset=*", cut)
    large = photo("red") + b"\0" * (2 * 1024 * 1024)
    card = page.locator("#indicator-1")
    card.locator("[data-files]").first.set_input_files(
        [{"name": "大图.jpg", "mimeType": "image/jpeg", "buffer": large}]
    )
    confirm(page)
    expect(card.locator(".evidence-tile.away")).to_be_visible()
    page.reload()
    ready(page)
    context.unroute("**/api/v1/uploads/*?offset=*", cut)
    expect(card.locator("[data-item]")).to_have_count(1)
    upload = Upload.objects.get()
    assert (upload.received, upload.size) == (len(large), len(large))
    assert EvidenceItem.objects.filter(case=scene.case).count() == 1
    guard.errors.clear()
