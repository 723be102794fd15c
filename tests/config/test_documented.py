"""Every environment variable that the program reads stands in the operators' guide, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"XINGPING_[A-Z_]*[A-Z]")


def test_the_operators_guide_names_every_variable() -> None:
    read = {
        name
        for path in (ROOT / "src" / "xingping").rglob("*.py")
        for name in VARIABLE.findall(path.read_text("utf-8"))
    }
    guide = (ROOT / "docs" / "operators.md").read_text("utf-8")
    table = guide.partition("## 十、环境变量")[2].partition("## 十一")[0]
    assert set(VARIABLE.findall(table)) == read
