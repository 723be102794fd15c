"""What the server answers to the self-check's entries: computed by core, put into words for the page."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from xingping.core.grading import PointState
from xingping.core.guide import Guide
from xingping.core.points import HUNDREDTHS, round_down, round_up, show_hundredths
from xingping.core.projection import project
from xingping.core.result_json import result_json
from xingping.core.scoring import Result, score
from xingping.core.standard import Edition
from xingping.core.suggestion import SuggestedScore, Suggestion, suggest
from xingping.web.displays import in_language, rate, star_name
from xingping.web.public.self_check_entries import Entries, Values, values_of
from xingping.web.radar import polygon

OWN_SHEET = "自测"
"""Label of the one sheet that the page fills."""


def answer(edition: Edition, guide: Guide, entries: Entries) -> dict[str, Any]:
    """Everything that the page shows for these entries, as JSON values."""
    values = values_of(entries, edition, guide)
    advice = advise(edition, guide, entries, values)
    shown = described(computed(edition, guide, values))
    return shown | {
        "advice": {one.indicator.serial: _advice(one) for one in advice.indicators},
        "faults": {"facts": values.fact_faults, "scores": values.score_faults},
    }


def computed(edition: Edition, guide: Guide, values: Values) -> Result:
    """The values scored by core, missing indicators allowed."""
    sheets = values.sheets or {OWN_SHEET: {}}
    return score(edition, sheets, rule=guide.aggregate, step=guide.step, partial=True)


def advise(edition: Edition, guide: Guide, entries: Entries, values: Values) -> Suggestion:
    """Suggested scores by facts and ticks."""
    return suggest(guide, edition, facts=values.facts, ticks=values.ticks, kind=entries.kind)


def described(result: Result) -> dict[str, Any]:
    """A result in the page's words."""
    whole, _dot, rest = round_down(result.total).partition(".")
    scored = len(result.indicators) - len(result.missing)
    shares = [Fraction(one.points * HUNDREDTHS, one.section.points) for one in result.level1]
    return {
        "result": result_json(result),
        "whole": whole,
        "rest": f".{rest}",
        "progress": _("已评 %(scored)s / %(count)s 项") % {"scored": scored, "count": len(result.indicators)},
        "stars": _stars(result),
        "complete": result.complete,
        "headline": _headline(result),
        "note": _note(result),
        "distance": _distance(result),
        "kept": _kept(result),
        "radar": polygon(shares),
        "level1": [_section(result, place) for place in range(len(result.level1))],
    }


def _stars(result: Result) -> int:
    projection = project(result)
    return (projection.stars if projection else result.stars) or 0


def _headline(result: Result) -> str:
    if result.complete:
        return star_name(result.stars)
    projection = project(result)
    if projection is None:
        return _("还没有打分")
    return _("推算：%(name)s") % {"name": star_name(projection.stars)}


def _note(result: Result) -> str:
    projection = project(result)
    if result.complete:
        return _("得分率 %(rate)s，按标准第 6 章评定") % {"rate": rate(result.rate)}
    if projection is None:
        return _("打了分的指标会立即计入这里。")
    words = _("按已评各项得分率 %(rate)s 推算，评完 %(count)s 项后以实际得分为准")
    return words % {"rate": rate(projection.rate), "count": len(result.indicators)}


def _distance(result: Result) -> str:
    if not result.complete:
        return _("还有 %(count)s 项没有打分") % {"count": len(result.missing)}
    if result.next_star is None:
        return _("已达到最高星级")
    points = round_up(result.next_star.points)
    return _("到%(name)s还差 %(points)s 分") % {"name": star_name(result.next_star.stars), "points": points}


def _kept(result: Result) -> str:
    if result.kept_star is None:
        return ""
    points = round_down(result.kept_star.points)
    return _("高出%(name)s最低分 %(points)s 分") % {
        "name": star_name(result.kept_star.stars),
        "points": points,
    }


def _section(result: Result, place: int) -> dict[str, Any]:
    subtotal = result.level1[place]
    own = [row for row in result.indicators if row.indicator.level1 == subtotal.section.name]
    return {
        "name": in_language(subtotal.section, "name"),
        "points": round_down(subtotal.points),
        "max": show_hundredths(subtotal.section.points),
        "scored": sum(1 for row in own if row.denominator),
        "count": len(own),
    }


def _advice(one: SuggestedScore) -> dict[str, Any]:
    return {
        "score": show_hundredths(one.hundredths),
        "known": one.known,
        "text": _("参考分 %(points)s（%(met)s / %(count)s 个要点满足）· 仅供参考，标准未规定要点分值")
        % {"points": show_hundredths(one.hundredths), "met": one.met, "count": len(one.points)},
        "points": [
            {
                "id": point.point.id,
                "state": point.state.value,
                "measured": bool(point.point.facts) and point.state is not PointState.UNKNOWN,
                "text": working_of(point.state, point.text, point.share),
                "earned": round_down(point.earned * one.indicator.points / (HUNDREDTHS * HUNDREDTHS)),
            }
            for point in one.points
        ],
    }


def working_of(state: PointState, chinese: str, share: Fraction) -> str:
    """The working of a scoring point; in English only how far it is met."""
    if state is PointState.UNKNOWN and not chinese.startswith("“"):
        return ""
    if get_language() != "en":
        return chinese
    if state is PointState.PARTLY:
        return f"partly met: {round_down(share * HUNDREDTHS)}%"
    return {PointState.MET: "met", PointState.UNMET: "not met", PointState.UNKNOWN: "cannot be computed"}[
        state
    ]
