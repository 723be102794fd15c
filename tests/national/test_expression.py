from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from national.small import SMALL, full, sheet
from xingping.core.aggregation import Aggregate
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.expression import (
    Layout,
    Question,
    indicator_units,
    plain_rating,
    rating,
    repeated_sheets,
)
from xingping.national.scheme import edition_scheme
from xingping.national.sheet_file import SheetRow, write_sheets
from xingping.national.source import Source, open_source


def _question(layout: Layout, rule: Aggregate = Aggregate.MEAN) -> Question:
    return Question(layout, edition_scheme(SMALL), rule)


def _source(folder: Path, layout: Layout, sheets: list[SheetRow]) -> Source:
    path = folder / "sheets.parquet"
    write_sheets(path, SMALL, sheets, layout=layout)
    return open_source(path, SMALL)


def _ask(engine: DuckEngine, source: Source, question: Question, expression: object) -> pa.Table:
    return engine.answer(source, None, expression, {"codes": pa.table(dict(question.codes.columns))})


@pytest.mark.parametrize("layout", list(Layout))
def test_the_first_half_is_the_whole_where_every_sheet_is_whole(
    tmp_path: Path, engine: DuckEngine, layout: Layout
) -> None:
    question = _question(layout)
    source = _source(tmp_path, layout, [full(case, one) for case in (1, 2, 3) for one in range(case)])
    first = _ask(engine, source, question, plain_rating(question))
    assert first.equals(_ask(engine, source, question, rating(question)))
    assert first["widest"].to_pylist() == [1, 2, 3]


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize(
    ("rule", "left_over"), [(Aggregate.MEAN, [2]), (Aggregate.TRIMMED, [2, 5]), (Aggregate.MEDIAN, [2, 4, 5])]
)
def test_the_first_half_says_which_cases_it_leaves_over(
    tmp_path: Path, engine: DuckEngine, layout: Layout, rule: Aggregate, left_over: list[int]
) -> None:
    sheets = [full(case, one) for case in (1, 4, 5) for one in range(case)]
    sheets += [full(2, 1), sheet(2, 2, 500, 1250, None, 3000, 2000)]
    question = _question(layout, rule)
    table = _ask(engine, _source(tmp_path, layout, sheets), question, plain_rating(question))
    assert table["case_id"].filter(table["widest"].is_null()).to_pylist() == left_over


@pytest.mark.parametrize("layout", list(Layout))
def test_units_of_every_indicator(tmp_path: Path, engine: DuckEngine, layout: Layout) -> None:
    sheets = [sheet(1, 1, 500, 1250, None, 0, 100), sheet(1, 2, 0, None, None, 3000, 50)]
    question = _question(layout)
    table = _ask(engine, _source(tmp_path, layout, sheets), question, indicator_units(question))
    if layout is Layout.WIDE:
        found = {serial: table[serial].to_pylist()[0] for serial in SMALL.serials}
    else:
        rows = table.to_pylist()
        found = {**dict.fromkeys(SMALL.serials), **{row["indicator"]: row["units"] for row in rows}}
    expected = {"1": 250, "2": 1250, "3": None, "4": 1500, "5": 75}
    assert found == {serial: points and points * 2520 for serial, points in expected.items()}


def test_two_sheets_of_one_assessor_are_found(tmp_path: Path, engine: DuckEngine) -> None:
    question = _question(Layout.WIDE)
    source = _source(tmp_path, Layout.WIDE, [full(1, 1), full(1, 2), full(2, 1), full(2, 1), full(3, 1)])
    assert _ask(engine, source, question, repeated_sheets(question)).to_pydict() == {"case_id": [2]}
