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
from time import perf_counter, process_time

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Measured:
    """Figures of one task."""

    seconds: float
    """Median of the repeats, by the clock."""
    cpu: float
    """Median of the repeats, of all cores together: less disturbed where a machine is shared."""
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
    seconds, cpu = data["seconds"], data["cpu"]
    return Measured(median(seconds), median(cpu), seconds[0], data["megabytes"], data["answer"])


def serve(tasks: dict[str, Callable[..., object]]) -> None:
    """The other side of `measured`: run the task that the command line names, print its figures."""
    task, repeats, *arguments = sys.argv[1:]
    seconds, cpu, answer = [], [], None
    for _ in range(int(repeats)):
        start, used = perf_counter(), process_time()
        answer = tasks[task](*arguments)
        seconds.append(perf_counter() - start)
        cpu.append(process_time() - used)
    print(json.dumps({"seconds": seconds, "cpu": cpu, "megabytes": _peak(), "answer": answer}))


def _peak() -> float:
    """This process's own peak; `getrusage` would carry over that of the process that started it."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM")) / 1024


def line(name: str, one: Measured, baseline: Measured | None = None, note: str = "") -> None:
    """One row of a table: clock, processor time of all cores, peak memory; both times as ratios."""
    ratio = f"{one.seconds / baseline.seconds:6.2f}×  {one.cpu / baseline.cpu:6.2f}×" if baseline else ""
    figures = f"{one.seconds:8.2f} s {one.cpu:8.2f} s {one.megabytes:8.0f} MB"
    print(f"  {name:<30}{figures}  {ratio} {note}".rstrip(), flush=True)


def timed(action: Callable[[], object], repeats: int = 5) -> tuple[float, float]:
    """Median seconds of an action in this process: by the clock, and of all cores together."""
    seconds, cpu = [], []
    for _ in range(repeats):
        start, used = perf_counter(), process_time()
        action()
        seconds.append(perf_counter() - start)
        cpu.append(process_time() - used)
    return median(seconds), median(cpu)
