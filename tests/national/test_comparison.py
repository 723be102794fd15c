"""What a what-if gives, against plain fractions over core's points per indicator."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from national.rounds import random_round
from national.small import SMALL, full, write_points
from xingping.core.aggregation import Aggregate
from xingping.core.faults import FaultsError
from xingping.core.scoring import Result, score
from xingping.core.standard import Edition
from xingping.national.comparison import Change, compare_file, comparison_types
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.expression import Layout
from xingping.national.flows import Flows, Level
from xingping.national.output import arrow_schema
from xingping.national.point_table import read_points
from xingping.national.scenario import AddedIndicator, Scenario
from xingping.national.score import Job
from xingping.national.sheet_file import SheetRow, write_sheets
from xingping.national.source import open_source


def _compare(
    folder: Path,
    engine: DuckEngine,
    edition: Edition,
    sheets: list[SheetRow],
    scenario: Scenario,
    layout: Layout,
    added: Path | None = None,
) -> tuple[list[dict[str, object]], Flows]:
    path, out = folder / "sheets.parquet", folder / "moves.parquet"
    write_sheets(path, edition, sheets, layout=layout)
    limits = {one.serial: one.points * 100 for one in scenario.add if one.rate is None}
    tables = {added: read_points(added, limits)} if added else {}
    change = Change(scenario.scheme(edition), {"scenario": scenario.as_json()}, scenario.rule, tables)
    flows = compare_file(Job(open_source(path, edition), edition, engine), change, out, Level.COUNTY)
    return pq.read_table(out).to_pylist(), flows


def _results(edition: Edition, sheets: list[SheetRow], rule: Aggregate = Aggregate.MEAN) -> list[Result]:
    cases = groupby(sheets, key=lambda sheet: sheet.case_id)
    return [
        score(edition, {str(one.assessor_id): one.scores for one in rows}, rule=rule, partial=True)
        for _, rows in cases
    ]


def _rate(result: Result, weights: dict[str, Fraction], extra: Fraction = Fraction(0)) -> Fraction | None:
    """Score rate by weights (points; 0 leaves the indicator out), plus points that a case has anyway."""
    total = extra
    for row in result.indicators:
        weight = weights[row.indicator.serial]
        if weight and row.points is None:
            return None
        if weight:
            total += row.points * 100 / row.indicator.points * weight
    return total


def _stars(points: Fraction | None, of: Fraction, bands: dict[int, Fraction]) -> int | None:
    return (
        None
        if points is None
        else max((star for star, rate in bands.items() if points >= rate * of), default=0)
    )


@pytest.mark.parametrize("layout", list(Layout))
def test_weights_bands_and_drops_move_stars_as_fractions_say(
    tmp_path: Path, engine: DuckEngine, edition: Edition, layout: Layout
) -> None:
    sheets = random_round(edition, 150, seed=21)
    bands = {
        1: Fraction(1, 2),
        2: Fraction(2, 3),
        3: Fraction(4, 5),
        4: Fraction(9, 10),
        5: Fraction(96, 100),
    }
    scenario = Scenario({"31": 80, "规划建设": 100}, bands, frozenset({"23", "9-10"}))
    weights = {one.serial: Fraction(one.points, 100) for one in edition.indicators}
    planned = (
        sum(weights[one.serial] for one in edition.indicators if one.level1 == "规划建设") - weights["9-10"]
    )
    for one in edition.indicators:
        if one.level1 == "规划建设":
            weights[one.serial] *= Fraction(100) / planned
    weights |= {"31": Fraction(80), "23": Fraction(0), "9-10": Fraction(0)}
    got, flows = _compare(tmp_path, engine, edition, sheets, scenario, layout)
    results = _results(edition, sheets)
    points = [_rate(result, weights) for result in results]
    of = sum(weights.values())
    assert [row["stars_before"] for row in got] == [result.stars for result in results]
    assert [row["stars_after"] for row in got] == [_stars(one, of, bands) for one in points]
    unit = int(pq.read_schema(tmp_path / "moves.parquet").metadata[b"xingping.denominator"])
    scored = [(row["total_after"], one) for row, one in zip(got, points, strict=True) if one is not None]
    assert [Fraction(total, unit * 100) for total, _ in scored] == [one for _, one in scored]
    moves = Counter((row["stars_before"], row["stars_after"]) for row in got)
    table = flows.whole.sum(axis=0)
    assert all(table[-1 if before is None else before, 0] >= 0 for before, _ in moves)
    counted = {(before, after): int(table[_place(before), _place(after)]) for before, after in moves}
    assert counted == dict(moves)
    assert int(table.sum()) == len(got)


def _place(stars: int | None) -> int:
    return 0 if stars is None else stars + 1


@pytest.mark.parametrize("rule", [Aggregate.MEDIAN, Aggregate.TRIMMED])
def test_another_rule_is_a_what_if(
    tmp_path: Path, engine: DuckEngine, edition: Edition, rule: Aggregate
) -> None:
    sheets = random_round(edition, 80, seed=22)
    got, _ = _compare(tmp_path, engine, edition, sheets, Scenario(rule=rule), Layout.WIDE)
    assert [row["stars_before"] for row in got] == [one.stars for one in _results(edition, sheets)]
    assert [row["stars_after"] for row in got] == [one.stars for one in _results(edition, sheets, rule)]


@pytest.mark.parametrize("layout", list(Layout))
def test_an_added_indicator_takes_its_scores_from_a_file(
    tmp_path: Path, engine: DuckEngine, layout: Layout
) -> None:
    sheets = [full(case, assessor, Fraction(1, 2)) for case in (1, 2, 3) for assessor in (1, 2)]
    added = write_points(
        tmp_path / "added.parquet", [(1, "6", 10_000), (2, "6", 0), (1, "7", 500), (2, "7", 0)]
    )
    scenario = Scenario(add=(AddedIndicator("6", 100, "效果"), AddedIndicator("7", 5, "设施")))
    got, _ = _compare(tmp_path, engine, SMALL, sheets, scenario, layout, added)
    half = [int(one.points * Fraction(1, 2)) for one in SMALL.indicators]
    assert [row["total_after"] for row in got] == [(sum(half) + extra) * 2520 for extra in (10_500, 0, 0)]
    assert [row["level1_1_after"] for row in got] == [(half[2] + extra) * 2520 for extra in (500, 0, 0)]
    assert [row["stars_after"] for row in got] == [2, 0, None]
    assert [row["moved"] for row in got] == [1, -1, None]


def test_points_for_a_case_that_is_not_there_are_refused(tmp_path: Path, engine: DuckEngine) -> None:
    added = write_points(tmp_path / "added.parquet", [(9, "6", 100)])
    with pytest.raises(FaultsError, match="没有申报件 9"):
        _compare(
            tmp_path,
            engine,
            SMALL,
            [full(1, 1)],
            Scenario(add=(AddedIndicator("6", 1, "效果"),)),
            Layout.WIDE,
            added,
        )
    assert not (tmp_path / "moves.parquet").exists()


def test_the_result_names_its_units_and_can_be_repeated(tmp_path: Path, engine: DuckEngine) -> None:
    _compare(tmp_path, engine, SMALL, [full(1, 1)], Scenario(weights={"4": 50}), Layout.WIDE)
    schema = pq.read_schema(tmp_path / "moves.parquet")
    assert schema.remove_metadata() == arrow_schema(comparison_types(3))
    assert schema.metadata[b"xingping.units_per_hundredth"] == b"2520"
    assert schema.metadata[b"xingping.denominator"] == b"7560"
    assert '"weights": {"4": 50}' in schema.metadata[b"xingping.parameters"].decode()
