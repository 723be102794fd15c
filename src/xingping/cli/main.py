"""The `xingping` command: finds the sub-command's file and runs it, importing nothing else."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

COMMANDS: dict[str, str] = {
    "standard": "标准版本：列出、查看、检查、比较",
    "guide": "评分细则：列出、查看、检查",
    "score": "按评分表计算得分与星级，可出报告",
    "workbook": "生成评分工作簿（XLSX）",
    "national": "全国重算、假设分析、敏感性分析、版本模拟",
    "verify": "脱机验算一份已公布的结果包",
    "bundle": "导出一个申报件或证书的结果包",
    "issuer": "评定机构的签名密钥：生成、轮换、作废",
    "audit": "审计日志：封存与核验",
    "invariants": "检查数据库是否守住各项不变式",
    "createadmin": "创建第一个管理员账号",
    "regions": "按需载入街道与社区的行政区划",
    "opendata": "发布当天的公开数据（CSV、JSON、Parquet 与数据字典）",
    "demo": "生成带“演示”字样的演示数据",
    "backup": "备份数据库与文件",
    "restore": "从备份恢复",
    "serve": "启动网站与后台任务",
    "worker": "只启动后台任务",
}
"""Sub-command -> help; each lives in the file of its own name beside this one."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 fine, 1 no, 2 a fault in what was given."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="xingping",
        description="星评：按 T/ZSX 0005—2024 评定城乡社区服务中心（站）星级",
    )
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True)
    chosen = next((word for word in given if word in COMMANDS), None)
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text)
        if name == chosen:
            module = import_module(f"xingping.cli.{name}")
            module.configure(command)
            command.set_defaults(run=module.run)
    options = parser.parse_args(given)
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 until the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a GBK terminal has no "²"
    try:
        status: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status


if __name__ == "__main__":
    sys.exit(main())
