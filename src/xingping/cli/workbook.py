"""`xingping workbook`: the scoring workbook to fill in, print, and hand to `xingping score`."""

from __future__ import annotations

import argparse
from pathlib import Path

from xingping.cli.terminal import print_faults
from xingping.core.catalogue import DEFAULT_CODE, find_edition, find_guide
from xingping.core.faults import Fault, FaultsError
from xingping.core.standard import Edition
from xingping.documents.files import write_whole
from xingping.documents.registry import DOCUMENTS
from xingping.documents.score_file import read_score_file
from xingping.documents.score_records import NOTHING_SCORED
from xingping.documents.workbook import DEFAULT_ASSESSORS, default_labels
from xingping.documents.workbook.plan import MAX_ASSESSORS


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options of contracts.md."""
    parser.description = (
        "生成评分工作簿：在“评分表”里打分，结果、得分率与星级自动算出；打印即可签名，"
        "填好后交给 xingping score 核算。"
    )
    parser.add_argument("out", metavar="OUT.xlsx", help="要写的文件")
    parser.add_argument(
        "--assessors",
        metavar="N",
        default=str(DEFAULT_ASSESSORS),
        help=f"评审专家人数，1 至 {MAX_ASSESSORS}，不写时 {DEFAULT_ASSESSORS}",
    )
    parser.add_argument("--standard", metavar="CODE", default=DEFAULT_CODE, help="标准编号，可简写为 0005")
    parser.add_argument("--guide", metavar="NAME", help="评分细则；不写时用随附的通用细则")
    parser.add_argument("--overwrite", action="store_true", help="即使原文件里已有评分也覆盖")


def run(options: argparse.Namespace) -> int:
    """Write the workbook. Exit status 0, or 2 with every fault on stderr and nothing written."""
    try:
        count = _count(options.assessors)
        edition = find_edition(options.standard)
        guide = find_guide(options.guide, edition)
        path = _path(options.out)
        if not options.overwrite:
            _refuse_filled(path, edition)
        made = DOCUMENTS["workbook"].make(edition, guide, default_labels(count))
        _write(path, made)
    except FaultsError as error:
        return print_faults(error)
    print(f"已生成 {path}：{count} 名评审专家，{edition.code}，{guide.title} {guide.version}")
    print(f"填好后运行 xingping score {path}")
    return 0


def _count(text: str) -> int:
    count = int(text) if text.isascii() and text.isdecimal() and len(text) <= 4 else 0
    if not 1 <= count <= MAX_ASSESSORS:
        raise FaultsError(
            [Fault("--assessors", f"评审专家人数“{text}”不对", f"请写 1 至 {MAX_ASSESSORS} 的整数")]
        )
    return count


def _path(given: str) -> Path:
    path = Path(given)
    if path.suffix.lower() != ".xlsx":
        raise _refused(given, "工作簿的文件名要以 .xlsx 结尾", "请改文件名")
    if path.is_dir() or not path.parent.is_dir():
        raise _refused(given, "写不到这里", "请写已有文件夹中的文件名")
    return path


def _refuse_filled(path: Path, edition: Edition) -> None:
    """Only an empty file or an empty workbook is replaced unasked: nobody's scores are ever lost."""
    if not path.exists() or not path.stat().st_size:
        return
    try:
        read_score_file(str(path), edition, partial=True)
    except FaultsError as error:
        if [fault.message for fault in error.faults] == [NOTHING_SCORED]:
            return
    raise _refused(str(path), "已有这个文件，里面可能有评分", "请换一个文件名，或加 --overwrite")


def _write(path: Path, made: bytes) -> None:
    try:
        write_whole(path, made)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _refused(str(path), f"写不了文件（{reason}）", "请检查文件夹的权限与磁盘空间") from error


def _refused(place: str, what: str, mend: str) -> FaultsError:
    return FaultsError([Fault(place, what, mend)])
