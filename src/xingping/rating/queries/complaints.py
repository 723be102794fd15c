"""Reading complaints: the officer's list, likely duplicates, figures per centre. Hand in visible ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum

from xingping.core.complaint import OPEN_STATES, Said
from xingping.rating.models import Centre, Complaint

ALIKE_DAYS = 60
MOST_ALIKE = 5


def listed_complaints(complaints: QuerySet[Complaint]) -> QuerySet[Complaint]:
    """Complaints with what the list shows; one query."""
    return complaints.select_related("centre", "handler", "body").defer("sealed_text", "sealed_contact")


def find_complaints(complaints: QuerySet[Complaint], words: str) -> QuerySet[Complaint]:
    """Complaints by the masked text, the place's name or the number."""
    digits = words.rpartition("-")[2]
    number = Q(pk=int(digits)) if digits.isascii() and digits.isdigit() and len(digits) < 12 else Q(pk=None)
    named = Q(place__contains=words) | Q(centre__name__contains=words)
    return complaints.filter(Q(text__contains=words) | named | number)


def overdue(complaints: QuerySet[Complaint], day: date) -> QuerySet[Complaint]:
    """Those that the body owes an answer beyond its time."""
    return complaints.filter(state__in=OPEN_STATES, due_on__lt=day)


def alike(complaint: Complaint, complaints: QuerySet[Complaint]) -> list[Complaint]:
    """Recent ones about the same centre (or place) and matter, for grouping; newest first."""
    same = Q(centre=complaint.centre_id) if complaint.centre_id else Q(place=complaint.place, centre=None)
    recent = complaints.filter(
        same,
        body=complaint.body_id,
        category=complaint.category,
        said=complaint.said,
        received_on__gte=complaint.received_on - timedelta(days=ALIKE_DAYS),
    )
    return list(recent.exclude(pk=complaint.pk).order_by("-pk")[:MOST_ALIKE])


@dataclass(frozen=True, slots=True)
class CentreVoice:
    """What was said about a centre since a day: counts of matters, not of messages."""

    complaints: int
    suggestions: int
    praise: int
    open: int
    overdue: int
    serious: int
    rated: int
    satisfaction: int
    """Sum of the marks from 1 to 5 of those rated."""

    @property
    def mean(self) -> str:
        """Mean satisfaction with one decimal, "" where nobody rated."""
        return f"{self.satisfaction / self.rated:.1f}" if self.rated else ""


def complaint_figures(complaints: QuerySet[Complaint], day: date) -> dict[str, int]:
    """Counts for one place or many: each group of duplicates counts once."""
    first = complaints.filter(group=None)
    counts = {said.value: Count("pk", filter=Q(said=said)) for said in Said}
    figures: dict[str, int | None] = first.aggregate(
        **counts,
        open=Count("pk", filter=Q(state__in=OPEN_STATES)),
        overdue=Count("pk", filter=Q(state__in=OPEN_STATES, due_on__lt=day)),
        serious=Count("pk", filter=Q(is_serious=True)),
        rated=Count("satisfaction"),
        marks=Sum("satisfaction"),
    )
    return {name: value or 0 for name, value in figures.items()}


def voice_of(centre: Centre, day: date, since: date | None = None) -> CentreVoice:
    """What residents said about one centre; for whoever may see the case (assessors, panel): counts only."""
    rows = Complaint.objects.filter(centre=centre)
    figures = complaint_figures(rows.filter(received_on__gte=since) if since else rows, day)
    return CentreVoice(
        complaints=figures[Said.COMPLAINT],
        suggestions=figures[Said.SUGGESTION],
        praise=figures[Said.PRAISE],
        open=figures["open"],
        overdue=figures["overdue"],
        serious=figures["serious"],
        rated=figures["rated"],
        satisfaction=figures["marks"],
    )


def centres_with_voice(centres: QuerySet[Centre], complaints: QuerySet[Complaint]) -> QuerySet[Centre]:
    """Centres about which something came in, with counts of matters by kind; for the statistics table."""
    mine = Q(complaints__in=complaints.values("pk"), complaints__group=None)
    return centres.annotate(
        complaints_count=Count("complaints", filter=mine & Q(complaints__said=Said.COMPLAINT)),
        suggestions_count=Count("complaints", filter=mine & Q(complaints__said=Said.SUGGESTION)),
        praise_count=Count("complaints", filter=mine & Q(complaints__said=Said.PRAISE)),
        open_count=Count("complaints", filter=mine & Q(complaints__state__in=OPEN_STATES)),
        serious_count=Count("complaints", filter=mine & Q(complaints__is_serious=True)),
        late_count=Count("complaints", filter=mine & Q(complaints__replied_on__gt=F("complaints__due_on"))),
        rated_count=Count("complaints__satisfaction", filter=mine),
        marks=Sum("complaints__satisfaction", filter=mine),
        matters=Count("complaints", filter=mine),
    ).filter(matters__gt=0)
