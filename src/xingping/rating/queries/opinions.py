"""Reading opinions of organisations: for the office, the review team and the panel; counts for the centre."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from xingping.core.opinion import Tally, by_serial, tallies, told_to_centre
from xingping.rating.models import Case, Opinion, OpinionInvitation

COUNTED = Q(excluded_at=None, taken_back_at=None, erased_at=None)
"""Opinions that are shown to assessors and panel."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What organisations said about one case, for whoever may read it by name."""

    opinions: tuple[Opinion, ...]
    """Those that count, the first received first, with their invitations."""
    tallies: tuple[Tally, ...]
    invited: int
    left_out: int
    """Excluded by the office, or taken back by the organisation."""


@dataclass(frozen=True, slots=True)
class ToldCentre:
    """What the centre is told: counts only, and no small ones."""

    proposed: int
    invited: int
    received: int | None
    """None: some, but too few to say how many."""


def listed_opinions(rows: QuerySet[OpinionInvitation]) -> QuerySet[OpinionInvitation]:
    """Invitations with what the office's list shows; one query."""
    return rows.select_related("case", "centre", "opinion", "invited_by")


def find_opinions(rows: QuerySet[OpinionInvitation], words: str) -> QuerySet[OpinionInvitation]:
    """Invitations by organisation, centre or number of the case."""
    named = Q(organisation__icontains=words) | Q(centre__name__contains=words)
    return rows.filter(named | Q(case__number__icontains=words))


def standing_of(rows: QuerySet[OpinionInvitation], standing: str) -> QuerySet[OpinionInvitation]:
    """Those proposed, waiting, over, given, left_out or withdrawn."""
    present = Q(withdrawn_at=None)
    unanswered = present & Q(opinion=None, invited_at__isnull=False)
    left_out = Q(opinion__excluded_at__isnull=False) | Q(opinion__taken_back_at__isnull=False)
    conditions = {
        "proposed": present & Q(invited_at=None),
        "waiting": unanswered & Q(expires_at__gt=timezone.now()),
        "over": unanswered & Q(expires_at__lte=timezone.now()),
        "given": Q(opinion__isnull=False) & ~left_out,
        "left_out": left_out,
        "withdrawn": Q(withdrawn_at__isnull=False),
    }
    return rows.filter(conditions[standing])


def heard(invitations: QuerySet[OpinionInvitation]) -> Heard:
    """Everything that was said about a case, given its invitations as the reader sees them. Three queries."""
    said = Opinion.objects.filter(invitation__in=invitations)
    opinions = tuple(said.filter(COUNTED).select_related("invitation").order_by("received_at", "pk"))
    invited = invitations.filter(invited_at__isnull=False, withdrawn_at=None).count()
    left_out = said.exclude(COUNTED).filter(erased_at=None).count()
    return Heard(opinions, tallies(one.answers for one in opinions), invited, left_out)


def heard_beside(case: Case) -> Mapping[str, list[Tally]]:
    """Serial -> what organisations answered about it, to stand beside the indicator; one query.

    Empty where nobody has said anything. It informs and is never part of a score.
    """
    answers = Opinion.objects.filter(COUNTED, invitation__case=case).values_list("answers", flat=True)
    return by_serial(tallies(answers)) if answers else {}


def told_centre(case: Case) -> ToldCentre:
    """What the applicant reads about the opinions on its case."""
    standing = case.opinion_invitations.filter(withdrawn_at=None)
    received = Opinion.objects.filter(COUNTED, invitation__case=case).count()
    return ToldCentre(
        proposed=case.opinion_invitations.filter(proposed_by__isnull=False).count(),
        invited=standing.filter(invited_at__isnull=False).count(),
        received=told_to_centre(received),
    )
