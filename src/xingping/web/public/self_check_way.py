"""The shortest way to a star, in the page's words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from xingping.core.guide import Guide
from xingping.core.points import round_down, round_up
from xingping.core.standard import Edition
from xingping.documents.way import Way as PrintedWay
from xingping.documents.way import WayStep as PrintedStep
from xingping.science.improvement import EffortModel, Outcome, Way, WayStep, shortest_way
from xingping.science.improvement.effort import guide_effort
from xingping.web.displays import in_language, star_name
from xingping.web.public.self_check_answer import advise, computed
from xingping.web.public.self_check_entries import Entries, values_of


def way_to(edition: Edition, guide: Guide, entries: Entries) -> Way | None:
    """The way for these entries, or None while indicators are missing."""
    values = values_of(entries, edition, guide)
    known = {band.stars for band in edition.bands}
    return shortest_way(
        computed(edition, guide, values),
        guide,
        target_stars=entries.target if entries.target in known else None,
        effort=effort_of(guide, entries),
        fixed=entries.fixed,
        suggestion=advise(edition, guide, entries, values),
    )


def effort_of(guide: Guide, entries: Entries) -> EffortModel:
    """The guide's estimate, with what the visitor changed."""
    model = guide_effort(guide)
    return model.changed(by_kind=entries.effort) if entries.effort else model


def way_json(way: Way | None, guide: Guide, entries: Entries) -> dict[str, Any]:
    """A way as JSON values for the page."""
    if way is None:
        return {
            "outcome": "incomplete",
            "text": _("全部指标都打分后，这里给出最省力的提升办法。"),
            "steps": [],
        }
    label = _("您修改过的估计，非标准内容") if entries.effort else in_language(guide.effort, "label")
    return {
        "outcome": way.outcome.value,
        "text": _sentence(way),
        "after": round_down(way.after),
        "effort": _("力气合计 %(effort)s（%(label)s）") % {"effort": way.effort, "label": label},
        "steps": [_step(one) for one in way.steps],
    }


def printed_way(way: Way) -> PrintedWay | None:
    """The way as the report prints it; None where there are no steps."""
    if way.outcome is not Outcome.FOUND:
        return None
    steps = [
        PrintedStep(
            serial=one.indicator.serial,
            now=one.now,
            then=one.then,
            effort=str(one.effort),
            unmet=tuple(point.point.text for point in one.points),
        )
        for one in way.steps
    ]
    return PrintedWay(way.stars, steps, way.model.label)


def _sentence(way: Way) -> str:
    name = star_name(way.stars)
    if way.outcome is Outcome.HIGHEST:
        return _("已是最高的%(name)s") % {"name": name}
    if way.outcome is Outcome.ALREADY:
        return _("已达到%(name)s") % {"name": name}
    if way.outcome is Outcome.OUT_OF_REACH:
        lacking = round_up(way.lacking)
        return _("可以调整的指标全部拿满，离%(name)s仍差 %(points)s 分") % {"name": name, "points": lacking}
    return _("提高 %(count)s 项、共 %(points)s 分，即可达到%(name)s") % {
        "count": len(way.steps),
        "points": round_down(way.after - way.total),
        "name": name,
    }


def _step(step: WayStep) -> dict[str, Any]:
    return {
        "serial": step.indicator.serial,
        "name": in_language(step.indicator, "level3"),
        "now": round_down(step.now),
        "then": round_down(step.then),
        "gain": f"+{round_down(step.gain)}",
        "points": [in_language(one.point, "text") for one in step.points],
    }
