"""Making a backup while the site goes on working."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from xingping.core.faults import Fault, FaultsError
from xingping.rating.backup.archive import DATABASES, FILES, KEY, ArchiveWriter, Manifest, Report
from xingping.rating.backup.databases import present_database
from xingping.rating.files import content_name
from xingping.rating.models import Blob

BLOBS = "blobs"


def make_backup(path: Path, report: Report | None = None) -> Manifest:
    """Write a backup of database, files and key to `path`; an existing file is not overwritten.

    The database is taken first: files are only ever added, so that each file of the snapshot is there.
    Raises FaultsError, also for files that the database knows and the storage lacks.
    """
    if path.exists():
        raise FaultsError([Fault(str(path), "文件已存在", "请换一个文件名，或先移走它")])
    if not path.parent.is_dir():
        raise FaultsError([Fault(str(path.parent), "没有这个文件夹", "请先建立它，或换一个位置")])
    snapshot = path.with_name(path.name + ".snapshot")
    snapshot.unlink(missing_ok=True)
    try:
        if report:
            report("正在备份数据库", 0, 1)
        wanted = _wanted_files()
        present_database().snapshot(snapshot)
        with ArchiveWriter(path) as archive:
            with snapshot.open("rb") as source:
                archive.add(DATABASES[connection.vendor], source, compress=connection.vendor == "sqlite")
            _add_key(archive)
            _add_files(archive, wanted, report)
            return archive.finish(_manifest())
    finally:
        snapshot.unlink(missing_ok=True)


def applied_migrations() -> list[str]:
    """`app.name` of each migration that the database has."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied)


def _manifest() -> Manifest:
    return Manifest(
        made_at=timezone.now().isoformat(timespec="seconds"),
        version=version("xingping"),
        database=connection.vendor,
        migrations=applied_migrations(),
    )


def _wanted_files() -> set[str]:
    """Names of the files that the database knows."""
    return {content_name(sha256) for sha256 in Blob.objects.values_list("sha256", flat=True).iterator()}


def _add_key(archive: ArchiveWriter) -> None:
    key = Path(settings.DATA_FOLDER) / KEY
    if key.exists():
        with key.open("rb") as source:
            archive.add(KEY, source, compress=False)


def _add_files(archive: ArchiveWriter, wanted: set[str], report: Report | None) -> None:
    stored = dict.fromkeys(_stored_files(BLOBS))
    missing = sorted(wanted - set(stored))
    if missing:
        mend = "请从较早的备份中找回，或用 xingping invariants 查看详情"
        raise FaultsError(Fault(name, "数据库中有记录，存储中却没有这个文件", mend) for name in missing)
    for done, name in enumerate(stored, start=1):
        with default_storage.open(name) as source:
            archive.add(FILES + name, source, compress=False)
        if report:
            report("正在备份文件", done, len(stored))


def _stored_files(folder: str) -> Iterator[str]:
    """Names of all whole files below a folder of the storage."""
    try:
        folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from sorted(f"{folder}/{name}" for name in names if name and not name.startswith("."))
    for below in sorted(folders):
        yield from _stored_files(f"{folder}/{below}")
