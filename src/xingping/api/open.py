"""The open API: establishments, ratings, notices and the standard; published facts alone, no key.

Its shape is the one that users of the UK food hygiene ratings API know: establishment, rating value and
date, scores where they are published, right to reply, new rating pending, geocode where known.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as N_  # noqa: N812
from ninja import Field, Path, Query, Router, Schema

from xingping.api.access import everybody
from xingping.api.answers import OPEN_REFUSALS, MetaOut, PageIn
from xingping.core.catalogue import find_edition
from xingping.core.points import show_hundredths
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.queries.centre_search import Asked, count_by_region, search_centres
from xingping.rating.queries.open_records import (
    establishment_of,
    establishments_of,
    ratings_page,
    running_notices,
)

router = Router(tags=["open"], auth=None)
PREFIX = r"^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9})$"


class SearchIn(PageIn):
    """What establishments are wanted."""

    q: str = Field("", max_length=60, pattern=r"^[^\x00]*$", description=N_("名称、拼音、首字母、地址或地区"))
    region: str = Field("", pattern=rf"^$|{PREFIX}", description=N_("区划代码前缀，2、4、6 或 9 位"))
    stars: int | None = Field(None, ge=0, le=5, description=N_("现有星级；0 为没有"))
    kind: str = Field("", pattern="^(urban|rural)?$")
    form: str = Field("", pattern="^(centre|station)?$")


class GeocodeOut(Schema):
    """Where it is, where known."""

    latitude: str
    longitude: str


class EstablishmentOut(Schema):
    """A centre (station) with its present rating."""

    id: int
    name: str
    form: str
    kind: str
    region: str
    place: str
    address: str
    rating_value: int = Field(description=N_("现有星级；0 为没有"))
    rating_date: date | None = None
    geocode: GeocodeOut | None = None
    is_demo: bool


class ScoreOut(Schema):
    """Published points of one level-1 indicator, decimals as texts."""

    name: str
    points: str
    full: str


class RatingOut(Schema):
    """A certificate as it stands today."""

    certificate: str
    establishment: int
    name: str
    region: str
    rating_value: int
    rating_date: date
    valid_until: date
    status: str = Field(description="valid、in_rereview、expired、suspended、cancelled、replaced")
    new_rating_pending: bool
    announcement: str
    announced_on: date
    edition: str
    total: str | None = None
    scores: list[ScoreOut]
    is_demo: bool


class EstablishmentDetailOut(EstablishmentOut):
    """A centre with all its ratings and what it says about itself."""

    opening_hours: str
    telephone: str
    services: list[str] = Field(description=N_("标准 3.1 所列服务中提供的"))
    priority_groups: list[str]
    right_to_reply: str
    ratings: list[RatingOut]


class EstablishmentsOut(Schema):
    """A page of establishments."""

    meta: MetaOut
    establishments: list[EstablishmentOut]


class RatingsOut(Schema):
    """A page of ratings, newest first."""

    meta: MetaOut
    ratings: list[RatingOut]


class NoticeItemOut(Schema):
    """A centre proposed for a star."""

    name: str
    region: str
    stars: int


class NoticeOut(Schema):
    """A pre-award notice that is running."""

    number: str
    published_on: date
    ends_on: date
    is_demo: bool
    items: list[NoticeItemOut]


class NoticesOut(Schema):
    """The notices that are running today."""

    notices: list[NoticeOut]


class BandOut(Schema):
    """From how many points on a star is given."""

    stars: int
    points: str


class IndicatorOut(Schema):
    """A level-3 indicator."""

    serial: str
    level1: str
    level2: str
    level3: str
    points: str


class StandardOut(Schema):
    """The standard."""

    code: str
    title: str
    published: str
    bands: list[BandOut]
    indicators: list[IndicatorOut]


class CountOut(Schema):
    """How many public centres of a region have how many stars."""

    region: str
    by_stars: dict[str, int]


@router.get("/establishments", response={200: EstablishmentsOut, **OPEN_REFUSALS}, summary="查找中心（站）")
@everybody
def establishments(request: HttpRequest, asked: Annotated[SearchIn, Query()]) -> dict[str, Any]:
    """Centres by name, pinyin, initials, address, region, stars, kind and form; the site's own search."""
    found = search_centres(Asked(asked.q, asked.region, asked.stars, asked.kind, asked.form))
    rows = found.rows(asked.start(), asked.page_size)
    return {"meta": asked.meta(found.total, found.exact), "establishments": establishments_of(rows)}


@router.get(
    "/establishments/{int:centre_id}",
    response={200: EstablishmentDetailOut, **OPEN_REFUSALS},
    summary="一个中心（站）",
)
@everybody
def establishment(request: HttpRequest, centre_id: Annotated[int, Path(ge=0)]) -> dict[str, Any]:
    """One centre with its ratings, services and reply."""
    found = establishment_of(centre_id, today()) if centre_id < 2**63 else None
    if found is None:
        raise refuse("not_found")
    return found


@router.get("/ratings", response={200: RatingsOut, **OPEN_REFUSALS}, summary="评定结果")
@everybody
def ratings(request: HttpRequest, asked: Annotated[PageIn, Query()]) -> dict[str, Any]:
    """Every certificate ever published, newest first."""
    total, rows = ratings_page(asked.start(), asked.page_size, today())
    return {"meta": asked.meta(total), "ratings": rows}


@router.get("/notices", response={200: NoticesOut, **OPEN_REFUSALS}, summary="正在公示")
@everybody
def notices(request: HttpRequest) -> dict[str, Any]:
    """Pre-award notices that receive objections today."""
    return {"notices": running_notices(today())}


@router.get("/standards", response={200: StandardOut, **OPEN_REFUSALS}, summary="标准")
@everybody
def standards(request: HttpRequest) -> dict[str, Any]:
    """The standard that is in force: star bands and level-3 indicators."""
    edition = find_edition()
    return {
        "code": edition.code,
        "title": edition.title,
        "published": str(edition.published),
        "bands": [{"stars": one.stars, "points": show_hundredths(one.points)} for one in edition.bands],
        "indicators": [
            {
                "serial": one.serial,
                "level1": one.level1,
                "level2": one.level2,
                "level3": one.level3,
                "points": show_hundredths(one.points),
            }
            for one in edition.indicators
        ],
    }


@router.get("/statistics/{prefix}", response={200: CountOut, **OPEN_REFUSALS}, summary="一个地区的统计")
@everybody
def statistics(request: HttpRequest, prefix: str) -> dict[str, Any]:
    """How many public centres of a region (prefix of 2, 4, 6 or 9 digits) have how many stars."""
    if not (prefix.isascii() and prefix.isdigit() and len(prefix) in (2, 4, 6, 9)):
        raise refuse("not_found")
    counts = count_by_region([prefix], Asked())[prefix]
    return {"region": prefix, "by_stars": {str(stars): count for stars, count in counts.items()}}
