"""Personal data is erased when its time is over; audit entries stay, and stay verifiable.

An entry holds a personal value as a salted commitment. Its value and salt lie beside it: erasing them
changes no hash.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.db import transaction
from django.utils import timezone

from xingping.core.retention import Kept, erased_before
from xingping.core.roles import Role
from xingping.rating.actor import SYSTEM
from xingping.rating.calendar import today
from xingping.rating.models import (
    AuditSecret,
    Complaint,
    ComplaintEvent,
    Opinion,
    OpinionInvitation,
    Survey,
)
from xingping.rating.queries.duties import ENDED
from xingping.rating.services.audit import record, utc_text

AT_ONCE = 500


def erase_what_is_over() -> dict[Kept, int]:
    """Erase everything whose time is over; returns how many of each kind. Safe to repeat."""
    return {
        Kept.COMPLAINT_SENDER: _erase_senders(),
        Kept.COMPLAINT_TEXT: _delete_complaints(),
        Kept.OPINION: _erase_opinions(),
        Kept.SURVEY_TEXT: _erase_survey_texts(),
        Kept.AUDIT_PERSONAL: _erase_audit_values(),
    }


def _erase_senders() -> int:
    ended = Complaint.objects.filter(
        ended_on__lt=erased_before(Kept.COMPLAINT_SENDER, today()), erased_at=None
    )
    count = 0
    for pk in list(ended.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            complaint = Complaint.objects.select_for_update().filter(pk=pk, erased_at=None).first()
            if complaint is None:
                continue
            complaint.sealed_text = complaint.sealed_contact = ""
            complaint.erased_at = timezone.now()
            complaint.version += 1
            complaint.save(update_fields=["sealed_text", "sealed_contact", "erased_at", "version"])
            ComplaintEvent.objects.create(complaint=complaint, what="erased")
            record(SYSTEM, Role.SYSTEM, "complaint.erase", complaint)
            count += 1
    return count


def _delete_complaints() -> int:
    """Old texts go as a whole, groups from their later members on."""
    over = Complaint.objects.filter(ended_on__lt=erased_before(Kept.COMPLAINT_TEXT, today()))
    count = 0
    for pk in list(over.order_by("-pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            complaint = (
                Complaint.objects.select_for_update(of=("self",)).filter(pk=pk, duplicates=None).first()
            )
            if complaint is None:
                continue
            record(SYSTEM, Role.SYSTEM, "complaint.delete", complaint)
            complaint.delete()
            count += 1
    return count


def _erase_opinions() -> int:
    """Who was asked and what was written; the marks stay as numbers that tell on nobody."""
    day = erased_before(Kept.OPINION, today())
    over = OpinionInvitation.objects.filter(
        erased_at=None, case__state__in=ENDED, case__state_since__date__lt=day
    )
    count = 0
    for pk in list(over.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            invitation = OpinionInvitation.objects.select_for_update().filter(pk=pk, erased_at=None).first()
            if invitation is None:
                continue
            now = timezone.now()
            invitation.organisation = invitation.email = ""
            invitation.erased_at, invitation.version = now, invitation.version + 1
            invitation.save(update_fields=["organisation", "email", "erased_at", "version"])
            Opinion.objects.filter(invitation=invitation).update(text="", erased_at=now)
            record(SYSTEM, Role.SYSTEM, "opinion.erase", invitation)
            count += 1
    return count


def _erase_survey_texts() -> int:
    """What was written in surveys goes; the numbers stay, in which nobody is told."""
    over = Survey.objects.filter(
        ended_at__date__lt=erased_before(Kept.SURVEY_TEXT, today()), texts_erased_at=None
    )
    count = 0
    for pk in list(over.values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            survey = Survey.objects.select_for_update().filter(pk=pk, texts_erased_at=None).first()
            if survey is None:
                continue
            erased = survey.texts.count()
            survey.texts.all().delete()
            survey.texts_erased_at = timezone.now()
            survey.save(update_fields=["texts_erased_at"])
            record(SYSTEM, Role.SYSTEM, "survey.erase", survey, after={"texts": erased})
            count += 1
    return count


def _erase_audit_values() -> int:
    day = erased_before(Kept.AUDIT_PERSONAL, today())
    moment = utc_text(datetime.combine(day, time.min, tzinfo=UTC))
    old = AuditSecret.objects.filter(entry__at__lt=moment)
    count: int = AuditSecret.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:AT_ONCE])).delete()[
        0
    ]
    return count
