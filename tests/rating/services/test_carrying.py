"""Unfinished tasks of an improvement plan go on in the next one, once, with their origin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from bulk_awards import copied
from factories import open_round_of, submitted_scene
from planning import planned
from refusals import refused
from reviewing import Review
from web.centre.browsing import browser_of
from xingping.core.lifecycle import State
from xingping.rating.models import Case, ImprovementPlan, TaskState
from xingping.rating.queries.improvement import due_tasks, plan_before, public_commitments, with_counts
from xingping.rating.services.improving import (
    TaskSaid,
    add_task,
    change_task,
    drop_task,
    promise,
    report_progress,
    start_plan,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def next_result(review: Review) -> Case:
    """The centre's later case, decided in a round of its own and in its notice."""
    (key,) = copied(review, 1)
    first = review.fresh()
    Case.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(days=900))
    Case.objects.filter(pk=key).update(
        centre=first.centre, round=open_round_of(review.scene.body), state=State.IN_NOTICE, previous=first
    )
    return Case.objects.get(pk=key)


def test_what_is_unfinished_goes_on_and_is_counted_once() -> None:
    review, old = planned(announced=True)
    applicant = review.scene.applicant
    done, promised = list(old.tasks.all())
    dropped = add_task(applicant, old.pk, TaskSaid("换一块屏幕", serial="58"))
    rest = [add_task(applicant, old.pk, TaskSaid("补上门口的坡道", serial="3"))]
    own = add_task(applicant, old.pk, TaskSaid("请居民代表每月查看一次", "主任", timezone.localdate()))
    report_progress(applicant, done.pk, 100)
    report_progress(applicant, promised.pk, 40, "已经谈妥一家")
    promise(applicant, promised.pk, "年底前再联系两家单位")
    drop_task(applicant, dropped.pk, "不合适")
    case = next_result(review)
    page = browser_of(applicant).get(f"/centre/cases/{case.number}/plan/").content.decode()
    assert f"没有完成的 {len(rest) + 2} 项一并转入" in page

    new = start_plan(applicant, case.pk)
    assert start_plan(applicant, case.pk).pk == new.pk, "a second click carries nothing again"
    carried = list(new.tasks.exclude(carried_from=None))
    assert [one.carried_from_id for one in carried] == [promised.pk, *(one.pk for one in rest), own.pk]
    first = carried[0]
    assert (first.state, first.percent, first.serial) == ("running", 40, promised.serial)
    assert (first.commitment, first.committed_on is not None) == ("年底前再联系两家单位", True)
    assert first.reports.get().note == f"由上次计划（{review.fresh().number}）第 {promised.number} 项转入"
    pairs = list(new.tasks.exclude(serial="").values_list("serial", "point"))
    assert len(pairs) == len(set(pairs)), "what was carried is not proposed a second time"
    promised.refresh_from_db()
    assert (promised.state, promised.percent) == (TaskState.CARRIED, 40)
    counted = with_counts(ImprovementPlan.objects.filter(pk=old.pk)).get()
    assert (counted.tasks_all, counted.tasks_done, counted.tasks_carried) == (1, 1, len(carried))
    assert set(due_tasks(ImprovementPlan.objects.all()).values_list("plan", flat=True)) == {new.pk}
    said = public_commitments(case.centre_id)
    assert [(one.text, one.percent) for one in said] == [("年底前再联系两家单位", 40)], "once, still public"


def test_a_carried_task_is_worked_on_in_the_new_plan_alone() -> None:
    review, old = planned(announced=True)
    applicant, task = review.scene.applicant, old.tasks.all()[0]
    case = next_result(review)
    new = start_plan(applicant, case.pk)
    with refused("task_carried"):
        report_progress(applicant, task.pk, 10)
    with refused("task_carried"):
        change_task(applicant, task.pk, TaskSaid("别的"))
    with refused("task_carried"):
        drop_task(applicant, task.pk, "不做")
    with refused("task_carried"):
        promise(applicant, task.pk, "承诺")
    browser = browser_of(applicant)
    there = browser.get(f"/centre/cases/{review.fresh().number}/plan/tasks/{task.number}/").content.decode()
    assert "转入下一计划" in there
    assert "登记进展" not in there
    made = new.tasks.get(carried_from=task)
    here = browser.get(f"/centre/cases/{case.number}/plan/tasks/{made.number}/").content.decode()
    assert "上次计划没有完成" in here
    page = browser.get(f"/centre/cases/{case.number}/plan/").content.decode()
    assert "上次转入" in page
    assert "上次计划的成效" in page
    report_progress(applicant, made.pk, 100)
    assert made.carried_from_id == task.pk


def test_nothing_is_carried_from_another_centre_or_a_later_case() -> None:
    review, old = planned()
    assert plan_before(submitted_scene().case) is None
    case = next_result(review)
    assert plan_before(case) == old
    start_plan(review.scene.applicant, case.pk)
    assert plan_before(review.fresh()) is None
