"""Getting in: from an invitation to the pages of one's role, past lock-out, and by demo tile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from rating.people import make_body, make_centre, make_person
from rating.region_files import lay_out
from stories.conftest import FaultsOf, Guard
from web.account.codes import code_now
from xingping.rating.actor import actor_of
from xingping.rating.models import Invitation
from xingping.rating.services import regions
from xingping.rating.services.demo_people import ensure_demo_applicant, ensure_demo_staff
from xingping.rating.services.invitations import invite_first_administrator
from xingping.rating.services.messages import send_message

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _settings(settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()
    monkeypatch.setattr(regions, "FOLDER", lay_out(tmp_path / "regions"))
    regions.load_upper()
    regions.load_below("510104")


def open_account(page: Page, link: str, username: str, name: str) -> None:
    """Fill in the page behind an invitation."""
    page.goto(link)
    page.get_by_label("姓名").fill(name)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=False).first.fill(PASSWORD)
    page.get_by_label("再输入一次密码").fill(PASSWORD)
    page.get_by_role("button", name="开通账号").click()


def set_up_second_factor(page: Page) -> str:
    """Set the second factor up as the page says; its secret."""
    expect(page.get_by_role("heading", name="设置两步验证")).to_be_visible()
    expect(page.get_by_alt_text("两步验证的二维码", exact=False)).to_be_visible()
    page.get_by_text("不能扫描？手工输入密钥").click()
    secret = page.locator("code.secret").inner_text()
    page.get_by_label("应用显示的 6 位验证码").fill(code_now(secret))
    page.get_by_role("button", name="启用两步验证").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="我已保存好，继续").click()
    return secret


def path_of(live_server: LiveServer, link: str) -> str:
    """A link of the site at the address of the test's server."""
    return live_server.url + re.sub(r"^https?://[^/]+", "", link)


def test_from_an_invitation_to_the_pages_of_ones_role(
    page: Page, live_server: LiveServer, browser: Browser, browser_context_args: dict[str, object]
) -> None:
    make_centre(make_body("演示评定中心"), "演示·东光社区服务中心")
    invited = invite_first_administrator()
    assert invited is not None
    open_account(page, live_server.url + invited.path, "chief", "陈主任")
    set_up_second_factor(page)
    expect(page.get_by_role("heading", name="人员与角色", level=1)).to_be_visible()

    # The administrator invites a recommending unit: a role, a region found by initials, a link to hand over.
    page.get_by_role("link", name="邀请人员").first.click()
    page.get_by_label("角色").select_option("recommender")
    picker = page.get_by_role("combobox", name="地区")
    picker.fill("jjq")
    expect(page.get_by_role("listbox", name="地区").get_by_role("option")).to_have_count(1)
    picker.press("Enter")
    expect(picker).to_have_value("四川省成都市锦江区")
    page.get_by_label("姓名").fill("王科长")
    page.get_by_role("button", name="生成邀请链接").click()
    handed_over = page.locator("#link-once").inner_text()

    # The invited person opens it on a phone.
    phone = browser.new_context(**{**browser_context_args, "viewport": {"width": 390, "height": 844}})  # type: ignore[arg-type]
    other = phone.new_page()
    open_account(other, path_of(live_server, handed_over), "王科长", "王科长")
    other.goto(f"{live_server.url}/account/")
    expect(other.get_by_role("heading", name="我的账号")).to_be_visible()
    expect(other.get_by_text("四川省成都市锦江区")).to_be_visible()
    assert other.evaluate("document.documentElement.scrollWidth") == 390
    other.goto(path_of(live_server, handed_over))
    expect(other.get_by_role("heading", name="这个邀请链接已经用过。")).to_be_visible()
    phone.close()
    assert Invitation.objects.filter(accepted_at__isnull=False).count() == 2


def test_the_code_is_asked_for_at_the_next_sign_in(page: Page, live_server: LiveServer) -> None:
    invited = invite_first_administrator()
    assert invited is not None
    open_account(page, live_server.url + invited.path, "chief", "陈主任")
    secret = set_up_second_factor(page)
    page.get_by_role("button", name="退出").click()
    page.goto(f"{live_server.url}/people/")
    page.get_by_label("用户名或电子邮箱").fill("chief")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    cache.clear()  # half a minute later
    page.get_by_label("验证码或恢复码").fill(code_now(secret))
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(f"{live_server.url}/people/")


def test_somebody_who_forgets_the_password_is_locked_out_and_told_what_to_do(
    page: Page, guard: Guard, live_server: LiveServer
) -> None:
    make_person("zhang", password=PASSWORD)
    for _ in range(5):
        page.goto(f"{live_server.url}/account/sign-in/")
        page.get_by_label("用户名或电子邮箱").fill("zhang")
        page.get_by_label("密码").fill("wrong")
        page.get_by_role("button", name="登录").click()
        expect(page.locator("[role=alert], .notice").first).to_be_visible()
    expect(page.get_by_role("heading", name="暂时不能登录")).to_be_visible()
    expect(page.get_by_text("请在 15 分钟后再试。")).to_be_visible()
    page.get_by_role("link", name="重设密码").click()
    expect(page.get_by_role("heading", name="忘记密码")).to_be_visible()
    guard.errors = [error for error in guard.errors if "429" not in error]


def test_in_demo_mode_a_tile_is_enough(page: Page, live_server: LiveServer, settings: LazySettings) -> None:
    settings.DEMO = True
    body = make_body("演示评定中心")
    ensure_demo_staff(body)
    applicant = ensure_demo_applicant("demo-applicant", "演示·东光社区", make_centre(body))
    send_message(applicant, subject="材料需要补正", body="请在 10 个工作日内补正。")
    page.goto(f"{live_server.url}/account/sign-in/")
    page.get_by_role("button", name="演示·东光社区").click()
    expect(page.get_by_role("link", name="演示·东光社区").first).to_be_visible()
    page.get_by_role("link", name="消息 未读").click()
    expect(page.locator(".inbox-list li.unread")).to_have_count(2)
    page.get_by_role("link", name="材料需要补正").click()
    expect(page.get_by_role("heading", name="材料需要补正")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    page.goto(f"{live_server.url}/account/sign-in/")
    page.get_by_role("button", name="演示·冯管理员").click()
    page.goto(f"{live_server.url}/people/")
    expect(page.get_by_role("heading", name="人员与角色", level=1)).to_be_visible()


def test_the_picker_is_worked_by_keys_alone(
    page: Page, live_server: LiveServer, settings: LazySettings
) -> None:
    settings.DEMO = True
    ensure_demo_staff(make_body("演示评定中心"))
    page.goto(f"{live_server.url}/account/sign-in/?next=/people/invite/")
    page.get_by_role("button", name="演示·冯管理员").click()
    page.get_by_label("角色").select_option("recommender")
    picker = page.get_by_role("combobox", name="地区")
    picker.focus()
    picker.press("ArrowDown")
    expect(page.get_by_role("listbox", name="地区").get_by_role("option")).to_have_count(4)
    picker.press("ArrowDown")
    picker.press("ArrowDown")
    picker.press("ArrowDown")
    picker.press("ArrowDown")
    picker.press("Enter")
    expect(picker).to_have_value("四川省")
    page.get_by_role("button", name="选下一级").press("Enter")
    expect(page.get_by_role("option", name="成都市")).to_be_visible()
    picker.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    picker.fill("没有的地方")
    expect(page.get_by_text("没有找到，请换一个词，或输入代码。").first).to_be_visible()
    picker.fill("东莞")
    expect(page.get_by_role("listbox", name="地区").get_by_role("option")).to_have_count(2)
    picker.press("ArrowDown")
    picker.press("Enter")
    expect(page.locator("input[name=region]")).to_have_value("441900")


def test_pages_around_signing_in_are_accessible(faults_of: FaultsOf, settings: LazySettings) -> None:
    settings.DEMO = True
    ensure_demo_staff(make_body("演示评定中心"))
    invited = invite_first_administrator()
    assert invited is not None
    paths = ("/account/sign-in/", "/account/password/forgotten/", invited.path)
    assert faults_of([(None, path) for path in paths]) == []


def test_pages_behind_signing_in_are_accessible(faults_of: FaultsOf, settings: LazySettings) -> None:
    settings.DEMO = True
    people = ensure_demo_staff(make_body("演示评定中心"))
    administrator = actor_of(people["demo-administrator"])
    paths = (
        "/account/",
        "/inbox/",
        "/people/",
        f"/people/{people['demo-officer'].pk}/",
        "/people/invite/",
        "/people/invitations/",
    )
    assert faults_of([(administrator, path) for path in paths]) == []
