"""Assignments, one more assessor, announcing and importing at the same moment; and the controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Count

from factories import officer_of, person_with
from faults.racing import race, widen, without_locks
from reviewing import FULL, Review, accepted_scene, all_locked, make_assessor
from xingping.core.roles import Role
from xingping.rating.models import Assessor, AssignmentRun, AuditEntry, RegisterImport, Team, TeamMember
from xingping.rating.services.assessor_import import confirm_assessor_import, start_assessor_import
from xingping.rating.services.assigning import propose, write_assignment
from xingping.rating.services.one_more import add_one_more
from xingping.rating.services.team import announce_team

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 6
LOSING = [{serial: full * share // 5000 * 50 for serial, full in FULL.items()} for share in (4, 10, 16)]
"""Sheets around the limit of five stars, so that one more assessor is offered."""


def proposals() -> tuple[Any, list[Callable[[], AssignmentRun]]]:
    """A round with one case, and assignments of several officers by different seeds, all computed already."""
    scene = accepted_scene()
    for number in range(7):
        make_assessor(scene.officer, scene.body, number)
    officers = [officer_of(scene.body) for _ in range(WORKERS)]
    round_id = scene.case.round_id
    made = [propose(one, round_id, seed=seed) for seed, one in enumerate(officers)]
    pairs = zip(officers, made, strict=True)
    return scene, [lambda one=one, of=of: write_assignment(one, round_id, of) for one, of in pairs]  # type: ignore[misc]


def teams_are_whole() -> bool:
    """Three members with one lead, nobody twice: those of one run, not of two."""
    members = list(TeamMember.objects.filter(ended_at=None).values_list("assessor_id", "lead"))
    runs = [{one for _, team in run.teams for one in team} for run in AssignmentRun.objects.all()]
    return len(members) == 3 and sum(lead for _, lead in members) == 1 and {one for one, _ in members} in runs


def test_assignments_written_at_once_leave_the_team_of_one_run(monkeypatch: pytest.MonkeyPatch) -> None:
    _, acts = proposals()
    widen(monkeypatch, "assigning")
    outcome = race(acts)
    assert outcome.broken == []
    assert set(outcome.refused) <= {"assignment_changed"}
    assert len(outcome.done) == AssignmentRun.objects.count() >= 1
    assert teams_are_whole()


def test_control_assignments_without_locks_break(monkeypatch: pytest.MonkeyPatch) -> None:
    _, acts = proposals()
    widen(monkeypatch, "assigning")
    without_locks(monkeypatch)
    outcome = race(acts)
    assert outcome.broken or not teams_are_whole()


def test_the_names_told_are_the_names_of_the_team(monkeypatch: pytest.MonkeyPatch) -> None:
    scene, acts = proposals()
    acts[0]()
    widen(monkeypatch, "assigning", "team")
    outcome = race([lambda: announce_team(scene.officer, scene.case.pk), *acts[1:]])
    assert outcome.broken == []
    assert Team.objects.get(case=scene.case).announced_at
    told = AuditEntry.objects.get(verb="team.announce").detail["after"]["assessors"]
    members = TeamMember.objects.filter(ended_at=None).values_list("assessor_id", flat=True)
    assert sorted(told) == sorted(members)


def adding_one_more() -> list[Callable[[], TeamMember]]:
    """Officers who each want another assessor on the same team."""
    review: Review = all_locked(*LOSING, one_more_below=99, divergence_percent=100)
    coming = [make_assessor(review.officer, review.scene.body, 3 + number)[1] for number in range(WORKERS)]
    officers = [officer_of(review.scene.body) for _ in coming]
    pairs = zip(officers, coming, strict=True)
    return [lambda one=one, who=who: add_one_more(one, review.case_id, who.pk) for one, who in pairs]  # type: ignore[misc]


def test_one_more_assessor_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    acts = adding_one_more()
    widen(monkeypatch, "one_more")
    outcome = race(acts)
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["no_one_more_offered"] * (WORKERS - 1)
    assert TeamMember.objects.filter(on_doubt=True).count() == 1


def test_control_one_more_without_locks_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    acts = adding_one_more()
    widen(monkeypatch, "one_more")
    without_locks(monkeypatch)
    outcome = race(acts)
    assert len(outcome.done) > 1 or outcome.broken


def importing(files: int) -> list[Callable[[], RegisterImport]]:
    """Confirmations of the same new assessors, from so many files, by their officers."""
    scene = accepted_scene()
    people = [person_with(Role.ASSESSOR, body=scene.body) for _ in range(4)]
    rows = [f"{one.username},财务,第二研究所,510502000000" for one in people]
    content = "\n".join(["账号或邮箱,专业,工作单位,常住地代码", *rows]).encode()
    officers = [officer_of(scene.body) for _ in range(files)]
    made = [start_assessor_import(one, scene.body, f"{n}.csv", content) for n, one in enumerate(officers)]
    acts = [
        lambda one=one, of=of: confirm_assessor_import(one, of.pk, of.plan_hash)
        for one, of in zip(officers, made, strict=True)
    ]
    return acts * (WORKERS // files)  # type: ignore[return-value]


def written() -> tuple[int, int, int]:
    """Assessors, those who stand twice, and imports that say they wrote."""
    twice = Assessor.objects.values("person").annotate(times=Count("pk")).filter(times__gt=1).count()
    return Assessor.objects.count(), twice, AuditEntry.objects.filter(verb="assessors.import").count()


@pytest.mark.parametrize("files", [1, WORKERS])
def test_an_import_is_written_once(files: int, monkeypatch: pytest.MonkeyPatch) -> None:
    acts = importing(files)
    widen(monkeypatch, "assessor_import")
    outcome = race(acts)
    assert (outcome.broken, outcome.refused) == ([], [])
    assert written() == (4, 0, 1)
    assert RegisterImport.objects.filter(is_stale=True).count() == files - 1


def test_control_an_import_without_locks_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    acts = importing(WORKERS)
    widen(monkeypatch, "assessor_import")
    without_locks(monkeypatch)
    outcome = race(acts)
    assert outcome.broken or written() != (4, 0, 1)
