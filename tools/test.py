"""Run the whole suite: everything on SQLite, then what is marked `postgresql` on a real PostgreSQL.

python tools/test.py [--coverage] [arguments for pytest ...]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from postgresql import postgresql

ROOT = Path(__file__).resolve().parent.parent
WORKERS = ("-n", str(min(os.cpu_count() or 1, 8)))
NO_TESTS = 5
"""pytest's exit status when nothing was selected."""


def main(arguments: Sequence[str]) -> int:
    """Run both passes and return 1 when one of them failed."""
    given = [one for one in arguments if one != "--coverage"]
    measured = len(given) < len(arguments)
    started = time.monotonic()
    coverage = ["--cov", "--cov-append", "--cov-report="] if measured else []
    if measured:
        (ROOT / ".coverage").unlink(missing_ok=True)
    failed = _pass("SQLite", [*coverage, *given], {})
    with postgresql() as url:
        failed |= _pass("PostgreSQL", ["-m", "postgresql", *coverage, *given], {"XINGPING_DATABASE_URL": url})
    if measured:
        subprocess.run([sys.executable, "-m", "coverage", "report", "--skip-covered"], cwd=ROOT, check=False)
    print(f"\n全部测试用时 {time.monotonic() - started:.0f} 秒", flush=True)
    return int(failed)


def _pass(name: str, arguments: Sequence[str], environment: dict[str, str]) -> bool:
    """Run pytest once; returns whether it failed."""
    print(f"\n== {name}", flush=True)
    command = [sys.executable, "-m", "pytest", *WORKERS, *arguments]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False)
    return done.returncode not in (0, NO_TESTS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
