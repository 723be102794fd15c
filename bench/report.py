"""The report PDF: warm and cold, against an empty page set by the same compiler. Target: warm under 0.5 s."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from bundles import made_result, made_sheets
from xingping.core.catalogue import find_guide
from xingping.documents.report import report_pdf
from xingping.documents.typst_engine import new_compiler

RUNS = 30
COLD = "from bench.report import made; made(0)"


def made(number: int) -> bytes:
    """A report that no other run has made: nothing comes out of a cache whole."""
    return report_pdf(
        made_result(made_sheets(5, share=0.8 + number % 17 / 100)),
        find_guide(),
        subject=f"演示 · 第 {number} 社区服务中心",
    )


def _seconds(times: list[float]) -> str:
    return f"中位 {median(times) * 1000:.1f} ms，最慢 {max(times) * 1000:.1f} ms"


def main() -> None:
    """Print the figures."""
    compiler = new_compiler()
    empty, full = [], []
    made(99)
    for number in range(RUNS):
        started = perf_counter()
        compiler.compile(input=f"= {number}".encode(), format="pdf")
        empty.append(perf_counter() - started)
        started = perf_counter()
        size = len(made(number))
        full.append(perf_counter() - started)
    started = perf_counter()
    subprocess.run([sys.executable, "-c", COLD], check=True, cwd=Path(__file__).resolve().parent.parent)
    cold = perf_counter() - started
    print(f"空白一页（基线）: {_seconds(empty)}")
    print(f"报告（每份不同，含计算）: {_seconds(full)}，{size / 1000:.0f} kB")
    print(f"与基线之比 {median(full) / median(empty):.1f}；目标 500 ms，用了 {median(full) / 0.5:.1%}")
    print(f"新进程从零开始: {cold:.2f} s")


if __name__ == "__main__":
    main()
