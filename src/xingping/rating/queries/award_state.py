"""Where a case stands between its decision and its award: what the services' conditions rest on."""

from __future__ import annotations

from django.utils import timezone

from xingping.core.lifecycle import State
from xingping.core.objection import OPEN_OBJECTIONS
from xingping.core.validity import after_days
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.models import Appeal, Case, Feedback, NoticeItem, Objection
from xingping.rating.queries.feedback import claims_open
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.results import standing_decision

SHOWN_STATES = (State.IN_NOTICE, State.UNDER_APPEAL, State.ANNOUNCED)
"""A case is shown in its notice while it is in one of these; withdrawn or ended it is shown no more."""


def standing_item(case: Case) -> NoticeItem | None:
    """The case's place in a published notice, or None."""
    items = NoticeItem.objects.filter(case=case, ended_at=None, notice__published_on__isnull=False)
    return items.select_related("notice").first()


def feedback_is_over(case: Case) -> bool:
    """Whether the applicant has confirmed the result, or the time is over and each error named answered."""
    if claims_open(case):
        return False
    if case.due_on is None or today() > case.due_on:
        return True
    return Feedback.objects.filter(case=case, decision__superseded_at=None, confirmed=True).exists()


def notice_is_over(case: Case) -> bool:
    """Whether the star that stands was public for the whole of its notice."""
    item, decision = standing_item(case), standing_decision(case)
    if item is None or decision is None or item.notice.ends_on is None:
        return False
    return item.stars == decision.stars and today() > item.notice.ends_on


def nothing_is_open(case: Case) -> bool:
    """Whether every objection was answered and every appeal decided."""
    open_objections = Objection.objects.filter(case=case, state__in=OPEN_OBJECTIONS)
    return not open_objections.exists() and not Appeal.objects.filter(case=case, decided_at=None).exists()


def within_appeal(case: Case) -> bool:
    """Whether the applicant may appeal today: while the notice runs, or so long after delivery (policy)."""
    if case.state == State.IN_NOTICE:
        item = standing_item(case)
        return item is not None and item.notice.ends_on is not None and today() <= item.notice.ends_on
    if case.delivered_at is None:
        return False
    days = pinned_policy(case.policy_hash).appeal_days
    return today() <= after_days(timezone.localdate(case.delivered_at), days, WORKING_DAY)
