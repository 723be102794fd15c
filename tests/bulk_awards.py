"""Many cases ready to be announced: one led there by the services, the others copied from its rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from noticing import noticed, past
from reviewing import Review
from xingping.rating.calendar import today
from xingping.rating.models import Announcement, Case, Centre, Decision, NoticeItem, Sheet, Team, TeamMember
from xingping.rating.services.announcing import Heading, announce

VOTES = {"item": None, "members": 0, "present": 0, "in_favour": 0, "against": 0, "abstained": 0}
"""A copied decision has no agenda item of its own, and so no votes."""


def awardable(count: int) -> tuple[Review, list[int]]:
    """So many cases of one round and county, past their notice; the first one's review, and all keys."""
    review, notice = noticed()
    past(notice)
    return review, [review.case_id, *copied(review, count - 1)]


def copied(review: Review, count: int) -> list[int]:
    """Copies of a decided case, each of a centre of its own, with its team, sheets, decision and notice."""
    first = review.fresh()
    centres = Centre.objects.bulk_create(_centres(first.centre, count))
    cases = Case.objects.bulk_create(_cases(first, centres))
    teams = Team.objects.bulk_create(_copies(Team.objects.get(case=first), [{"case": one} for one in cases]))
    TeamMember.objects.bulk_create(
        one
        for member in TeamMember.objects.filter(team__case=first)
        for one in _copies(member, [{"team": team} for team in teams])
    )
    for model, more in ((Sheet, {}), (Decision, VOTES), (NoticeItem, {})):
        rows: Any = model
        rows.objects.bulk_create(
            one
            for row in rows.objects.filter(case=first)
            for one in _copies(row, [{"case": case, **more} for case in cases])
        )
    return [case.pk for case in cases]


def announced_all(review: Review, keys: list[int]) -> Announcement:
    """Their announcement, not yet carried out."""
    heading = Heading("演评公告〔2026〕99 号", today())
    return announce(review.officer, review.scene.case.round_id, heading, keys)


def _centres(centre: Centre, count: int) -> Iterator[Centre]:
    values = [{"code": f"B{number:06d}", "name": f"演示第{number}社区服务中心"} for number in range(count)]
    yield from _copies(centre, values)


def _cases(case: Case, centres: list[Centre]) -> Iterator[Case]:
    values = [{"number": f"{case.number}-{one.code}", "centre": one} for one in centres]
    yield from _copies(case, values)


def _copies(row: Any, values: list[dict[str, Any]]) -> Iterator[Any]:
    fields = [one.attname for one in row._meta.concrete_fields if not one.primary_key]
    for own in values:
        copy = type(row)(**{name: getattr(row, name) for name in fields})
        for name, value in own.items():
            setattr(copy, name, value)
        yield copy
