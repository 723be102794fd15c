from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from national.rounds import core_ratings, random_decided, random_round
from national.small import SMALL, full, make_edition, sheet, write_points
from xingping.core.aggregation import Aggregate
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition
from xingping.national import source as source_module
from xingping.national.columns import rating_types
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.expression import Layout
from xingping.national.output import arrow_schema
from xingping.national.score import Job, score_file
from xingping.national.sheet_file import SheetRow, write_sheets
from xingping.national.source import open_source

CASES = 120


def rated(
    folder: Path,
    engine: DuckEngine,
    edition: Edition,
    sheets: list[SheetRow],
    layout: Layout,
    rule: Aggregate = Aggregate.MEAN,
    decided: Path | None = None,
) -> list[dict[str, object]]:
    """Write sheets, score the file, read the result."""
    path, out = folder / "sheets.parquet", folder / "ratings.parquet"
    write_sheets(path, edition, sheets, layout=layout)
    score_file(Job(open_source(path, edition), edition, engine, rule, decided), out)
    return pq.read_table(out).to_pylist()


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("rule", list(Aggregate))
@pytest.mark.parametrize("corrected", [False, True])
def test_every_kind_of_case_is_rated_as_core_rates_it(
    tmp_path: Path, engine: DuckEngine, edition: Edition, layout: Layout, rule: Aggregate, corrected: bool
) -> None:
    sheets = random_round(edition, CASES, seed=11)
    decided = random_decided(edition, CASES, seed=12) if corrected else None
    path = corrected_file(tmp_path, decided) if decided else None
    got = rated(tmp_path, engine, edition, sheets, layout, rule, path)
    assert got == core_ratings(edition, sheets, rule, decided)
    assert {row["complete"] for row in got} == {True, False}


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize(
    "other",
    [SMALL, make_edition([100] * 70), make_edition([32_000, 50]), make_edition([300])],
    ids=lambda one: len(one.serials),
)
def test_any_edition_is_rated_as_core_rates_it(
    tmp_path: Path, engine: DuckEngine, other: Edition, layout: Layout
) -> None:
    sheets = random_round(other, 60, seed=5)
    for rule in Aggregate:
        assert rated(tmp_path, engine, other, sheets, layout, rule) == core_ratings(other, sheets, rule)


def corrected_file(folder: Path, decided: dict[int, dict[str, int]]) -> Path:
    """Decided points as a file."""
    rows = [(case, serial, points) for case, given in decided.items() for serial, points in given.items()]
    return write_points(folder / "decided.parquet", rows)


@pytest.mark.parametrize("layout", list(Layout))
def test_a_star_is_reached_exactly_at_its_band_and_not_one_unit_below(
    tmp_path: Path, engine: DuckEngine, edition: Edition, layout: Layout
) -> None:
    def whole(case: int, total: int) -> list[SheetRow]:
        rest, scores = total, {}
        for one in edition.indicators:
            scores[one.serial] = min(rest, one.points)
            rest -= scores[one.serial]
        return [SheetRow(case, "510104017001", next(iter(_KINDS)), case * 10, scores)]

    sheets = [*whole(1, 60_000), *whole(2, 59_999), *whole(3, 95_000), *whole(4, 94_999), *whole(5, 0)]
    assert [row["stars"] for row in rated(tmp_path, engine, edition, sheets, layout)] == [1, 0, 5, 4, 0]


_KINDS = type(full(1, 1).kind)


@pytest.mark.parametrize("layout", list(Layout))
def test_a_missing_indicator_leaves_the_star_open_and_a_decided_one_closes_it(
    tmp_path: Path, engine: DuckEngine, layout: Layout
) -> None:
    sheets = [sheet(1, 1, 500, 1250, 700, 3000, None), full(2, 2)]
    open_case, complete = rated(tmp_path, engine, SMALL, sheets, layout)
    assert (open_case["complete"], open_case["stars"]) == (False, None)
    assert (complete["complete"], complete["stars"]) == (True, 3)
    decided = write_points(tmp_path / "decided.parquet", [(1, "5", 2000)])
    closed, _ = rated(tmp_path, engine, SMALL, sheets, layout, decided=decided)
    assert (closed["complete"], closed["stars"], closed["total"]) == (True, 3, complete["total"])


@pytest.mark.parametrize("layout", list(Layout))
def test_rows_in_any_order_give_the_same_file(tmp_path: Path, engine: DuckEngine, layout: Layout) -> None:
    sheets = random_round(SMALL, 40, seed=3)
    straight = rated(tmp_path, engine, SMALL, sheets, layout)
    assert rated(tmp_path, engine, SMALL, sheets[::-1], layout) == straight


@pytest.mark.parametrize("layout", list(Layout))
def test_slices_give_what_one_piece_gives(
    tmp_path: Path, engine: DuckEngine, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheets = random_round(SMALL, 50, seed=4)
    whole = rated(tmp_path, engine, SMALL, sheets, layout)
    monkeypatch.setattr(source_module, "SLICE_SCORES", 60)
    path = tmp_path / "sheets.parquet"
    pq.write_table(pq.read_table(path), path, row_group_size=7)
    source = open_source(path, SMALL)
    assert len(source.slices) > 5
    steps: list[tuple[int, int]] = []
    job = Job(source, SMALL, engine, progress=lambda done, of: steps.append((done, of)))
    score_file(job, tmp_path / "sliced.parquet")
    assert pq.read_table(tmp_path / "sliced.parquet").to_pylist() == whole
    assert steps == [(done, len(source.slices)) for done in range(len(source.slices) + 1)]


def test_a_folder_of_files_is_one_round(tmp_path: Path, engine: DuckEngine) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    write_sheets(folder / "1.parquet", SMALL, [full(1, 1)])
    write_sheets(folder / "2.parquet", SMALL, [full(2, 1, Fraction(1, 2)), full(2, 2, Fraction(1, 2))])
    score_file(Job(open_source(folder, SMALL), SMALL, engine), tmp_path / "out.parquet")
    assert [row["assessors"] for row in pq.read_table(tmp_path / "out.parquet").to_pylist()] == [1, 2]


def test_the_result_says_what_it_is(tmp_path: Path, engine: DuckEngine) -> None:
    path, out = tmp_path / "sheets.parquet", tmp_path / "ratings.parquet"
    write_sheets(path, SMALL, [full(1, 1)], simulated="演示")
    flows = score_file(Job(open_source(path, SMALL), SMALL, engine), out)
    schema = pq.read_schema(out)
    assert schema.remove_metadata() == arrow_schema(rating_types(3))
    metadata = schema.metadata
    assert metadata[b"xingping.edition"] == SMALL.code.encode()
    assert metadata[b"xingping.edition_hash"] == SMALL.hash.encode()
    assert metadata[b"xingping.units_per_hundredth"] == b"2520"
    assert metadata[b"xingping.simulated"].decode() == "演示"
    assert metadata[b"xingping.parameters"] == b'{"aggregate": "mean", "command": "score", "decided": false}'
    assert flows.stars_json()["stars"] == {"incomplete": 0, "0": 0, "1": 0, "2": 0, "3": 1}


def test_decided_points_of_a_case_that_is_not_there_are_refused(tmp_path: Path, engine: DuckEngine) -> None:
    decided = write_points(tmp_path / "decided.parquet", [(1, "5", 2000), (77, "5", 2000)])
    with pytest.raises(FaultsError, match="没有申报件 77"):
        rated(tmp_path, engine, SMALL, [full(1, 1)], Layout.WIDE, decided=decided)
    assert not (tmp_path / "ratings.parquet").exists()
