"""`xingping score --report`: the result as PDF or XLSX, with the shortest way to the next star."""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone
from pathlib import Path

from xingping.core.faults import Fault, FaultsError
from xingping.core.guide import Guide
from xingping.core.scoring import Result
from xingping.documents.way import Way, WayStep

SHANGHAI = timezone(timedelta(hours=8))
FORMATS = {".pdf": "report", ".xlsx": "result_workbook"}
"""Suffix -> document in the registry."""


def report_path(given: str, source: str) -> Path:
    """Where to write the report. Raises FaultsError when that is no place for one."""
    path = Path(given)
    if path.suffix.lower() not in FORMATS:
        raise _refused(f"不认识的报告格式“{path.name}”", "请写 .pdf 或 .xlsx 结尾的文件名")
    if path.is_dir() or not path.parent.is_dir():
        raise _refused(f"不能写到“{given}”", "请写已有文件夹中的文件名")
    if path.exists() and os.path.exists(source) and path.samefile(source):  # noqa: PTH110 a text, maybe odd
        raise _refused("报告会覆盖评分表", "请换一个文件名")
    return path


def write_report(result: Result, guide: Guide | None, subject: str | None, path: Path) -> None:
    """Write the report whole or not at all. Raises FaultsError."""
    from xingping.documents.files import write_whole
    from xingping.documents.registry import DOCUMENTS
    from xingping.documents.typst_engine import DocumentError

    if guide is None:
        raise _refused(f"{result.edition.code} 还没有评分细则，出不了报告", "请先安装适用的评分细则")
    document = DOCUMENTS[FORMATS[path.suffix.lower()]]
    today = datetime.now(SHANGHAI).date()
    try:
        write_whole(path, document.make(result, guide, subject=subject, way=_way(result, guide), dated=today))
    except DocumentError as error:
        raise _refused("报告没有做成", str(error)) from error
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _refused(f"写不了报告（{reason}）", "请检查文件夹的权限与磁盘空间") from error


def _way(result: Result, guide: Guide) -> Way | None:
    from xingping.science.improvement import Outcome, shortest_way

    found = shortest_way(result, guide)
    if found is None:
        return None
    if found.outcome is not Outcome.FOUND:
        return Way(found.stars, (), found.model.label, note=found.text)
    steps = [
        WayStep(
            serial=step.indicator.serial,
            now=step.now,
            then=step.then,
            effort=str(step.effort),
            unmet=tuple(point.point.text for point in step.points),
        )
        for step in found.steps
    ]
    return Way(found.stars, steps, found.model.label)


def _refused(what: str, mend: str) -> FaultsError:
    return FaultsError([Fault("--report", what, mend)])
