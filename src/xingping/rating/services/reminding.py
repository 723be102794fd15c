"""Reminding of re-review: before and after the last valid day, by the days of each case's policy."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q, QuerySet

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
        if step is None or timely_rereview(certificate.case_id, certificate.last_day_to_apply):
            continue
        if step < 0 and has_applied(certificate.case_id):
            continue
        reminded += _send(certificate, step)
    return reminded


def _watched(day: date) -> QuerySet[Certificate]:
    earliest = day - timedelta(days=max(AFTER) + 30)
    rows = Certificate.objects.filter(
        Q(last_day__gte=earliest) | Q(applies_until__gte=earliest),
        state__in=(CertificateState.VALID, CertificateState.SUSPENDED),
        last_day__lte=day + LONGEST_AHEAD,
    )
    return rows.select_related("case").order_by("pk")


def _step(certificate: Certificate, day: date) -> int | None:
    """The latest reminder that is due: days before the last day to apply, negative after; None: not yet."""
    left = (certificate.last_day_to_apply - day).days
    steps = (*pinned_policy(certificate.case.policy_hash).reminders, *(-one for one in AFTER))
    passed = [one for one in steps if left <= one]
    return min(passed) if passed else None


def _send(certificate: Certificate, step: int) -> int:
    sent = 0
    subject, body = _words(certificate, step)
    again = ":again" if certificate.applies_until else ""
    for role, link in (
        (Role.APPLICANT, f"/centre/certificates/{certificate.pk}/"),
        (Role.OFFICER, "/office/certificates/due/"),
    ):
        if role is Role.OFFICER and step >= 0:
            continue
        for person in recipients(certificate.case, (role,)):
            key = f"rereview:{certificate.pk}{again}:{step}"
            sent = 1
            send_message(person, subject=subject, body=body, link=link, key=key)
    return sent


def _words(certificate: Certificate, step: int) -> tuple[str, str]:
    """Subject and body of a reminder."""
    name, last_day, until = certificate.centre_name, certificate.last_day, certificate.applies_until
    if step < 0:
        subject = f"{name}：星级已于 {last_day} 到期，没有申请复核"
    elif until:
        subject = f"{name}：取消已经撤销，请在 {until} 以前申请复核"
    else:
        subject = f"{name}：星级 {last_day} 到期，请申请复核"
    if until:
        return subject, f"有效期至 {last_day}；{until} 或之前提交复核申报的，视为按时（本机构规定）。"
    return subject, "到期当天或之前提交复核申报的，复核期间原星级继续有效（注明“复核中”）；节假日不顺延。"
