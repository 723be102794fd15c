"""Seeded random rounds of every kind, and what `core` says of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from random import Random

from xingping.core.aggregation import Aggregate
from xingping.core.points import HUNDREDTHS
from xingping.core.scoring import score
from xingping.core.standard import Edition, Kind
from xingping.national.columns import subtotal
from xingping.national.scheme import UNITS
from xingping.national.sheet_file import SheetRow

REGIONS = ("110101001001", "110101001002", "440106012003", "510104017001", "511902100200")


def random_round(edition: Edition, cases: int, seed: int) -> list[SheetRow]:
    """Whole sheets, teams by groups, and gaps; 1 to 10 assessors an indicator; sorted by case."""
    draw = Random(seed)
    return [sheet for case in range(1, cases + 1) for sheet in _case(edition, case, draw)]


def random_decided(edition: Edition, cases: int, seed: int) -> dict[int, dict[str, int]]:
    """Decided points of about one case in five: case -> serial -> hundredths."""
    draw = Random(seed)
    return {
        case: {
            one.serial: draw.randrange(0, one.points + 1, 50)
            for one in draw.sample(edition.indicators, draw.randint(1, 3))
        }
        for case in range(1, cases + 1)
        if draw.random() < 0.2
    }


def _case(edition: Edition, case: int, draw: Random) -> Iterator[SheetRow]:
    region, kind = draw.choice(REGIONS), draw.choice(list(Kind))
    near_a_band = draw.choice(edition.bands).rate + draw.uniform(-0.01, 0.01)
    skill = draw.choice((float(near_a_band), draw.uniform(0.3, 1), 1.0))
    for assessor, serials in enumerate(_cover(edition, draw)):
        scores = {serial: _score(edition, serial, skill, draw) for serial in serials}
        yield SheetRow(case, region, kind, case * 100 + assessor, scores)


def _cover(edition: Edition, draw: Random) -> list[list[str]]:
    """Which indicators each assessor of a case scores."""
    serials = list(edition.serials)
    shape = draw.random()
    number = draw.randint(1, 10)
    if shape < 0.5:
        return [serials] * number
    if shape < 0.8:
        groups = [
            [one.serial for one in edition.indicators if one.level1 == section.name]
            for section in edition.level1
        ]
        teams = [[group] * draw.randint(1, 5) for group in groups]
        return [group for team in teams for group in team]
    keep = draw.choice((0.05, 0.5, 0.9, 0.99))
    return [[serial for serial in serials if draw.random() < keep] or serials[:1] for _ in range(number)]


def _score(edition: Edition, serial: str, skill: float, draw: Random) -> int:
    steps = edition.by_serial[serial].points // 50
    return 50 * min(steps, max(0, round(steps * (skill + draw.uniform(-0.15, 0.15)))))


def core_ratings(
    edition: Edition,
    sheets: list[SheetRow],
    rule: Aggregate,
    decided: Mapping[int, Mapping[str, int]] | None = None,
) -> list[dict[str, object]]:
    """What the file of ratings must say, computed case by case by `core`."""
    ratings = []
    for case, group in groupby(sheets, key=lambda sheet: sheet.case_id):
        rows = list(group)
        result = score(
            edition,
            {str(row.assessor_id): row.scores for row in rows},
            rule=rule,
            partial=True,
            corrections=(decided or {}).get(case),
        )
        units = [one.points * HUNDREDTHS * UNITS for one in result.level1]
        total = result.total * HUNDREDTHS * UNITS
        assert all(value.denominator == 1 for value in (*units, total))
        ratings.append(
            {
                "case_id": case,
                "region": rows[0].region,
                "kind": rows[0].kind.value,
                "assessors": len(rows),
                **{subtotal(at): int(value) for at, value in enumerate(units)},
                "total": int(total),
                "complete": result.complete,
                "stars": result.stars,
            }
        )
    return ratings
