"""`/`: the public search with the grid of provinces; `/region/…/`: one region; suggestions while typing."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xingping.core.catalogue import find_edition
from xingping.core.certificate_lifecycle import CertificateState
from xingping.rating.models import CentreForm, CentreKind, Certificate, Region
from xingping.rating.queries.centre_search import STARS, Found, search_centres
from xingping.rating.queries.region_counts import RegionCount, counts_below, path_to
from xingping.web.displays import star_name
from xingping.web.public.asked import LAST_PAGE, PAGE_SIZE, PublicSearch, read_region, read_search
from xingping.web.public.caching import kept_by_caches
from xingping.web.public.tiles import province_grid

SUGGESTED = 8
NEWEST = 6
KINDS = {CentreKind.URBAN: gettext_lazy("城市社区"), CentreKind.RURAL: gettext_lazy("农村（村）")}
FORMS = {CentreForm.CENTRE: gettext_lazy("服务中心"), CentreForm.STATION: gettext_lazy("服务站")}


@require_safe
@kept_by_caches
def home(request: HttpRequest) -> HttpResponse:
    """The search; without anything asked for, the provinces and the newest awards."""
    search = read_search(request.GET)
    if search.narrowed:
        return render(request, "public/results.html", results_context(search))
    counts = counts_below("", search.asked)
    newest = Certificate.objects.filter(state=CertificateState.VALID).order_by("-announced_on", "-pk")
    context = {
        **_form(search),
        "edition": find_edition(),
        "grid": province_grid(counts),
        "provinces": counts,
        "total": sum(one.total for one in counts),
        "by_stars": _by_stars(counts),
        "newest": newest.only("centre", "centre_name", "stars", "announced_on", "is_demo")[:NEWEST],
    }
    return render(request, "public/search.html", context)


@require_safe
@kept_by_caches
def region(request: HttpRequest, prefix: str) -> HttpResponse:
    """One region: its centres by star in each region below, down to the street, and the list."""
    path = path_to(read_region(prefix))
    if not path or path[-1].prefix != prefix:
        raise Http404(_("没有代码为“%(code)s”的地区。") % {"code": prefix[:12]})
    return render(request, "public/results.html", results_context(read_search(request.GET, prefix), path))


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """At most eight centres for what is being typed; the same search as the page's."""
    search = read_search(request.GET)
    found = search_centres(search.asked).rows(0, SUGGESTED) if search.asked.words else []
    rows = [
        {
            "name": one.name,
            "place": one.path,
            "stars": one.stars,
            "url": reverse("public:centre", args=[one.pk]),
        }
        for one in found
    ]
    response = JsonResponse({"centres": rows})
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


def results_context(search: PublicSearch, path: list[Region] | None = None) -> dict[str, Any]:
    """What a list of results shows: the page, the way to others, counts by star, the regions below."""
    found = search_centres(search.asked)
    start = (search.page - 1) * PAGE_SIZE
    way = path if path is not None else path_to(search.asked.region)
    region_page = path is not None
    return {
        **_form(search),
        "found": found,
        "rows": found.rows(start, PAGE_SIZE),
        "facets": _facets(search, found),
        "way": way,
        "here": way[-1] if way else None,
        "region_page": region_page,
        "below": counts_below(search.asked.region, search.asked) if way and not search.asked.words else [],
        "page": search.page,
        "previous": search.address(page=search.page - 1) if search.page > 1 else "",
        "next": search.address(page=search.page + 1)
        if start + PAGE_SIZE < found.total and search.page < LAST_PAGE
        else "",
        "last_page": search.page == LAST_PAGE and start + PAGE_SIZE < found.total,
    }


def _form(search: PublicSearch) -> dict[str, Any]:
    return {
        "search": search,
        "asked": search.asked,
        "kinds": list(KINDS.items()),
        "forms": list(FORMS.items()),
        "stars_choices": [(stars, star_name(stars) if stars else _("未评星")) for stars in STARS],
    }


def _facets(search: PublicSearch, found: Found) -> list[dict[str, Any]]:
    """Stars -> how many and the address that narrows to them."""
    return [
        {
            "stars": stars,
            "count": count,
            "address": search.address(stars="" if search.asked.stars == stars else stars),
            "chosen": search.asked.stars == stars,
        }
        for stars, count in found.by_stars.items()
    ]


def _by_stars(counts: list[RegionCount]) -> list[tuple[int, int]]:
    return [(stars, sum(one.by_stars[stars] for one in counts)) for stars in STARS]
