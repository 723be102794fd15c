"""`xingping restore FILE`: check a backup whole, then put it in place; the old data are kept."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from xingping.cli.progress import Progress


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("file", metavar="文件", type=Path, help="xingping backup 生成的文件")
    parser.add_argument("--check", action="store_true", help="只核对备份是否完好，不恢复")


def run(options: argparse.Namespace) -> int:
    """Restore; 2 for a fault in what was given or found, and then nothing has changed."""
    from xingping.cli.framework import start_django

    start_django()
    from xingping.core.faults import FaultsError
    from xingping.rating.backup.archive import ArchiveReader
    from xingping.rating.backup.restoring import restore_backup

    progress = Progress()
    try:
        if options.check:
            with ArchiveReader(options.file) as archive:
                archive.check(progress.report)
                done = [f"备份完好：{archive.manifest.made_at}，{len(archive.manifest.members)} 项"]
        else:
            done = [*restore_backup(options.file, progress.report), "恢复完成，可以重新启动网站。"]
    except FaultsError as error:
        progress.end()
        print(error, file=sys.stderr)
        print("现有数据没有改动。", file=sys.stderr)
        return 2
    progress.end()
    for line in done:
        print(line)
    return 0
