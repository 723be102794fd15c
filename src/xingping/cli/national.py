"""`xingping national`: rate, what-if, sensitivity and edition simulation over a whole country's sheets."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xingping.cli import national_options as given
from xingping.cli.terminal import print_faults
from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import DEFAULT_CODE, find_edition
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition

if TYPE_CHECKING:
    from xingping.national.comparison import Change
    from xingping.national.engine import Engine
    from xingping.national.score import Job

_DESCRIPTION = """\
全国重算：读宽表（每行一份评分表）或长表（每行一个得分）的 Parquet，列见 docs/national.md。
一律整数运算，结果与逐件评定完全一致。数据有错时指出列与行，退出码 2，不留下任何文件。"""
_LEVELS = ("country", "province", "city", "county", "street")


def configure(parser: argparse.ArgumentParser) -> None:
    """Sub-commands and options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.description = _DESCRIPTION
    actions = parser.add_subparsers(dest="action", metavar="操作", required=True)
    _reading(actions, "score", "按标准评定每一件，写出得分与星级")
    what_if = _reading(actions, "what-if", "假设分析：改权重、分档、指标或汇总方法，看谁的星级会变")
    given.add_scenario_options(what_if)
    _level(what_if)
    sensitivity = _reading(actions, "sensitivity", "敏感性：权重随机变动时，星级有多稳")
    sensitivity.add_argument("--vectors", type=int, default=1000, metavar="1000", help="试多少组权重")
    sensitivity.add_argument("--spread", type=int, default=20, metavar="20", help="每项权重最多变动百分之几")
    sensitivity.add_argument("--seed", type=int, default=1, metavar="1", help="随机种子；同一种子结果相同")
    simulate = _reading(actions, "simulate-edition", "用过去一批的评分试算草案版本")
    simulate.add_argument("--draft", metavar="CODE|DIR", required=True, help="草案版本：标准编号或版本文件夹")
    simulate.add_argument("--map", metavar="CSV", help="对照表 old,new；不写时按三级指标名称对应")
    simulate.add_argument("--assume", metavar="60%", help="草案中没有来源的指标，假定的得分率")
    _level(simulate)
    given.add_generate_options(actions.add_parser("generate", help="生成模拟的全国批次（标明为模拟）"))


def run(options: argparse.Namespace) -> int:
    """Do what was asked: 0, or 2 with every fault on stderr and nothing written."""
    try:
        _ACTIONS[options.action](options)
    except FaultsError as error:
        return print_faults(error)
    return 0


def _reading(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], name: str, help_text: str
) -> argparse.ArgumentParser:
    """A sub-command that reads sheets and writes a result."""
    parser = actions.add_parser(name, help=help_text, description=help_text)
    rules = [rule.value for rule in Aggregate]
    parser.add_argument(
        "input", metavar="IN.parquet", help="评分数据：Parquet 文件，或放 Parquet 文件的文件夹"
    )
    parser.add_argument("--out", metavar="OUT.parquet", required=True, help="结果写到哪里")
    parser.add_argument("--standard", metavar="CODE", help="标准编号；不写时按文件所载，文件也没写时用 0005")
    parser.add_argument("--aggregate", choices=rules, default="mean", help="汇总方法，默认平均分")
    parser.add_argument("--decided", metavar="FILE", help="评定委员会核定的分值：case_id、indicator、points")
    parser.add_argument("--engine", choices=["local", "spark"], default="local", help="本机，或 Spark 集群")
    parser.add_argument(
        "--master", metavar="URL", help="Spark 集群地址，如 spark://主机:7077；不写时按 Spark 的配置"
    )
    parser.add_argument("--memory", metavar="1700MB", help="本机计算的内存上限，超出时用临时磁盘")
    parser.add_argument("--json", action="store_true", help="摘要输出为 JSON")
    return parser


def _level(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--by", choices=_LEVELS, default="province", help="按哪一级地区汇总，默认省")


def _edition(options: argparse.Namespace) -> Edition:
    from xingping.national.source import said_edition

    return find_edition(options.standard or said_edition(Path(options.input)) or DEFAULT_CODE)


def _job(options: argparse.Namespace, edition: Edition, engine: Engine) -> Job:
    from xingping.national.score import Job
    from xingping.national.source import open_source

    return Job(
        source=open_source(Path(options.input), edition),
        edition=edition,
        engine=engine,
        rule=Aggregate(options.aggregate),
        decided=Path(options.decided) if options.decided else None,
        progress=_progress,
    )


def _score(options: argparse.Namespace) -> None:
    from xingping.cli.national_summary import star_lines
    from xingping.national.engines import open_engine
    from xingping.national.score import score_file

    edition = _edition(options)
    with open_engine(options.engine, memory=options.memory, master=options.master) as engine:
        job = _job(options, edition, engine)
        flows = score_file(job, Path(options.out))
    _say(options, {"standard": edition.code, **flows.stars_json()}, star_lines(edition, flows, job.source))


def _what_if(options: argparse.Namespace) -> None:
    edition = _edition(options)
    scenario, added = given.read_scenario(options, edition)
    from xingping.national.comparison import Change

    scheme = scenario.scheme(edition)
    parameters = {"command": "what-if", "scenario": scenario.as_json()}
    _compare(options, edition, Change(scheme, parameters, scenario.rule, added))


def _simulate(options: argparse.Namespace) -> None:
    from xingping.national.comparison import Change
    from xingping.national.simulate import draft_scheme, read_map, same_name_map

    edition, draft = _edition(options), given.read_draft(options.draft)
    mapping = read_map(Path(options.map), edition, draft) if options.map else same_name_map(edition, draft)
    assumed = given.read_rate(options.assume, "--assume") if options.assume else None
    scheme = draft_scheme(edition, draft, mapping, assumed)
    parameters = {
        "command": "simulate-edition",
        "draft": draft.code,
        "draft_hash": draft.hash,
        "map": {new: list(old) for new, old in mapping.sources.items()},
        "assumed": {"rate": options.assume, "indicators": list(mapping.unmapped(draft))},
        "dropped": list(mapping.dropped(edition)),
    }
    _compare(options, edition, Change(scheme, parameters))


def _compare(options: argparse.Namespace, edition: Edition, change: Change) -> None:
    from xingping.cli.national_summary import flow_lines
    from xingping.national.comparison import compare_file
    from xingping.national.engines import open_engine
    from xingping.national.flows import Level

    with open_engine(options.engine, memory=options.memory, master=options.master) as engine:
        job = _job(options, edition, engine)
        flows = compare_file(job, change, Path(options.out), Level[options.by.upper()])
    head = {"standard": edition.code, "denominator": change.scheme.denominator, **change.parameters}
    _say(options, {**head, **flows.as_json()}, flow_lines(flows, change, job.source))


def _sensitivity(options: argparse.Namespace) -> None:
    from xingping.cli.national_summary import sensitivity_lines
    from xingping.national.engines import open_engine
    from xingping.national.sensitivity_file import Plan, sensitivity_file

    edition = _edition(options)
    plan = Plan(options.vectors, options.spread, options.seed)
    with open_engine(options.engine, memory=options.memory, master=options.master) as engine:
        job = _job(options, edition, engine)
        summary = sensitivity_file(job, Path(options.out), plan)
    _say(options, {"standard": edition.code, **summary.as_json()}, sensitivity_lines(summary, job.source))


def _generate(options: argparse.Namespace) -> None:
    from xingping.national.generate import LABEL, generate, write_names
    from xingping.national.places import default_file, read_places

    edition, out = find_edition(options.standard), Path(options.out)
    places = read_places(Path(options.places) if options.places else default_file())
    plan = given.read_plan(options, len(places.codes))
    generate(out, edition, places, plan, _progress)
    if options.names:
        write_names(Path(options.names), places, plan.centres)
    print(f"{LABEL}\n已写出 {plan.centres} 个中心的模拟评分：{out}")


def _say(options: argparse.Namespace, data: dict[str, object], lines: list[str]) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2) if options.json else "\n".join(lines))


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty() and of > 1:
        print(f"\r已完成 {done * 100 // of}%", end="\n" if done == of else "", file=sys.stderr, flush=True)


_ACTIONS = {
    "score": _score,
    "what-if": _what_if,
    "sensitivity": _sensitivity,
    "simulate-edition": _simulate,
    "generate": _generate,
}
