from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from national.rounds import REGIONS, core_ratings
from national.small import SMALL
from xingping.core.aggregation import Aggregate
from xingping.core.faults import FaultsError
from xingping.core.standard import Kind
from xingping.national import source as source_module
from xingping.national import whole_sheets as whole_sheets_module
from xingping.national.columns import LONG_TYPES
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.expression import Layout
from xingping.national.output import arrow_schema
from xingping.national.score import Job, score_file
from xingping.national.sheet_file import SheetRow, sheet_table
from xingping.national.source import Slice, open_source
from xingping.national.whole_sheets import WholeSheets

Row = dict[str, Any]
SIZE = len(SMALL.serials)


class RowByRow(DuckEngine):
    """The control: every sheet is put together from its rows."""

    takes_sheets = False


@pytest.fixture(scope="module")
def row_by_row() -> Iterator[DuckEngine]:
    opened = RowByRow()
    yield opened
    opened.close()


def whole_round(cases: int, seed: int = 1) -> list[SheetRow]:
    """Whole sheets of 1 to 5 assessors a case."""
    draw = Random(seed)
    return [sheet for case in range(1, cases + 1) for sheet in _case(case, draw)]


def _case(case: int, draw: Random) -> Iterator[SheetRow]:
    region, kind = draw.choice(REGIONS), draw.choice(list(Kind))
    for assessor in range(draw.randint(1, 5)):
        scores = {one.serial: draw.randrange(0, one.points + 1, 50) for one in SMALL.indicators}
        yield SheetRow(case, region, kind, case * 10 + assessor, scores)


def long_rows(sheets: list[SheetRow]) -> list[Row]:
    rows: list[Row] = sheet_table(sheets, SMALL, Layout.LONG).to_pylist()
    return rows


def write_rows(path: Path, rows: list[Row], group: int = 1 << 20) -> Path:
    """A long file of these rows, `group` to a row group."""
    table = pa.Table.from_pylist(rows, schema=arrow_schema(LONG_TYPES))
    pq.write_table(table, path, row_group_size=group)
    return path


def answer(path: Path, engine: DuckEngine, rule: Aggregate = Aggregate.MEAN) -> list[Row] | str:
    """The ratings, or what is wrong with the file."""
    out = path.with_name("ratings.parquet")
    try:
        score_file(Job(open_source(path, SMALL), SMALL, engine, rule), out)
    except FaultsError as error:
        return str(error)
    rows: list[Row] = pq.read_table(out).to_pylist()
    return rows


def read(path: Path) -> list[pa.Table | None]:
    """What is read of each part."""
    source = open_source(path, SMALL)
    parts = source.slices or (None,)
    whole = WholeSheets(source, parts, SMALL.serials)
    return [whole.of(part) for part in parts]


@pytest.mark.parametrize("group", [1, 2, 3, 7, SIZE, 23, 1 << 20])
@pytest.mark.parametrize("slice_scores", [1, 40, 1 << 20])
def test_each_part_holds_exactly_the_sheets_of_its_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: int, slice_scores: int
) -> None:
    monkeypatch.setattr(source_module, "SLICE_SCORES", slice_scores)
    sheets = whole_round(40)
    path = write_rows(tmp_path / "long.parquet", long_rows(sheets), group)
    expected = sheet_table(sheets, SMALL, Layout.WIDE).to_pylist()
    found = []
    for part, table in zip(open_source(path, SMALL).slices, read(path), strict=True):
        assert table is not None
        rows = [row for row in table.to_pylist() if part.first <= row["case_id"] <= part.last]
        found += sorted(rows, key=lambda row: row["assessor_id"])
    assert found == expected


@pytest.mark.parametrize("group", [7, 1 << 20])
@pytest.mark.parametrize("rule", list(Aggregate))
def test_the_ratings_are_those_of_core(
    tmp_path: Path, engine: DuckEngine, monkeypatch: pytest.MonkeyPatch, group: int, rule: Aggregate
) -> None:
    monkeypatch.setattr(source_module, "SLICE_SCORES", 60)
    sheets = whole_round(60, seed=2)
    path = write_rows(tmp_path / "long.parquet", long_rows(sheets), group)
    assert answer(path, engine, rule) == core_ratings(SMALL, sheets, rule)


def test_any_order_of_cases_and_one_order_of_indicators_will_do(tmp_path: Path, engine: DuckEngine) -> None:
    sheets = whole_round(30, seed=3)
    mixed = Random(4).sample(sheets, len(sheets))
    rows = [row for one in mixed for row in reversed(long_rows([one]))]
    path = write_rows(tmp_path / "long.parquet", rows, 13)
    assert read(path)[0] is not None
    assert answer(path, engine) == core_ratings(SMALL, sheets, Aggregate.MEAN)


def test_a_folder_is_read_file_by_file(tmp_path: Path, engine: DuckEngine) -> None:
    sheets = whole_round(20, seed=5)
    folder = tmp_path / "round"
    folder.mkdir()
    # The fourth sheet's case runs on into the second file.
    write_rows(folder / "1.parquet", long_rows(sheets[:4]), 7)
    write_rows(folder / "2.parquet", long_rows(sheets[4:]), 7)
    assert all(read(folder))
    assert answer(folder, engine) == core_ratings(SMALL, sheets, Aggregate.MEAN)


def changed(column: str, value: object) -> Callable[[list[Row]], list[Row]]:
    def change(rows: list[Row]) -> list[Row]:
        return [{**row, column: value} if at == 3 * SIZE + 1 else row for at, row in enumerate(rows)]

    return change


def one_short_and_one_twice(rows: list[Row]) -> list[Row]:
    return [*rows[: 2 * SIZE], *rows[2 * SIZE + 1 :], rows[-1]]


def two_in_another_order(rows: list[Row]) -> list[Row]:
    at = 4 * SIZE
    return [*rows[:at], rows[at + 1], rows[at], *rows[at + 2 :]]


def two_from_each_other(rows: list[Row]) -> list[Row]:
    """Two scores change places with those of the next sheet: every sheet is whole, none lies together."""
    at, beside = 5 * SIZE, 6 * SIZE
    swapped = {at: rows[beside], beside: rows[at]}
    return [swapped.get(place, row) for place, row in enumerate(rows)]


IRREGULAR: dict[str, Callable[[list[Row]], list[Row]]] = {
    "no case": changed("case_id", None),
    "another case": changed("case_id", 99),
    "no region": changed("region", None),
    "two regions": changed("region", "110101001009"),
    "two kinds": changed("kind", "suburb"),
    "no assessor": changed("assessor_id", None),
    "another assessor": changed("assessor_id", 7),
    "unknown indicator": changed("indicator", "77"),
    "no indicator": changed("indicator", None),
    "an indicator twice": changed("indicator", "1"),
    "no score": changed("score", None),
    "one short, one twice": one_short_and_one_twice,
    "one row less": lambda rows: rows[:-1],
    "another order in one sheet": two_in_another_order,
    "sheets mixed": two_from_each_other,
}


@pytest.mark.parametrize("group", [4, 11, 1 << 20])
@pytest.mark.parametrize("kind", list(IRREGULAR))
def test_what_does_not_lie_so_is_put_together_row_by_row(
    tmp_path: Path,
    engine: DuckEngine,
    row_by_row: DuckEngine,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    group: int,
) -> None:
    monkeypatch.setattr(source_module, "SLICE_SCORES", 30)
    path = write_rows(tmp_path / "long.parquet", IRREGULAR[kind](long_rows(whole_round(12, seed=6))), group)
    parts = read(path)
    assert parts[-1] is None
    assert answer(path, engine) == answer(path, row_by_row)


@pytest.mark.parametrize("border", [SIZE - 1, SIZE + 1])
def test_a_sheet_is_not_made_up_from_the_cases_on_both_sides_of_a_border(
    tmp_path: Path, engine: DuckEngine, row_by_row: DuckEngine, monkeypatch: pytest.MonkeyPatch, border: int
) -> None:
    """One row too few in one case and one too many in the other: all cuts but those at the border fit."""
    monkeypatch.setattr(source_module, "SLICE_SCORES", 1)
    rows = long_rows(whole_round(40, seed=7))[: 2 * SIZE]
    rows = [{**row, "case_id": 1 if at < border else 2, "assessor_id": 5} for at, row in enumerate(rows)]
    path = write_rows(tmp_path / "long.parquet", rows, border)
    source = open_source(path, SMALL)
    assert len(source.slices) == 2
    for part in source.slices:
        assert WholeSheets(source, source.slices, SMALL.serials).of(part) is None
    assert answer(path, engine) == answer(path, row_by_row)


@pytest.mark.parametrize(
    ("column", "value"), [("score", 501), ("score", -1), ("kind", "town"), ("region", "1")]
)
def test_what_is_wrong_in_whole_sheets_is_named_by_its_row(
    tmp_path: Path, engine: DuckEngine, row_by_row: DuckEngine, column: str, value: object
) -> None:
    rows = long_rows(whole_round(12, seed=8))
    places = [3 * SIZE] if column == "score" else range(3 * SIZE, 4 * SIZE)
    rows = [{**row, column: value} if at in places else row for at, row in enumerate(rows)]
    path = write_rows(tmp_path / "long.parquet", rows)
    assert read(path)[0] is not None
    found = answer(path, engine)
    assert f"第 {3 * SIZE + 1} 行" in found
    assert found == answer(path, row_by_row)


def test_two_sheets_of_one_assessor_are_refused(
    tmp_path: Path, engine: DuckEngine, row_by_row: DuckEngine
) -> None:
    rows = long_rows(whole_round(6, seed=9))
    path = write_rows(tmp_path / "long.parquet", [*rows, *rows[-SIZE:]])
    assert read(path)[0] is not None
    assert "评了两次" in answer(path, engine)
    assert answer(path, engine) == answer(path, row_by_row)


def test_a_file_that_does_not_lie_so_is_not_tried_again(
    tmp_path: Path, engine: DuckEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_module, "SLICE_SCORES", 30)
    path = write_rows(tmp_path / "long.parquet", two_in_another_order(long_rows(whole_round(20))), 30)
    source = open_source(path, SMALL)
    whole = WholeSheets(source, source.slices, SMALL.serials)
    assert [whole.of(part) is None for part in source.slices] == [True] * len(source.slices)
    monkeypatch.setattr(whole_sheets_module, "_cut", pytest.fail)
    assert whole.of(source.slices[0]) is None


@pytest.mark.parametrize("limit", ["MOST_SCORES", "_LARGEST_GROUP"])
def test_what_memory_has_no_room_for_is_left_to_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    path = write_rows(tmp_path / "long.parquet", long_rows(whole_round(20)))
    assert read(path)[0] is not None
    monkeypatch.setattr(whole_sheets_module, limit, 10)
    assert read(path) == [None]


def test_a_damaged_file_is_refused(tmp_path: Path, engine: DuckEngine) -> None:
    path = write_rows(tmp_path / "long.parquet", long_rows(whole_round(400)))
    content = bytearray(path.read_bytes())
    content[20:400] = bytes(380)
    path.write_bytes(content)
    assert "不是完整的 Parquet 文件" in answer(path, engine)
    assert not (tmp_path / "ratings.parquet").exists()


def test_a_wide_file_has_none(tmp_path: Path) -> None:
    path = tmp_path / "wide.parquet"
    pq.write_table(sheet_table(whole_round(5), SMALL, Layout.WIDE), path)
    source = open_source(path, SMALL)
    assert WholeSheets(source, source.slices, SMALL.serials).of(Slice(1, 5)) is None
