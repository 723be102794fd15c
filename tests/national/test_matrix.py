from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from national.rounds import random_decided, random_round
from national.small import SMALL, full, make_edition
from national.test_score import corrected_file
from xingping.core.aggregation import Aggregate
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition
from xingping.national.comparison import Change, compare_file
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.expression import Layout
from xingping.national.flows import INCOMPLETE, Level
from xingping.national.matrix import load_round
from xingping.national.scenario import AddedIndicator, Scenario
from xingping.national.score import Job, score_file
from xingping.national.sheet_file import write_sheets
from xingping.national.source import open_source

SCENARIOS = [
    Scenario(weights={"31": 80}),
    Scenario(weights={"党建引领": 200, "规划建设": 200}, drop=frozenset({"23", "40"})),
    Scenario(bands={star: Fraction(star, 6) for star in range(1, 6)}),
    Scenario(add=(AddedIndicator("63", 30, "党建引领", Fraction(1, 3)),), weights={"1": 0, "2": 7}),
]


def _job(folder: Path, engine: DuckEngine, edition: Edition, layout: Layout, rule: Aggregate) -> Job:
    path = folder / "sheets.parquet"
    write_sheets(path, edition, random_round(edition, 90, seed=31), layout=layout)
    return Job(
        open_source(path, edition),
        edition,
        engine,
        rule,
        corrected_file(folder, random_decided(edition, 90, 32)),
    )


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("rule", [Aggregate.MEAN, Aggregate.MEDIAN])
def test_a_loaded_round_answers_as_the_expression_does(
    tmp_path: Path, engine: DuckEngine, edition: Edition, layout: Layout, rule: Aggregate
) -> None:
    job = _job(tmp_path, engine, edition, layout, rule)
    loaded = load_round(job)
    score_file(job, tmp_path / "ratings.parquet")
    ratings = pq.read_table(tmp_path / "ratings.parquet")
    assert loaded.cases.tolist() == ratings["case_id"].to_pylist()
    assert loaded.standing.totals.tolist() == ratings["total"].to_pylist()
    assert _open(loaded.standing.stars) == ratings["stars"].to_pylist()
    # Wide expressions take long to plan; the arithmetic after loading is the same.
    for scenario in SCENARIOS if layout is Layout.LONG else SCENARIOS[1:2]:
        change = Change(scenario.scheme(edition), {})
        flows = compare_file(job, change, tmp_path / "moves.parquet", Level.CITY)
        moves = pq.read_table(tmp_path / "moves.parquet")
        outcome = loaded.what_if(scenario)
        assert outcome.totals.tolist() == moves["total_after"].to_pylist()
        assert _open(outcome.stars) == moves["stars_after"].to_pylist()
        assert loaded.flows(outcome, Level.CITY).as_json() == flows.as_json()


def _open(stars: np.ndarray) -> list[int | None]:
    return [None if star == INCOMPLETE else int(star) for star in stars]


def test_values_are_kept_in_the_smallest_type(tmp_path: Path, engine: DuckEngine) -> None:
    path = tmp_path / "sheets.parquet"
    write_sheets(path, SMALL, [full(1, 1), full(2, 1, Fraction(1, 2)), full(2, 2)])
    loaded = load_round(Job(open_source(path, SMALL), SMALL, engine))
    assert loaded.values.dtype == np.int16
    assert loaded.quantum == 25 * 1260
    assert loaded.standing.totals.tolist() == [7450 * 2520, (3725 + 7450) * 1260]
    large = make_edition((2**20, 32_000))
    write_sheets(
        path, large, [full(1, 1).__class__(1, "510104017001", full(1, 1).kind, 1, {"1": 7, "2": 11})]
    )
    loaded = load_round(Job(open_source(path, large), large, engine))
    assert loaded.values.tolist() == [[7], [11]]
    assert loaded.standing.totals.tolist() == [18 * 2520]


def test_what_is_not_loaded_is_refused(tmp_path: Path, engine: DuckEngine) -> None:
    path = tmp_path / "sheets.parquet"
    write_sheets(path, SMALL, [full(1, 1)])
    loaded = load_round(Job(open_source(path, SMALL), SMALL, engine))
    for scenario in (Scenario(rule=Aggregate.MEDIAN), Scenario(add=(AddedIndicator("6", 1, "效果"),))):
        with pytest.raises(FaultsError, match="重新读评分数据"):
            loaded.what_if(scenario)
    assert loaded.what_if(Scenario(rule=Aggregate.MEAN)).stars.tolist() == [3]


def test_decided_cases_must_be_there(tmp_path: Path, engine: DuckEngine) -> None:
    path = tmp_path / "sheets.parquet"
    write_sheets(path, SMALL, [full(1, 1)])
    decided = corrected_file(tmp_path, {5: {"1": 50}})
    with pytest.raises(FaultsError, match="没有申报件 5"):
        load_round(Job(open_source(path, SMALL), SMALL, engine, decided=decided))
