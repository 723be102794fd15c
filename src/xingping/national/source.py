"""A file of sheets on disk: its layout, its rows, its edition, and how it falls into slices.

Only the Parquet footer is read here. Files in the order of `case_id` are computed slice by slice, so that
memory does not grow with the number of cases; any other order is computed in one go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from xingping.core.faults import Fault, FaultsError
from xingping.core.standard import Edition
from xingping.national.columns import CASE, INDICATOR, LONG_TYPES, SCORE, wide_types
from xingping.national.expression import Layout
from xingping.national.metadata import CODE, HASH, SIMULATED, read_metadata

SLICE_SCORES = 40_000_000
"""About how many scores one slice holds (200,000 cases of 57 indicators and 3 to 4 assessors)."""

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Slice:
    """Cases from `first` to `last`, both included."""

    first: int
    last: int

    def holds(self, cases: pa.ChunkedArray) -> pa.ChunkedArray:
        """Which of these cases are among them; null for null."""
        return pc.and_(pc.greater_equal(cases, self.first), pc.less_equal(cases, self.last))


@dataclass(frozen=True, slots=True)
class RowGroup:
    """One row group of a file, with at least one row."""

    path: Path
    footer: pq.FileMetaData
    """Of the file."""
    number: int
    first: int
    """Its first row, counted in the file from 0."""
    rows: int
    cases: Slice | None
    """Its least and greatest case; None where the footer does not say."""

    def read(self, columns: Sequence[str], dictionaries: Sequence[str] = ()) -> pa.Table:
        """Its rows; `dictionaries` are texts to be left as numbers. Raises ArrowException or OSError."""
        with pq.ParquetFile(self.path, metadata=self.footer, read_dictionary=list(dictionaries)) as file:
            return file.read_row_group(self.number, columns=list(columns), use_threads=False)


@dataclass(frozen=True, slots=True)
class Source:
    """One file, or a folder of Parquet files, of sheets; its columns have been checked."""

    path: Path
    files: tuple[Path, ...]
    groups: tuple[RowGroup, ...]
    """Those of all files, in their order."""
    layout: Layout
    rows: int
    metadata: Mapping[str, str]
    slices: tuple[Slice, ...]
    """Disjoint, rising and complete; empty when the rows do not stand in the order of the cases."""

    @property
    def simulated(self) -> str:
        """What the file says of scores that are not real, "" where nothing."""
        return self.metadata.get(SIMULATED, "")

    def groups_of(self, part: Slice | None) -> list[RowGroup]:
        """The row groups in which cases of a part may stand; None is the whole."""
        if part is None:
            return list(self.groups)
        return [one for one in self.groups if one.cases is None or _meet(one.cases, part)]


def open_source(path: Path, edition: Edition) -> Source:
    """Open a file of sheets scored by an edition.

    Raises FaultsError: no such file, not Parquet, damaged, columns missing, unknown or of a wrong type,
    or written for another edition.
    """
    files = parquet_files(path)
    footers = [_footer(file) for file in files]
    schema = _arrow_schema(path, footers[0])
    layout = Layout.LONG if {INDICATOR, SCORE} <= set(schema.names) else Layout.WIDE
    expected = LONG_TYPES if layout is Layout.LONG else wide_types(edition.serials)
    faults = [
        fault
        for file, footer in zip(files, footers, strict=True)
        for fault in table_faults(str(file), _arrow_schema(file, footer), expected)
    ]
    metadata = read_metadata(schema)
    faults += _edition_faults(path, metadata, edition)
    rows = sum(footer.num_rows for footer in footers)
    if not faults and rows == 0:
        faults = [Fault(str(path), "一行数据也没有", "请检查导出的范围")]
    if faults:
        raise FaultsError(faults)
    pairs = zip(files, footers, strict=True)
    groups = tuple(group for file, footer in pairs for group in _row_groups(file, footer))
    return Source(path, files, groups, layout, rows, metadata, tuple(_slices(groups, layout, edition)))


def said_edition(path: Path) -> str | None:
    """The code of the edition a file says it was scored by, None where it does not. Raises as above."""
    footer = _footer(parquet_files(path)[0])
    return read_metadata(_arrow_schema(path, footer)).get(CODE)


def parquet_files(path: Path) -> tuple[Path, ...]:
    """The file itself, or the Parquet files of a folder by name. Raises FaultsError when there is none."""
    if path.is_dir():
        files = tuple(sorted(file for file in path.glob("*.parquet") if file.is_file()))
        if not files:
            raise FaultsError(
                [Fault(str(path), "文件夹里没有 .parquet 文件", "请给出 Parquet 文件或其文件夹")]
            )
        return files
    if not path.is_file():
        raise FaultsError([Fault(str(path), "找不到文件", "请检查路径")])
    return (path,)


def table_faults(name: str, schema: pa.Schema, expected: Mapping[str, str]) -> list[Fault]:
    """What is wrong with a table's columns, each with how to mend it."""
    missing = [column for column in expected if column not in schema.names]
    faults = [
        Fault(name, f"缺少列“{column}”", f"请补上（类型 {expected[column]}）{_merged_hint(column)}")
        for column in missing[:_SHOWN]
    ]
    if len(missing) > _SHOWN:
        faults.append(Fault(name, f"另外还缺少 {len(missing) - _SHOWN} 列", f"共应有 {len(expected)} 列"))
    seen: set[str] = set()
    for field in schema:
        if field.name in seen:
            faults.append(Fault(name, f"列“{field.name}”重复", "每列只能有一次"))
        elif field.name not in expected:
            faults.append(Fault(name, f"不认识列“{field.name}”", "请删去，或改为标准附录 A 的序号"))
        elif type_name(field.type) != expected[field.name]:
            was, wanted = type_name(field.type), expected[field.name]
            faults.append(Fault(name, f"列“{field.name}”的类型是 {was}", f"应为 {wanted}，请转换后再导出"))
        seen.add(field.name)
    return faults


def type_name(kind: pa.DataType) -> str:
    """Type of a column as docs/national.md names it; all ways to hold a text are `string`."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    if pa.types.is_string(inner) or pa.types.is_large_string(inner) or pa.types.is_string_view(inner):
        return "string"
    return str(inner)


def damaged(path: Path, error: Exception) -> FaultsError:
    """The fault of a file that cannot be read as Parquet."""
    detail = " ".join(str(error).split())[:160]
    return FaultsError(
        [Fault(str(path), f"不是完整的 Parquet 文件（{detail}）", "请重新导出或重新传输；截断的文件不能用")]
    )


def _footer(path: Path) -> pq.FileMetaData:
    try:
        return pq.read_metadata(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise damaged(path, error) from error


def _arrow_schema(path: Path, footer: pq.FileMetaData) -> pa.Schema:
    try:
        return footer.schema.to_arrow_schema()
    except (pa.ArrowException, ValueError) as error:
        raise damaged(path, error) from error


def _merged_hint(column: str) -> str:
    first, dash, last = column.partition("-")
    return f"；序号 {first} 与 {last} 在标准中是同一项指标，合为一列“{column}”" if dash else ""


def _edition_faults(path: Path, metadata: Mapping[str, str], edition: Edition) -> list[Fault]:
    code, content = metadata.get(CODE, edition.code), metadata.get(HASH, edition.hash)
    if code != edition.code:
        return [Fault(str(path), f"文件是按 {code} 评的，不是 {edition.code}", f"请用 --standard “{code}”")]
    if content != edition.hash:
        return [
            Fault(str(path), f"文件所用的 {code} 与已安装的内容不同（哈希不一致）", "请安装评分时所用的版本")
        ]
    return []


def _meet(one: Slice, other: Slice) -> bool:
    return one.first <= other.last and other.first <= one.last


def _row_groups(path: Path, footer: pq.FileMetaData) -> Iterator[RowGroup]:
    """The row groups of a file that hold rows, in its order."""
    column = footer.schema.names.index(CASE)
    first = 0
    for number in range(footer.num_row_groups):
        group = footer.row_group(number)
        if group.num_rows:
            cases = _cases(group.column(column).statistics)
            yield RowGroup(path, footer, number, first, group.num_rows, cases)
        first += group.num_rows


def _cases(statistics: pq.Statistics | None) -> Slice | None:
    if statistics is None or not statistics.has_min_max or statistics.null_count != 0:
        return None
    return Slice(statistics.min, statistics.max)


def _slices(groups: Sequence[RowGroup], layout: Layout, edition: Edition) -> Iterator[Slice]:
    """Cut at row groups where the cases rise from group to group; nothing when they do not."""
    known = [(group.cases, group.rows) for group in groups if group.cases is not None]
    if len(known) < len(groups):
        return
    if any(later.first < earlier.last for (earlier, _), (later, _) in pairwise(known)):
        return
    per_row = len(edition.indicators) if layout is Layout.WIDE else 1
    first, scores = known[0][0].first, 0
    for (_, rows), (following, _) in pairwise(known):
        scores += rows * per_row
        # A case may run on into the next group: it then belongs to the next slice as a whole.
        if scores >= SLICE_SCORES and following.first > first:
            yield Slice(first, following.first - 1)
            first, scores = following.first, 0
    yield Slice(first, known[-1][0].last)
