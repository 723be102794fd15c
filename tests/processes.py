"""Other processes that share the test's database."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import Popen
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def database_url() -> str:
    """The test database as other processes name it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    host = quote(given["HOST"] or "", safe="")
    password = f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else ""
    port = f":{given['PORT']}" if given["PORT"] else ""
    return f"postgres://{given['USER']}{password}@{host}{port}/{given['NAME']}"


def environment(folder: Path, **changes: str) -> dict[str, str]:
    """An environment for a process on the test's database with its own data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XINGPING_", "PYTEST"))}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "xingping.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        "XINGPING_DATA": str(folder),
        "XINGPING_DATABASE_URL": database_url(),
        **changes,
    }


def start(*arguments: str, folder: Path, **changes: str) -> Popen[bytes]:
    """Start Python on arguments; the caller ends it."""
    return Popen([sys.executable, *arguments], env=environment(folder, **changes), cwd=ROOT)


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for a condition; raises TimeoutError when it does not come true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s")
        time.sleep(0.05)
