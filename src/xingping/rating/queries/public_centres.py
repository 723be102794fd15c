"""What the public may see of centres, and what of them is filed for its search."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from xingping.core.certificate_lifecycle import CertificateState
from xingping.rating.calendar import today
from xingping.rating.centre_tokens import CentreFacts
from xingping.rating.models import Centre, Certificate, NoticeItem
from xingping.rating.queries.award_state import SHOWN_STATES
from xingping.rating.queries.regions import paths_of
from xingping.rating.queries.rereview import timely_rereview


def public_centres() -> QuerySet[Centre]:
    """Centres with a published result, and all standing ones of bodies that show their whole register.

    A body shows all or none of its register: that a centre is listed tells nothing about an application.
    """
    awarded = Exists(Certificate.objects.filter(centre=OuterRef("pk")))
    return Centre.objects.filter(Q(body__shows_register=True, closed_on=None) | awarded)


def standing_certificates(on: date | None = None) -> QuerySet[Certificate]:
    """Certificates that give a centre its stars on a day (today): valid, the last day not over."""
    return Certificate.objects.filter(state=CertificateState.VALID, last_day__gte=on or today())


def facts_of(centre_ids: Sequence[int]) -> dict[int, CentreFacts]:
    """What is to be filed of some centres, in four queries."""
    centres = list(Centre.objects.filter(pk__in=centre_ids).select_related("body"))
    stars = _stars_of(centre_ids)
    awarded = set(Certificate.objects.filter(centre__in=centre_ids).values_list("centre", flat=True))
    paths = paths_of({centre.region for centre in centres})
    return {
        centre.pk: CentreFacts(
            name=centre.name,
            address=centre.address,
            communities=centre.communities,
            path=_named(paths[centre.region], centre.region),
            region=centre.region,
            kind=centre.kind,
            form=centre.form,
            stars=stars.get(centre.pk, 0),
            public=centre.pk in awarded or (centre.body.shows_register and centre.closed_on is None),
        )
        for centre in centres
    }


def _stars_of(centre_ids: Sequence[int]) -> dict[int, int]:
    """Stars that may be shown today: of valid certificates, also while a timely re-review runs."""
    rows = Certificate.objects.filter(centre__in=centre_ids, state=CertificateState.VALID)
    return {
        one.centre_id: one.stars
        for one in rows.only("centre", "stars", "last_day", "applies_until", "case")
        if one.last_day >= today() or timely_rereview(one.case_id, one.last_day_to_apply) is not None
    }


def _named(path: str, code: str) -> str:
    """The path; "" where no name is known, so that nobody finds a centre by the digits alone."""
    return "" if path == code else path[:400]


def running_item(centre_id: int, on: date | None = None) -> NoticeItem | None:
    """The place of a centre in a pre-award notice that receives objections on a day (today), if any."""
    day = on or today()
    rows = NoticeItem.objects.filter(
        case__centre=centre_id,
        case__state__in=SHOWN_STATES,
        ended_at=None,
        notice__published_on__lte=day,
        notice__ends_on__gte=day,
    )
    return rows.select_related("notice").order_by("-pk").first()
