"""`xingping regions`: load administrative regions, find their codes."""

from __future__ import annotations

import argparse
import sys


def configure(parser: argparse.ArgumentParser) -> None:
    """Sub-commands and options."""
    actions = parser.add_subparsers(dest="action", metavar="操作", required=True)
    load = actions.add_parser("load", help="载入省、市、县；加 --streets 载入其下的街道与社区")
    load.add_argument(
        "--streets", metavar="代码前缀", action="append", default=[], help="例如 51、5101、510104"
    )
    load.add_argument(
        "--without-communities", action="store_true", help="只载入街道（乡镇），不载入社区（村）"
    )
    find = actions.add_parser("find", help="按名称、拼音、首字母或代码查找")
    find.add_argument("text", metavar="文字")
    find.add_argument("--within", metavar="代码前缀", default="", help="只在这一地区之内查找")


def run(options: argparse.Namespace) -> int:
    """Do what was asked; 2 for a fault in what was given."""
    from xingping.cli.framework import start_django

    start_django()
    from xingping.core.faults import FaultsError

    try:
        return _load(options) if options.action == "load" else _find(options)
    except FaultsError as error:
        print(error, file=sys.stderr)
        return 2


def _load(options: argparse.Namespace) -> int:
    from xingping.rating.services.regions import load_below, load_upper

    loaded = load_upper(_progress)
    print(f"省、市、县共 {loaded.total} 个，新增或更新 {loaded.changed} 个")
    for prefix in options.streets:
        below = load_below(prefix, _progress, communities=not options.without_communities)
        print(f"{prefix} 之下的街道与社区共 {below.total} 个，新增或更新 {below.changed} 个")
    return 0


def _find(options: argparse.Namespace) -> int:
    from xingping.rating.queries.regions import find_regions, paths_of

    found = find_regions(options.text, within=options.within, limit=50)
    paths = paths_of([region.prefix for region in found])
    for region in found:
        print(f"{region.prefix:<12}  {region.code}  {paths[region.prefix]}")
    if not found:
        print("没有找到。街道与社区须先用 xingping regions load --streets 代码前缀 载入。", file=sys.stderr)
    return 0 if found else 1


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        print(f"\r正在载入 {done} / {of}", end="\n" if done == of else "", file=sys.stderr, flush=True)
