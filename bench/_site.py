"""The site as `xingping serve` starts it, on a database made for one measurement."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST_START = 60.0
"""Seconds."""


def environment_of(url: str, folder: str, settings: str) -> dict[str, str]:
    """What a process needs to use the database at `url`, files in `folder` and a module of settings."""
    return {
        **os.environ,
        "XINGPING_DATABASE_URL": url,
        "XINGPING_DATA": folder,
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}:{ROOT / 'bench'}",
    }


@contextmanager
def server(environment: dict[str, str], workers: int) -> Iterator[int]:
    """Granian with threads that wait for the database; yields its port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--no-log", "xingping.config.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment, cwd=ROOT / "bench")
    try:
        until = time.monotonic() + LONGEST_START
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(20)
