"""An officer imports the register: a faulty file, mended, names alike confirmed, imported, and out again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.conf import LazySettings
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from factories import BodyFactory, CentreFactory, officer_of
from registers import csv_of, row, work
from stories.applicants import sign_in
from stories.conftest import Guard
from xingping.rating.models import Centre, RegisterImport

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("XINGPING_SHOTS", "")
"""A folder for pictures of the pages, for looking at them."""


def upload(page: Page, content: bytes) -> RegisterImport:
    """Choose a file, have it checked, and wait for what the page shows then."""
    page.get_by_label("登记表（XLSX 或 CSV）").set_input_files(
        {"name": "登记表.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    import_ = RegisterImport.objects.latest("pk")
    shoot(page, "checking")
    work(import_)
    return import_


def shoot(page: Page, name: str) -> None:
    """Pictures at both widths, when asked for."""
    for width in (1440, 390) if SHOTS else ():
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.screenshot(path=Path(SHOTS) / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1440, "height": 900})


def test_an_officer_mends_a_file_and_imports_it(
    page: Page,
    context: BrowserContext,
    live_server: LiveServer,
    settings: LazySettings,
    guard: Guard,
) -> None:
    settings.SECOND_FACTOR_ROLES = []
    body = BodyFactory(name="演示评定机构")
    officer = officer_of(body)
    CentreFactory(body=body, code="C1", name="演示东光社区服务中心", address="旧址")
    sign_in(context, live_server, officer.person)

    page.goto(f"{live_server.url}/office/centres/")
    page.get_by_role("link", name="导入").click()
    shoot(page, "start")
    head = "中心编号,名称,类型,行政区划代码,地址"
    good = [
        row("C1", "演示东光社区服务中心", "510104026018", "新址"),
        row("C2", "演示水井坊服务站", "510104026018", "=1+1"),
        row("C3", "演示东光党群服务中心", "510104026018", ""),
    ]
    faulty = [
        *good[:2],
        row("C3", "演示东光党群服务中心", "5101", ""),
        row("C1", "再来一次", "510104026018", ""),
    ]
    upload(page, csv_of(faulty, head))
    expect(page.get_by_role("heading", name="有 2 处要改，一行也没有导入")).to_be_visible()
    expect(page.get_by_text("“行政区划代码”行政区划代码是 12 位数字")).to_be_visible()
    expect(page.get_by_text("登记表.csv:5")).to_be_visible()
    shoot(page, "faulty")
    assert Centre.objects.count() == 1

    page.get_by_role("link", name="上传改好的文件").click()
    import_ = upload(page, csv_of(good, head))
    expect(page.get_by_role("heading", name="可能重复，请先确认")).to_be_visible()
    expect(page.get_by_role("button", name="导入，全部生效")).to_have_count(0)
    shoot(page, "alike")
    page.get_by_label("是另一个中心（站），新登记").check()
    page.get_by_role("button", name="确认并重新预览").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    work(import_)
    expect(page.get_by_role("button", name="导入，全部生效")).to_be_visible()
    page.get_by_role("link", name="改动 1").click()
    expect(page.get_by_text("旧址")).to_be_visible()
    shoot(page, "preview")
    page.get_by_role("button", name="导入，全部生效").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    shoot(page, "writing")
    work(import_)
    expect(page.get_by_text("新登记 2 个，改动 1 个，没有变化 0 个。")).to_be_visible()
    shoot(page, "done")
    assert sorted(Centre.objects.values_list("code", "address")) == [
        ("C1", "新址"),
        ("C2", "=1+1"),
        ("C3", ""),
    ]

    page.goto(f"{live_server.url}/office/centres/import/")
    with page.expect_download() as download:
        page.get_by_role("link", name="导出现在的登记表（XLSX）").click()
    page.get_by_label("登记表（XLSX 或 CSV）").set_input_files(download.value.path())
    page.get_by_role("button", name="检查文件").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    work(RegisterImport.objects.latest("pk"))
    expect(page.get_by_text("登记表与文件完全一样，不用导入。")).to_be_visible()
    page.get_by_role("button", name="放弃这次导入").click()
    expect(page.get_by_text("已放弃，登记表没有改动。")).to_be_visible()
