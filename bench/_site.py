"""The site as `xingping serve` starts it, on a database made for one measurement."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import OK
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEALTH = "/healthz"
LONGEST_START = 60.0
"""Seconds."""
ASKED_AT_START = 8
"""Requests to each worker before a measurement; the first waits until the worker has read its code."""


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
        _wait_until_ready(port, workers)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_ready(port: int, workers: int) -> None:
    """Ask until as many requests at once as the workers have threads are answered quickly."""
    until = time.monotonic() + LONGEST_START
    with ThreadPoolExecutor(ASKED_AT_START * workers) as asking:
        while time.monotonic() < until:
            begin = time.monotonic()
            if all(asking.map(_answers, [port] * ASKED_AT_START * workers)) and time.monotonic() < begin + 1:
                return
            time.sleep(0.1)
    raise TimeoutError(f"the site did not start within {LONGEST_START} s")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST_START)
    try:
        connection.request("GET", HEALTH)
        return connection.getresponse().status == OK
    except OSError:
        return False
    finally:
        connection.close()
