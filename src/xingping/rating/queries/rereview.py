"""Re-reviews (复核): whether one was applied for in time, and what of it is still open."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from xingping.core.lifecycle import OPEN_STATES, Action, State
from xingping.rating.models import Case, CasePurpose

APPLIED = OPEN_STATES - {State.DRAFT}
"""States of a re-review that has been applied for and is not decided."""


def rereviews_of(case_id: int) -> QuerySet[Any]:
    """The re-reviews of a case's certificate, newest first, each with `applied_at`, its first submission."""
    found = Case.objects.filter(previous=case_id, purpose=CasePurpose.REREVIEW)
    submitted = Min("events__at", filter=Q(events__action=Action.SUBMIT))
    return found.annotate(applied_at=submitted).order_by("-pk")


def timely_rereview(case_id: int, last_day_to_apply: date) -> Case | None:
    """The open re-review applied for on or before the certificate's last day to apply, if any.

    A return for correction afterwards does not make it late: the first submission counts.
    """
    open_ones = rereviews_of(case_id).filter(state__in=APPLIED)
    return open_ones.filter(applied_at__lt=end_of(last_day_to_apply)).first()


def upgrade_running(case_id: int) -> Case | None:
    """The upgrade before expiry of a case's certificate that has been applied for and is not decided."""
    rows = Case.objects.filter(previous=case_id, purpose=CasePurpose.UPGRADE, state__in=APPLIED)
    return rows.first()


def rereview_running(case_id: int) -> Case | None:
    """The re-review of a case's certificate that has been begun and is not decided."""
    return rereviews_of(case_id).filter(state__in=OPEN_STATES).first()


def has_applied(case_id: int) -> bool:
    """Whether a re-review of a case's certificate was submitted and not withdrawn, whatever became of it."""
    return rereviews_of(case_id).exclude(applied_at=None).exclude(state=State.WITHDRAWN).exists()


def end_of(day: date) -> datetime:
    """The midnight that ends a day in Asia/Shanghai."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
