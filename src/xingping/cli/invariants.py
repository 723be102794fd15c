"""`xingping invariants`: check what must always be true of the database."""

from __future__ import annotations

import argparse

SHOWN = 20
"""Faults of one kind shown at most, unless all are asked for."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--all", action="store_true", help=f"列出全部问题（平时每项最多 {SHOWN} 条）")


def run(options: argparse.Namespace) -> int:
    """Run every check; 0: all hold, 1: some do not."""
    from xingping.cli.framework import start_django

    start_django()
    from xingping.rating.queries.invariants import CHECKS

    broken = 0
    for name, check in CHECKS.items():
        found = list(check())
        print(f"{'✗' if found else '✓'} {name}{f'：{len(found)} 处' if found else ''}")
        for message in found if options.all else found[:SHOWN]:
            print(f"    {message}")
        broken += bool(found)
    print(f"{len(CHECKS)} 项检查，{'全部成立' if not broken else f'{broken} 项不成立'}。")
    return 1 if broken else 0
