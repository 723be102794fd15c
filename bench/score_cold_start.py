"""`xingping score`: cold start of the whole command for 57 x 5, against an empty Python. Target: under 0.4 s.

Also what hostile files cost, against reading the plain file.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from score_files import EDITION, csv_bytes, full_rows, sheet_xml, with_parts, xlsx_bytes
from xingping.core.faults import FaultsError
from xingping.documents.score_file import read_scores

RUNS = 20
TARGET = 0.4
COMMAND = Path(sys.executable).with_name("xingping")


def seconds(arguments: list[str]) -> float:
    """Wall time of a new process from start to end."""
    started = perf_counter()
    subprocess.run(arguments, check=True, capture_output=True)
    return perf_counter() - started


def cold_start(folder: Path) -> None:
    """Alternate the empty interpreter and the command, so that both see the same load."""
    rows = full_rows(*"甲乙丙丁戊")
    files = {"CSV": folder / "a.csv", "XLSX": folder / "a.xlsx"}
    files["CSV"].write_bytes(csv_bytes(rows))
    files["XLSX"].write_bytes(xlsx_bytes(rows))
    empty: list[float] = []
    taken: dict[str, list[float]] = {name: [] for name in files}
    for _ in range(RUNS):
        empty.append(seconds([sys.executable, "-c", "pass"]))
        for name, path in files.items():
            taken[name].append(seconds([str(COMMAND), "score", str(path), "--json"]))
    base = median(empty)
    print(f"空的 Python（基线）: 中位 {base:.3f} s")
    for name, times in taken.items():
        middle = median(times)
        print(
            f"xingping score 57x5 {name}: 中位 {middle:.3f} s，最慢 {max(times):.3f} s；"
            f"与基线之比 {middle / base:.1f}；目标 {TARGET} s，用了 {middle / TARGET:.0%}"
        )


def hostile_files() -> None:
    """Files made to be slow, read within one process."""
    plain = csv_bytes(full_rows(*"甲乙丙丁戊"))
    table = xlsx_bytes(full_rows())
    empty = b"".join(
        b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"/><c r="C%d" s="1"/></row>' % ((row,) * 4)
        for row in range(100, 1_000_100)
    )
    xml = sheet_xml(table).replace(b"</sheetData>", empty + b"</sheetData>")
    files = {
        "57x5 CSV（基线）": plain,
        "20,000 行、60,000 处错": csv_bytes([(f"x{row}", "", "y") for row in range(20_000)]),
        "CSV 加 1,000,000 个空行": plain + b",,\n" * 1_000_000,
        "XLSX 加 1,000,000 行带格式的空格": with_parts(table, {"xl/worksheets/sheet1.xml": xml}),
        "压缩炸弹（解压 1 GB）": with_parts(table, {"xl/worksheets/sheet1.xml": bytes(10**9)}),
    }
    base = 0.0
    for name, data in files.items():
        started = perf_counter()
        try:
            said = f"{len(read_scores(data, 'F', EDITION).sheets)} 名专家"
        except FaultsError as error:
            said = f"{len(error.faults)} 处错"
        taken = perf_counter() - started
        base = base or taken
        print(f"{name}: {taken:.3f} s，与基线之比 {taken / base:.0f}，{said}")


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        cold_start(Path(folder))
    hostile_files()


if __name__ == "__main__":
    main()
