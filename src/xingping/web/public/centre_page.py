"""A centre's public page, and up to four of them side by side. Published facts only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xingping.core.certificate_face import HOLDING, Face
from xingping.core.published_points import share_of
from xingping.core.services_offered import CLAUSE, PRIORITY_GROUPS, SERVICES
from xingping.rating.calendar import today
from xingping.rating.models import Centre, CentreProfile
from xingping.rating.queries.improvement import public_commitments
from xingping.rating.queries.public_centres import public_centres, running_item
from xingping.rating.queries.public_means import Means, country_averages, region_averages
from xingping.rating.queries.region_counts import path_to
from xingping.rating.queries.regions import path_of
from xingping.rating.queries.survey_results import ResidentScore, resident_score
from xingping.rating.queries.verification import Shown, certificates_of
from xingping.web.public.caching import kept_by_caches
from xingping.web.public.profile_words import group_name, section_name, service_name
from xingping.web.radar import Radar, radar

MOST_COMPARED = 4
COUNTY = 6


@dataclass(frozen=True, slots=True)
class PublicCentre:
    """What a page shows of one centre."""

    centre: Centre
    place: str
    profile: CentreProfile
    results: list[Shown]

    @property
    def current(self) -> Shown | None:
        """The certificate that is neither replaced nor cancelled, expired or not."""
        ended = (Face.REPLACED, Face.CANCELLED)
        return next((one for one in self.results if one.face not in ended), None)

    @property
    def stars(self) -> int:
        """Stars that may be shown today."""
        return self.current.row["stars"] if self.current and self.current.face in HOLDING else 0

    @property
    def services(self) -> list[str]:
        """Names of the services of clause 3.1 that it says it offers, in the order of the clause."""
        return [service_name(one) for one in SERVICES if one in self.profile.services]

    @property
    def groups(self) -> list[str]:
        """Names of the groups served first."""
        return [group_name(one) for one in PRIORITY_GROUPS if one in self.profile.groups]

    @property
    def hours(self) -> str:
        """Opening times as told to the public, else those of the register."""
        return self.profile.public_hours or self.centre.opening_hours

    @property
    def subtotals(self) -> list[tuple[str, str, str, Fraction]]:
        """Level-1 (name, points, full points, share) where the body publishes them."""
        published = self.current.row["published"].get("subtotals", ()) if self.current else ()
        return [(name, points, full, share_of(points, full)) for name, points, full in published]


@require_safe
@kept_by_caches
def centre(request: HttpRequest, centre_id: int) -> HttpResponse:
    """Everything published about one centre; one that the public may not see is not found."""
    shown = _shown(centre_id)
    if shown is None:
        raise Http404(_("没有找到这个中心（站），它可能还没有公开的信息。"))
    of_county: Means = {}
    of_country: Means = {}
    if shown.subtotals:
        of_county = region_averages(shown.centre.region[:COUNTY], shown.current)
        of_country = country_averages(shown.current)
    context = {
        "shown": shown,
        "clause": CLAUSE,
        "chart": _chart(shown, of_county, of_country),
        "of_county": of_county,
        "of_country": of_country,
        "rows": [
            (section_name(name, get_language()), points, full, of_county.get(name), of_country.get(name))
            for name, points, full, _share in shown.subtotals
        ],
        "listed": running_item(centre_id),
        "voice": _voice(resident_score(centre_id)),
        "commitments": public_commitments(centre_id),
        "county": next((one.name for one in path_to(shown.centre.region[:COUNTY])[-1:]), ""),
        "address": request.build_absolute_uri(request.path),
        "site": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "public/centre.html", context)


@require_safe
@kept_by_caches
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four centres side by side: `?c=12&c=34`."""
    asked = list(dict.fromkeys(request.GET.getlist("c")))[:MOST_COMPARED]
    keys = [int(one) for one in asked if one.isascii() and one.isdigit() and len(one) < 19]
    shown = [found for found in map(_shown, keys) if found]
    names = list(dict.fromkeys(name for one in shown for name, *_rest in one.subtotals))
    context = {
        "centres": [(one, _without(keys, one.centre.pk)) for one in shown],
        "subtotals": [
            (section_name(name, get_language()), [_points(one, name) for one in shown]) for name in names
        ],
        "services": [
            (service_name(one), [one in shown_one.profile.services for shown_one in shown])
            for one in SERVICES
        ],
        "more": len(shown) < MOST_COMPARED,
        "missing": len(asked) - len(shown),
        "clause": CLAUSE,
    }
    return render(request, "public/compare.html", context)


def _shown(centre_id: int) -> PublicCentre | None:
    found = public_centres().select_related("body", "profile").filter(pk=centre_id).first()
    if found is None:
        return None
    profile = getattr(found, "profile", None) or CentreProfile(centre=found)
    return PublicCentre(found, path_of(found.region), profile, certificates_of(found.pk, today()))


def _chart(shown: PublicCentre, *others: Means) -> Radar | None:
    """The own shares, then the means; a mean that lacks an aspect is drawn as nothing."""
    if not shown.subtotals:
        return None
    names = [name for name, *_rest in shown.subtotals]
    own = [share for *_rest, share in shown.subtotals]
    drawn = [
        [means[name] for name in names] if all(name in means for name in names) else [] for means in others
    ]
    return radar([section_name(name, get_language()) for name in names], own, *drawn)


def _voice(score: ResidentScore | None) -> dict[str, object] | None:
    """Residents' satisfaction in whole per cent; None where nothing is published.

    Rounded to the nearest, but "at least" down and "at most" up, so that a limit stays true.
    """
    if score is None:
        return None
    margin = None if score.margin is None else max(1, round(score.margin * 100))
    rounded = {"at_least": floor, "at_most": ceil}.get(score.bound, round)
    return {"score": score, "percent": rounded(score.value * 100), "margin": margin}


def _points(shown: PublicCentre, name: str) -> str:
    return next((f"{points} / {full}" for one, points, full, _share in shown.subtotals if one == name), "—")


def _without(keys: Sequence[int], key: int) -> str:
    return "?" + "&".join(f"c={one}" for one in keys if one != key)
