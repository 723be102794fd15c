"""Seconds and peak memory of one task, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Measured:
    """Figures of one task."""

    seconds: float
    """Median of the repeats."""
    first: float
    """The first call, with everything cold but the file."""
    megabytes: float
    """Peak resident memory of the process, interpreter and libraries included."""
    answer: object
    """What the task returned, to be compared."""


def measured(script: Path, task: str, *arguments: str, repeats: int = 3) -> Measured:
    """Run `task` of a script in a new process."""
    given = [sys.executable, str(script), task, str(repeats), *arguments]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    ran = subprocess.run(given, capture_output=True, text=True, check=False, env=environment)
    if ran.returncode:
        raise SystemExit(f"{task}: {ran.stderr[-2000:]}")
    data = json.loads(ran.stdout.splitlines()[-1])
    return Measured(median(data["seconds"]), data["seconds"][0], data["megabytes"], data["answer"])


def serve(tasks: dict[str, Callable[..., object]]) -> None:
    """The other side of `measured`: run the task that the command line names, print its figures."""
    task, repeats, *arguments = sys.argv[1:]
    seconds, answer = [], None
    for _ in range(int(repeats)):
        start = perf_counter()
        answer = tasks[task](*arguments)
        seconds.append(perf_counter() - start)
    print(json.dumps({"seconds": seconds, "megabytes": _peak(), "answer": answer}))


def _peak() -> float:
    """This process's own peak; `getrusage` would carry over that of the process that started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM")) / 1024


def line(name: str, one: Measured, baseline: Measured | None = None, note: str = "") -> None:
    """One row of a table."""
    ratio = f"{one.seconds / baseline.seconds:6.2f}×" if baseline else " " * 7
    print(f"  {name:<34}{one.seconds:8.2f} s {one.megabytes:8.0f} MB  {ratio}  {note}", flush=True)


def timed(action: Callable[[], object], repeats: int = 5) -> float:
    """Median seconds of an action in this process."""
    seconds = []
    for _ in range(repeats):
        start = perf_counter()
        action()
        seconds.append(perf_counter() - start)
    return median(seconds)
