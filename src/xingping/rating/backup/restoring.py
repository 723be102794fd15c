"""Restoring a backup: everything is checked before anything is changed, and the old is kept."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from xingping.core.faults import Fault, FaultsError
from xingping.rating.backup.archive import DATABASES, KEY, ArchiveReader, Report
from xingping.rating.backup.databases import present_database, unused


def restore_backup(path: Path, report: Report | None = None) -> list[str]:
    """Put a backup in place of the present data; returns in words what was done and what was kept.

    1. The archive is read whole and compared with its hashes; the database in it is checked.
    2. Files that are lacking are added to the storage: each lies under its hash, so nothing is overwritten.
    3. The database is replaced in one step; the old one stays beside it. Then it is brought up to date.
    Stopped at any point, the site has either its old database or the restored one, whole.
    Raises FaultsError.
    """
    moment = timezone.localtime()
    with ArchiveReader(path) as archive:
        _require_fit(archive)
        archive.check(report)
        folder = Path(settings.DATA_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        snapshot = folder / ".restore.snapshot"
        try:
            with archive.open(DATABASES[connection.vendor]) as source, snapshot.open("wb") as target:
                shutil.copyfileobj(source, target)
            database = present_database()
            database.check(snapshot)
            done = [f"补回文件 {_add_missing_files(archive, report)} 个"]
            done += _put_key(archive, folder, moment)
            if report:
                report("正在更换数据库", 0, 1)
            done.append(database.put_in_place(snapshot, moment))
        finally:
            snapshot.unlink(missing_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    return done


def _require_fit(archive: ArchiveReader) -> None:
    """A backup of the same kind of database, and of no newer program."""
    manifest = archive.manifest
    if manifest.database != connection.vendor:
        kinds = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
        made, present = kinds.get(manifest.database, manifest.database), kinds[connection.vendor]
        mend = f"请把 XINGPING_DATABASE_URL 指向一个 {made} 数据库"
        raise archive.fault(f"这是 {made} 的备份，而现在用的是 {present}", mend)
    if DATABASES[manifest.database] not in {member.name for member in manifest.members}:
        raise archive.fault("备份中没有数据库", "请换用另一份完整的备份")
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations or {}}
    unknown = sorted(set(manifest.migrations) - known)
    if unknown:
        message = f"备份来自更新的版本（{manifest.version}，含 {unknown[0]}）"
        raise archive.fault(message, "请先升级程序，再恢复")


def _add_missing_files(archive: ArchiveReader, report: Report | None) -> int:
    """Add the files that the storage lacks or holds in another length; returns how many."""
    blobs = list(archive.blobs())
    added = 0
    for done, (member, name) in enumerate(blobs, start=1):
        if not (default_storage.exists(name) and default_storage.size(name) == member.size):
            with archive.open(member.name) as source:
                saved = default_storage.save(name, File(source))
            if saved != name:
                default_storage.delete(saved)
                raise FaultsError([Fault(name, "存储中已有同名而长度不同的文件", "请移走它再恢复")])
            added += 1
        if report:
            report("正在补回文件", done, len(blobs))
    return added


def _put_key(archive: ArchiveReader, folder: Path, moment: datetime) -> list[str]:
    """The key that the restored data are encrypted under, beside them; an older key is kept."""
    if KEY not in {member.name for member in archive.manifest.members}:
        return ["备份中没有密钥：请确认环境变量中的密钥与备份时相同"]
    key = folder / KEY
    with archive.open(KEY) as source:
        content = source.read()
    if key.exists() and key.read_bytes() == content:
        return []
    said = ["密钥已恢复"]
    if key.exists():
        kept = unused(key.with_name(f"{KEY}-恢复前-{moment:%Y%m%d-%H%M%S}"))
        key.replace(kept)
        said = [f"密钥已恢复，原密钥保存在 {kept}"]
    fresh = key.with_name(f"{KEY}.partial")
    fresh.touch(mode=0o600)
    fresh.write_bytes(content)
    fresh.replace(key)
    return said
