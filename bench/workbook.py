"""The scoring workbook: making, reading back, and the result workbook, against an empty XLSX of one sheet."""

from __future__ import annotations

import io
from collections.abc import Callable
from statistics import median
from time import perf_counter

import xlsxwriter

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.scoring import score
from xingping.documents.result_workbook import result_workbook_bytes
from xingping.documents.score_file import read_scores
from xingping.documents.workbook import default_labels, workbook_bytes

RUNS = 15
EDITION, GUIDE = find_edition(), find_guide()


def empty() -> bytes:
    """The least that the same writer can make."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet()
    return stream.getvalue()


def timed(make: Callable[[], object]) -> float:
    """Median seconds of a few runs, after one to warm up."""
    make()
    times = []
    for _ in range(RUNS):
        started = perf_counter()
        make()
        times.append(perf_counter() - started)
    return median(times)


def main() -> None:
    """Print the figures."""
    labels = default_labels(5)
    sheets = {label: {one.serial: one.points // 100 * 50 for one in EDITION.indicators} for label in labels}
    filled = workbook_bytes(EDITION, GUIDE, labels, sheets)
    result = score(EDITION, sheets)
    base = timed(empty)
    print(f"空的 XLSX（基线）: {base * 1000:.1f} ms")
    for name, make in (
        ("评分工作簿 57x5，空白", lambda: workbook_bytes(EDITION, GUIDE, labels)),
        ("评分工作簿 57x5，已填", lambda: workbook_bytes(EDITION, GUIDE, labels, sheets)),
        ("读回评分工作簿 57x5", lambda: read_scores(filled, "F", EDITION)),
        ("评定结果工作簿 57x5", lambda: result_workbook_bytes(result, GUIDE)),
    ):
        taken = timed(make)
        print(f"{name}: {taken * 1000:.1f} ms，与基线之比 {taken / base:.1f}")
    print(f"评分工作簿 {len(filled) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
