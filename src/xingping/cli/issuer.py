"""`xingping issuer`: the keys with which a rating body signs credentials and result bundles."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xingping.rating.models import RatingBody

UNREADABLE = 2


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands."""
    commands = parser.add_subparsers(dest="issuer_command", metavar="操作", required=True)
    commands.add_parser("list", help="列出各评定机构的密钥")
    new = commands.add_parser("new", help="为评定机构生成签名密钥；已有的停用并保留在密钥文档里（轮换）")
    new.add_argument("body", metavar="机构代码")
    new.add_argument("--sm2", action="store_true", help="用国密 SM2（只有本系统能核验）")
    revoke = commands.add_parser("revoke", help="作废一把密钥：它签过的一概不再可信")
    revoke.add_argument("public", metavar="公钥", help="z6Mk 开头的公钥文本")
    show = commands.add_parser("show", help="打印密钥文档，可存成文件交给 verify --issuer-key")
    show.add_argument("body", metavar="机构代码")
    show.add_argument("--out", type=Path, metavar="FILE")


def run(options: argparse.Namespace) -> int:
    """Do what was asked. 0: done, 2: a fault in what was given."""
    from xingping.cli.framework import start_django

    start_django()
    commands = {"list": _list, "new": _new, "revoke": _revoke, "show": _show}
    return commands[options.issuer_command](options)


def _list(_options: argparse.Namespace) -> int:
    from xingping.rating.models import IssuerKey, RatingBody

    for body in RatingBody.objects.order_by("code"):
        print(f"{body.code}  {body.name}")
        keys = IssuerKey.objects.filter(body=body)
        for key in keys:
            ended = "已作废" if key.revoked else "已停用" if key.expires else "在用"
            print(f"  {key.public}  {key.begins:%Y-%m-%d} 起  {ended}")
        if not keys:
            print("  还没有密钥：请运行 xingping issuer new " + body.code)
    return 0


def _new(options: argparse.Namespace) -> int:
    from xingping.proof.keys import ED25519, SM2, UnreadableKeyError
    from xingping.rating.queries.issuer import issuer_address
    from xingping.rating.services.issuer_keys import make_issuer_key

    body = _body(options.body)
    if body is None:
        return UNREADABLE
    try:
        made = make_issuer_key(body.pk, SM2 if options.sm2 else ED25519)
    except UnreadableKeyError as error:
        return _refuse(str(error))
    print(f"已为“{body.name}”生成密钥：{made.public}")
    print(f"密钥文档：{issuer_address(body.pk)}（地址不会变，请在本机构网站上公布）")
    return 0


def _revoke(options: argparse.Namespace) -> int:
    from xingping.rating.errors import RefusedError
    from xingping.rating.services.issuer_keys import revoke_issuer_key

    try:
        revoke_issuer_key(options.public.strip())
    except RefusedError:
        return _refuse(f"没有公钥“{options.public}”；请用 xingping issuer list 查看")
    print("已作废，私钥已销毁。请运行 xingping issuer new 生成新的密钥。")
    return 0


def _show(options: argparse.Namespace) -> int:
    from xingping.rating.queries.credentials import key_document

    body = _body(options.body)
    if body is None:
        return UNREADABLE
    text = json.dumps(key_document(body), ensure_ascii=False, indent=1)
    if options.out is None:
        print(text)
        return 0
    try:
        options.out.write_text(text + "\n", "utf-8")
    except OSError as error:
        return _refuse(f"{options.out}: 写不进去（{error.strerror}）")
    print(f"已写入 {options.out}")
    return 0


def _body(code: str) -> RatingBody | None:
    from xingping.rating.models import RatingBody

    body = RatingBody.objects.filter(code=code).first()
    if body is None:
        _refuse(f"没有代码为“{code}”的评定机构；请用 xingping issuer list 查看")
    return body


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return UNREADABLE
