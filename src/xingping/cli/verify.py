"""`xingping verify BUNDLE.json`: recompute a published result and check its proofs, offline."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from xingping.core.catalogue import find_edition
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition

if TYPE_CHECKING:
    from xingping.proof.issuer import IssuerKey

UNREADABLE = 2
_HASH = re.compile(r"[0-9a-f]{64}")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("bundle", type=Path, metavar="BUNDLE.json", help="结果包")
    parser.add_argument("--issuer-key", type=Path, metavar="FILE", help="机构公布的密钥文档、公钥文本或 PEM")
    parser.add_argument("--head", metavar="HASH", help="另外保存的审计链头（64 位十六进制）")


def run(options: argparse.Namespace) -> int:
    """Print every step. 0: all hold, 1: some do not, 2: nothing to verify could be read."""
    from xingping.proof.keys import UnreadableKeyError
    from xingping.proof.steps import all_hold
    from xingping.proof.strict_json import UnreadableError, read_object
    from xingping.proof.verification import verify_bundle

    head = options.head.strip().lower() if options.head else None
    if head and not _HASH.fullmatch(head):
        return _refuse(f"--head: “{options.head}”不是 64 位十六进制数；请照抄另存的链头")
    place = options.bundle
    try:
        bundle = read_object(place.read_bytes())
        if options.issuer_key:
            place = options.issuer_key
        keys = _issuer_keys(options.issuer_key) if options.issuer_key else ()
        place = options.bundle
        steps = verify_bundle(bundle, issuer_keys=keys, head=head, installed=_installed)
    except OSError as error:
        return _refuse(f"{place}: 文件读不出来（{error.strerror}）；请检查文件名")
    except (UnreadableError, UnreadableKeyError) as error:
        return _refuse(f"{place}: {error}")
    for step in steps:
        print(_printable(str(step)))
    failed = sum(not step.holds for step in steps)
    print(f"共 {len(steps)} 步，{'全部成立' if all_hold(steps) else f'{failed} 步不成立'}。")
    return 0 if all_hold(steps) else 1


def _issuer_keys(path: Path) -> tuple[IssuerKey, ...]:
    from datetime import UTC, datetime

    from xingping.proof.issuer import IssuerKey, read_issuer_document
    from xingping.proof.keys import UnreadableKeyError, public_key

    text = path.read_text("utf-8", "replace")
    if not text.lstrip("\ufeff \r\n\t").startswith("{"):
        return (IssuerKey(public_key(text), datetime.min.replace(tzinfo=UTC)),)
    try:
        document = json.loads(text.lstrip("\ufeff"))
    except ValueError as error:
        raise UnreadableKeyError(f"密钥文档不是完整的 JSON：{error}") from error
    return read_issuer_document(document)


def _installed(code: str) -> Edition | None:
    try:
        return find_edition(code)
    except FaultsError:
        return None


def _printable(text: str) -> str:
    """Text of a stranger's file without characters that steer a terminal."""
    return "".join(character if character.isprintable() else "�" for character in text)


def _refuse(message: str) -> int:
    print(_printable(message), file=sys.stderr)
    return UNREADABLE
