"""What tests of guides share: a small edition and a small guide for it, with every kind of scoring point."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from xingping.core.edition_file import read_edition
from xingping.core.faults import Fault, FaultsError
from xingping.core.guide import Guide
from xingping.core.guide_file import read_guide
from xingping.core.standard import Edition

DATA = Path(__file__).parent / "data"
SMALL_GUIDE = DATA / "guides" / "small.toml"


@cache
def demo_edition() -> Edition:
    """The made-up edition T/DEMO 0001-2025: indicators 1 (10.5 points), 2-3 (20) and 7 (20)."""
    return read_edition(DATA / "editions" / "t_demo_0001_2025")


def find_demo(code: str) -> Edition:
    """The made-up edition, by its code alone."""
    if code == demo_edition().code:
        return demo_edition()
    raise FaultsError([Fault("标准编号", f"没有编号为“{code}”的标准", "已安装的有：T/DEMO 0001-2025")])


@cache
def small_guide() -> Guide:
    """The guide of `data/guides/small.toml`."""
    return read_guide(SMALL_GUIDE, find_demo)


def edited(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """A copy of the small guide with texts replaced; each must be there."""
    text = SMALL_GUIDE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "guide.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path: Path) -> list[str]:
    """The faults of a guide's file as "place: what；how to mend it".

    The place is the first value of the table whose header's line the fault names (a scoring point's id,
    a fact's name), or "文件" for line 1.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        read_guide(path, find_demo)
    except FaultsError as error:
        return [_placed(str(fault).removeprefix(f"{path}:"), lines) for fault in error.faults]
    return []


def _placed(fault: str, lines: list[str]) -> str:
    line, rest = fault[: len(fault) - len(fault.lstrip("0123456789"))], fault.lstrip("0123456789")
    return ("文件" if line == "1" else lines[int(line)].split('"')[1]) + rest
