"""Lists between decision and award: what may be proposed or announced, and what the public sees."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from xingping.core.lifecycle import State
from xingping.core.objection import OPEN_OBJECTIONS
from xingping.documents.announcement import AnnouncementText, Awarded, announcement_pdf
from xingping.documents.notice import NoticeText, Proposed, notice_pdf
from xingping.rating.calendar import today
from xingping.rating.models import (
    Announcement,
    AnnouncementItem,
    Appeal,
    Case,
    Decision,
    Feedback,
    Notice,
    NoticeItem,
    Objection,
)
from xingping.rating.queries.award_state import SHOWN_STATES
from xingping.rating.queries.feedback import with_open_claims
from xingping.rating.queries.pinned import edition
from xingping.rating.queries.regions import paths_of

KEPT_FILES = 16


def proposable_cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases that may enter a notice now; `stars` is what is proposed. Never one without a star."""
    standing = Decision.objects.filter(case=OuterRef("pk"), superseded_at=None, stars__gt=0)
    confirmed = Feedback.objects.filter(case=OuterRef("pk"), decision__superseded_at=None, confirmed=True)
    listed = NoticeItem.objects.filter(case=OuterRef("pk"), ended_at=None)
    claimed = with_open_claims().filter(case=OuterRef("pk"))
    over = (Q(due_on=None) | Q(due_on__lt=today()) | Exists(confirmed)) & ~Exists(claimed)
    return cases.annotate(stars=Subquery(standing.values("stars")[:1])).filter(
        Exists(standing) & ~Exists(listed), Q(state=State.IN_NOTICE) | (Q(state=State.IN_FEEDBACK) & over)
    )


def announceable_cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Cases whose notice is over with the star that stands, nothing open, in no other announcement."""
    decided = Decision.objects.filter(case=OuterRef("case"), superseded_at=None).values("stars")
    shown = NoticeItem.objects.filter(
        case=OuterRef("pk"), ended_at=None, notice__ends_on__lt=today(), stars=Subquery(decided[:1])
    )
    waiting = Objection.objects.filter(case=OuterRef("pk"), state__in=OPEN_OBJECTIONS)
    appealed = Appeal.objects.filter(case=OuterRef("pk"), decided_at=None)
    taken = AnnouncementItem.objects.filter(case=OuterRef("pk"), refusal="")
    return cases.annotate(stars=Subquery(shown.values("stars")[:1])).filter(
        Exists(shown) & ~Exists(waiting) & ~Exists(appealed) & ~Exists(taken), state=State.IN_NOTICE
    )


def public_notices() -> QuerySet[Notice]:
    """Every published notice with the number of places that it still shows."""
    published = Notice.objects.filter(published_on__isnull=False).select_related("body", "round")
    return with_places(published)


def with_places(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Notices with the number of their `places`: those that the public sees, of a draft all."""
    shown = Q(items__case__state__in=SHOWN_STATES) | Q(published_on=None)
    return notices.annotate(places=Count("items", filter=Q(items__ended_at=None) & shown))


def with_public_items(notices: QuerySet[Notice]) -> QuerySet[Notice]:
    """Published notices whose `items` are the places that the public sees, read at once."""
    standing = NoticeItem.objects.filter(ended_at=None, case__state__in=SHOWN_STATES)
    published = notices.filter(published_on__isnull=False)
    return published.prefetch_related(Prefetch("items", standing.order_by("region", "centre_name", "pk")))


def shown_items(notice: Notice) -> QuerySet[NoticeItem]:
    """The places of a notice that the public sees: withdrawn, ended and reopened cases are left out."""
    items = NoticeItem.objects.filter(notice=notice, ended_at=None)
    return items.filter(case__state__in=SHOWN_STATES) if notice.published_on else items


def earlier_place(item: NoticeItem) -> NoticeItem | None:
    """Where a case stood before with another star, which was reconsidered and so is public anew."""
    before = NoticeItem.objects.filter(
        case=item.case_id, pk__lt=item.pk, ended_at__isnull=False, notice__published_on__isnull=False
    )
    return before.exclude(stars=item.stars).select_related("notice").order_by("-pk").first()


def award_of(item: NoticeItem) -> AnnouncementItem | None:
    """What became of a place in a notice: the award of a finished announcement, or None."""
    awarded = AnnouncementItem.objects.filter(
        case=item.case_id, awarded_at__isnull=False, announcement__finished_at__isnull=False
    )
    return awarded.select_related("announcement", "certificate").first()


def public_announcements() -> QuerySet[Announcement]:
    """Every announcement that was carried out, with the number of its awards."""
    finished = Announcement.objects.filter(finished_at__isnull=False).select_related("body", "round")
    return with_awards(finished)


def with_awards(announcements: QuerySet[Announcement]) -> QuerySet[Announcement]:
    """Announcements with the number of cases in them (`every`) and of `awards`."""
    awarded = Count("items", filter=Q(items__awarded_at__isnull=False))
    return announcements.annotate(every=Count("items"), awards=awarded)


def awarded_items(announcement: Announcement) -> QuerySet[AnnouncementItem]:
    """The awards of an announcement."""
    items = AnnouncementItem.objects.filter(announcement=announcement, awarded_at__isnull=False)
    return items.select_related("certificate").annotate(region=F("certificate__region"))


def notice_file(notice: Notice) -> bytes:
    """The notice as PDF; a draft has the dates it would have today."""
    rows = list(shown_items(notice).order_by("region", "centre_name", "pk"))
    names = paths_of({row.region for row in rows})
    begins = notice.published_on or today()
    text = NoticeText(
        body=notice.body.name,
        number=notice.number,
        round_name=notice.round.name,
        published=begins,
        begins=begins,
        ends=notice.ends_on or begins,
        proposed=tuple(Proposed(names[row.region], row.centre_name, row.stars) for row in rows),
        address=f"{settings.SITE_URL}{notice.get_absolute_url()}",
        contact=notice.contact,
    )
    return _notice_pdf(text, notice.round.edition_hash)


def announcement_file(announcement: Announcement) -> bytes:
    """The announcement as PDF."""
    rows = [item.certificate for item in awarded_items(announcement).order_by("position")]
    certificates = [one for one in rows if one is not None]
    names = paths_of({one.region for one in certificates})
    text = AnnouncementText(
        body=announcement.body.name,
        number=announcement.number,
        round_name=announcement.round.name,
        announced=announcement.announced_on,
        awarded=tuple(
            Awarded(names[one.region], one.centre_name, one.stars, one.number, one.last_day)
            for one in certificates
        ),
        address=f"{settings.SITE_URL}/v/",
        contact=announcement.body.contact,
    )
    return _announcement_pdf(text, announcement.round.edition_hash)


@lru_cache(maxsize=KEPT_FILES)
def _notice_pdf(text: NoticeText, edition_hash: str) -> bytes:
    return notice_pdf(text, edition(edition_hash))


@lru_cache(maxsize=KEPT_FILES)
def _announcement_pdf(text: AnnouncementText, edition_hash: str) -> bytes:
    return announcement_pdf(text, edition(edition_hash))
