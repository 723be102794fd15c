"""Lowering a star: off unless the policy says so; heard first, two people, one transaction, public."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from awards import awarded
from factories import applicant_of, officer_of
from refusals import refused
from xingping.core.certificate_face import Face
from xingping.rating.calendar import today
from xingping.rating.models import Certificate, Incident, IncidentSource, Message
from xingping.rating.queries.verification import shown_certificate
from xingping.rating.services.certificates import Announced
from xingping.rating.services.downgrading import downgrade, propose_downgrade
from xingping.rating.services.incidents import (
    Report,
    cancel,
    give_notice,
    propose_cancellation,
    report_incident,
    state_case,
    suspend,
)
from xingping.web.public.verification import forget_pages

pytestmark = pytest.mark.django_db
DOCUMENT = Announced("演评决〔2026〕9 号", date(2026, 5, 1))


def heard(officer: object, certificate: Certificate) -> Incident:
    """An incident whose centre has been heard."""
    incident = report_incident(officer, certificate.pk, Report(IncidentSource.INSIDE, "服务缩水"))  # type: ignore[arg-type]
    give_notice(officer, incident.pk, "拟降低星级")  # type: ignore[arg-type]
    return state_case(applicant_of(certificate.centre), incident.pk, "正在整改")


def test_a_star_is_lowered_by_two_people_and_everybody_sees_it(client) -> None:  # type: ignore[no-untyped-def]
    review, old = awarded(downgrade_allowed=True)
    old.plaques.update(state="handed_over")
    officer, colleague = review.officer, officer_of(review.scene.body)
    incident = report_incident(officer, old.pk, Report(IncidentSource.INSIDE, "服务缩水"))
    give_notice(officer, incident.pk, "拟降低星级")
    with refused("not_heard"):
        propose_downgrade(officer, incident.pk, 3, "服务缩水", DOCUMENT)
    state_case(review.scene.applicant, incident.pk, "正在整改")
    for stars in (0, 5, 6):
        with refused("not_a_lower_star"):
            propose_downgrade(officer, incident.pk, stars, "服务缩水", DOCUMENT)
    propose_downgrade(officer, incident.pk, 3, "服务项目减少，不再达到五星级", DOCUMENT)
    with refused("second_person_needed"):
        downgrade(officer, incident.pk)
    with refused("wrong_state"):
        cancel(colleague, incident.pk)
    new = downgrade(colleague, incident.pk)
    old.refresh_from_db()
    assert (old.state, new.stars, new.changed_from, new.replaces_id) == ("replaced", 3, 5, old.pk)
    assert (new.last_day, new.awarded_on, new.serial) == (old.last_day, today(), old.serial + 1)
    assert old.plaques.get().return_due is not None
    assert new.plaques.get().state == "ordered"
    assert Message.objects.filter(recipient=review.scene.applicant.person, subject__contains="降为 3 星")
    shown = shown_certificate(old.token, today())
    assert shown is not None
    assert shown.face is Face.REPLACED
    forget_pages()
    page = client.get(f"/v/{new.token}").content.decode()
    assert "由五星级变更为三星级" in page
    assert "服务项目减少，不再达到五星级" in page
    assert "服务项目减少，不再达到五星级" in client.get(f"/v/{old.token}").content.decode()
    with refused("wrong_state"):
        downgrade(colleague, incident.pk)


def test_a_policy_without_the_rule_lowers_nothing() -> None:
    review, certificate = awarded()
    incident = heard(review.officer, certificate)
    with refused("downgrade_not_in_policy"):
        propose_downgrade(review.officer, incident.pk, 3, "服务缩水", DOCUMENT)
    propose_cancellation(review.officer, incident.pk, "不实", DOCUMENT)
    with refused("wrong_state"):
        downgrade(officer_of(review.scene.body), incident.pk)


def test_on_its_last_day_a_star_is_not_lowered_any_more() -> None:
    review, certificate = awarded(downgrade_allowed=True)
    incident = heard(review.officer, certificate)
    Certificate.objects.update(awarded_on=today() - timedelta(days=1000), last_day=today())
    with refused("not_a_lower_star"):
        propose_downgrade(review.officer, incident.pk, 3, "服务缩水", DOCUMENT)


def test_a_suspension_holds_for_the_lowered_star() -> None:
    review, old = awarded(downgrade_allowed=True)
    suspend(review.officer, old.pk, "消防整改期间", Announced("演评函 1 号", today()))
    incident = heard(review.officer, old)
    propose_downgrade(review.officer, incident.pk, 3, "服务减少", DOCUMENT)
    new = downgrade(officer_of(review.scene.body), incident.pk)
    new.refresh_from_db()
    assert (new.state, new.state_reason) == ("suspended", "消防整改期间")
    shown = shown_certificate(new.token, today())
    assert shown
    assert shown.face is Face.SUSPENDED
