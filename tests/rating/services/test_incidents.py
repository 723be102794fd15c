"""Incidents: heard first, cancelled by two people, the plaque due back; suspension and its end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from awards import awarded
from factories import applicant_of, officer_of
from reviewing import Review, code_of
from xingping.rating.actor import SYSTEM, actor_of
from xingping.rating.calendar import is_probable_working_day, today
from xingping.rating.models import (
    AuditEntry,
    Certificate,
    Incident,
    IncidentSource,
    IncidentState,
    Message,
    RoleGrant,
)
from xingping.rating.services import incident_steps, incidents
from xingping.rating.services.certificates import Announced
from xingping.rating.services.incidents import (
    Report,
    cancel,
    close_incident,
    give_notice,
    propose_cancellation,
    report_incident,
    resume,
    state_case,
    suspend,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
DOCUMENT = Announced("演安监〔2026〕8 号", date(2026, 5, 1))


@pytest.fixture
def made() -> tuple[Review, Certificate]:
    return awarded()


def noticed(review: Review, certificate: Certificate) -> Incident:
    report = Report(IncidentSource.AUTHORITY, "发生重大责任事故", "演函 1 号", accident=True)
    incident = report_incident(review.officer, certificate.pk, report)
    return give_notice(review.officer, incident.pk, "拟取消：重大责任事故")


def days_after(start: date, last: date) -> list[date]:
    return [start + timedelta(days=count) for count in range(1, (last - start).days + 1)]


def test_from_report_to_cancellation(made: tuple[Review, Certificate]) -> None:
    review, certificate = made
    certificate.plaques.update(state="handed_over")
    incident = noticed(review, certificate)
    assert incident.heard_until is not None
    assert sum(is_probable_working_day(day) for day in days_after(today(), incident.heard_until)) == 5
    officer, colleague = review.officer, officer_of(review.scene.body)
    assert code_of(lambda: propose_cancellation(officer, incident.pk, "事故", DOCUMENT)) == "not_heard"
    state_case(applicant_of(certificate.centre), incident.pk, "我们已整改")
    assert code_of(lambda: cancel(colleague, incident.pk)) == "wrong_state"
    assert code_of(lambda: propose_cancellation(officer, incident.pk, "", DOCUMENT)) == "reasons_missing"
    nothing = Announced(" ", date(2026, 5, 1))
    assert code_of(lambda: propose_cancellation(officer, incident.pk, "事故", nothing)) == "document_missing"
    propose_cancellation(officer, incident.pk, "经认定为重大责任事故", DOCUMENT)
    assert code_of(lambda: cancel(officer, incident.pk)) == "second_person_needed"
    cancel(colleague, incident.pk)
    certificate.refresh_from_db()
    assert (certificate.state, certificate.state_reason) == ("cancelled", "经认定为重大责任事故")
    assert certificate.events.get(action="cancel").document_number == DOCUMENT.number
    assert certificate.plaques.get().return_due is not None
    assert code_of(lambda: cancel(officer, incident.pk)) == "wrong_state"
    assert code_of(lambda: suspend(officer, certificate.pk, "再停", DOCUMENT)) == "wrong_state"
    told = Message.objects.filter(recipient=review.scene.applicant.person, subject__contains="已取消星级")
    assert told.count() == 1
    verbs = AuditEntry.objects.filter(verb__startswith="incident.").values_list("verb", flat=True)
    assert [one.partition(".")[2] for one in verbs.order_by("pk")] == [
        "report", "notice", "state", "propose_cancel", "cancel",
    ]  # fmt: skip


def test_without_a_statement_the_time_has_to_be_over(
    made: tuple[Review, Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    review, certificate = made
    incident = noticed(review, certificate)
    later = (incident.heard_until or today()) + timedelta(days=1)
    monkeypatch.setattr(incidents, "today", lambda: later)
    monkeypatch.setattr(incident_steps, "today", lambda: later)
    late = applicant_of(certificate.centre)
    assert code_of(lambda: state_case(late, incident.pk, "晚了")) == "hearing_over"
    assert propose_cancellation(review.officer, incident.pk, "违规", DOCUMENT).state == IncidentState.PROPOSED


def test_suspending_and_resuming(made: tuple[Review, Certificate]) -> None:
    review, certificate = made
    assert code_of(lambda: suspend(review.officer, certificate.pk, "", DOCUMENT)) == "reasons_missing"
    assert suspend(review.officer, certificate.pk, "整改期间", DOCUMENT).state == "suspended"
    assert code_of(lambda: suspend(review.officer, certificate.pk, "整改", DOCUMENT)) == "wrong_state"
    resumed = resume(review.officer, certificate.pk, "整改完成")
    assert (resumed.state, resumed.state_reason) == ("valid", "")
    Certificate.objects.filter(pk=certificate.pk).update(
        awarded_on=today() - timedelta(days=9), last_day=today() - timedelta(days=1)
    )
    assert code_of(lambda: suspend(review.officer, certificate.pk, "过期", DOCUMENT)) == "wrong_state"


def test_who_may(made: tuple[Review, Certificate]) -> None:
    review, certificate = made
    report = Report(IncidentSource.INSIDE, "有群众反映")
    far = officer_of(review.scene.body, "5102")
    applicant = review.scene.applicant
    assert code_of(lambda: report_incident(far, certificate.pk, report)) == "not_found"
    assert code_of(lambda: report_incident(applicant, certificate.pk, report)) == "not_allowed"
    RoleGrant.objects.create(person=review.officer.person, role="applicant", centre=certificate.centre)
    biased = actor_of(review.officer.person)
    assert code_of(lambda: report_incident(biased, certificate.pk, report)) == "conflicted"
    incident = report_incident(SYSTEM, certificate.pk, Report(IncidentSource.COMPLAINT, "投诉属实", "T1"))
    assert code_of(lambda: close_incident(review.officer, incident.pk, "")) == "reasons_missing"
    assert close_incident(review.officer, incident.pk, "核查不属实").outcome == "none"
    assert code_of(lambda: report_incident(SYSTEM, 0, report)) == "not_found"
    assert code_of(lambda: report_incident(SYSTEM, certificate.pk, Report(IncidentSource.INSIDE, " "))) == (
        "reasons_missing"
    )
