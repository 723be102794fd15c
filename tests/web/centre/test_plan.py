"""Improvement plans on the pages of centres, officers and supervising authorities."""

from __future__ import annotations

import pytest
from django.test import Client

from bulk_awards import copied
from factories import person_with, submitted_scene
from planning import planned, told
from web.centre.browsing import browser_of
from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.models import Case, ImprovementPlan, ImprovementTask
from xingping.rating.services.improving import promise

pytestmark = pytest.mark.django_db


def test_a_plan_is_made_worked_on_and_counted() -> None:
    review = told()
    centre, number = browser_of(review.scene.applicant), review.scene.case.number
    assert "看失分与提升办法" in centre.get("/centre/").content.decode()
    assert "建立计划" in centre.get("/centre/plans/").content.decode()
    page = f"/centre/cases/{number}/plan/"
    before = centre.get(page).content.decode()
    assert "失 40.00 分" in before
    assert "还没有计划" in before
    assert "打开计划" in centre.get(f"/centre/cases/{number}/outcome/").content.decode()
    assert centre.post(f"{page}start/").status_code == 302
    assert "31 联席会议制度" in centre.get(page).content.decode()

    add = f"{page}tasks/new/?serial=1&point=1.1"
    assert 'value="1" selected' in centre.get(add).content.decode()
    typed = centre.post(add, {"serial": "1", "title": "", "owner": "副主任"})
    assert (typed.status_code, "副主任" in typed.content.decode()) == (422, True)
    centre.post(add, {"serial": "1", "title": "挪到临街", "owner": "副主任", "due_on": "2020-01-02"})
    task = ImprovementTask.objects.get(title="挪到临街")
    assert (task.serial, task.owner) == ("1", "副主任")
    one = f"{page}tasks/{task.number}/"
    assert "逾期" in centre.get(one).content.decode()
    assert centre.post(one, {"percent": "101"}).status_code == 422
    assert centre.post(one, {"percent": "30", "note": "已选址", "version": "9"}).status_code == 409
    centre.post(one, {"percent": "30", "note": "已选址", "version": "1"})
    assert "已选址" in centre.get(one).content.decode()
    centre.post(f"{one}change/", {"title": "搬到临街", "owner": "主任", "due_on": "2030-01-02"})
    task.refresh_from_db()
    assert (task.title, str(task.due_on)) == ("搬到临街", "2030-01-02")
    assert "结果公告之后" in centre.post(f"{one}promise/", {"text": "年底搬完"}).content.decode()
    assert centre.get(f"{page}tasks/999/").status_code == 404

    shown = centre.get(page).content.decode()
    assert "搬到临街" in shown
    assert "31" in centre.get(f"{page}?state=late&q=x").content.decode()
    assert centre.get(f"{page}?export=csv").status_code == 200
    assert "搬到临街" in centre.get("/centre/").content.decode() or ImprovementTask.objects.count() > 3
    assert "完成 0 /" in centre.get("/centre/plans/").content.decode()

    officer = browser_of(review.officer)
    listed = officer.get("/office/plans/?going=open").content.decode()
    assert review.scene.case.centre.name in listed
    assert "搬到临街" not in listed
    assert officer.get(page).status_code == 403
    supervisor = Client()
    supervisor.force_login(person_with(Role.SUPERVISOR, region_prefix="5101"))
    copied(review, 2)
    counted = supervisor.get("/scenarios/plans/").content.decode()
    assert counted.count("510104") == 1, "one row a county"
    assert '<td class="number" data-label="已送达的结果">3</td>' in counted
    assert review.scene.case.centre.name not in counted
    centre.post(f"{one}drop/", {"note": "改由街道做"})
    assert "改由街道做" in centre.get(one).content.decode()


def test_promises_and_the_effect_are_shown() -> None:
    review, plan = planned(announced=True)
    task = plan.tasks.all()[0]
    centre = browser_of(review.scene.applicant)
    page = f"/centre/cases/{review.scene.case.number}/plan/"
    assert centre.post(f"{page}tasks/{task.number}/promise/", {"text": "年底装好"}).status_code == 302
    promise(review.scene.applicant, task.pk, "年底装好")
    assert "年底装好" in centre.get(f"{page}tasks/{task.number}/").content.decode()
    assert "公开承诺 1 项" in centre.get(page).content.decode()


def test_without_a_told_result_there_is_nothing_to_plan() -> None:
    scene = submitted_scene()
    centre = browser_of(scene.applicant)
    assert "还没有可以改进的结果" in centre.get("/centre/plans/").content.decode()
    assert centre.get(f"/centre/cases/{scene.case.number}/plan/").status_code == 409
    assert centre.post(f"/centre/cases/{scene.case.number}/plan/start/").status_code == 302
    Case.objects.filter(pk=scene.case.pk).update(state=State.ANNOUNCED)
    assert centre.get(f"/centre/cases/{scene.case.number}/plan/tasks/new/").status_code == 404
    assert not ImprovementPlan.objects.exists()
    assert "还没有中心建立计划" in browser_of(scene.officer).get("/office/plans/").content.decode()
