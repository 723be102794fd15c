"""`xingping standard`: list, show, check and compare editions of the standard."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from xingping.cli.terminal import (
    BOLD,
    DIM,
    GOLD,
    GREEN,
    RED,
    grid,
    pad,
    page_width,
    paint,
    print_faults,
    width,
    wrap,
)
from xingping.core.catalogue import DEFAULT_CODE, editions, find_edition
from xingping.core.edition_diff import Difference, compare
from xingping.core.edition_file import read_edition
from xingping.core.edition_json import edition_json
from xingping.core.examples import check_examples
from xingping.core.faults import FaultsError
from xingping.core.points import show_decimal, show_hundredths
from xingping.core.standard import Edition, Indicator

_CODE_HELP = "标准编号，如 T/ZSX 0005-2024，可简写为 0005"


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare `list`, `show`, `check` and `diff`."""
    actions = parser.add_subparsers(dest="action", metavar="做什么", required=True)
    actions.add_parser("list", help="列出已安装的标准")
    show = actions.add_parser("show", help="显示一个标准的指标、星级与勘误")
    show.add_argument("code", metavar="CODE", nargs="*", help=f"{_CODE_HELP}；不写就是它")
    show.add_argument("--json", action="store_true", help="输出 JSON")
    check = actions.add_parser("check", help="检查一个标准文件夹，一次列出全部问题")
    check.add_argument("folder", metavar="DIR", type=Path, help="含 edition.toml 与 indicators.toml 的文件夹")
    diff = actions.add_parser("diff", help="逐项比较两个标准；两者都找到就返回 0，不论有没有不同")
    diff.add_argument("old", metavar="CODE_A", help=_CODE_HELP)
    diff.add_argument("new", metavar="CODE_B", help="与之比较的标准编号")


def run(options: argparse.Namespace) -> int:
    """Run the chosen action. Exit status 0, or 2 with every fault on stderr."""
    try:
        if options.action == "list":
            lines = _list(editions())
        elif options.action == "show":
            lines = _show(find_edition(" ".join(options.code) or DEFAULT_CODE), as_json=options.json)
        elif options.action == "check":
            lines = _check(options.folder)
        else:
            lines = _diff(find_edition(options.old), find_edition(options.new))
    except FaultsError as error:
        return print_faults(error)
    print("\n".join(lines))
    return 0


def _counts(edition: Edition) -> str:
    return f"{len(edition.level1)} / {len(edition.level2)} / {len(edition.indicators)}"


def _list(installed: tuple[Edition, ...]) -> list[str]:
    rows = [["编号", "名称", "发布", "指标", "总分", "内容指纹"]]
    for edition in installed:
        total = show_hundredths(edition.total_points)
        published = edition.published.isoformat()
        rows.append([edition.code, edition.title, published, _counts(edition), total, edition.hash[:12]])
    head, *lines = grid(rows, right=[4])
    return [paint(head, DIM), *lines]


def _check(folder: Path) -> list[str]:
    edition = read_edition(folder)
    examples = check_examples(folder, edition)
    return [
        f"通过：{edition.code} {edition.title}",
        f"指标 {_counts(edition)}，总分 {show_hundredths(edition.total_points)}，"
        f"{len(edition.bands)} 个星级，勘误 {len(edition.errata)} 条",
        f"算例 {examples} 个，结果全部相符" if examples else "没有算例",
        f"内容指纹 {edition.hash}",
    ]


def _show(edition: Edition, *, as_json: bool) -> list[str]:
    if as_json:
        return [json.dumps(edition_json(edition), ensure_ascii=False, indent=2)]
    return [*_head(edition), "", *_bands(edition), "", *_table(edition), *_errata(edition)]


def _head(edition: Edition) -> list[str]:
    return [
        paint(f"{edition.code}  {edition.title}", BOLD),
        f"{edition.publisher}　{edition.published} 发布　{edition.effective} 实施",
        f"总分 {show_hundredths(edition.total_points)} 分，有效期 {edition.validity_years} 年，"
        f"到期前 {edition.review_months} 个月内申请复核（{edition.validity_clause}）",
        paint(f"内容指纹 {edition.hash}", DIM),
    ]


def _bands(edition: Edition) -> list[str]:
    rows = []
    for band in edition.bands:
        rate = f"得分率不低于 {show_decimal(band.rate * 100)} %"
        rows.append([band.mark, band.name, rate, f"{show_hundredths(band.points)} 分", band.clause])
    lines = grid(rows, right=[3])
    return [paint(f"星级（第 {edition.bands_clause} 章）", BOLD), *(f"  {paint(one, GOLD)}" for one in lines)]


def _table(edition: Edition) -> list[str]:
    lines = [paint(f"指标（一级 / 二级 / 三级：{_counts(edition)}）", BOLD)]
    columns = page_width()
    level1 = level2 = ""
    points = {(one.level1, one.name): one.points for one in edition.level2}
    totals = {one.name: one.points for one in edition.level1}
    for indicator in edition.indicators:
        if indicator.level1 != level1:
            level1, level2 = indicator.level1, ""
            lines += ["", paint(_leader(level1, totals[level1], columns), BOLD)]
        if indicator.level2 != level2:
            level2 = indicator.level2
            lines.append("  " + _leader(level2, points[level1, level2], columns - 2))
        lines += _indicator(indicator, columns)
    return lines


def _leader(name: str, points: int, columns: int) -> str:
    shown = f"{show_hundredths(points)} 分"
    return f"{name} {'·' * (columns - width(name) - width(shown) - 2)} {shown}"


def _indicator(indicator: Indicator, columns: int) -> list[str]:
    shown = f"{show_hundredths(indicator.points)} 分"
    name = f"    {pad(indicator.serial, 6)}{indicator.level3}"
    lines = [name + pad(shown, columns - width(name), right=True)]
    lines += [" " * 10 + one for one in wrap(indicator.requirement, columns - 16)]
    for threshold in indicator.thresholds:
        lines.append(" " * 10 + f"◇ {threshold.text}")
    for period in indicator.periods:
        lines.append(" " * 10 + f"◷ {period}")
    return lines


def _errata(edition: Edition) -> list[str]:
    lines = ["", paint(f"勘误与读法（{len(edition.errata)} 条）", BOLD)] if edition.errata else []
    for erratum in edition.errata:
        lines += ["", f"  {erratum.place}"]
        for label, text in (("印作", erratum.printed), ("读作", erratum.read_as), ("理由", erratum.why)):
            first, *rest = wrap(text, page_width() - 12)
            lines += [f"    {label}  {first}", *(" " * 10 + one for one in rest)]
    return lines


def _diff(old: Edition, new: Edition) -> list[str]:
    differences = compare(old, new)
    lines = [f"{paint(old.code, BOLD)} → {paint(new.code, BOLD)}"]
    if not differences:
        return [*lines, "两者没有不同。"]
    part = place = None
    for one in differences:
        if one.part != part:
            part, place = one.part, None
            lines += ["", paint(part, BOLD)]
        if one.place and one.place != place:
            lines.append(f"  {one.place}")
        place = one.place
        lines += _difference(one)
    return [*lines, "", f"共 {len(differences)} 处不同。"]


def _difference(one: Difference) -> list[str]:
    start = f"    {pad(one.what, 8)}  "
    if one.before is None:
        return _marked(start, [("新增", one.after or "", GREEN)])
    if one.after is None:
        return _marked(start, [("取消", one.before, RED)])
    short = f"{start}{one.before or '无'} → {one.after or '无'}"
    if width(short) <= page_width():
        return [short]
    return _marked(start, [("原为", one.before, RED), ("改为", one.after, GREEN)])


def _marked(start: str, texts: list[tuple[str, str, str]]) -> list[str]:
    lines = []
    for sign, text, colour in texts:
        first, *rest = wrap(text, page_width() - width(start) - 5)
        lines.append(start + paint(f"{sign} {first}", colour))
        start = " " * width(start)
        lines += [start + paint(f"     {one}", colour) for one in rest]
    return lines
