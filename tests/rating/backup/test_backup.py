"""Backup and restore of a whole site, on the test's database and on one of its own."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from rating.people import grant, make_body, make_person
from xingping.core.faults import FaultsError
from xingping.core.roles import Role
from xingping.rating.actor import SYSTEM
from xingping.rating.backup import databases
from xingping.rating.backup.archive import ArchiveReader, Manifest
from xingping.rating.backup.making import make_backup
from xingping.rating.backup.restoring import restore_backup
from xingping.rating.files import content_name
from xingping.rating.models import AuditEntry, Blob, RoleGrant, User
from xingping.rating.services.audit import record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def _own_folders(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path / "data"
    settings.DATA_FOLDER.mkdir()
    settings.MEDIA_ROOT = tmp_path / "data" / "files"


@pytest.fixture(autouse=True)
def _own_database(
    transactional_db: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """On SQLite a copy of the test's database: a restore asks to be alone, and the server of an earlier
    story may still hold the shared file open."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.close()
    own = tmp_path_factory.mktemp("database") / "own.sqlite3"
    with (
        closing(sqlite3.connect(connection.settings_dict["NAME"])) as shared,
        closing(sqlite3.connect(own)) as copy,
    ):
        shared.backup(copy)
    with monkeypatch.context() as patched:
        patched.setitem(connection.settings_dict, "NAME", str(own))
        yield
        connection.close()


def store(content: bytes) -> str:
    """A stored file with its row; its name in the storage."""
    sha256 = hashlib.sha256(content).hexdigest()
    name = content_name(sha256)
    default_storage.save(name, ContentFile(content))
    Blob.objects.create(sha256=sha256, size=len(content), media_type="text/plain")
    return name


def test_what_was_backed_up_comes_back_and_the_old_is_kept(tmp_path: Path, settings: LazySettings) -> None:
    (settings.DATA_FOLDER / "secret.key").write_text("then")
    grant(make_person("then"), Role.OFFICER, body=make_body(), region_prefix="5101")
    photo = store(b"photo")
    path = tmp_path / "a.zip"
    manifest = make_backup(path)
    assert {member.name for member in manifest.members} >= {f"files/{photo}", "secret.key"}

    RoleGrant.objects.all().delete()
    User.objects.all().delete()
    make_person("now")
    Path(default_storage.path(photo)).unlink()
    later = store(b"later")
    (settings.DATA_FOLDER / "secret.key").write_text("now")

    said = restore_backup(path)
    assert list(User.objects.values_list("username", flat=True)) == ["then"]
    assert default_storage.open(photo).read() == b"photo"
    assert default_storage.exists(later)  # nothing is taken away
    assert (settings.DATA_FOLDER / "secret.key").read_text() == "then"
    kept = [path.read_text() for path in settings.DATA_FOLDER.glob("secret.key-恢复前-*")]
    assert (kept, said[0]) == (["now"], "补回文件 1 个")
    if connection.vendor == "sqlite":
        before = next(Path(connection.settings_dict["NAME"]).parent.glob("*恢复前*"))
        with closing(sqlite3.connect(before)) as old:
            assert old.execute("SELECT username FROM rating_user").fetchall() == [("now",)]
        before.unlink()
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'before_restore_%'")
            (schema,) = cursor.fetchone()
            cursor.execute(f'SELECT username FROM "{schema}".rating_user')
            assert cursor.fetchall() == [("now",)]
            cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')
    with pytest.raises(Exception, match="never changed"):
        _tamper()


def test_restoring_twice_at_once_keeps_both_former_databases(tmp_path: Path) -> None:
    first, second = tmp_path / "a.sqlite3", tmp_path / "a-2.sqlite3"
    assert databases.unused(first) == first
    first.touch()
    assert databases.unused(first) == second
    second.touch()
    assert databases.unused(first) == tmp_path / "a-3.sqlite3"


def _tamper() -> None:
    """The triggers came back, too."""
    with transaction.atomic():
        record(SYSTEM, Role.SYSTEM, "test", User.objects.get())
        AuditEntry.objects.update(verb="other")


def test_a_file_the_database_knows_and_the_storage_lacks_is_told(tmp_path: Path) -> None:
    Path(default_storage.path(store(b"photo"))).unlink()
    with pytest.raises(FaultsError, match="存储中却没有这个文件"):
        make_backup(tmp_path / "a.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_text("precious")
    with pytest.raises(FaultsError, match="文件已存在"):
        make_backup(path)
    assert path.read_text() == "precious"
    with pytest.raises(FaultsError, match="没有这个文件夹"):
        make_backup(tmp_path / "nowhere" / "a.zip")


def test_a_damaged_backup_changes_nothing(tmp_path: Path) -> None:
    make_person("then")
    path = tmp_path / "a.zip"
    make_backup(path)
    make_person("now")
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 3] ^= 0xFF
    path.write_bytes(whole)
    with pytest.raises(FaultsError):
        restore_backup(path)
    assert User.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"database": "oracle"}, "这是 oracle 的备份"),
        ({"migrations": ["rating.0001_initial", "rating.0099_future"]}, "备份来自更新的版本"),
        ({"members": []}, "备份中没有数据库"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], said: str
) -> None:
    path = tmp_path / "a.zip"
    make_backup(path)
    read = ArchiveReader._read_manifest

    def changed(archive: ArchiveReader) -> Manifest:
        given = read(archive)
        fields = {name: getattr(given, name) for name in Manifest.__dataclass_fields__}
        return Manifest(**{**fields, **changes})

    monkeypatch.setattr(ArchiveReader, "_read_manifest", changed)
    with pytest.raises(FaultsError, match=said):
        restore_backup(path)


def test_without_the_clients_of_postgresql_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    with pytest.raises(FaultsError, match=r"pg_dump: 找不到这个程序；请安装.*postgresql-client"):
        databases.PostgreSQL().snapshot(Path("x"))


def test_a_site_at_work_is_not_restored(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    make_person("then")
    make_backup(path)
    make_person("now")
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        other = sqlite3.connect(given["NAME"])
        other.execute("SELECT count(*) FROM rating_user").fetchone()
    else:
        import psycopg

        names = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
        other = psycopg.connect(**{key: given[name] for key, name in names.items() if given[name]})  # type: ignore[assignment]
    with closing(other), pytest.raises(FaultsError, match="请先停止网站和后台任务"):
        restore_backup(path)
    assert User.objects.count() == 2
