"""What is installed: the editions and guides that ship, and those in folders that the operator names.

`XINGPING_EDITIONS` and `XINGPING_GUIDES` list further folders, separated as in PATH. A folder of
`XINGPING_EDITIONS` is an edition's own folder or holds such folders; one of `XINGPING_GUIDES` is a
guide's own folder, or holds guides as .toml files or folders. Everything is read once per process.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from xingping.core.edition_file import EDITION_FILE, read_edition
from xingping.core.faults import Fault, FaultsError
from xingping.core.standard import Edition

if TYPE_CHECKING:
    from xingping.core.guide import Guide

DEFAULT_CODE = "T/ZSX 0005-2024"
DEFAULT_GUIDE = "general"
EDITIONS_VARIABLE = "XINGPING_EDITIONS"
GUIDES_VARIABLE = "XINGPING_GUIDES"
GUIDE_FILE = "guide.toml"
"""In a guide's own folder, the file with its general rules."""

_SHIPPED = Path(__file__).resolve().parent.parent
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_SPACES = re.compile(r"\s+")


def editions() -> tuple[Edition, ...]:
    """All installed editions: those that ship, then the operator's, each group by folder name.

    Raises FaultsError with the faults of all of them: a broken edition is never passed over in silence.
    """
    return _editions(os.environ.get(EDITIONS_VARIABLE, ""))


def find_edition(code: str = DEFAULT_CODE) -> Edition:
    """The edition a person means: case, spaces, full width, "—" or "-", and "0005" are all accepted.

    Raises FaultsError when no edition or more than one is meant.
    """
    wanted = _normal(code)
    installed = editions()
    exact = [edition for edition in installed if _normal(edition.code) == wanted]
    found = exact or [edition for edition in installed if wanted in _short_forms(edition.code)]
    if len(found) == 1:
        return found[0]
    known = "、".join(edition.code for edition in found or installed)
    if found:
        raise FaultsError([Fault("标准编号", f"“{code}”可以指不止一个标准", f"请写全编号：{known}")])
    raise FaultsError([Fault("标准编号", f"没有编号为“{code}”的标准", f"已安装的有：{known}")])


def guides() -> tuple[Guide, ...]:
    """All installed guides: those that ship, then the operator's. Raises FaultsError as `editions`."""
    return _guides(os.environ.get(GUIDES_VARIABLE, ""), os.environ.get(EDITIONS_VARIABLE, ""))


def find_guide(name: str | None = None, edition: Edition | None = None) -> Guide:
    """The guide of a name, or the general one; with an edition, a guide for that edition.

    Raises FaultsError when there is none.
    """
    installed = guides()
    fitting = [guide for guide in installed if edition is None or guide.edition == edition.code]
    wanted = DEFAULT_GUIDE if name is None else name.strip()
    named = next((guide for guide in fitting if guide.name == wanted), None)
    if named:
        return named
    if name is None and len(fitting) == 1:
        return fitting[0]
    of_edition = f"适用于 {edition.code} 的" if edition else ""
    known = "、".join(guide.name for guide in fitting) or "没有"
    raise FaultsError(
        [Fault("评分细则", f"找不到{of_edition}评分细则“{wanted}”", f"已安装的{of_edition}细则：{known}")]
    )


@cache
def _editions(extra: str) -> tuple[Edition, ...]:
    faults: list[Fault] = []
    found: dict[str, Edition] = {}
    for folder in _installed("editions", EDITIONS_VARIABLE, extra, _edition_folders, faults):
        try:
            edition = read_edition(folder)
        except FaultsError as error:
            faults += error.faults
            continue
        if edition.code in found:
            faults.append(Fault(str(folder), f"标准 {edition.code} 已经装过", "请删去重复的一个文件夹"))
        found.setdefault(edition.code, edition)
    if faults:
        raise FaultsError(faults)
    return tuple(found.values())


@cache
def _guides(extra: str, extra_editions: str) -> tuple[Guide, ...]:
    from xingping.core.guide_file import read_guide

    faults: list[Fault] = []
    found: dict[tuple[str, str], Guide] = {}
    for path in _installed("guides", GUIDES_VARIABLE, extra, _guide_paths, faults):
        try:
            guide = read_guide(path, find_edition)
        except FaultsError as error:
            faults += error.faults
            continue
        if (guide.name, guide.edition) in found:
            faults.append(Fault(str(path), f"细则 {guide.name} 已经装过", "请改用另一个名字"))
        found.setdefault((guide.name, guide.edition), guide)
    if faults:
        raise FaultsError(faults)
    return tuple(found.values())


def _installed(
    shipped: str, variable: str, extra: str, inside: Callable[[Path], list[Path]], faults: list[Fault]
) -> list[Path]:
    paths = inside(_SHIPPED / shipped)
    for place in _places(extra):
        found = inside(place)
        if not found:
            mend = "请核对路径，或从环境变量里去掉它"
            faults.append(Fault(str(place), f"{variable} 里的这个文件夹什么也没装", mend))
        paths += found
    return paths


def _edition_folders(place: Path) -> list[Path]:
    if (place / EDITION_FILE).is_file():
        return [place]
    return sorted(found.parent for found in place.glob(f"*/{EDITION_FILE}"))


def _guide_paths(place: Path) -> list[Path]:
    if (place / GUIDE_FILE).is_file():
        return [place]
    folders = [found.parent for found in place.glob(f"*/{GUIDE_FILE}")]
    return sorted([*place.glob("*.toml"), *folders])


def _places(variable: str) -> list[Path]:
    return [Path(one) for one in variable.split(os.pathsep) if one.strip()]


def _normal(code: str) -> str:
    plain = unicodedata.normalize("NFKC", code).casefold()
    return _SPACES.sub("", _DASHES.sub("-", plain))


def _short_forms(code: str) -> set[str]:
    """Shorter ways to write a code: without "T/", without the year, the bare number."""
    series, _, dated = code.casefold().partition(" ")
    undated = dated.partition("-")[0]
    return {start + end for start in (series, series.rpartition("/")[2], "") for end in (dated, undated)}
