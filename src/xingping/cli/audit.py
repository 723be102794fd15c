"""`xingping audit`: seal the audit log, verify it, show the history of an object."""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xingping.proof.keys import PublicKey

UNREADABLE = 2
_HASH = re.compile(r"[0-9a-f]{64}")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    commands = parser.add_subparsers(dest="audit_command", metavar="操作", required=True)
    commands.add_parser("seal", help="把未封存的记录封成块，打印链头")
    verify = commands.add_parser("verify", help="逐块重算全部哈希，指出第一处问题")
    verify.add_argument("--head", metavar="HASH", help="保存在别处的链头（64 位十六进制）")
    verify.add_argument("--issuer-key", type=Path, metavar="FILE", help="公钥文本或 PEM：逐块核对签名")
    show = commands.add_parser("show", help="列出一个对象的记录")
    show.add_argument("type", metavar="类型", help="例如 case、round、centre")
    show.add_argument("id", metavar="编号", help="数据库编号；申报件也可用申报编号")
    show.add_argument("--json", action="store_true", help="每行一个 JSON")


def run(options: argparse.Namespace) -> int:
    """Do what was asked. 0: fine, 1: the log does not hold, 2: a fault in what was given."""
    from xingping.cli.framework import start_django

    start_django()
    commands = {"seal": _seal, "verify": _verify, "show": _show}
    return commands[options.audit_command](options)


def _seal(_options: argparse.Namespace) -> int:
    from xingping.rating.models import AuditBlock
    from xingping.rating.services.sealing import seal_all

    made = seal_all()
    last = AuditBlock.objects.order_by("-number").first()
    print(f"新封 {made} 块。" + (f"链头（第 {last.number} 块）：{last.hash}" if last else "日志还是空的。"))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from xingping.rating.queries.audit_check import check_audit

    head = (options.head or "").strip().lower()
    if head and not _HASH.fullmatch(head):
        return _refuse(f"--head: “{options.head}”不是 64 位十六进制数；请照抄另存的链头")
    key = None
    if options.issuer_key:
        key = _public_key(options.issuer_key)
        if key is None:
            return UNREADABLE
    report = check_audit(head=head, issuer_key=key)
    if report.fault:
        print(f"审计日志不成立。第一处问题——{report.fault}", file=sys.stderr)
        return 1
    print(f"审计日志成立：{report.blocks} 块，封存 {report.sealed} 条，待封 {report.unsealed} 条。")
    if report.blocks:
        print(f"链头：{report.head}")
    return 0


def _public_key(path: Path) -> PublicKey | None:
    from xingping.proof.keys import UnreadableKeyError, public_key

    try:
        return public_key(path.read_text(encoding="utf-8"))
    except OSError as error:
        _refuse(f"{path}: 文件读不出来（{error.strerror}）；请检查文件名")
    except (UnicodeDecodeError, UnreadableKeyError) as error:
        _refuse(f"{path}: {error}" if isinstance(error, UnreadableKeyError) else f"{path}: 不是公钥文件")
    return None


def _show(options: argparse.Namespace) -> int:
    from xingping.rating.models import AuditEntry, Case

    identity = options.id
    if options.type == "case":
        identity = str(Case.objects.filter(number=identity).values_list("pk", flat=True).first() or identity)
    entries = AuditEntry.objects.filter(object_type=options.type, object_id=identity).order_by("pk")
    if not entries:
        return _refuse(f"没有“{options.type} {options.id}”的记录；请核对类型和编号")
    for entry in entries.iterator():
        if options.json:
            names = ("id", "at", "actor", "role", "verb", "detail", "content_hash")
            print(json.dumps({name: getattr(entry, name) for name in names}, ensure_ascii=False))
        else:
            print(f"{entry.pk}  {entry.at}  {entry.role} {entry.actor or '-'}  {entry.verb}")
    return 0


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return UNREADABLE
