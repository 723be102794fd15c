"""Snapshots of the database, and putting one in place of the present database without losing that."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from django.db import connection

from xingping.core.faults import Fault, FaultsError

STOP_FIRST = "请先停止网站和后台任务（xingping serve、worker），再恢复"


class Database(Protocol):
    """What backup and restore need of a database."""

    def snapshot(self, target: Path) -> None:
        """Write a consistent snapshot while the site goes on working."""

    def check(self, snapshot: Path) -> None:
        """Refuse a damaged snapshot; raises FaultsError."""

    def put_in_place(self, snapshot: Path, moment: datetime) -> str:
        """Replace the present database; returns, in words, where the old one is kept."""


def present_database() -> Database:
    """The database of the settings."""
    return SQLite() if connection.vendor == "sqlite" else PostgreSQL()


class SQLite:
    """By SQLite's own online backup, and one atomic rename."""

    @property
    def path(self) -> Path:
        """The database's file."""
        return Path(connection.settings_dict["NAME"])

    def snapshot(self, target: Path) -> None:
        """Write a consistent snapshot while the site goes on working."""
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy, pages=2_000)
            copy.execute("PRAGMA journal_mode=DELETE")
        self.check(target)

    def check(self, snapshot: Path) -> None:
        """Refuse a damaged snapshot; raises FaultsError."""
        try:
            with closing(sqlite3.connect(f"file:{quote(str(snapshot))}?mode=ro", uri=True)) as copy:
                copy.create_function("REGEXP", 2, _matches, deterministic=True)  # of our CHECK constraints
                answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            answer = str(error)
        if answer != "ok":
            raise FaultsError([Fault(str(snapshot), f"数据库文件已损坏（{answer}）", "请换用另一份备份")])

    def put_in_place(self, snapshot: Path, moment: datetime) -> str:
        """Replace the present database; returns, in words, where the old one is kept."""
        connection.close()
        kept = unused(self.path.with_name(f"{self.path.stem}-恢复前-{moment:%Y%m%d-%H%M%S}.sqlite3"))
        if self.path.exists():
            self._require_nobody_else()
            _keep(self.path, kept)
        with snapshot.open("rb") as file:
            os.fsync(file.fileno())
        snapshot.replace(self.path)
        return f"原数据库保存在 {kept}" if kept.exists() else "原来没有数据库"

    def _require_nobody_else(self) -> None:
        """Leaving WAL takes being the only one, and brings all writes into the one file."""
        try:
            with closing(sqlite3.connect(self.path, timeout=1)) as alone:
                mode = alone.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "busy"
        if mode != "delete":
            raise FaultsError([Fault(str(self.path), "数据库正在使用", STOP_FIRST)])


class PostgreSQL:
    """By pg_dump and pg_restore; the present tables are kept in a schema of another name."""

    def snapshot(self, target: Path) -> None:
        """Write a consistent snapshot while the site goes on working."""
        self._run(
            "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            "--schema=public",
            f"--file={target}",
        )

    def check(self, snapshot: Path) -> None:
        """Refuse a damaged snapshot; raises FaultsError."""
        self._run("pg_restore", "--list", str(snapshot), database=False)

    def put_in_place(self, snapshot: Path, moment: datetime) -> str:
        """Replace the present database; returns, in words, where the old one is kept."""
        self._require_nobody_else()
        kept = f"before_restore_{moment:%Y%m%d_%H%M%S_%f}"
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER SCHEMA public RENAME TO "{kept}"')
        connection.close()
        try:
            self._run(
                "pg_restore",
                "--single-transaction",
                "--exit-on-error",
                "--no-owner",
                "--no-privileges",
                str(snapshot),
            )
        except BaseException:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
                cursor.execute(f'ALTER SCHEMA "{kept}" RENAME TO public')
            raise
        return f"原数据保存在同一数据库的模式 {kept} 中，确认无误后可用 DROP SCHEMA {kept} CASCADE 删除"

    def _require_nobody_else(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            )
            others = cursor.fetchone()[0]
        if others:
            raise FaultsError([Fault("PostgreSQL", f"还有 {others} 个连接正在使用数据库", STOP_FIRST)])

    def _run(self, program: str, *arguments: str, database: bool = True) -> None:
        found = shutil.which(program)
        if found is None:
            mend = "请安装与服务器同版本或更新的 PostgreSQL 客户端（例如 apt install postgresql-client）"
            raise FaultsError([Fault(program, "找不到这个程序", mend)])
        given = connection.settings_dict
        options = [f"--dbname={given['NAME']}"] if database else []
        with _service(given) as environment:
            ended = subprocess.run(  # noqa: S603  # our own arguments, no shell
                [found, *options, *arguments], env=environment, capture_output=True, text=True, check=False
            )
        if ended.returncode:
            said = (ended.stderr.strip().splitlines() or ["没有说明"])[0]
            raise FaultsError([Fault(program, f"没有成功：{said}", "请按说明改正后再试")])


def _matches(pattern: str, text: object) -> bool:
    return text is not None and re.search(pattern, str(text)) is not None


def unused(path: Path) -> Path:
    """The path, or with a number before its ending where something is kept under that name already."""
    names = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    return next(name for name in chain([path], names) if not name.exists())


def _keep(path: Path, kept: Path) -> None:
    """A second name for the file; a copy where the file system has one name a file."""
    try:
        os.link(path, kept)
    except FileExistsError:
        raise
    except OSError:
        shutil.copy2(path, kept)


@contextmanager
def _service(given: dict[str, str]) -> Iterator[dict[str, str]]:
    """Where the server is and who asks, in the environment: a password on the command line can be read."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    yield {**os.environ, **{names[key]: str(given[key]) for key in names if given.get(key)}}
