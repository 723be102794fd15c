"""`xingping backup FILE`: database, files and key into one archive, while the site goes on."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from xingping.cli.progress import Progress


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("file", metavar="文件", type=Path, help="备份写到这里，例如 /backup/2026-11-24.zip")


def run(options: argparse.Namespace) -> int:
    """Make the backup; 2 for a fault in what was given or found."""
    from xingping.cli.framework import start_django

    start_django()
    from xingping.core.faults import FaultsError
    from xingping.rating.backup.archive import KEY
    from xingping.rating.backup.making import make_backup

    progress = Progress()
    try:
        manifest = make_backup(options.file.absolute(), progress.report)
    except FaultsError as error:
        progress.end()
        print(error, file=sys.stderr)
        return 2
    progress.end()
    size = options.file.stat().st_size / 1e6
    print(f"备份已完成：{options.file}（{size:.1f} MB，{len(manifest.members)} 项，均附校验值）")
    if any(member.name == KEY for member in manifest.members):
        print("备份中含有密钥，请像保管密码一样保管这个文件。")
    else:
        print("密钥来自环境变量，不在备份中，请另行妥善保管。")
    return 0
