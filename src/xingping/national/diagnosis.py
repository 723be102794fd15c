"""Saying exactly what is wrong with the rows of cases that could not be rated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xingping.core.faults import Fault, FaultsError
from xingping.core.points import show_hundredths
from xingping.core.standard import Kind
from xingping.national.columns import ASSESSOR, CASE, INDICATOR, KIND, REGION, SCORE, SHEET_TYPES
from xingping.national.expression import Layout
from xingping.national.scheme import MOST_ASSESSORS
from xingping.national.source import Source, damaged

REGION_DIGITS = 12
SHOWN_FAULTS = 20
"""Faults that are named; how many more there are is said in one line."""
_SUSPECTS = 200
"""Cases that are looked at row by row."""

Row = dict[str, Any]


def suspects(rated: pa.Table, repeated: pa.Table | None) -> list[int | None]:
    """Cases of a rated table (in the order of `case_id`) that must not be: at most a few hundred.

    Their scores are out of range, unknown or double, an indicator has too many assessors, or the case has
    no number, two regions or kinds, or a region or kind that is none.
    """
    cases = rated[CASE].combine_chunks()
    wrong = pc.or_(pc.greater(rated["faulty"], 0), pc.greater(rated["widest"], MOST_ASSESSORS))
    wrong = pc.or_(wrong, pc.invert(_good_kind(rated[KIND])))
    wrong = pc.or_(wrong, pc.invert(_good_region(rated[REGION])))
    wrong = pc.or_(pc.fill_null(wrong, True), pc.is_null(rated[CASE]))
    found: list[int | None] = rated[CASE].filter(wrong).slice(0, _SUSPECTS).to_pylist()
    if len(cases) > 1:
        twice = pc.fill_null(pc.equal(cases[1:], cases[:-1]), False)
        found += cases[1:].filter(twice).slice(0, _SUSPECTS).to_pylist()
    if repeated is not None:
        found += repeated[CASE].slice(0, _SUSPECTS).to_pylist()
    return found


def explain(source: Source, limits: Mapping[str, int], cases: Iterable[int | None]) -> FaultsError:
    """All that is wrong with these cases' rows, in the order of the file."""
    wanted = sorted({case for case in cases if case is not None})[:_SUSPECTS]
    try:
        rows = list(_rows(source, wanted))
    except (pa.ArrowException, OSError) as error:
        return damaged(source.path, error)
    faults = [fault for row in rows for fault in _row_faults(source, row, limits)]
    faults += list(_case_faults(source, rows, limits))
    if not faults:
        # The engine and the second reading do not see the same rows.
        faults = [Fault(str(source.path), "文件内容前后读出来不一致，多半已损坏", "请重新导出或重新传输")]
    more = len(faults) - SHOWN_FAULTS
    if more > 0:
        rest = Fault(str(source.path), f"另有 {more} 处以上同类错误没有列出", "请先改正以上各处，再算一次")
        faults = [*faults[:SHOWN_FAULTS], rest]
    return FaultsError(faults)


def _good_kind(kinds: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.fill_null(pc.is_in(kinds, value_set=pa.array([kind.value for kind in Kind])), False)


def _good_region(regions: pa.ChunkedArray) -> pa.ChunkedArray:
    digits = pc.and_(pc.string_is_ascii(regions), pc.utf8_is_digit(regions))
    return pc.fill_null(pc.and_(digits, pc.equal(pc.binary_length(regions), REGION_DIGITS)), False)


def _rows(source: Source, cases: list[int]) -> Iterator[Row]:
    """Rows of some cases, and rows without a case, each with its `file` and `row` (from 1)."""
    values = pa.array(cases, pa.int64())
    for file in source.files:
        first = 1
        with pq.ParquetFile(file) as parquet:
            for batch in parquet.iter_batches(batch_size=1 << 17):
                keys = batch.column(CASE)
                hit = pc.or_(pc.is_in(keys, value_set=values), pc.is_null(keys))
                places = pc.indices_nonzero(hit)
                for place, row in zip(places.to_pylist(), batch.take(places).to_pylist(), strict=True):
                    yield {**row, "file": str(file), "row": first + place}
                first += batch.num_rows


def _place(row: Row, column: str) -> str:
    return (
        f"{row['file']}:第 {row['row']} 行:列“{column}”（case_id {row[CASE]}，assessor_id {row[ASSESSOR]}）"
    )


def _row_faults(source: Source, row: Row, limits: Mapping[str, int]) -> Iterator[Fault]:
    for column in SHEET_TYPES:
        if row[column] is None:
            yield Fault(_place(row, column), "是空值", "请补上，每一行都要有")
    if row[KIND] is not None and row[KIND] not in [kind.value for kind in Kind]:
        yield Fault(_place(row, KIND), f"“{row[KIND]}”不是城乡类别", "请填 urban（社区）或 rural（村）")
    region = row[REGION]
    if region is not None and not (region.isascii() and region.isdigit() and len(region) == REGION_DIGITS):
        yield Fault(_place(row, REGION), f"“{region}”不是行政区划代码", "请填 12 位数字代码，不足补 0")
    for serial, score in _scores(source, row):
        column = SCORE if source.layout is Layout.LONG else serial
        if serial not in limits:
            yield Fault(
                _place(row, INDICATOR),
                f"没有序号为“{serial}”的指标",
                "请按标准附录 A 的序号填写（9、10 合为 9-10）",
            )
        elif score is not None and not 0 <= score <= limits[serial]:
            wrong = f"指标 {serial} 的得分 {score} 超出范围（单位为百分之一分）"
            full = limits[serial]
            yield Fault(_place(row, column), wrong, f"请填 0 至 {full}，即 0 至 {show_hundredths(full)} 分")


def _scores(source: Source, row: Row) -> list[tuple[str, int | None]]:
    if source.layout is Layout.LONG:
        return [(row[INDICATOR], row[SCORE])]
    return [(name, value) for name, value in row.items() if name not in (*SHEET_TYPES, "file", "row")]


def _case_faults(source: Source, rows: list[Row], limits: Mapping[str, int]) -> Iterator[Fault]:
    """What only several rows together show: doubles, too many assessors, two regions or kinds."""
    seen: dict[tuple[Any, ...], Row] = {}
    first: dict[Any, Row] = {}
    covering: dict[tuple[Any, str], int] = {}
    for row in rows:
        sheet = (row[CASE], row[ASSESSOR], row.get(INDICATOR) if source.layout is Layout.LONG else "")
        earlier = seen.setdefault(sheet, row)
        if earlier is not row and (source.layout is Layout.WIDE or row[SCORE] is not None):
            what = (
                "同一评审专家有两份评分表"
                if source.layout is Layout.WIDE
                else f"指标 {row[INDICATOR]} 评了两次"
            )
            yield Fault(_place(row, ASSESSOR), f"{what}（另一处在第 {earlier['row']} 行）", "请只留一份")
        head = first.setdefault(row[CASE], row)
        for column in (REGION, KIND):
            if row[column] != head[column]:
                wrong = f"同一申报件先是“{head[column]}”（第 {head['row']} 行），这里是“{row[column]}”"
                yield Fault(_place(row, column), wrong, "请统一")
        for serial, score in _scores(source, row):
            if score is not None and serial in limits:
                covering[row[CASE], serial] = covering.get((row[CASE], serial), 0) + 1
    for (case, serial), count in covering.items():
        if count > MOST_ASSESSORS:
            place = f"{source.path}:列“{serial}”（case_id {case}）"
            yield Fault(place, f"有 {count} 名评审专家评分", f"每项指标至多 {MOST_ASSESSORS} 名")
