"""An edition read back from the normative content that its hash covers: enough to score by it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from xingping.core.canonical import content_hash
from xingping.core.standard import Band, Edition, Indicator, Section

_SHARE = re.compile(r"[0-9]{1,9}(?:/[1-9][0-9]{0,8})?")


def share(text: str) -> Fraction:
    """A fraction as it is written here: "3/5". Raises ValueError for anything else."""
    if not _SHARE.fullmatch(text):
        raise ValueError(f"应为形如 3/5 的分数：{text[:20]}")
    return Fraction(text)


def edition_of(content: Mapping[str, Any], title: str = "") -> Edition:
    """The edition of a bundle. Raises KeyError, TypeError or ValueError where content is missing."""
    indicators = tuple(_indicator(one) for one in content["indicators"])
    return Edition(
        code=str(content["code"]),
        title=title,
        title_en="",
        publisher="",
        published=date.fromisoformat(content["published"]),
        effective=date.fromisoformat(content["effective"]),
        total_points=_whole(content["total_points"]),
        validity_years=_whole(content["validity_years"]),
        review_months=_whole(content["review_months"]),
        validity_clause="",
        bands_clause="",
        bands=tuple(
            Band(_whole(one["stars"]), "", "", share(one["rate"]), _whole(one["points"]), "")
            for one in content["bands"]
        ),
        level1=_sections(indicators, level=1),
        level2=_sections(indicators, level=2),
        indicators=indicators,
        errata=(),
        hash=content_hash(content),
    )


def _indicator(one: Mapping[str, Any]) -> Indicator:
    return Indicator(
        serial=str(one["serial"]),
        level1=str(one["level1"]),
        level2=str(one["level2"]),
        level3=str(one["level3"]),
        level3_en="",
        points=_whole(one["points"]),
        requirement="",
        requirement_en="",
        clause="",
    )


def _sections(indicators: tuple[Indicator, ...], level: int) -> tuple[Section, ...]:
    points: dict[tuple[str, str], int] = {}
    for one in indicators:
        place = (one.level1, one.level2 if level == 2 else one.level1)
        points[place] = points.get(place, 0) + one.points
    return tuple(Section(name, "", total, level1) for (level1, name), total in points.items())


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"应为整数：{value}")
    return value
