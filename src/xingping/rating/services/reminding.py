"""Reminding of re-review: before and after the last valid day, by the days of each case's policy."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import QuerySet

from xingping.core.certificate_lifecycle import CertificateState
from xingping.core.roles import Role
from xingping.rating.models import Certificate
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.recipients import recipients
from xingping.rating.queries.rereview import has_applied, timely_rereview
from xingping.rating.services.messages import send_message

AFTER = (1, 30)
"""Days after the last valid day on which once more is reminded (ours)."""
LONGEST_AHEAD = timedelta(days=365)


def remind(day: date) -> int:
    """Send the reminders due by a day; returns how many certificates were reminded of.

    Each step is sent once, and one that a stopped system missed is sent late rather than never: of all
    steps passed, the latest alone. Who has applied in time is left in peace; and nobody whose re-review
    was decided is told afterwards that none was applied for.
    """
    reminded = 0
    for certificate in _watched(day).iterator():
        step = _step(certificate, day)
        if step is None or timely_rereview(certificate.case_id, certificate.last_day):
            continue
        if step < 0 and has_applied(certificate.case_id):
            continue
        reminded += _send(certificate, step)
    return reminded


def _watched(day: date) -> QuerySet[Certificate]:
    rows = Certificate.objects.filter(
        state__in=(CertificateState.VALID, CertificateState.SUSPENDED),
        last_day__lte=day + LONGEST_AHEAD,
        last_day__gte=day - timedelta(days=max(AFTER) + 30),
    )
    return rows.select_related("case").order_by("pk")


def _step(certificate: Certificate, day: date) -> int | None:
    """The latest reminder that is due: days before the last day, negative afterwards; None: not yet."""
    left = (certificate.last_day - day).days
    steps = (*pinned_policy(certificate.case.policy_hash).reminders, *(-one for one in AFTER))
    passed = [one for one in steps if left <= one]
    return min(passed) if passed else None


def _send(certificate: Certificate, step: int) -> int:
    sent = 0
    if step >= 0:
        subject = f"{certificate.centre_name}：星级 {certificate.last_day} 到期，请申请复核"
    else:
        subject = f"{certificate.centre_name}：星级已于 {certificate.last_day} 到期，没有申请复核"
    body = "到期当天或之前提交复核申报的，复核期间原星级继续有效（注明“复核中”）；节假日不顺延。"
    for role, link in (
        (Role.APPLICANT, f"/centre/certificates/{certificate.pk}/"),
        (Role.OFFICER, "/office/certificates/due/"),
    ):
        if role is Role.OFFICER and step >= 0:
            continue
        for person in recipients(certificate.case, (role,)):
            key = f"rereview:{certificate.pk}:{step}"
            sent = 1
            send_message(person, subject=subject, body=body, link=link, key=key)
    return sent
