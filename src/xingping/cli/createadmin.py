"""`xingping createadmin`: open an administrator's account, or print a one-time link to one."""

from __future__ import annotations

import argparse
import getpass
import sys


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--username", help="用户名；不填则询问")
    parser.add_argument("--name", default="", help="姓名")
    parser.add_argument("--email", default="", help="电子邮箱")
    parser.add_argument("--password-stdin", action="store_true", help="从标准输入读取密码，而不询问")
    parser.add_argument("--link", action="store_true", help="不建账号，只打印一次性链接（24 小时有效）")


def run(options: argparse.Namespace) -> int:
    """Do what was asked; 1 where there is an administrator already, 2 for a fault in what was given."""
    from xingping.cli.framework import start_django

    start_django()
    return _print_link() if options.link else _create(options)


def _print_link() -> int:
    from xingping.rating.services.invitations import invite_first_administrator

    invited = invite_first_administrator()
    if invited is None:
        print("已有全站管理员。请由其在“人员与角色”中邀请其他人。", file=sys.stderr)
        return 1
    print("请在 24 小时内打开下面的链接，设置第一个管理员账号（只能使用一次）：")
    print(invited.link)
    return 0


def _create(options: argparse.Namespace) -> int:
    from django.core.exceptions import ValidationError

    from xingping.rating.errors import RefusedError
    from xingping.rating.services.accounts import check_account
    from xingping.rating.services.invitations import NewAccount, open_first_administrator

    try:
        username = options.username or input("用户名：").strip()
        password = sys.stdin.readline().rstrip("\n") if options.password_stdin else _ask_password()
    except (EOFError, KeyboardInterrupt):
        print("\n没有读到输入，未建立账号。", file=sys.stderr)
        return 2
    account = NewAccount(username=username, name=options.name, email=options.email, password=password)
    try:
        check_account(account)
        person = open_first_administrator(account)
    except ValidationError as error:
        for message in error.messages:
            print(message, file=sys.stderr)
        return 2
    except RefusedError as error:
        print(error.refusal, file=sys.stderr)
        return 2
    print(f"已建立管理员账号“{person.username}”。请登录后按提示设置两步验证。")
    return 0


def _ask_password() -> str:
    while True:
        password = getpass.getpass("密码：")
        if password == getpass.getpass("再输入一次："):
            return password
        print("两次输入不一致，请重新输入。", file=sys.stderr)
