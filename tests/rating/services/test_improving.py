"""Improvement plans: made by one click, worked on by the centre alone, promised when it says so."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import officer_of, person_with
from planning import planned, told
from refusals import refused
from reviewing import decided
from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.calendar import today
from xingping.rating.models import AuditEntry, Case, Decision, ImprovementPlan, TaskState
from xingping.rating.queries.improvement import (
    counted_plans,
    due_tasks,
    later_result,
    lost_of,
    public_commitments,
    region_plans,
)
from xingping.rating.services.improving import (
    TaskSaid,
    add_task,
    change_task,
    drop_task,
    promise,
    report_progress,
    start_plan,
)

pytestmark = pytest.mark.django_db


def test_one_click_makes_the_plan_of_the_shortest_way_once() -> None:
    review, plan = planned()
    assert start_plan(review.scene.applicant, review.case_id).pk == plan.pk
    tasks = list(plan.tasks.all())
    way = lost_of(review.fresh()).way
    assert way is not None
    assert {one.serial for one in tasks} == {step.indicator.serial for step in way.steps}
    assert [one.number for one in tasks] == list(range(1, len(tasks) + 1))
    assert AuditEntry.objects.filter(verb="plan.start", case=review.case_id).count() == 1


def test_who_is_not_the_centre_makes_no_plan() -> None:
    review = told()
    with refused("not_allowed"):
        start_plan(review.officer, review.case_id)
    with refused("not_found"):
        start_plan(actor_of(person_with(Role.SUPERVISOR, region_prefix="51")), review.case_id)
    assert not ImprovementPlan.objects.exists()


def test_a_draft_result_has_no_plan_yet() -> None:
    review = decided()
    with refused("wrong_state"):
        start_plan(review.scene.applicant, review.case_id)


def test_a_task_is_added_changed_reported_and_dropped() -> None:
    review, plan = planned()
    centre = review.scene.applicant
    said = TaskSaid(" 装好坡道 ", "副主任", today(), serial="1")
    task = add_task(centre, plan.pk, said, key="k")
    assert add_task(centre, plan.pk, said, key="k").pk == task.pk
    assert (task.title, task.owner) == ("装好坡道", "副主任")
    changed = change_task(centre, task.pk, TaskSaid("装好坡道和扶手", "主任", None, version=1))
    with refused("changed_meanwhile"):
        change_task(centre, task.pk, TaskSaid("别的", version=1))
    running = report_progress(centre, task.pk, 40, "已招标", version=changed.version)
    assert (running.state, running.percent) == (TaskState.RUNNING, 40)
    done = report_progress(centre, task.pk, 100)
    assert (done.state, done.done_on) == (TaskState.DONE, today())
    again = report_progress(centre, task.pk, 0)
    assert (again.state, again.done_on) == (TaskState.OPEN, None)
    with refused("reasons_missing"):
        drop_task(centre, task.pk, "  ")
    assert drop_task(centre, task.pk, "改由街道建").state == TaskState.DROPPED
    with refused("task_dropped"):
        report_progress(centre, task.pk, 10)
    with refused("task_dropped"):
        drop_task(centre, task.pk, "再放下")
    assert [one.percent for one in task.reports.all()] == [40, 100, 0, 0]


def test_what_cannot_be_kept_is_named() -> None:
    review, plan = planned()
    wrong = {
        TaskSaid("  "): "要做什么",
        TaskSaid("长" * 201): "要做什么",
        TaskSaid("做\0"): "要做什么",
        TaskSaid("做", "\ud800"): "责任岗位",
        TaskSaid("做", serial="10"): "指标",
        TaskSaid("做", serial="1", point="31.1"): "指标",
    }
    for said, place in wrong.items():
        with refused("invalid") as caught:
            add_task(review.scene.applicant, plan.pk, said)
        assert caught.places == [place]
    task = plan.tasks.all()[0]
    for percent, note in ((101, ""), (-1, ""), (5, "长" * 1001)):
        with refused("invalid"):
            report_progress(review.scene.applicant, task.pk, percent, note)
    ImprovementPlan.objects.update(tasks_made=120)
    with refused("tasks_too_many"):
        add_task(review.scene.applicant, plan.pk, TaskSaid("再来一项"))


def test_another_centre_does_not_find_the_plan() -> None:
    _, plan = planned()
    other, _ = planned()
    with refused("not_found"):
        add_task(other.scene.applicant, plan.pk, TaskSaid("混进来"))
    with refused("not_found"):
        report_progress(other.scene.applicant, plan.tasks.all()[0].pk, 10)


def test_promises_are_public_once_the_result_is_announced() -> None:
    review, plan = planned()
    centre, task = review.scene.applicant, plan.tasks.all()[0]
    with refused("commitment_not_public"):
        promise(centre, task.pk, "年底前装好坡道")
    Case.objects.filter(pk=review.case_id).update(state=State.ANNOUNCED)
    with refused("invalid"):
        promise(centre, task.pk, "长" * 201)
    assert public_commitments(plan.centre_id) == []
    promise(centre, task.pk, " 年底前装好坡道 ")
    report_progress(centre, task.pk, 30, "内部：预算没批")
    (shown,) = public_commitments(plan.centre_id)
    assert (shown.text, shown.percent, shown.committed_on) == ("年底前装好坡道", 30, today())
    promise(centre, task.pk, "")
    assert public_commitments(plan.centre_id) == []
    promise(centre, task.pk, "装好坡道")
    drop_task(centre, task.pk, "不做了")
    assert public_commitments(plan.centre_id) == []
    with refused("task_dropped"):
        promise(centre, task.pk, "装好坡道")


def test_a_result_without_a_star_keeps_its_promises_to_itself() -> None:
    review, plan = planned(announced=True)
    promise(review.scene.applicant, plan.tasks.all()[0].pk, "装好坡道")
    Case.objects.filter(pk=review.case_id).update(state=State.NOT_AWARDED)
    assert public_commitments(plan.centre_id) == []


def test_officers_count_and_supervisors_count_by_county() -> None:
    review, plan = planned()
    task = plan.tasks.all()[0]
    change_task(review.scene.applicant, task.pk, TaskSaid(task.title, "", today() - timedelta(days=1)))
    report_progress(review.scene.applicant, plan.tasks.all()[1].pk, 100)
    (row,) = counted_plans(review.officer)
    assert (row.tasks_all, row.tasks_done, row.tasks_late) == (plan.tasks.count(), 1, 1)
    assert next(one.pk for one in due_tasks(ImprovementPlan.objects.all())) == task.pk
    supervisor = actor_of(person_with(Role.SUPERVISOR, region_prefix="5101"))
    (county,) = region_plans(supervisor)
    assert (county["county"], county["results"], county["plans"]) == ("510104", 1, 1)
    assert (county["tasks_all"], county["tasks_done"], county["tasks_late"]) == (plan.tasks.count(), 1, 1)
    drop_task(review.scene.applicant, task.pk, "不做")
    (county,) = region_plans(supervisor)
    assert (county["tasks_all"], county["tasks_late"]) == (plan.tasks.count() - 1, 0)
    assert list(region_plans(actor_of(person_with(Role.SUPERVISOR, region_prefix="44")))) == []
    assert list(counted_plans(officer_of(review.scene.body, "44"))) == []


def test_the_effect_shows_in_the_next_result() -> None:
    review, plan = planned()
    assert later_result(plan) is None
    case = review.fresh()
    decision = Decision.objects.get(case=case, superseded_at=None)
    later = Case.objects.get(pk=case.pk)
    later.pk, later.number, later.previous, later.round = None, f"{case.number}-2", case, case.round
    later.centre = case.centre
    Case.objects.filter(pk=case.pk).update(created_at=timezone.now() - timedelta(days=900))
    later.state = State.WITHDRAWN  # does not count
    later.save()
    plan.refresh_from_db()
    assert later_result(ImprovementPlan.objects.get(pk=plan.pk)) is None
    better = {**decision.result, "indicators": [
        {**one, "points": "50"} if one["serial"] == "31" else one for one in decision.result["indicators"]
    ]}  # fmt: skip
    Case.objects.filter(pk=case.pk).update(state=State.ANNOUNCED, round=_other_round(case))
    Case.objects.filter(pk=later.pk).update(state=State.ANNOUNCED)
    Decision.objects.create(
        case=later, stars=5, total="1000", result=better, members=0, present=0, in_favour=0, against=0,
        abstained=0, by=review.officer.person, at=timezone.now(),
    )  # fmt: skip
    found = later_result(ImprovementPlan.objects.get(pk=plan.pk))
    assert found is not None
    assert (found.case.pk, found.effects["31"].gain) == (later.pk, 40)
    assert found.effects["1"].gain == 0


def _other_round(case: Case) -> int:
    copied = type(case.round).objects.get(pk=case.round_id)
    copied.pk, copied.name = None, "演示往年批次"
    copied.save()
    return copied.pk
