"""Applying again: bans with the day they end, upgrades before expiry, and what neither of them reaches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from awards import award, awarded, bare_certificate
from factories import Scene, applicant_of, complete, draft_scene, open_round_of, submitted_scene
from refusals import refused
from xingping.core.lifecycle import State
from xingping.core.validity import DAY, add_months
from xingping.rating.calendar import today
from xingping.rating.models import Case, CasePurpose, Certificate, Decision, Round
from xingping.rating.queries.applicant import chances
from xingping.rating.queries.results import CaseResult, case_result
from xingping.rating.services.applications import create_case, fill_form
from xingping.rating.services.certificates import Announced, issue_certificate
from xingping.rating.services.renewing import start_rereview
from xingping.rating.services.submitting import submit

pytestmark = pytest.mark.django_db


def cancelled(scene: Scene, days: int) -> Certificate:
    """The scene's centre with a star that was cancelled some days ago."""
    made = bare_certificate(scene.case)
    Certificate.objects.filter(pk=made.pk).update(
        state="cancelled", state_reason="不实", state_since=timezone.now() - timedelta(days=days)
    )
    return made


def test_a_ban_names_its_cause_and_its_end() -> None:
    scene = submitted_scene()
    cancelled(scene, 10)
    round_ = open_round_of(scene.body, chain=[], ban_cancelled_months=12)
    since = today() - timedelta(days=10)
    with refused("application_banned") as caught:
        create_case(scene.applicant, round_.pk, scene.case.centre_id)
    told = str(caught.refusal)
    assert str(add_months(since, 12)) in told
    assert str(add_months(since, 12) + DAY) in told
    assert "星级被取消" in told
    (chance,) = chances(scene.applicant, [scene.case.centre])
    assert chance.refusal is not None
    Certificate.objects.update(state_since=timezone.now() - timedelta(days=400))
    assert create_case(scene.applicant, round_.pk, scene.case.centre_id).purpose == CasePurpose.FIRST


@pytest.mark.parametrize(
    ("state", "rule"),
    [(State.TERMINATED, "ban_terminated_months"), (State.NOT_AWARDED, "ban_not_awarded_months")],
)
def test_other_causes_ban_by_their_own_rules(state: State, rule: str) -> None:
    scene = submitted_scene()
    Case.objects.filter(pk=scene.case.pk).update(state=state)
    with refused("application_banned"):
        create_case(scene.applicant, open_round_of(scene.body, **{rule: 6}).pk, scene.case.centre_id)
    create_case(scene.applicant, open_round_of(scene.body).pk, scene.case.centre_id)


def test_what_happens_between_start_and_submission_counts() -> None:
    scene = draft_scene(chain=[], ban_cancelled_months=12)
    complete(scene)
    cancelled(scene, 0)
    with refused("application_banned"):
        submit(scene.applicant, scene.case.pk)
    assert scene.fresh().state == State.DRAFT


def test_a_star_in_force_is_renewed_in_its_time_alone() -> None:
    scene = submitted_scene()
    certificate = bare_certificate(scene.case)
    round_ = open_round_of(scene.body)
    with refused("star_in_force") as caught:
        create_case(scene.applicant, round_.pk, scene.case.centre_id)
    assert str(certificate.last_day) in str(caught.refusal)
    Certificate.objects.update(
        awarded_on=today() - timedelta(days=1000), last_day=today() + timedelta(days=9)
    )
    with refused("apply_as_rereview"):
        create_case(scene.applicant, round_.pk, scene.case.centre_id)
    Round.objects.filter(pk=scene.case.round_id).update(state="closed")
    assert start_rereview(scene.applicant, certificate.pk).purpose == CasePurpose.REREVIEW


def test_no_ban_reaches_a_rereview() -> None:
    scene = submitted_scene()
    certificate = bare_certificate(scene.case, last_day=today() + timedelta(days=9))
    other = Case.objects.get(pk=scene.case.pk)
    other.pk, other.number, other.round = None, "X-1", open_round_of(scene.body)
    other.state, other.state_since = State.NOT_AWARDED, timezone.now()
    other.save()
    Round.objects.update(state="closed")
    open_round_of(scene.body, chain=[], ban_not_awarded_months=36)
    assert start_rereview(scene.applicant, certificate.pk).purpose == CasePurpose.REREVIEW


def test_an_upgrade_aims_higher_and_keeps_the_star_when_it_falls_short() -> None:
    scene = submitted_scene()
    certificate = bare_certificate(scene.case, stars=3)
    round_ = open_round_of(scene.body, chain=[], upgrade_months=12)
    with refused("upgrade_too_early") as caught:
        create_case(scene.applicant, round_.pk, scene.case.centre_id)
    assert str(add_months(certificate.awarded_on, 12)) in str(caught.refusal)
    Certificate.objects.update(awarded_on=today() - timedelta(days=400))
    case = create_case(scene.applicant, round_.pk, scene.case.centre_id)
    assert (case.purpose, case.previous_id) == (CasePurpose.UPGRADE, scene.case.pk)
    with refused("invalid") as wrong:
        fill_form(scene.applicant, case.pk, target_stars=3)
    assert wrong.places == ["拟申报星级"]
    fill_form(scene.applicant, case.pk, target_stars=4)
    Certificate.objects.update(stars=5)
    with refused("highest_star"):
        create_case(scene.applicant, open_round_of(scene.body, upgrade_months=1).pk, scene.case.centre_id)


def test_an_upgrade_below_its_target_proposes_no_star() -> None:
    review, _ = awarded({"31": 5000, "28": 4000}, {"31": 5000, "28": 4000}, {"31": 5000, "28": 4000}, stars=4)
    case = review.fresh()
    case.target_stars, case.purpose = 5, CasePurpose.UPGRADE
    found = case_result(case)
    assert isinstance(found, CaseResult)
    assert found.stars == 0
    case.target_stars = 4
    found = case_result(case)
    assert found is not None
    assert found.stars == 4


def test_an_upgrade_replaces_the_old_certificate_in_one_go() -> None:
    review, old = awarded()
    Certificate.objects.filter(pk=old.pk).update(stars=3)
    case = review.fresh()
    later = Case.objects.get(pk=case.pk)
    later.pk, later.number, later.purpose, later.previous = None, "U-1", CasePurpose.UPGRADE, case
    later.round = open_round_of(review.scene.body)
    later.save()
    decision = Decision.objects.get(case=case)
    decision.pk, decision.item, decision.case = None, None, later
    decision.members = decision.present = decision.in_favour = decision.against = decision.abstained = 0
    decision.save()
    case_sheets_follow(case, later)
    from django.db import transaction

    from xingping.core.roles import Role

    with transaction.atomic():
        new = issue_certificate(review.officer, Role.OFFICER, later, Announced("演评告 9 号", today()))
    old.refresh_from_db()
    assert (old.state, new.replaces_id, new.changed_from, new.stars) == ("replaced", old.pk, 3, 5)
    assert new.serial == old.serial + 1


def case_sheets_follow(case: Case, later: Case) -> None:
    """Give a copied case the team and locked sheets of the first, so that its bundle can be made."""
    from xingping.rating.models import Sheet, Team, TeamMember

    team = Team.objects.get(case=case)
    members = list(TeamMember.objects.filter(team=team))
    team.pk, team.case = None, later
    team.save()
    for one in members:
        one.pk, one.team = None, team
        one.save()
    for sheet in Sheet.objects.filter(case=case):
        sheet.pk, sheet.case = None, later
        sheet.save()


def test_awarding_once_more_is_no_upgrade() -> None:
    review, first = awarded()
    assert first.changed_from == 0
    with refused("already_awarded"):
        award(review)
    assert applicant_of(first.centre)
