"""The standard to browse, search and print, with the guide's scoring points told apart from it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.standard import Edition, Indicator
from xingping.web.guide_words import DescribedPoint, described
from xingping.web.public.standard_reading import (
    LONGEST_SEARCH,
    Level1,
    errata_of,
    outline,
    search,
    search_text,
)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All indicators by section; `?q=` narrows them to those that hold the words."""
    edition = find_edition()
    guide = find_guide(edition=edition)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    found = search(edition, guide, words) if words else None
    return render(
        request,
        "public/standard.html",
        {
            "edition": edition,
            "guide": guide,
            "words": words,
            "found": found,
            "tree": outline(edition, found),
            "sections": outline(edition),
            "texts": {one.serial: search_text(one, guide) for one in edition.indicators},
        },
    )


@require_safe
def indicator(request: HttpRequest, serial: str) -> HttpResponse:
    """One indicator: what the standard says, and apart from it what the guide says."""
    edition = find_edition()
    one = edition.by_printed_serial.get(serial)
    if one is None:
        raise Http404(_("标准里没有序号为“%(serial)s”的指标。") % {"serial": serial})
    if one.serial != serial:
        return redirect("public:indicator", serial=one.serial)
    guide = find_guide(edition=edition)
    return render(request, "public/indicator.html", _indicator_context(edition, one) | {"guide": guide})


def _indicator_context(edition: Edition, one: Indicator) -> dict[str, object]:
    guide = find_guide(edition=edition)
    place = edition.indicators.index(one)
    points: list[DescribedPoint] = described(guide, one)
    section: Level1 = next(found for found in outline(edition) if found.section.name == one.level1)
    group = next((group for group in guide.groups if group.id == guide.by_serial[one.serial].group), None)
    return {
        "edition": edition,
        "indicator": one,
        "section": section,
        "level2": next(x.section for x in section.level2 if x.section.name == one.level2),
        "errata": errata_of(edition, one),
        "points": points,
        "shared": points[0] if len({(one.mode, one.evidence) for one in points}) == 1 else None,
        "group": group,
        "previous": edition.indicators[place - 1] if place else None,
        "next": edition.indicators[place + 1] if place + 1 < len(edition.indicators) else None,
        "place": place + 1,
    }
