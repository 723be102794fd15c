"""Reading reports of the media: lists, counts by level, what is old for a round, what is evidence already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from xingping.core.media import MediaLevel, counted_by_level, old_before
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Blob, Case, MediaReport, MediaUse
from xingping.rating.permissions import require
from xingping.rating.queries.pinned import policy
from xingping.rating.verbs import Verb

PARTS = ("screenshot", "archived")


@dataclass(frozen=True, slots=True)
class CaseMedia:
    """The reports about a case's centre as the case sees them."""

    before: date
    """Reports from before this day are old for the round."""
    recent: tuple[tuple[MediaLevel, int], ...]
    """Counts by level of those that are not old."""
    old: int


def listed_reports(reports: QuerySet[MediaReport]) -> QuerySet[MediaReport]:
    """Reports with what the lists show; `is_used`: evidence of some case."""
    used = MediaUse.objects.filter(report=OuterRef("pk"), item__removed_at=None)
    return reports.select_related("centre").annotate(is_used=Exists(used))


def for_case(reports: QuerySet[MediaReport], case: Case) -> QuerySet[MediaReport]:
    """The listed reports about a case's centre; `is_here`: evidence of this case."""
    here = MediaUse.objects.filter(report=OuterRef("pk"), item__removed_at=None, item__case=case)
    return listed_reports(reports.filter(centre=case.centre_id)).annotate(is_here=Exists(here))


def find_reports(reports: QuerySet[MediaReport], words: str) -> QuerySet[MediaReport]:
    """Reports by title, outlet or link."""
    return reports.filter(Q(title__icontains=words) | Q(outlet__icontains=words) | Q(link__icontains=words))


def counts(reports: QuerySet[MediaReport]) -> tuple[tuple[MediaLevel, int], ...]:
    """How many reports there are of each level."""
    return counted_by_level(reports.values_list("level", flat=True))


def case_media(reports: QuerySet[MediaReport], case: Case) -> CaseMedia:
    """The figures of a case's reports; old is what lies before the round's day less the policy's months."""
    before = old_before(case.round.facts_on, policy(case.policy_hash).stale_months)
    rows: Iterable[tuple[str, date]] = reports.filter(centre=case.centre_id).values_list(
        "level", "published_on"
    )
    levels = [(level, day < before) for level, day in rows]
    return CaseMedia(
        before=before,
        recent=counted_by_level(level for level, is_old in levels if not is_old),
        old=sum(is_old for _, is_old in levels),
    )


def visible_report_file(actor: Actor, report_id: int, part: str) -> tuple[Blob, str]:
    """The screenshot or archived copy of a report that a person may see, with its name.

    Raises RefusedError: `not_found`.
    """
    found = MediaReport.objects.select_related(*PARTS, "centre").filter(pk=report_id, removed_at=None).first()
    if found is None or part not in PARTS:
        raise refuse("not_found")
    require(actor, Verb.VIEW, found)
    blob: Blob | None = getattr(found, part)
    if blob is None:
        raise refuse("not_found")
    return blob, str(getattr(found, f"{part}_name"))
