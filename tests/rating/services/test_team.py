"""Teams: conflicts before any name, pinned and swapped by the same checks, announced, recused; assignment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from factories import REGION, CentreFactory, PersonFactory, Scene, applicant_of, complete, days_ago
from reviewing import (
    HOMES,
    Review,
    accepted_scene,
    assessor_values,
    code_of,
    fill_and_lock,
    in_review,
    make_assessor,
    teamed,
)
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.calendar import today
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import (
    Assessor,
    AssignmentRun,
    AuditEntry,
    Conflict,
    ConflictKind,
    Job,
    Message,
    RoleGrant,
    TeamMember,
)
from xingping.rating.queries.conflicts import conflicts_of, near_digits
from xingping.rating.queries.reviews import choices, team_names
from xingping.rating.queries.visibility import visible_assessors, visible_cases
from xingping.rating.services.accepting import accept
from xingping.rating.services.applications import create_case
from xingping.rating.services.assessors import (
    change_assessor,
    leave_register,
    register_assessor,
)
from xingping.rating.services.assigning import assign_round, replayed, start_assignment
from xingping.rating.services.conflicts import ask_recusal, decide_recusal, declare_conflict, record_tie
from xingping.rating.services.identities import reveal_identities
from xingping.rating.services.submitting import submit
from xingping.rating.services.team import add_member, announce_team, remove_member, set_lead, swap_member

pytestmark = pytest.mark.django_db


def added(scene: Scene, record: Assessor) -> str:
    return code_of(lambda: add_member(scene.officer, scene.case.pk, record.pk))


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"region": "510104099001"}, ConflictKind.SAME_COUNTY),
        ({"employer": "演示社区服务中心"}, ConflictKind.SAME_EMPLOYER),
    ],
)
def test_conflicts_that_follow_from_the_register(values: dict[str, Any], kind: ConflictKind) -> None:
    scene = accepted_scene()
    _, record = make_assessor(scene.officer, scene.body, **values)
    assert conflicts_of(scene.fresh(), record) == (kind,)
    assert added(scene, record) == "assessor_in_conflict"
    row = next(one for one in choices(scene.officer, scene.fresh()) if one.assessor == record)
    assert (row.free, row.conflicts) == (False, (kind,))


def test_a_tie_binds_until_it_cooled_off() -> None:
    scene = accepted_scene()
    centre = scene.case.centre
    for days, bound in ((0, True), (700, True), (740, False)):
        actor, record = make_assessor(scene.officer, scene.body)
        record_tie(actor, record.pk, centre, "曾任顾问", kind=ConflictKind.ADVISER, ended_on=days_ago(days))
        assert (conflicts_of(scene.fresh(), record) == (ConflictKind.ADVISER,)) is bound
    assert AuditEntry.objects.filter(verb="conflict.record").count() == 3


def test_who_acted_in_another_role_is_in_conflict() -> None:
    scene = accepted_scene()
    officer = scene.officer.person
    RoleGrant.objects.create(person=officer, role=Role.ASSESSOR, body=scene.body)
    applicant = scene.applicant.person
    RoleGrant.objects.create(person=applicant, role=Role.ASSESSOR, body=scene.body)
    for person in (officer, applicant):
        record = register_assessor(scene.officer, scene.body, person, assessor_values())
        assert conflicts_of(scene.fresh(), record) == (ConflictKind.OTHER_ROLE,)


def test_near_is_the_county_and_in_a_county_the_street() -> None:
    assert [near_digits(prefix) for prefix in ("", "51", "5101", "510104", "510104026")] == [6, 6, 6, 9, 0]


@pytest.mark.parametrize(
    "values",
    [
        {"trained_until": None},
        {"trained_until": days_ago(1)},
        {"available_from": today() + timedelta(days=3)},
        {"available_until": days_ago(1)},
    ],
)
def test_who_is_not_available_is_not_asked(values: dict[str, Any]) -> None:
    scene = accepted_scene()
    _, record = make_assessor(scene.officer, scene.body, **values)
    assert added(scene, record) == "assessor_not_available"


def test_load_role_and_register_count() -> None:
    scene = accepted_scene()
    actor, record = make_assessor(scene.officer, scene.body, capacity=1)
    assert added(scene, record) == ""
    assert added(scene, record) == "already_on_team"
    more = another_case(scene)
    assert code_of(lambda: add_member(scene.officer, more, record.pk)) == "assessor_not_available"
    ended, left = make_assessor(scene.officer, scene.body, 1), make_assessor(scene.officer, scene.body, 2)
    RoleGrant.objects.filter(person=ended[0].person).update(end=timezone.now())
    assert code_of(lambda: leave_register(scene.officer, left[1].pk, " ")) == "reasons_missing"
    leave_register(scene.officer, left[1].pk, "退休")
    for record in (ended[1], left[1]):
        assert added(scene, record) == "assessor_not_available"
    assert actor.user


def another_case(scene: Scene, region: str = REGION) -> int:
    """One more accepted case in the same round."""
    centre = CentreFactory(body=scene.body, region=region, name=f"远处{CentreFactory.build().code}号站")
    centre.name_key = centre.name
    centre.save()
    applicant = applicant_of(centre)
    case = create_case(applicant, scene.case.round_id, centre.pk)
    complete(Scene(case, applicant, scene.officer, scene.street, scene.county))
    submit(applicant, case.pk)
    accept(scene.officer, case.pk)
    return case.pk


def test_the_register_is_kept_by_officers_with_every_fault_named() -> None:
    scene = accepted_scene()
    person = PersonFactory()
    enter = lambda **values: register_assessor(  # noqa: E731
        scene.officer, scene.body, person, assessor_values(0, **values)
    )
    assert code_of(enter) == "not_an_assessor"
    RoleGrant.objects.create(person=person, role=Role.ASSESSOR, body=scene.body)
    wrong: tuple[dict[str, Any], ...] = (
        {"region": "5101"}, {"profession": ""}, {"employer": "长" * 121}, {"groups": ["x"]}, {"capacity": 0},
        {"trained_until": "2026-01-01"}, {"languages": ["长" * 21]},
        {"available_from": today(), "available_until": days_ago(1)},
    )  # fmt: skip
    assert [code_of(lambda: enter(**values)) for values in wrong] == ["invalid"] * len(wrong)  # noqa: B023
    record = enter()
    assert code_of(enter) == "assessor_registered"
    changed = change_assessor(scene.officer, record.pk, 0, {"profession": "法律"})
    assert (changed.profession, changed.version) == ("法律", 1)
    assert code_of(lambda: change_assessor(scene.officer, record.pk, 0, {})) == "changed_meanwhile"
    assert code_of(lambda: change_assessor(actor_of(person), record.pk, 1, {})) == "not_allowed"
    assert code_of(lambda: change_assessor(scene.applicant, record.pk, 1, {})) == "not_found"
    assert code_of(lambda: change_assessor(scene.officer, 0, 1, {})) == "not_found"
    assert list(visible_assessors(actor_of(person))) == [record]
    assert not visible_assessors(scene.applicant).exists()


def test_the_applicant_is_told_the_names_once_and_may_ask_for_recusal() -> None:
    review = teamed(4)
    case, applicant = review.fresh(), review.scene.applicant
    told = Message.objects.get(recipient=applicant.person, subject__contains="评审组名单")
    assert all(one.person.get_full_name() in told.body for one in review.assessors)
    assert team_names(applicant, case)[0] == (review.assessors[0].person.get_full_name(), True)
    assert code_of(lambda: announce_team(review.officer, case.pk)) == "team_announced_already"
    args = (applicant, case.pk, review.records[3].pk)
    assert code_of(lambda: ask_recusal(*args, " ")) == "reasons_missing"
    asked = ask_recusal(*args, "与本中心有诉讼")
    assert code_of(lambda: ask_recusal(*args, "再次")) == "recusal_decided_already"
    assert code_of(lambda: decide_recusal(review.officer, asked.pk, granted=True, reason="")) == (
        "reasons_missing"
    )
    decide_recusal(review.officer, asked.pk, granted=True, reason="属实")
    assert code_of(lambda: decide_recusal(review.officer, asked.pk, granted=True, reason="x")) == (
        "recusal_decided_already"
    )
    assert not visible_cases(review.assessors[3]).exists()
    assert added(review.scene, review.records[3]) == "assessor_in_conflict"


def test_a_dismissed_recusal_leaves_the_member() -> None:
    review = teamed()
    asked = ask_recusal(review.scene.applicant, review.case_id, review.records[1].pk, "不认识但不放心")
    decide_recusal(review.officer, asked.pk, granted=False, reason="没有事实依据")
    assert conflicts_of(review.fresh(), review.records[1]) == ()
    assert visible_cases(review.assessors[1]).exists()


def test_recusal_needs_an_announced_team_and_its_time() -> None:
    scene = accepted_scene()
    _, record = make_assessor(scene.officer, scene.body)
    add_member(scene.officer, scene.case.pk, record.pk)
    ask = lambda: ask_recusal(scene.applicant, scene.case.pk, record.pk, "有理由")  # noqa: E731
    assert code_of(ask) == "team_not_announced"
    assert code_of(lambda: announce_team(scene.officer, scene.case.pk)) == "team_not_complete"
    assert code_of(lambda: team_names(scene.applicant, scene.fresh())) == "not_allowed"
    review = teamed()
    team = review.fresh().team
    team.recusal_until = days_ago(1)
    team.save()
    assert code_of(
        lambda: ask_recusal(review.scene.applicant, review.case_id, review.records[0].pk, "太晚")
    ) == ("recusal_time_over")


def test_who_declares_a_conflict_loses_the_case_at_once() -> None:
    review = in_review()
    assert visible_cases(review.assessors[1]).count() == 1
    declare_conflict(review.assessors[1], review.case_id, "刚得知亲属在该中心工作")
    assert not visible_cases(review.assessors[1]).exists()
    assert code_of(lambda: declare_conflict(review.assessors[1], review.case_id, "x")) == "not_found"
    assert Conflict.objects.get().standing == "binding"
    locked = in_review()
    fill_and_lock(locked, 0)
    assert code_of(lambda: declare_conflict(locked.assessors[0], locked.case_id, "x")) == (
        "sheet_locked_already"
    )


def test_swapping_keeps_the_place_and_draws_labels_anew() -> None:
    review = in_review()
    coming, record = make_assessor(review.officer, review.scene.body, 3)
    args = (review.officer, review.case_id, review.records[0].pk, record.pk)
    assert code_of(lambda: swap_member(*args, " ")) == "reasons_missing"
    member = swap_member(*args, "生病")
    assert member.lead
    assert visible_cases(coming).exists()
    assert not visible_cases(review.assessors[0]).exists()
    active = TeamMember.objects.filter(team__case=review.case_id, ended_at=None)
    letters = {one.labels["party"] for one in active}
    assert letters == {"A", "B", "C"}
    set_lead(review.officer, review.case_id, review.records[1].pk)
    assert list(active.filter(lead=True).values_list("assessor", flat=True)) == [review.records[1].pk]
    assert code_of(lambda: set_lead(review.officer, review.case_id, review.records[0].pk)) == "not_on_team"
    assert code_of(lambda: remove_member(review.officer, review.case_id, 0, "x")) == "not_on_team"


def test_identities_are_told_to_auditors_on_the_record() -> None:
    review = in_review()
    person = PersonFactory()
    RoleGrant.objects.create(person=person, role=Role.AUDITOR, body=review.scene.body)
    auditor = actor_of(person)
    assert code_of(lambda: reveal_identities(review.officer, review.case_id, "好奇")) == "not_allowed"
    assert code_of(lambda: reveal_identities(review.assessors[0], review.case_id, "好奇")) == "not_allowed"
    assert code_of(lambda: reveal_identities(auditor, review.case_id, " ")) == "reasons_missing"
    told = reveal_identities(auditor, review.case_id, "核查投诉")
    assert {one.person for one in told} == {one.person for one in review.assessors}
    assert AuditEntry.objects.get(verb="case.identities").actor == person.pk


def round_of(cases: int, people: int) -> tuple[Scene, list[int]]:
    scene = accepted_scene()
    more = [scene.case.pk, *(another_case(scene) for _ in range(cases - 1))]
    for number in range(people):
        make_assessor(scene.officer, scene.body, number, region=HOMES[number % len(HOMES)])
    return scene, more


def test_a_round_is_assigned_without_conflicts_and_replayable() -> None:
    scene, cases = round_of(3, 7)
    pinned = Assessor.objects.order_by("-pk")[0]
    add_member(scene.officer, cases[1], pinned.pk)
    bound = Assessor.objects.order_by("pk")[0]
    record_tie(scene.officer, bound.pk, scene.case.centre, "同学")
    run = assign_round(scene.officer, scene.case.round_id, seed=7)
    teams = {case: set(team) for case, team in run.teams}
    assert [len(teams[case]) for case in cases] == [3, 3, 3]
    assert bound.pk not in teams[cases[0]]
    assert pinned.pk in teams[cases[1]]
    for case in cases:
        members = TeamMember.objects.filter(team__case=case, ended_at=None)
        assert set(members.values_list("assessor", flat=True)) == teams[case]
        assert members.filter(lead=True).count() == 1
    assert replayed(run)
    again = assign_round(scene.officer, scene.case.round_id, seed=7)
    assert again.teams == run.teams
    run.teams = []
    assert not replayed(run)


def test_what_could_not_be_satisfied_is_said_by_name() -> None:
    scene, cases = round_of(1, 2)
    run = assign_round(scene.officer, scene.case.round_id, seed=1)
    assert run.unmet[0] == [cases[0], "只找到 2 名评审专家，应为 3 名"]


def test_a_job_assigns_and_says_how_many_wishes_stayed_open() -> None:
    scene, _ = round_of(1, 4)
    job = start_assignment(scene.officer, scene.case.round_id, seed=3)
    run_job(job.pk)
    done = Job.objects.get(pk=job.pk)
    run = AssignmentRun.objects.get()
    link = f"/office/rounds/{scene.case.round_id}/assignment/{run.pk}/"
    assert (done.state, done.result) == ("done", {"run": run.pk, "cases": 1, "unmet": 0, "link": link})
    assert code_of(lambda: start_assignment(scene.applicant, scene.case.round_id)) == "not_allowed"
    assert code_of(lambda: start_assignment(scene.officer, 0)) == "not_found"
    assert code_of(lambda: assign_round(scene.officer, 0, seed=1)) == "not_found"


def test_an_announced_team_is_left_alone_by_the_assignment() -> None:
    review: Review = teamed()
    run = assign_round(review.officer, review.scene.case.round_id, seed=1)
    assert run.teams == []
