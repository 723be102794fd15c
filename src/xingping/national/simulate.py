"""A past round by a draft edition: which new indicator takes its score rate from which old ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from xingping.core.faults import Fault, FaultsError
from xingping.core.standard import Edition
from xingping.national.scheme import Scheme, Share, band_rates, make_scheme

_OLD, _NEW = ("old", "旧序号"), ("new", "新序号")


@dataclass(frozen=True, slots=True)
class EditionMap:
    """New serial -> old serials. Several old ones count together: all their points over all their max."""

    sources: Mapping[str, tuple[str, ...]]

    def unmapped(self, draft: Edition) -> tuple[str, ...]:
        """Indicators of the draft edition that take nothing from the old one."""
        return tuple(serial for serial in draft.serials if not self.sources.get(serial))

    def dropped(self, old: Edition) -> tuple[str, ...]:
        """Indicators of the old edition that no longer count."""
        used = {serial for serials in self.sources.values() for serial in serials}
        return tuple(serial for serial in old.serials if serial not in used)


def same_name_map(old: Edition, draft: Edition) -> EditionMap:
    """Level-3 indicators of the same name, where each edition has that name once."""
    by_name = _once((one.level3, one.serial) for one in old.indicators)
    new_names = _once((one.level3, one.serial) for one in draft.indicators)
    return EditionMap({new: (by_name[name],) for name, new in new_names.items() if name in by_name})


def read_map(path: Path, old: Edition, draft: Edition) -> EditionMap:
    """Read a CSV with the columns old,new (旧序号,新序号), one pair a line; an empty `new` drops the old.

    Raises FaultsError with all lines that name unknown indicators or stand twice.
    """
    pairs = list(_pairs(path))
    faults = [
        Fault(f"{path}:{line}", f"{edition.code} 没有序号为“{serial}”的指标", "请按该版本附录 A 的序号填写")
        for line, before, after in pairs
        for serial, edition in ((before, old), (after, draft))
        if serial and serial not in edition.by_serial
    ]
    seen: dict[tuple[str, str], int] = {}
    for line, before, after in pairs:
        if not before:
            faults.append(Fault(f"{path}:{line}", "没有写旧序号", "每一行都要有旧序号"))
        first = seen.setdefault((before, after), line)
        if first != line:
            faults.append(Fault(f"{path}:{line}", f"与第 {first} 行重复", "请删去一行"))
    if not pairs:
        faults.append(Fault(str(path), "一对序号也没有", "请每行写一个旧序号和一个新序号"))
    if faults:
        raise FaultsError(faults)
    sources: dict[str, tuple[str, ...]] = {}
    for _, before, after in pairs:
        if after:
            sources[after] = (*sources.get(after, ()), before)
    return EditionMap(sources)


def draft_scheme(old: Edition, draft: Edition, mapping: EditionMap, assumed: Fraction | None) -> Scheme:
    """The draft edition over sheets of the old one.

    A new indicator has its own points x the score rate of its old ones; one without any has its points x
    `assumed`. Raises FaultsError when there are such and `assumed` is None or not a rate.
    """
    unmapped = mapping.unmapped(draft)
    if unmapped and assumed is None:
        names = "、".join(f"{serial}“{draft.by_serial[serial].level3}”" for serial in unmapped[:8])
        raise FaultsError(
            [
                Fault(
                    "对照表",
                    f"新版有 {len(unmapped)} 项指标没有来源：{names}",
                    "请补上对照，或用 --assume 60% 假定得分率",
                )
            ]
        )
    if assumed is not None and not 0 <= assumed <= 1:
        raise FaultsError([Fault("--assume", "假定的得分率要在 0 与 1 之间", "例如 60%")])
    order = {section.name: index for index, section in enumerate(draft.level1)}
    shares, constants = [], dict.fromkeys(order.values(), Fraction(0))
    for one in draft.indicators:
        sources = mapping.sources.get(one.serial, ())
        together = sum(old.by_serial[serial].points for serial in sources)
        shares += [Share(serial, order[one.level1], Fraction(one.points, together)) for serial in sources]
        if not sources:
            constants[order[one.level1]] += (assumed or 0) * one.points
    return make_scheme(
        limits={one.serial: one.points for one in old.indicators},
        sections=order,
        shares=shares,
        rates=band_rates(draft.bands),
        full=Fraction(draft.total_points),
        constants=constants,
    )


def _once(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names that occur once -> what they name."""
    found: dict[str, list[str]] = {}
    for name, serial in named:
        found.setdefault(name, []).append(serial)
    return {name: serials[0] for name, serials in found.items() if len(serials) == 1}


def _pairs(path: Path) -> Iterable[tuple[int, str, str]]:
    rows = csv.DictReader(io.StringIO(_text(path), newline=""))
    names = [(name or "").strip() for name in rows.fieldnames or []]
    rows.fieldnames = names
    old = next((name for name in _OLD if name in names), None)
    new = next((name for name in _NEW if name in names), None)
    if old is None or new is None:
        raise FaultsError([Fault(f"{path}:1", "表头要有 old,new（或 旧序号,新序号）两列", "请补上表头")])
    for row in rows:
        before, after = (row[old] or "").strip(), (row[new] or "").strip()
        if before or after:
            yield rows.line_num, before, after


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FaultsError([Fault(str(path), f"无法读取（{error.strerror}）", "请检查路径和权限")]) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FaultsError([Fault(str(path), "编码不是 UTF-8，也不是 GB18030", "请另存为 UTF-8 的 CSV")])
