"""From the register to the team: experts imported, assigned by the round, one swapped, the names told, a
recusal asked for by the centre and answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from factories import PersonFactory
from reviewing import HOMES, accepted_scene
from stories.conftest import Opened
from xingping.core.roles import Role
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Assessor, Invitation, Job, RoleGrant, TeamMember

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
PASSWORD = "演示-口令-2026"
HEADER = "账号或邮箱,专业,工作单位,常住地代码,培训有效期"


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


def people(body: Any, count: int) -> list[str]:
    """Accounts with the role of an assessor; not in the register yet."""
    names = []
    for number in range(count):
        person = PersonFactory(name=f"演示专家{'甲乙丙丁戊己'[number]}")
        RoleGrant.objects.create(person=person, role=Role.ASSESSOR, body=body)
        names.append(person.username)
    return names


def imported(page: Page, usernames: list[str]) -> None:
    """The register from a file: checked, shown, confirmed."""
    page.get_by_role("link", name="导入").click()
    professions = ("社会工作", "财务", "建筑")
    rows = [
        f"{name},{professions[number % 3]},演示第{number}研究所,{HOMES[number % len(HOMES)]},2099-01-01"
        for number, name in enumerate(usernames)
    ]
    content = "\n".join([HEADER, *rows]).encode()
    page.get_by_label("专家名册（XLSX 或 CSV）").set_input_files(
        {"name": "专家.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.get_by_role("button", name="检查文件").click()
    page.get_by_role("button", name="导入，全部生效").click()
    expect(page.get_by_text(f"新登记 {len(usernames)} 人")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="看专家库").click()
    expect(page.get_by_role("link", name="演示专家甲")).to_be_visible()


def assigned(page: Page, server: LiveServer, round_id: int) -> None:
    """The whole round by one job."""
    page.goto(f"{server.url}/office/rounds/{round_id}/assignment/")
    page.get_by_role("button", name="开始分派").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    run_job(Job.objects.get(kind="assignment").pk)
    page.goto(f"{server.url}/office/rounds/{round_id}/assignment/")
    page.locator("tbody a").first.click()
    expect(page.get_by_text("要求全部满足").first).to_be_visible()
    expect(page.get_by_text("专家与申报件连成一片", exact=True)).to_be_visible()


def test_a_team_from_the_register_to_the_answered_recusal(
    opened: Opened, live_server: LiveServer, tmp_path: Path
) -> None:
    scene = accepted_scene()
    number, usernames = scene.case.number, people(scene.body, 5)
    officer = scene.officer.person
    officer.set_password(PASSWORD)
    officer.save()
    page = opened(scene.officer, "/office/assessors/")
    page.get_by_role("main").get_by_role("link", name="邀请专家").click()
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="确认").click()
    page.get_by_label("姓名").fill("演示专家己")
    expect(page.get_by_label("角色")).to_have_value("assessor")
    page.get_by_label("评定机构").select_option(str(scene.body.pk))
    page.get_by_role("button", name="生成邀请链接").click()
    expect(page.get_by_role("link", name="再邀请一位")).to_be_visible()
    assert Invitation.objects.get().role == Role.ASSESSOR
    page.goto(f"{live_server.url}/office/assessors/")
    imported(page, usernames)
    assert Assessor.objects.count() == 5
    assigned(page, live_server, scene.case.round_id)

    # One is swapped by hand; the one who comes is pinned, so that a second run leaves the place alone.
    page.goto(f"{live_server.url}/office/cases/{number}/team/")
    first = TeamMember.objects.filter(ended_at=None, lead=False).order_by("pk")[0]
    left = first.assessor.person.name
    row = page.get_by_role("row").filter(has_text=left)
    row.get_by_role("button", name="更换或调出").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("换成").select_option(index=1)
    dialog.get_by_label("原因").fill("出差")
    dialog.get_by_role("button", name="更换或调出").click()
    expect(page.locator("section", has=page.get_by_role("heading", name="成员"))).not_to_contain_text(left)
    expect(page.get_by_text("手工指定")).to_be_visible()
    page.get_by_role("button", name="告知申报单位名单").click()
    expect(page.get_by_text("名单已告知申报单位，").first).to_be_visible()

    # The centre is told the names and asks for the recusal of one.
    names = [one.assessor.person.name for one in TeamMember.objects.filter(ended_at=None)]
    centre = opened(scene.applicant, f"/centre/cases/{number}/team/")
    for name in names:
        expect(centre.get_by_role("listitem").filter(has_text=name).first).to_be_visible()
    centre.get_by_label("申请谁回避").select_option(label=_option(centre, names[-1]))
    centre.get_by_label("理由").fill("去年为我中心做过培训")
    centre.get_by_role("button", name="提交回避申请").click()
    expect(centre.get_by_text("已申请回避，待决定")).to_be_visible()

    page.reload()
    expect(page.get_by_text("去年为我中心做过培训")).to_be_visible()
    page.get_by_label("决定理由").fill("确有指导关系")
    page.get_by_role("button", name="同意回避").click()
    expect(page.get_by_text("已同意回避，请补足评审组。")).to_be_visible()
    centre.reload()
    expect(centre.get_by_text("确有指导关系")).to_be_visible()
    assert not TeamMember.objects.filter(ended_at=None, assessor__person__name=names[-1]).exists()


def _option(page: Page, name: str) -> str:
    """The option of the choice of assessors that names somebody."""
    options = page.get_by_label("申请谁回避").locator("option").all_inner_texts()
    return next(one for one in options if name in one)
