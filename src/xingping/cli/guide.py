"""`xingping guide`: list, show, check and copy scoring guides."""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import xingping
from xingping.cli.terminal import BOLD, DIM, GOLD, grid, pad, page_width, paint, print_faults, width, wrap
from xingping.core.catalogue import DEFAULT_GUIDE, find_edition, find_guide, guides
from xingping.core.faults import Fault, FaultsError
from xingping.core.grading_text import grading_text
from xingping.core.guide import EvidenceMode, Guide, IndicatorGuide, ScoringPoint
from xingping.core.guide_file import read_guide
from xingping.core.guide_json import guide_json
from xingping.core.points import show_hundredths
from xingping.core.standard import Edition, Indicator, Kind

_AGGREGATES = {"mean": "平均分", "median": "中位数", "trimmed": "去极值平均分"}
_KINDS = {Kind.URBAN: "（城市社区）", Kind.RURAL: "（村）"}
_INDENT = " " * 16
_GENERAL = Path(xingping.__file__).parent / "guides" / DEFAULT_GUIDE


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare `list`, `show`, `check` and `copy`."""
    actions = parser.add_subparsers(dest="action", metavar="做什么", required=True)
    actions.add_parser("list", help="列出已安装的评分细则")
    show = actions.add_parser("show", help="显示一份细则的要点、权重与佐证方式")
    show.add_argument("name", metavar="NAME", nargs="?", default=DEFAULT_GUIDE, help="细则名，默认为通用细则")
    show.add_argument("--json", action="store_true", help="输出 JSON")
    check = actions.add_parser("check", help="检查一份细则，一次列出全部问题")
    check.add_argument("path", metavar="FILE", type=Path, help="细则的 .toml 文件，或含 guide.toml 的文件夹")
    copy = actions.add_parser("copy", help="复制通用细则，改成本机构自己的")
    copy.add_argument("target", metavar="DIR", type=Path, help="放到哪个文件夹（应当还不存在）")


def run(options: argparse.Namespace) -> int:
    """Run the chosen action. Exit status 0, or 2 with every fault on stderr."""
    try:
        if options.action == "list":
            lines = _list(guides())
        elif options.action == "show":
            lines = _show(find_guide(options.name), as_json=options.json)
        elif options.action == "check":
            lines = _check(options.path)
        else:
            lines = _copy(options.target)
    except FaultsError as error:
        return print_faults(error)
    print("\n".join(lines))
    return 0


def _list(installed: tuple[Guide, ...]) -> list[str]:
    rows = [["名字", "名称", "版本", "适用标准", "性质", "内容指纹"]]
    for guide in installed:
        rows.append([guide.name, guide.title, guide.version, guide.edition, guide.label, guide.hash[:12]])
    head, *lines = grid(rows)
    return [paint(head, DIM), *lines]


def _check(path: Path) -> list[str]:
    guide = read_guide(path, find_edition)
    return [
        f"通过：{guide.title} {guide.version}，适用于 {guide.edition}",
        f"指标 {len(guide.indicators)} 项，要点 {len(guide.by_point)} 个，情况 {len(guide.facts)} 项，"
        f"分 {len(guide.groups)} 组，记分单位 {show_hundredths(guide.step)}",
        f"内容指纹 {guide.hash}",
    ]


def _copy(target: Path) -> list[str]:
    if target.exists():
        raise FaultsError([Fault(str(target), "这个文件夹已经存在", "请换一个还没有的名字")])
    try:
        shutil.copytree(_GENERAL, target, copy_function=shutil.copyfile)
    except OSError as error:
        raise FaultsError(
            [Fault(str(target), f"写不进去（{error.strerror}）", "请换一个能写的地方")]
        ) from error
    return [
        f"已把通用细则复制到 {target}",
        f"先在 {target / 'guide.toml'} 里把 name、title、version、label 改成本机构的，再改各文件里的要点；",
        f"改好后运行 xingping guide check {target}；",
        f"通过后在环境变量 XINGPING_GUIDES 里写上 {target.resolve()}，即可使用。",
    ]


def _show(guide: Guide, *, as_json: bool) -> list[str]:
    if as_json:
        return [json.dumps(guide_json(guide), ensure_ascii=False, indent=2)]
    edition = find_edition(guide.edition)
    return [*_head(guide), "", *_groups(guide, edition), *_table(guide, edition)]


def _head(guide: Guide) -> list[str]:
    limit = f"每项指标最多 {guide.evidence_limit} 件佐证"
    return [
        paint(f"{guide.title}  {guide.version}", BOLD),
        paint(guide.label, GOLD),
        f"适用于 {guide.edition}；记分单位 {show_hundredths(guide.step)} 分；"
        f"{_AGGREGATES[guide.aggregate]}；{limit}",
        paint(f"内容指纹 {guide.hash}", DIM),
    ]


def _groups(guide: Guide, edition: Edition) -> list[str]:
    rows = []
    for group in guide.groups:
        serials = guide.by_group[group.id]
        points = sum(edition.by_serial[serial].points for serial in serials)
        rows.append([group.name, f"{len(serials)} 项", f"{show_hundredths(points)} 分", "、".join(serials)])
    return [paint("评审分组", BOLD), *(f"  {line}" for line in _folded(rows))]


def _folded(rows: list[list[str]]) -> list[str]:
    """A grid whose last column is folded within the page."""
    starts = grid([row[:-1] for row in rows], right=[1, 2])
    widest = max(map(width, starts))
    lines = []
    for start, row in zip(starts, rows, strict=True):
        first, *rest = wrap(row[-1], page_width() - widest - 4)
        lines.append(f"{pad(start, widest)}  {first}")
        lines += [" " * (widest + 2) + one for one in rest]
    return lines


def _table(guide: Guide, edition: Edition) -> list[str]:
    lines = []
    level1 = ""
    for rules in guide.indicators:
        indicator = edition.by_serial[rules.serial]
        if indicator.level1 != level1:
            level1 = indicator.level1
            lines += ["", paint(level1, BOLD)]
        lines += _indicator(guide, indicator, rules)
    return lines


def _indicator(guide: Guide, indicator: Indicator, rules: IndicatorGuide) -> list[str]:
    group = next(one.name for one in guide.groups if one.id == rules.group)
    name = f"  {pad(indicator.serial, 6)}{indicator.level3}"
    right = f"{group}　{show_hundredths(indicator.points)} 分"
    lines = ["", name + pad(right, page_width() - width(name), right=True)]
    for point in rules.scoring_points:
        lines += _point(point, grading_text(point, guide.by_fact))
    evidence = dict.fromkeys(text for point in rules.scoring_points for text in point.evidence)
    folded = wrap(f"佐证：{'；'.join(evidence)}", page_width() - len(_INDENT))
    return [*lines, *(paint(_INDENT + line, DIM) for line in folded)]


def _point(point: ScoringPoint, grading: str) -> list[str]:
    on_site = "" if point.evidence_mode is EvidenceMode.UPLOAD else f" · {point.evidence_mode.label}"
    right = paint(f"{point.kind.label}{on_site}", DIM)
    shown = f"{point.kind.label}{on_site}"
    text = point.text + (_KINDS[point.applies] if point.applies else "")
    start = f"  {pad(point.id, 8)}{pad(f'{point.weight}%', 4, right=True)}  "
    first, *rest = wrap(text, page_width() - width(start) - width(shown) - 2)
    gap = " " * (page_width() - width(start) - width(first) - width(shown))
    below = wrap(grading, page_width() - len(_INDENT)) if grading else []
    return [
        start + first + gap + right,
        *(_INDENT + one for one in rest),
        *(paint(_INDENT + one, DIM) for one in below),
    ]
