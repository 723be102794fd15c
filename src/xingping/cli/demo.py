"""`xingping demo`: make the labelled demo body with its round, once."""

from __future__ import annotations

import argparse
import sys


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--seed", type=int, default=None, help="随机种子；同一种子得到同样的演示批次")


def run(options: argparse.Namespace) -> int:
    """Make the demo or say that it is there; 2 outside demo mode."""
    from xingping.cli.framework import start_django

    start_django()
    from django.conf import settings

    from xingping.rating.demo import make_demo
    from xingping.rating.demo.make import SEED

    if not settings.DEMO:
        print("只有演示模式才能生成演示数据：请设置环境变量 XINGPING_DEMO=1", file=sys.stderr)
        return 2
    demo = make_demo(SEED if options.seed is None else options.seed)
    said = "已生成" if demo.made else "已有"
    print(f"{said}演示数据：{demo.body.name}，{demo.centres} 个中心，{demo.cases} 个申报件。")
    return 0
