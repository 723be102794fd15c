"""A score file (CSV, XLSX or the scoring workbook) -> sheets of scores, or everything wrong with it."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass

from xingping.core.faults import Fault, FaultsError
from xingping.core.scoring import DEFAULT_STEP, Sheet
from xingping.core.standard import Edition
from xingping.documents.cells import Remark, Table, UnreadableFileError, shown
from xingping.documents.score_columns import (
    FACTS_SHEET,
    RESULT_SHEET,
    RULES_SHEET,
    WORKING_SHEET,
    find_layout,
    header_fault,
)
from xingping.documents.score_records import Records
from xingping.documents.score_tables import read_long, read_workbook, sheet_prefix
from xingping.documents.table_file import MAX_FILE, read_tables

_OWN_SHEETS = {RESULT_SHEET, WORKING_SHEET, RULES_SHEET, FACTS_SHEET}
_LONGEST_PLACE = 400


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """What a score file says: {assessor: {serial: hundredths}}, and warnings that do not stop it."""

    sheets: Mapping[str, Sheet]
    warnings: tuple[Fault, ...]
    subject: str | None = None
    """The centre's name, where the scoring workbook gives it."""


def read_score_file(
    path: str, edition: Edition, *, step: int = DEFAULT_STEP, partial: bool = False
) -> ScoreFile:
    """Read a score file from disk; `step` in hundredths, `partial` lets indicators be missing.

    Raises FaultsError with everything wrong, each fault's place being FILE:LINE.
    """
    try:
        data = _load(path)
    except UnreadableFileError as error:
        raise _faults_error(path, [error.remark]) from None
    return read_scores(data, path, edition, step=step, partial=partial)


def read_scores(
    data: bytes, name: str, edition: Edition, *, step: int = DEFAULT_STEP, partial: bool = False
) -> ScoreFile:
    """Read the content of a score file, as sent to the site; `name` stands in the messages.

    Raises FaultsError with everything wrong, each fault's place being NAME:LINE.
    """
    records = Records(edition, step=step, partial=partial)
    try:
        tables = read_tables(data, records.remarks)
        _read_tables(tables, records)
    except UnreadableFileError as error:
        records.remarks.faults.append(error.remark)
    except (MemoryError, RecursionError):
        records.remarks.fault(1, "文件太复杂，无法读取", "请另存为 CSV 后再试")
    if records.remarks.faults:
        raise _faults_error(name, records.remarks.faults)
    warnings = tuple(_fault(name, one) for one in records.remarks.warnings)
    return ScoreFile(records.sheets, warnings, records.subject)


def _load(path: str) -> bytes:
    # Opened without waiting and checked afterwards: a pipe in place of a file must not hang the command.
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except FileNotFoundError:
        raise UnreadableFileError("没有这个文件", "请检查文件名和路径") from None
    except PermissionError:
        raise UnreadableFileError("没有权限读取文件", "请检查文件的读取权限") from None
    except (OSError, ValueError):
        raise UnreadableFileError("无法打开文件", "请检查文件名和路径") from None
    try:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            raise UnreadableFileError("这是文件夹，不是文件", "请给出 CSV 或 XLSX 表格")
        if not stat.S_ISREG(mode):
            raise UnreadableFileError("这不是普通文件（是管道或设备）", "请先保存为文件，再给出文件名")
        with os.fdopen(descriptor, "rb", closefd=False) as stream:
            return stream.read(MAX_FILE + 1)
    except OSError:
        raise UnreadableFileError("读取文件时出错", "请检查磁盘或网络盘后再试") from None
    finally:
        os.close(descriptor)


def _read_tables(tables: tuple[Table, ...], records: Records) -> None:
    skipped = []
    recognised = False
    for table in tables:
        if not table.rows:
            continue
        layout = find_layout(table)
        if layout is None:
            skipped.append(table)
        elif table.hidden:
            records.remarks.warn(1, f"{sheet_prefix(table)}是隐藏的，没有读取", "需要读取时请取消隐藏")
        else:
            recognised = True
            (read_workbook if layout.is_workbook else read_long)(table, layout, records)
    if not recognised:
        _refuse_without_header([table for table in skipped if not table.hidden], records)
        return
    for table in skipped:
        if table.sheet not in _OWN_SHEETS and not table.hidden:
            records.remarks.warn(
                table.rows[0].line,
                f"{sheet_prefix(table)}没有评分表的表头，没有读取",
                "若其中有评分，请补上表头",
            )
    records.finish()


def _refuse_without_header(tables: list[Table], records: Records) -> None:
    if records.remarks.faults:
        return
    if not tables:
        records.remarks.fault(1, "文件里没有评分", "请填写评分后再计算")
    for table in tables:
        line, what, mend = header_fault(table)
        records.remarks.fault(line, sheet_prefix(table) + what, mend)


def _fault(name: str, remark: Remark) -> Fault:
    return Fault(f"{shown(name, _LONGEST_PLACE)}:{remark.line}", remark.what, remark.mend)


def _faults_error(name: str, remarks: list[Remark]) -> FaultsError:
    return FaultsError(_fault(name, one) for one in remarks)
