"""Results of `xingping national` for a person at the terminal."""

from __future__ import annotations

from typing import Any

from xingping.cli.terminal import BOLD, DIM, grid, paint
from xingping.core.standard import Edition
from xingping.national.comparison import Change
from xingping.national.flows import Flows
from xingping.national.sensitivity_file import Summary
from xingping.national.source import Source

_MOST_REGIONS = 40
_MOST_PULLS = 10
_PROVINCE_DIGITS = 2
_KINDS = {"urban": "城市社区", "rural": "农村"}
# fmt: off
_PROVINCES = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林",
    "23": "黑龙江", "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西",
    "37": "山东", "41": "河南", "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南",
    "50": "重庆", "51": "四川", "52": "贵州", "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃",
    "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾", "81": "香港", "82": "澳门",
}
# fmt: on
_STARS = {"incomplete": "未评全", "0": "不到一星"}


def star_lines(edition: Edition, flows: Flows, source: Source) -> list[str]:
    """Stars of all cases, by kind and by region."""
    data: Any = flows.stars_json()
    stars = list(data["stars"])
    head = ["", "件数", *map(_star, stars)]
    rows = [head, _counts("全部", data, "stars")]
    rows += [_counts(_KINDS[one["kind"]], one, "stars") for one in data["kinds"]]
    rows += [_counts(_region(one["region"]), one, "stars") for one in data["regions"][:_MOST_REGIONS]]
    return [*_title(edition.code + " 各星级件数", source), "", *_table(rows)]


def flow_lines(flows: Flows, change: Change, source: Source) -> list[str]:
    """Who moves: the flow of stars, then by kind and region."""
    data: Any = flows.as_json()
    matrix = flows.whole.sum(axis=0)
    names = list(data["before"])
    rows = [["原星级 → 新星级", *map(_star, names), "合计"]]
    for place, name in enumerate(names):
        counts = [int(count) for count in matrix[place]]
        rows.append([_star(name), *map(_number, counts), _number(sum(counts))])
    rows.append(["合计", *map(_number, data["after"].values()), _number(data["cases"])])
    moves = [["", "件数", "升星", "降星"], _moves("全部", data)]
    moves += [_moves(_KINDS[one["kind"]], one) for one in data["kinds"]]
    moves += [_moves(_region(one["region"]), one) for one in data["regions"][:_MOST_REGIONS]]
    more = len(data["regions"]) - _MOST_REGIONS
    notes = [f"……另有 {more} 个地区，见 --json 或结果文件"] if more > 0 else []
    notes.append(f"结果文件中改后的分值以百分之一分的 1/{change.scheme.denominator} 为单位")
    title = f"{_number(data['up'])} 件升星，{_number(data['down'])} 件降星"
    return [
        *_title(title, source),
        "",
        *_table(rows),
        "",
        *_table(moves),
        *(paint(note, DIM) for note in notes),
    ]


def sensitivity_lines(summary: Summary, source: Source) -> list[str]:
    """How firm the stars are, and which indicators pull most."""
    plan, cases = summary.plan, max(summary.cases, 1)
    firm = f"{_number(summary.firm)} 件（{_percent(summary.firm, cases)}）"
    title = f"{_number(summary.cases)} 件中 {firm}在所有权重下星级不变"
    spread = [summary.least_changed, summary.median_changed, summary.most_changed]
    said = "、".join(
        f"{name} {_number(count)} 件（{_percent(count, cases)}）"
        for name, count in zip(("最少", "居中", "最多"), spread, strict=True)
    )
    rows = [["指标", "名称", f"加重 {plan.spread}%", f"减轻 {plan.spread}%"]]
    rows += [
        [one.serial, one.level3, _number(one.up), _number(one.down)] for one in summary.pulls[:_MOST_PULLS]
    ]
    return [
        *_title(title, source),
        f"试了 {plan.vectors} 组权重，每项在 ±{plan.spread}% 内随机变动（种子 {plan.seed}）",
        f"每组改变星级的件数：{said}",
        *([f"另有 {_number(summary.incomplete)} 件未评全，没有计入"] if summary.incomplete else []),
        "",
        "单独改变一项权重时，改变星级的件数（前十项）：",
        *grid(rows, right=(2, 3)),
    ]


def _title(text: str, source: Source) -> list[str]:
    return [paint(text, BOLD), *([source.simulated] if source.simulated else [])]


def _table(rows: list[list[str]]) -> list[str]:
    return grid(rows, right=range(1, len(rows[0])))


def _counts(name: str, data: Any, key: str) -> list[str]:  # noqa: ANN401 - one entry of our own JSON
    return [name, _number(data["cases"]), *map(_number, data[key].values())]


def _moves(name: str, data: Any) -> list[str]:  # noqa: ANN401 - one entry of our own JSON
    return [name, _number(data["cases"]), _number(data["up"]), _number(data["down"])]


def _region(code: str) -> str:
    if not code:
        return "全国"
    name = _PROVINCES.get(code, "") if len(code) == _PROVINCE_DIGITS else ""
    return f"{code} {name}".rstrip()


def _star(name: str) -> str:
    return _STARS.get(name, f"{name} 星")


def _number(count: int) -> str:
    return f"{count:,}"


def _percent(count: int, of: int) -> str:
    """Rounded down to a tenth of a percent."""
    tenths = count * 1000 // of
    return f"{tenths // 10}.{tenths % 10}%"
