"""Words of surveys for pages: states, rates with their margins, how they were measured."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.questionnaire import Measure
from xingping.rating.calendar import today
from xingping.rating.models import Case, Survey
from xingping.rating.queries.survey_results import Measured, Results, survey_beside_row_58
from xingping.science.suppression import SMALLEST_CELL
from xingping.web.templatetags.xingping import tag

MEASURES: dict[Measure, Promise] = {
    Measure.AWARENESS: gettext_lazy("知晓率"),
    Measure.VISIT: gettext_lazy("到访率"),
    Measure.ACTIVITY_AWARENESS: gettext_lazy("活动知晓率"),
    Measure.PARTICIPATION: gettext_lazy("活动参与率"),
    Measure.SATISFACTION: gettext_lazy("满意率"),
}
WEIGHTED_BY = {"age": gettext_lazy("年龄"), "place": gettext_lazy("楼栋")}


@dataclass(frozen=True, slots=True)
class RateLine:
    """One rate as pages show it."""

    label: str
    question: str
    value: str
    interval: str
    asked: str
    groups: tuple[tuple[str, str], ...]
    permille: int
    """For a bar."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A survey as it stands beside row 58."""

    results: Results
    lines: list[RateLine]
    response: str
    weighting: str


def survey_beside(case: Case) -> Beside | None:
    """The latest ended survey about a case's centre, for those who score; None without one."""
    found = survey_beside_row_58(case)
    if found is None:
        return None
    return Beside(found, rate_lines(found), f"{found.response * 100:.0f}%", weighting_text(found))


def state_of(survey: Survey) -> tuple[str, str]:
    """Where a survey stands, and the tone of its tag."""
    if survey.ended_at is not None or survey.closes_on < today():
        return _("已结束"), ""
    if today() < survey.opens_on:
        return _("未开始"), "info"
    return _("进行中"), "ok"


def state_tag(survey: Survey) -> SafeString:
    """Where a survey stands, as a tag."""
    return tag(*state_of(survey))


def percent(share: float) -> str:
    """0.7619 -> "76.2%"."""
    return f"{share * 100:.1f}%"


def rate_lines(results: Results) -> list[RateLine]:
    """The rates of a survey in the order of the questionnaire."""
    return [_line(one) for one in results.measured]


def value_text(one: Measured) -> str:
    """The rate, or its bound; whole per cent where the number asked is hidden."""
    if one.rate is None:
        return bound_text(one.bound, one.limit)
    return percent(one.rate.value) if one.asked is not None else f"{one.rate.value * 100:.0f}%"


def bound_text(bound: str, limit: float) -> str:
    """ "不低于 95.0%": a bound that holds also after rounding."""
    if bound == "at_least":
        return _("不低于 %(limit)s") % {"limit": f"{floor(limit * 1000) / 10:.1f}%"}
    return _("不高于 %(limit)s") % {"limit": f"{ceil(limit * 1000) / 10:.1f}%"}


def weighting_text(results: Results) -> str:
    """Whether answers were weighted, and to what."""
    weighting = results.weighting
    by = _("和").join(str(WEIGHTED_BY[name]) for name in weighting.by)
    if weighting.used:
        return _("按%(by)s的居民人数加权（%(least)s 至 %(most)s），相当于 %(count)s 份不加权的答卷") % {
            "by": by,
            "least": f"{weighting.least:.2f}",
            "most": f"{weighting.most:.2f}",
            "count": f"{weighting.effective:.0f}",
        }
    if weighting.nobody:
        return _("没有加权：按%(by)s填了居民人数，但有的组没有人作答，或无法同时满足") % {"by": by}
    return _("没有加权：计划里没有填齐各组的居民人数")


def _line(one: Measured) -> RateLine:
    interval = "" if one.rate is None else f"{percent(one.rate.low)}–{percent(one.rate.high)}"
    groups = tuple(
        (group.name, _("不足 %(least)s 人，不公布") % {"least": SMALLEST_CELL})
        if group.value is None
        else (group.name, f"{percent(group.value)}（{group.yes}/{group.asked}）")
        for group in one.groups
    )
    asked = str(one.asked) if one.asked is not None else _("不公布")
    label = str(MEASURES[one.measure])
    return RateLine(
        label, one.question.text, value_text(one), interval, asked, groups, round(one.value * 1000)
    )
