from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from national.rounds import random_round
from national.small import SMALL, full, make_edition
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.flows import INCOMPLETE
from xingping.national.matrix import Round, load_round
from xingping.national.score import Job
from xingping.national.sensitivity import _exact_type, random_weights, sensitivity, single_weights
from xingping.national.sheet_file import SheetRow, write_sheets
from xingping.national.source import open_source


def _loaded(folder: Path, engine: DuckEngine, edition: Edition, sheets: list[SheetRow]) -> Round:
    path = folder / "sheets.parquet"
    write_sheets(path, edition, sheets)
    return load_round(Job(open_source(path, edition), edition, engine))


def _stars(loaded: Round, weights: list[int]) -> list[int]:
    """Stars by one vector of weights, by plain fractions."""
    edition = loaded.edition
    full_points = sum(one.points * weight for one, weight in zip(edition.indicators, weights, strict=True))
    totals = (loaded.values.astype(object).T @ np.array(weights, object)) * loaded.quantum
    return [edition.stars_for(Fraction(total, full_points * 2520)) for total in totals]


@pytest.mark.parametrize("spread", [3, 60])
def test_every_vector_gives_the_stars_that_fractions_give(
    tmp_path: Path, engine: DuckEngine, edition: Edition, spread: int
) -> None:
    loaded = _loaded(tmp_path, engine, edition, random_round(edition, 150, seed=41))
    weights = random_weights(57, 130, spread, seed=7)
    found = sensitivity(loaded, weights)
    complete = np.flatnonzero(loaded.standing.stars != INCOMPLETE)
    assert found.positions.tolist() == complete.tolist()
    before = loaded.standing.stars[complete]
    after = np.array([_stars(loaded, row) for row in weights.tolist()])[:, complete]
    assert found.changed_by_vector.tolist() == (after != before).sum(axis=1).tolist()
    assert found.changed_by_case.tolist() == (after != before).sum(axis=0).tolist()
    assert found.stars_by_vector.tolist() == [np.bincount(row, minlength=6).tolist() for row in after]
    assert found.changed_by_vector.sum() > 0


def test_a_case_exactly_on_a_band_keeps_its_star_under_equal_weights(
    tmp_path: Path, engine: DuckEngine, edition: Edition
) -> None:
    def at(case: int, total: int) -> SheetRow:
        scores, rest = {}, total
        for one in edition.indicators:
            scores[one.serial] = min(rest, one.points)
            rest -= scores[one.serial]
        return SheetRow(case, "510104017001", full(1, 1).kind, 1, scores)

    loaded = _loaded(tmp_path, engine, edition, [at(1, 60_000), at(2, 59_999), at(3, 95_000)])
    same = np.full((2, 57), 100)
    same[1] = 73
    found = sensitivity(loaded, same)
    assert found.changed_by_case.tolist() == [0, 0, 0]
    assert found.stars_by_vector.tolist() == [[1, 1, 0, 0, 0, 1]] * 2


def test_single_precision_is_used_only_where_it_is_exact(tmp_path: Path, engine: DuckEngine) -> None:
    loaded = _loaded(tmp_path, engine, SMALL, [full(1, 1), full(1, 2)])
    weights = random_weights(5, 3, 20, 1)
    assert _exact_type(loaded, weights) is np.float32
    odd = _loaded(tmp_path, engine, SMALL, [full(1, 1), full(2, 1, Fraction(1, 7))])
    assert odd.quantum == 2520
    assert _exact_type(odd, weights) is np.float32
    assert _exact_type(odd, weights * 100) is np.float64
    with pytest.raises(FaultsError, match="无法精确计算"):
        _exact_type(odd, weights * 10**12)


def test_double_precision_gives_the_same_stars(tmp_path: Path, engine: DuckEngine) -> None:
    edition = make_edition((30_000, 25_000, 31_000))
    sheets = [SheetRow(case, "510104017001", full(1, 1).kind, 1, _odd(case)) for case in range(1, 60)]
    loaded = _loaded(tmp_path, engine, edition, sheets)
    weights = random_weights(3, 40, 90, 3) * 1000
    assert _exact_type(loaded, weights) is np.float64
    found = sensitivity(loaded, weights)
    after = np.array([_stars(loaded, row) for row in weights.tolist()])
    assert found.changed_by_case.tolist() == (after != loaded.standing.stars).sum(axis=0).tolist()


def _odd(case: int) -> dict[str, int]:
    return {"1": case * 499 % 30_001, "2": case * 7919 % 25_001, "3": case * 104_729 % 31_001}


def test_weights_are_drawn_alike_for_one_seed_within_their_spread() -> None:
    weights = random_weights(57, 200, 20, seed=5)
    assert weights.shape == (200, 57)
    assert (weights.min(), weights.max()) == (80, 120)
    assert np.array_equal(weights, random_weights(57, 200, 20, seed=5))
    assert not np.array_equal(weights, random_weights(57, 200, 20, seed=6))


@pytest.mark.parametrize(("vectors", "spread"), [(0, 20), (20_001, 20), (10, 0), (10, 101)])
def test_numbers_out_of_range_are_refused(vectors: int, spread: int) -> None:
    with pytest.raises(FaultsError, match="不可用"):
        random_weights(57, vectors, spread, 1)


def test_single_weights_move_one_indicator_at_a_time() -> None:
    assert single_weights(2, 20).tolist() == [[120, 100], [80, 100], [100, 120], [100, 80]]
