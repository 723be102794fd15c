"""What changed from one edition to another: for bodies that move to a new edition."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from xingping.core.points import show_hundredths, show_rate
from xingping.core.standard import Band, Edition, Indicator, Section, Threshold


class Part(StrEnum):
    """Which part of an edition a difference is in, in the order they are listed."""

    HEAD = "标准"
    BANDS = "星级"
    LEVEL1 = "一级指标"
    LEVEL2 = "二级指标"
    LEVEL3 = "三级指标"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `before` is None for what is new, `after` for what is gone."""

    part: Part
    place: str
    what: str
    before: str | None
    after: str | None


def compare(old: Edition, new: Edition) -> tuple[Difference, ...]:
    """Every difference between two editions, in the order of the parts and of the old table.

    Indicators are paired by their names on all levels, else by serial within the same level-2 indicator,
    else by their own name alone.
    """
    return (
        *_head(old, new),
        *_bands(old, new),
        *_sections(Part.LEVEL1, old.level1, new.level1),
        *_sections(Part.LEVEL2, old.level2, new.level2),
        *_indicators(old, new),
    )


def _changed(part: Part, place: str, values: Iterable[tuple[str, str, str]]) -> list[Difference]:
    return [Difference(part, place, what, before, after) for what, before, after in values if before != after]


def _head(old: Edition, new: Edition) -> list[Difference]:
    def values(edition: Edition) -> list[tuple[str, str]]:
        return [
            ("名称", edition.title),
            ("发布单位", edition.publisher),
            ("发布日期", edition.published.isoformat()),
            ("实施日期", edition.effective.isoformat()),
            ("总分", show_hundredths(edition.total_points)),
            ("有效期", f"{edition.validity_years} 年"),
            ("复核窗口", f"到期前 {edition.review_months} 个月"),
        ]

    pairs = zip(values(old), values(new), strict=True)
    return _changed(Part.HEAD, "", ((what, before, after) for (what, before), (_, after) in pairs))


def _bands(old: Edition, new: Edition) -> list[Difference]:
    def show(band: Band) -> str:
        return f"得分率 {show_rate(band.rate)}，{show_hundredths(band.points)} 分起"

    before = {band.stars: band for band in old.bands}
    after = {band.stars: band for band in new.bands}
    differences: list[Difference] = []
    for stars in sorted(before.keys() | after.keys()):
        one, two = before.get(stars), after.get(stars)
        place = f"{stars} 星"
        if one and two:
            values = [("最低得分", show(one), show(two)), ("名称", one.name, two.name)]
            differences += _changed(Part.BANDS, place, values)
        else:
            shown = [None if band is None else show(band) for band in (one, two)]
            differences.append(Difference(Part.BANDS, place, "最低得分", *shown))
    return differences


def _sections(part: Part, old: tuple[Section, ...], new: tuple[Section, ...]) -> list[Difference]:
    def keyed(sections: tuple[Section, ...]) -> dict[str, Section]:
        return {one.name if part is Part.LEVEL1 else f"{one.level1} › {one.name}": one for one in sections}

    before, after = keyed(old), keyed(new)
    differences: list[Difference] = []
    for place in [*before, *(one for one in after if one not in before)]:
        found = [before.get(place), after.get(place)]
        first, second = (None if one is None else show_hundredths(one.points) for one in found)
        if first != second:
            differences.append(Difference(part, place, "分值", first, second))
    return differences


def _indicators(old: Edition, new: Edition) -> list[Difference]:
    pairs = _pairs(old, new)
    taken = {id(two) for two in pairs.values()}
    differences: list[Difference] = []
    for indicator in old.indicators:
        match = pairs.get(indicator.serial)
        if match is None:
            differences.append(Difference(Part.LEVEL3, _place(indicator), "整项", _whole(indicator), None))
        else:
            differences += _indicator(indicator, match)
    return differences + [
        Difference(Part.LEVEL3, _place(indicator), "整项", None, _whole(indicator))
        for indicator in new.indicators
        if id(indicator) not in taken
    ]


def _pairs(old: Edition, new: Edition) -> dict[str, Indicator]:
    """Old serial -> the same indicator in the new edition."""
    pairs: dict[str, Indicator] = {}
    free = list(new.indicators)
    keys = (
        lambda one: (one.level1, one.level2, one.level3),
        lambda one: (one.level1, one.level2, one.serial),
        lambda one: one.level3,
    )
    for key in keys:
        for indicator in old.indicators:
            match = next((one for one in free if key(one) == key(indicator)), None)
            if match and indicator.serial not in pairs:
                pairs[indicator.serial] = match
                free.remove(match)
    return pairs


def _indicator(old: Indicator, new: Indicator) -> list[Difference]:
    differences = _changed(
        Part.LEVEL3,
        _place(old),
        [
            ("序号", old.serial, new.serial),
            ("名称", old.level3, new.level3),
            ("上级指标", f"{old.level1} › {old.level2}", f"{new.level1} › {new.level2}"),
            ("分值", show_hundredths(old.points), show_hundredths(new.points)),
            ("要求", old.requirement, new.requirement),
            ("时间要求", "；".join(map(str, old.periods)), "；".join(map(str, new.periods))),
        ],
    )
    before, after = _thresholds(old), _thresholds(new)
    differences += [
        Difference(Part.LEVEL3, _place(old), "条件", before.get(key), after.get(key))
        for key in [*before, *(one for one in after if one not in before)]
        if before.get(key) != after.get(key)
    ]
    return differences


def _thresholds(indicator: Indicator) -> dict[tuple[str, str, str, str], str]:
    return {
        (one.fact, one.op.value, one.kind or "", one.level or ""): _show_threshold(one)
        for one in indicator.thresholds
    }


def _show_threshold(threshold: Threshold) -> str:
    """Its words, and its number as well, where the words could hide a change of it."""
    return threshold.text if threshold.value is None else f"{threshold.text}（{threshold.value_text}）"


def _place(indicator: Indicator) -> str:
    return f"{indicator.serial} {indicator.level3}"


def _whole(indicator: Indicator) -> str:
    return f"{show_hundredths(indicator.points)} 分"
