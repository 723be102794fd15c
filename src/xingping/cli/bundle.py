"""`xingping bundle`: write the result bundle of a case or certificate, for `xingping verify`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

UNREADABLE = 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("number", metavar="编号", help="申报编号或证书编号")
    parser.add_argument("out", type=Path, metavar="OUT.json")


def run(options: argparse.Namespace) -> int:
    """Seal the audit log, then write the bundle. 0: written, 2: a fault in what was given."""
    from xingping.cli.framework import start_django

    start_django()
    from xingping.rating.errors import RefusedError
    from xingping.rating.models import Case, Certificate
    from xingping.rating.queries.bundle import signed_bundle
    from xingping.rating.services.sealing import seal_all

    certificate = Certificate.objects.select_related("case").filter(number=options.number).first()
    case = certificate.case if certificate else Case.objects.filter(number=options.number).first()
    if case is None:
        return _refuse(f"没有编号为“{options.number}”的申报件或证书；请核对编号")
    seal_all()
    try:
        bundle = signed_bundle(case)
        options.out.write_text(json.dumps(bundle, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except RefusedError as error:
        return _refuse(f"{options.number}: {error.refusal}")
    except OSError as error:
        return _refuse(f"{options.out}: 写不进去（{error.strerror}）；请换一个位置")
    print(f"已写入 {options.out}。核验：xingping verify {options.out}")
    return 0


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return UNREADABLE
