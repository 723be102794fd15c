"""Published facts as the open API answers them: plain values, the same that the public pages show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from xingping.core.services_offered import PRIORITY_GROUPS, SERVICES
from xingping.rating.models import CentreProfile, Certificate, IndexedCentre, Notice
from xingping.rating.queries.awards import with_public_items
from xingping.rating.queries.public_centres import public_centres, standing_certificates
from xingping.rating.queries.verification import COLUMNS, Shown, certificates_of, shown_row


def establishments_of(rows: Sequence[IndexedCentre]) -> list[dict[str, Any]]:
    """Found centres with the date of their present rating; two queries."""
    dates = _rating_dates([one.pk for one in rows])
    return [_establishment(one, dates.get(one.pk)) for one in rows]


def establishment_of(centre_id: int, on: date) -> dict[str, Any] | None:
    """One centre with its ratings; None where the public may not see it."""
    if not public_centres().filter(pk=centre_id).exists():
        return None
    one = IndexedCentre.objects.select_related("centre", "centre__profile").filter(pk=centre_id).first()
    if one is None:
        return None
    profile = getattr(one.centre, "profile", None) or CentreProfile(centre=one.centre)
    results = certificates_of(centre_id, on)
    return {
        **_establishment(one, _rating_dates([centre_id]).get(centre_id)),
        "opening_hours": profile.public_hours or one.centre.opening_hours,
        "telephone": profile.public_phone,
        "services": [SERVICES[name] for name in SERVICES if name in profile.services],
        "priority_groups": [PRIORITY_GROUPS[name] for name in PRIORITY_GROUPS if name in profile.groups],
        "right_to_reply": profile.reply if results else "",
        "ratings": [_rating(centre_id, shown) for shown in results],
    }


def ratings_page(start: int, count: int, on: date) -> tuple[int, list[dict[str, Any]]]:
    """(All certificates, some of them newest first)."""
    rows = Certificate.objects.order_by("-announced_on", "-pk").values("centre_id", *COLUMNS)
    some = rows[start : start + count]
    return Certificate.objects.count(), [_rating(row["centre_id"], shown_row(row, on)) for row in some]


def running_notices(on: date) -> list[dict[str, Any]]:
    """Notices that receive objections on a day, with what still stands in them."""
    found = with_public_items(Notice.objects.filter(published_on__lte=on, ends_on__gte=on))
    return [
        {
            "number": notice.number,
            "published_on": notice.published_on,
            "ends_on": notice.ends_on,
            "is_demo": notice.is_demo,
            "items": [
                {"name": item.centre_name, "region": item.region, "stars": item.stars}
                for item in notice.items.all()
            ],
        }
        for notice in found.order_by("pk")
    ]


def _rating_dates(centre_ids: Iterable[int]) -> dict[int, date]:
    rows = standing_certificates().filter(centre__in=list(centre_ids))
    return dict(rows.values_list("centre", "awarded_on"))


def _establishment(one: IndexedCentre, rated_on: date | None) -> dict[str, Any]:
    known = one.centre.latitude is not None and one.centre.longitude is not None
    return {
        "id": one.pk,
        "name": one.name,
        "form": one.form,
        "kind": one.kind,
        "region": one.region,
        "place": one.path,
        "address": one.address,
        "rating_value": one.stars,
        "rating_date": rated_on,
        "geocode": {"latitude": str(one.centre.latitude), "longitude": str(one.centre.longitude)}
        if known
        else None,
        "is_demo": one.centre.is_demo,
    }


def _rating(centre_id: int, shown: Shown) -> dict[str, Any]:
    row = shown.row
    return {
        "certificate": row["number"],
        "establishment": centre_id,
        "name": row["centre_name"],
        "region": row["region"],
        "rating_value": row["stars"],
        "rating_date": row["awarded_on"],
        "valid_until": row["last_day"],
        "status": shown.face.value,
        "new_rating_pending": shown.in_rereview,
        "announcement": row["announcement_number"],
        "announced_on": row["announced_on"],
        "edition": row["edition_code"],
        "total": row["published"].get("total"),
        "scores": [
            {"name": name, "points": points, "full": full}
            for name, points, full in row["published"].get("subtotals", ())
        ],
        "is_demo": row["is_demo"],
    }
