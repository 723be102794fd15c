"""Small files of points per case and indicator: decided by the panel, or scores of an added indicator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xingping.core.faults import Fault, FaultsError
from xingping.core.points import show_hundredths
from xingping.core.standard import Edition
from xingping.national.columns import CASE, DECIDED_TYPES, INDICATOR, POINTS
from xingping.national.metadata import edition_metadata
from xingping.national.output import arrow_schema, parquet_output
from xingping.national.source import damaged, table_faults

_SHOWN = 5


def read_points(path: Path, limits: Mapping[str, int]) -> pa.Table:
    """Read `case_id`, `indicator`, `points` (hundredths), at most one row per case and indicator.

    Raises FaultsError: not Parquet, wrong columns, unknown indicators, points out of range, doubles.
    """
    if not path.is_file():
        raise FaultsError([Fault(str(path), "找不到文件", "请检查路径")])
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path, error) from error
    faults = table_faults(str(path), table.schema, DECIDED_TYPES)
    if not faults:
        table = table.select(list(DECIDED_TYPES)).cast(arrow_schema(DECIDED_TYPES))
        faults = [*_row_faults(path, table, limits), *_doubles(path, table)]
    if faults:
        raise FaultsError(faults)
    return table


def write_points(path: Path, edition: Edition, rows: Iterable[tuple[int, str, int]]) -> int:
    """Write (case, serial, hundredths of a point) as a file of decided points; returns how many rows.

    Raises FaultsError when the file cannot be written; then nothing is left behind.
    """
    table = pa.Table.from_pylist(
        [dict(zip(DECIDED_TYPES, row, strict=True)) for row in rows], schema=arrow_schema(DECIDED_TYPES)
    )
    with parquet_output(path, DECIDED_TYPES, edition_metadata(edition, "decided", "")) as writer:
        writer.write(table)
    return int(table.num_rows)


def unknown_cases(path: Path, missing: Iterator[int] | list[int]) -> FaultsError:
    """The fault of points for cases that the sheets do not have."""
    cases = sorted(missing)
    named = "、".join(str(case) for case in cases[:_SHOWN])
    more = f" 等 {len(cases)} 件" if len(cases) > _SHOWN else ""
    return FaultsError(
        [
            Fault(
                f"{path}:列“{CASE}”",
                f"评分数据里没有申报件 {named}{more}",
                "请核对编号，或换成对应的评分数据",
            )
        ]
    )


def _row_faults(path: Path, table: pa.Table, limits: Mapping[str, int]) -> Iterator[Fault]:
    known = pa.array(list(limits))
    place = pc.index_in(table[INDICATOR], value_set=known)
    most = pc.take(pa.array(list(limits.values()), pa.int64()), place)
    outside = pc.or_(pc.less(table[POINTS], 0), pc.greater(table[POINTS].cast(pa.int64()), most))
    wrong = pc.fill_null(outside, True)
    for column in (CASE, INDICATOR, POINTS):
        wrong = pc.or_(wrong, pc.is_null(table[column]))
    places = pc.indices_nonzero(wrong)[:_SHOWN]
    for number, row in zip(places.to_pylist(), table.take(places).to_pylist(), strict=True):
        where = f"{path}:第 {number + 1} 行（case_id {row[CASE]}）"
        if None in row.values():
            yield Fault(where, "有空值", "三列都要填")
        elif row[INDICATOR] not in limits:
            yield Fault(
                f"{where}:列“{INDICATOR}”", f"没有序号为“{row[INDICATOR]}”的指标", "请按标准附录 A 的序号填写"
            )
        else:
            full = limits[row[INDICATOR]]
            wrong_points = f"指标 {row[INDICATOR]} 的 {row[POINTS]} 超出范围（单位为百分之一分）"
            yield Fault(
                f"{where}:列“{POINTS}”", wrong_points, f"请填 0 至 {full}，即 0 至 {show_hundredths(full)} 分"
            )


def _doubles(path: Path, table: pa.Table) -> Iterator[Fault]:
    counted = table.group_by([CASE, INDICATOR]).aggregate([([], "count_all")])
    twice = counted.filter(pc.greater(counted["count_all"], 1)).slice(0, _SHOWN)
    for row in twice.to_pylist():
        where = f"{path}:（case_id {row[CASE]}，指标 {row[INDICATOR]}）"
        yield Fault(where, f"出现 {row['count_all']} 次", "每个申报件的每项指标只能有一行")
