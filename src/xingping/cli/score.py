"""`xingping score`: a score file -> total, rate, star; as text, JSON, PDF or XLSX."""

from __future__ import annotations

import argparse
import json
import sys

from xingping.cli.result_summary import summary
from xingping.cli.score_report import report_path, write_report
from xingping.cli.terminal import print_faults
from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import DEFAULT_CODE, find_edition, find_guide, guides
from xingping.core.faults import Fault, FaultsError
from xingping.core.guide import Guide
from xingping.core.points import parse_hundredths
from xingping.core.result_json import result_json
from xingping.core.scoring import DEFAULT_STEP, Result, score
from xingping.core.standard import Edition
from xingping.documents.score_file import read_score_file

_DESCRIPTION = """\
按评分表计算得分、得分率与星级。FILE 是 CSV（UTF-8 或 GB18030）或 XLSX，含
indicator,assessor,score（或 指标,评审专家,得分）三列；也可以是 xingping workbook 生成的评分工作簿。
有错时一次列出全部错误（文件:行: 什么错；怎样改），退出码 2，不写任何文件。"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options of contracts.md."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = _DESCRIPTION
    parser.add_argument("file", metavar="FILE", help="评分表：CSV、XLSX 或评分工作簿")
    parser.add_argument("--standard", metavar="CODE", default=DEFAULT_CODE, help="标准编号，可简写为 0005")
    parser.add_argument("--guide", metavar="NAME", help="评分细则；不写时用随附的通用细则")
    parser.add_argument(
        "--aggregate",
        choices=[rule.value for rule in Aggregate],
        help="汇总方法：平均分、中位数、去极值平均分；不写时按细则",
    )
    parser.add_argument("--step", metavar="0.5", help="记分单位；不写时按细则")
    parser.add_argument("--partial", action="store_true", help="允许只评了一部分指标（不定星级）")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser.add_argument("--report", metavar="OUT", help="另存报告：OUT.pdf 或 OUT.xlsx")


def run(options: argparse.Namespace) -> int:
    """Score the file. Exit status 0, or 2 with every fault on stderr and nothing written."""
    try:
        report = None if options.report is None else report_path(options.report, options.file)
        step = _step(options.step)
        edition = find_edition(options.standard)
        guide = _guide(options.guide, edition)
        rule = Aggregate(options.aggregate) if options.aggregate else (guide and guide.aggregate)
        step = step or (guide.step if guide else DEFAULT_STEP)
        scores = read_score_file(options.file, edition, step=step, partial=options.partial)
        result = score(
            edition, scores.sheets, rule=rule or Aggregate.MEAN, step=step, partial=options.partial
        )
        if report is not None:
            write_report(result, guide, scores.subject, report)
    except FaultsError as error:
        return print_faults(error)
    for warning in scores.warnings:
        print(f"{warning.place}: 提示：{warning.message}；{warning.mend}", file=sys.stderr)
    if options.json:
        print(_json(result))
    else:
        print("\n".join(summary(result, guide, step)))
    return 0


def _json(result: Result) -> str:
    # Where the terminal cannot show every character, escapes keep the JSON valid.
    everything = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    return json.dumps(result_json(result), ensure_ascii=not everything, indent=2)


def _step(text: str | None) -> int | None:
    if text is None:
        return None
    try:
        step = parse_hundredths(text)
    except ValueError:
        step = 0
    if not step:
        raise FaultsError([Fault("--step", f"记分单位“{text}”不对", "请写大于 0 的小数，最多两位，如 0.5")])
    return step


def _guide(name: str | None, edition: Edition) -> Guide | None:
    """The guide asked for, or the default one; none where nobody wrote one for the edition."""
    if name is None and not any(guide.edition == edition.code for guide in guides()):
        return None
    return find_guide(name, edition)
