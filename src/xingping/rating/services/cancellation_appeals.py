"""Appeals against a cancellation: filed in time and once, decided by the uninvolved, the star back or not.

The standard says nothing of it (本机构规定); the days to file and to reply are the policy's.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.certificate_lifecycle import CertificateAction, CertificateCondition, CertificateState
from xingping.core.faults import Fault
from xingping.core.plaque_lifecycle import STANDING
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.core.validity import after_working_days, last_day_to_apply, review_window
from xingping.rating.actor import Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import refuse
from xingping.rating.models import CancellationAppeal, Certificate, Incident, IncidentOutcome
from xingping.rating.models.certificate import LIVING
from xingping.rating.permissions import require
from xingping.rating.queries.cancellation_appeals import involved_in, last_day_to_appeal
from xingping.rating.queries.pinned import edition as pinned_edition
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.services.certificates import move_certificate
from xingping.rating.services.incident_steps import (
    certificate_row,
    locked_certificate,
    needs_reason,
    record_step,
    suspend_again,
    tell,
)
from xingping.rating.services.plaques import order_plaque
from xingping.rating.verbs import Verb

LONGEST = 4_000


def appeal_cancellation(actor: Actor, incident_id: int, text: str) -> CancellationAppeal:
    """Appeal in writing against a cancellation, within the policy's days and once.

    Raises RefusedError: `not_found`, `wrong_state`, `appeal_time_over`, `already_appealed`,
    `reasons_missing`, `invalid`.
    """
    with transaction.atomic():
        incident, certificate = _locked(incident_id)
        role = require(actor, Verb.STATE, certificate)
        _refuse_text("申诉理由", text)
        if incident.outcome != IncidentOutcome.CANCELLED or certificate.state != CertificateState.CANCELLED:
            raise refuse("wrong_state", state=certificate.get_state_display(), action="申诉")
        if CancellationAppeal.objects.filter(incident=incident).exists():
            raise refuse("already_appealed")
        if today() > last_day_to_appeal(incident):
            raise refuse("appeal_time_over")
        days = pinned_policy(certificate.case.policy_hash).reply_days
        made = CancellationAppeal.objects.create(
            incident=incident, body_id=incident.body_id, text=text.strip(), filed_by=actor.person,
            due_on=after_working_days(today(), days, WORKING_DAY),
        )  # fmt: skip
        record_step(actor, role, incident, "appeal", {"due_on": made.due_on}, text)
        subject = f"{certificate.centre_name}：对取消星级提出申诉，请在 {made.due_on} 前答复"
        tell(certificate, Role.OFFICER, subject, incident)
    return made


def decide_cancellation_appeal(
    actor: Actor, incident_id: int, *, upheld: bool, conclusion: str
) -> CancellationAppeal:
    """Decide such an appeal; upheld, the certificate is valid again with its old number and last day.

    A plaque that was to come back stays; one that was taken back or declared void is made anew while the
    star is in force. A
    suspension that the cancellation had overtaken holds again: the appeal was not about it. Where the
    cancellation took time from the re-review window, that is given back (`core.validity.last_day_to_apply`).
    Raises RefusedError: `not_found`, `wrong_state` where it was decided, `involved`, `reasons_missing`,
    `newer_certificate`, `invalid`.
    """
    with transaction.atomic():
        incident, certificate = _locked(incident_id)
        role = require(actor, Verb.CANCEL, certificate)
        appeal = CancellationAppeal.objects.filter(incident=incident).first()
        if appeal is None:
            raise refuse("not_found")
        if appeal.decided_at:
            raise refuse("wrong_state", state="申诉已办结", action="复查")
        if actor.person.pk in involved_in(incident):
            raise refuse("involved", name=actor.person.get_full_name())
        _refuse_text("复查结论", conclusion)
        appeal.upheld, appeal.conclusion = upheld, conclusion.strip()
        appeal.decided_by, appeal.decided_at = actor.person, timezone.now()
        appeal.save()
        after: dict[str, Any] = {"upheld": "true" if upheld else "false"}
        if upheld:
            _give_time_back(certificate)
            _restore(actor, role, certificate, appeal.conclusion)
            after["applies_until"] = certificate.applies_until
        record_step(actor, role, incident, "decide_appeal", after, conclusion)
        said = _said(certificate, upheld=upheld)
        tell(certificate, Role.APPLICANT, f"{certificate.number}：{said}", incident, body=appeal.conclusion)
    return appeal


def _said(certificate: Certificate, *, upheld: bool) -> str:
    if not upheld:
        return "申诉不成立，维持取消"
    until = certificate.applies_until
    extended = f"；{until} 以前申请复核的，视为按时" if until else ""
    if certificate.state == CertificateState.SUSPENDED:
        return f"申诉成立，撤销取消；取消以前的暂停仍然有效{extended}"
    if today() > certificate.last_day:
        return f"申诉成立，撤销取消；有效期已于 {certificate.last_day} 届满{extended}"
    return f"申诉成立，星级恢复有效{extended}"


def _give_time_back(certificate: Certificate) -> None:
    """Keep the re-review window open where the cancellation took time from it."""
    months = pinned_edition(certificate.edition_hash).review_months
    days = pinned_policy(certificate.case.policy_hash).rereview_after_appeal_days
    window = review_window(certificate.last_day, months)
    last = last_day_to_apply(window, today(), days, WORKING_DAY)
    if last > certificate.last_day:
        certificate.applies_until = last
        certificate.save(update_fields=["applies_until"])


def _restore(actor: Actor, role: Role, certificate: Certificate, reason: str) -> None:
    row = certificate_row(certificate, CertificateAction.RESTORE)
    others = Certificate.objects.filter(centre=certificate.centre_id, state__in=LIVING)
    if others.exclude(pk=certificate.pk).exists():
        raise refuse(CertificateCondition.NO_OTHER.value)
    move_certificate(actor, role, certificate, row.action, row.target, reason=reason)
    if _cancelled_from(certificate) == CertificateState.SUSPENDED:
        suspend_again(actor, role, certificate, certificate)
    certificate.plaques.exclude(return_due=None).update(return_due=None)
    standing = certificate.plaques.filter(state__in=STANDING)
    if today() <= certificate.last_day and not standing.exists():
        order_plaque(actor, certificate)


def _cancelled_from(certificate: Certificate) -> str:
    """The state that a certificate had when it was cancelled last."""
    events = certificate.events.filter(action=CertificateAction.CANCEL).order_by("-sequence")
    return events.values_list("source", flat=True)[0]


def _locked(incident_id: int) -> tuple[Incident, Certificate]:
    """An incident under the lock of its certificate and its own, always in this order."""
    found = Incident.objects.filter(pk=incident_id).values_list("certificate_id", flat=True).first()
    certificate = locked_certificate(found or 0)
    incident = Incident.objects.select_for_update().get(pk=incident_id)
    incident.certificate = certificate
    return incident, certificate


def _refuse_text(place: str, text: str) -> None:
    needs_reason(text)
    wrong = text_fault(text, LONGEST)
    if wrong:
        raise refuse("invalid", [Fault(place, *wrong)])
