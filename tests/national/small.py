"""Small editions, unlike the shipped one in every number, and small files of sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from xingping.core.standard import Band, Edition, Indicator, Kind, Section
from xingping.national.columns import DECIDED_TYPES
from xingping.national.output import arrow_schema
from xingping.national.sheet_file import SheetRow

REGION = "510104017001"
SECTIONS = ("设施", "服务", "效果")


def make_edition(
    points: Sequence[int],
    *,
    code: str = "T/TEST 0001-2026",
    rates: Sequence[Fraction] = (Fraction(1, 3), Fraction(5, 7), Fraction(19, 20)),
    prefix: str = "",
    content: str = "a" * 64,
) -> Edition:
    """An edition of indicators 1, 2, ... with these points (hundredths), dealt out to three sections."""
    names = SECTIONS[: len(points)]
    indicators = tuple(
        Indicator(
            serial=f"{prefix}{number}",
            level1=names[number % len(names)],
            level2="",
            level3=f"指标{number}",
            level3_en="",
            points=worth,
            requirement="",
            requirement_en="",
            clause="",
        )
        for number, worth in enumerate(points, 1)
    )
    total = sum(points)
    return Edition(
        code=code,
        title="测试版本",
        title_en="",
        publisher="",
        published=date(2026, 1, 1),
        effective=date(2026, 1, 1),
        total_points=total,
        validity_years=3,
        review_months=3,
        validity_clause="",
        bands_clause="",
        bands=tuple(
            Band(stars, f"{stars} 星", "", rate, int(rate * total), "") for stars, rate in enumerate(rates, 1)
        ),
        level1=tuple(
            Section(name, "", sum(one.points for one in indicators if one.level1 == name), name)
            for name in names
        ),
        level2=tuple(Section("", "", 0, name) for name in names),
        indicators=indicators,
        errata=(),
        hash=content,
    )


SMALL = make_edition((500, 1250, 700, 3000, 2000))


def sheet(
    case: int, assessor: int, *scores: int | None, region: str = REGION, kind: Kind = Kind.URBAN
) -> SheetRow:
    """A sheet of SMALL with these scores in the order of its indicators, None where not scored."""
    given = {serial: score for serial, score in zip(SMALL.serials, scores, strict=True) if score is not None}
    return SheetRow(case, region, kind, assessor, given)


def full(case: int, assessor: int, share: Fraction = Fraction(1)) -> SheetRow:
    """A whole sheet of SMALL with this share of all points, rounded down."""
    return sheet(case, assessor, *(int(one.points * share) for one in SMALL.indicators))


def write_points(path: Path, rows: Sequence[tuple[int, str, int]]) -> Path:
    """A file of points per case and indicator (hundredths)."""
    columns = [dict(zip(DECIDED_TYPES, row, strict=True)) for row in rows]
    pq.write_table(pa.Table.from_pylist(columns, schema=arrow_schema(DECIDED_TYPES)), path)
    return path
