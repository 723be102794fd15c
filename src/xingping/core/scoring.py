"""Sheets of scores -> a result, by exact rational arithmetic (clause 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from xingping.core.aggregation import Aggregate, aggregate
from xingping.core.faults import Fault, FaultsError
from xingping.core.points import HUNDREDTHS, show_hundredths
from xingping.core.standard import Edition, Indicator, Section

DEFAULT_STEP = 50
"""Score step in hundredths of a point where no guide says otherwise."""

Sheet = Mapping[str, int]
"""One assessor's scores: serial -> hundredths of a point."""


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator: each assessor's score (hundredths) and the exact points, None if not scored."""

    indicator: Indicator
    scores: Mapping[str, int]
    numerator: int
    denominator: int
    """Points in hundredths as numerator / denominator; denominator 0 means not scored."""
    corrected: bool = False

    @property
    def points(self) -> Fraction | None:
        """Exact points (not hundredths)."""
        if self.denominator == 0:
            return None
        return Fraction(self.numerator, self.denominator * HUNDREDTHS)


@dataclass(frozen=True, slots=True)
class Subtotal:
    """Exact points of a level-1 or level-2 indicator."""

    section: Section
    points: Fraction


@dataclass(frozen=True, slots=True)
class Distance:
    """A star and the exact points between it and the total."""

    stars: int
    points: Fraction


@dataclass(frozen=True, slots=True)
class Result:
    """A rating result. `stars` is 0 below the first band and None when not complete."""

    edition: Edition
    aggregate: Aggregate
    assessors: tuple[str, ...]
    complete: bool
    total: Fraction
    rate: Fraction
    stars: int | None
    level1: tuple[Subtotal, ...]
    level2: tuple[Subtotal, ...]
    indicators: tuple[IndicatorResult, ...]
    next_star: Distance | None
    """Points still needed for the next star; None at the highest star or when not complete."""
    kept_star: Distance | None
    """Points that can be lost before the present star is lost; None without a star."""

    @property
    def missing(self) -> tuple[Indicator, ...]:
        """Indicators nobody scored."""
        return tuple(row.indicator for row in self.indicators if row.denominator == 0)

    @property
    def uneven(self) -> tuple[Indicator, ...]:
        """Indicators scored, but by fewer assessors than others: worth a warning, not a fault."""
        most = max(len(row.scores) for row in self.indicators)
        return tuple(row.indicator for row in self.indicators if 0 < len(row.scores) < most)


def score_fault(indicator: Indicator, hundredths: int, step: int = DEFAULT_STEP) -> tuple[str, str] | None:
    """Why a score (hundredths) is not allowed for an indicator, as (what, how to mend it), or None."""
    whole = type(hundredths) is int
    if whole and 0 <= hundredths <= indicator.points and hundredths % step == 0:
        return None
    name = f"指标 {indicator.serial}“{indicator.level3}”"
    if not whole:
        return f"{name}的得分不是整数的百分之一分", "请以百分之一分为单位给出整数，4.5 分写作 450"
    shown, full = show_hundredths(hundredths), show_hundredths(indicator.points)
    if not 0 <= hundredths <= indicator.points:
        return f"{name}的得分 {shown} 超出范围", f"请填 0 至 {full} 之间的数"
    return f"{name}的得分 {shown} 不合记分单位", f"请填 {show_hundredths(step)} 的整数倍"


def score(
    edition: Edition,
    sheets: Mapping[str, Sheet],
    *,
    rule: Aggregate = Aggregate.MEAN,
    step: int = DEFAULT_STEP,
    partial: bool = False,
    corrections: Mapping[str, int] | None = None,
) -> Result:
    """Score locked sheets {assessor label: {serial: hundredths}} by an edition.

    `corrections` are points (hundredths) decided for an indicator; they replace the aggregate and need
    not be multiples of the step, which is the assessors'.
    Raises FaultsError with everything wrong: no sheet, unknown serials, scores out of range or off the
    step, and, unless `partial`, indicators that nobody scored. Raises ValueError for a step or a rule
    that does not exist.
    """
    if step < 1:
        raise ValueError(f"记分单位应为正整数，不是 {step}")
    corrections = corrections or {}
    rule = Aggregate(rule)
    faults = [] if sheets else [Fault("评分表", "一份评分表也没有", "请至少提供一名评审专家的评分")]
    for assessor, sheet in sheets.items():
        faults += _sheet_faults(edition, f"{assessor} 的评分表", sheet, step)
    faults += _sheet_faults(edition, "更正", corrections, 1)
    if not partial:
        scored = set(corrections).union(*sheets.values())
        faults += [
            Fault(f"指标 {one.serial}", f"“{one.level3}”没有评分", "请补上得分，或注明只评了一部分")
            for one in edition.indicators
            if one.serial not in scored
        ]
    if faults:
        raise FaultsError(faults)
    rows = tuple(_indicator_result(one, sheets, rule, corrections) for one in edition.indicators)
    return _result(edition, rule, tuple(sheets), rows)


def _sheet_faults(edition: Edition, place: str, sheet: Sheet, step: int) -> list[Fault]:
    faults = []
    by_serial = edition.by_serial
    for serial, hundredths in sheet.items():
        indicator = by_serial.get(serial)
        if indicator is None:
            faults.append(Fault(place, f"没有序号为“{serial}”的指标", "请按标准附录 A 的序号填写"))
        elif wrong := score_fault(indicator, hundredths, step):
            faults.append(Fault(place, *wrong))
    return faults


def _indicator_result(
    indicator: Indicator, sheets: Mapping[str, Sheet], rule: Aggregate, corrections: Mapping[str, int]
) -> IndicatorResult:
    serial = indicator.serial
    scores = {label: sheet[serial] for label, sheet in sheets.items() if serial in sheet}
    if serial in corrections:
        return IndicatorResult(indicator, scores, corrections[serial], 1, corrected=True)
    if not scores:
        return IndicatorResult(indicator, scores, 0, 0)
    return IndicatorResult(indicator, scores, *aggregate(tuple(scores.values()), rule))


def _result(
    edition: Edition, rule: Aggregate, assessors: tuple[str, ...], rows: tuple[IndicatorResult, ...]
) -> Result:
    # One common denominator: adding 57 Fractions naively costs ten times as much.
    common = lcm(*{row.denominator or 1 for row in rows})
    unit = common * HUNDREDTHS
    by_level1 = dict.fromkeys((section.name for section in edition.level1), 0)
    by_level2 = dict.fromkeys(((section.level1, section.name) for section in edition.level2), 0)
    for row in rows:
        if row.denominator:
            share = row.numerator * (common // row.denominator)
            by_level1[row.indicator.level1] += share
            by_level2[row.indicator.level1, row.indicator.level2] += share
    total = Fraction(sum(by_level1.values()), unit)
    rate = total * HUNDREDTHS / edition.total_points
    complete = all(row.denominator for row in rows)
    stars = edition.stars_for(rate) if complete else None
    return Result(
        edition=edition,
        aggregate=rule,
        assessors=assessors,
        complete=complete,
        total=total,
        rate=rate,
        stars=stars,
        level1=tuple(Subtotal(one, Fraction(by_level1[one.name], unit)) for one in edition.level1),
        level2=tuple(
            Subtotal(one, Fraction(by_level2[one.level1, one.name], unit)) for one in edition.level2
        ),
        indicators=rows,
        next_star=_next_star(edition, total, stars),
        kept_star=_kept_star(edition, total, stars),
    )


def _band_points(edition: Edition, rate: Fraction) -> Fraction:
    return rate * edition.total_points / HUNDREDTHS


def _next_star(edition: Edition, total: Fraction, stars: int | None) -> Distance | None:
    if stars is None:
        return None
    higher = (band for band in edition.bands if band.stars > stars)
    band = min(higher, key=lambda one: one.stars, default=None)
    if band is None:
        return None
    return Distance(band.stars, _band_points(edition, band.rate) - total)


def _kept_star(edition: Edition, total: Fraction, stars: int | None) -> Distance | None:
    if not stars:
        return None
    band = next(one for one in edition.bands if one.stars == stars)
    return Distance(stars, total - _band_points(edition, band.rate))
