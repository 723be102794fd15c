"""Scores of one file as they come in: one value for each assessor and indicator, everything else said."""

from __future__ import annotations

from collections import defaultdict

from xingping.core.standard import Edition, Indicator
from xingping.documents.cells import Cell, CellKind, RefusedCellError, Remarks, clean, shown
from xingping.documents.indicator_names import IndicatorNames
from xingping.documents.score_value import read_number, read_score

NOTHING_SCORED = "文件里一项得分也没有"
_MOST_NAMED = 12
"""Serials written out in a warning; the rest is counted."""


class Records:
    """Collects scores; `sheets` is {assessor: {serial: hundredths}} in the order of the file."""

    def __init__(self, edition: Edition, *, step: int, partial: bool) -> None:
        self.edition = edition
        self.remarks = Remarks()
        self.sheets: dict[str, dict[str, int]] = {}
        self.subject: str | None = None
        self._step = step
        self._partial = partial
        self._names = IndicatorNames(edition)
        self._lines: dict[tuple[str, str], tuple[str, int]] = {}
        self._touched: set[str] = set()
        self._own_lines: dict[str, int] = {}

    def indicator(self, line: int, where: str, cell: Cell | None) -> Indicator | None:
        """The indicator a cell names; None when refused, which is noted."""
        if cell is None:
            self.remarks.fault(line, f"{where}没有写指标", "请填指标的序号或三级指标名称")
            return None
        try:
            return self._names.find(cell)
        except RefusedCellError as error:
            self.remarks.fault(line, where + error.what, error.mend)
            return None

    def assessor(self, line: int, where: str, cell: Cell | None) -> str | None:
        """The assessor's label; None when there is none, which is noted."""
        if cell is None:
            self.remarks.fault(line, f"{where}没有写评审专家", "请填评审专家的姓名或代号")
            return None
        if cell.kind in (CellKind.ERROR, CellKind.FORMULA):
            self.remarks.fault(
                line,
                f"{where}评审专家一格是{cell.kind.value} {shown(cell.text)}".rstrip(),
                "请直接填写姓名或代号",
            )
            return None
        return clean(cell.text)

    def row_of(self, serial: str, line: int) -> None:
        """Note the line that belongs to an indicator, for the message when nobody scored it."""
        self._own_lines.setdefault(serial, line)

    def add(
        self, line: int, where: str, assessor: str | None, indicator: Indicator | None, cell: Cell
    ) -> None:
        """Take one score; what was refused before comes as None, so that the rest is still checked."""
        duplicate = self._is_duplicate(line, where, assessor, indicator)
        try:
            if indicator is None:
                read_number(cell, "得分", "请填普通的小数")
                return
            hundredths = read_score(cell, indicator, self._step)
        except RefusedCellError as error:
            self.remarks.fault(line, where + error.what, error.mend)
            return
        if assessor is not None and not duplicate:
            self.sheets.setdefault(assessor, {})[indicator.serial] = hundredths

    def blank(self, line: int, where: str, indicator: Indicator | None) -> None:
        """Note a row without a score: a fault, unless only a part was scored."""
        if self._partial:
            return
        if indicator is None:
            self.remarks.fault(line, f"{where}没有得分", "请填得分，或删去这一行")
            return
        self._touched.add(indicator.serial)
        self.remarks.fault(
            line,
            f"{where}指标 {indicator.serial}“{indicator.level3}”没有得分",
            "请填得分，或删去这一行；只评了一部分时加 --partial",
        )

    def finish(self) -> None:
        """Say what is missing, once the whole file was read."""
        if not self._touched:
            if not self.remarks.faults:
                self.remarks.fault(1, NOTHING_SCORED, "请填写得分后再计算")
            return
        if not self._partial:
            self._missing()
        if not self.remarks.faults:
            self._uneven()
            self._look_alikes()

    def _is_duplicate(self, line: int, where: str, assessor: str | None, indicator: Indicator | None) -> bool:
        if indicator is None:
            return False
        self._touched.add(indicator.serial)
        if assessor is None:
            return False
        first = self._lines.setdefault((assessor, indicator.serial), (where, line))
        if first == (where, line):
            return False
        merged = "（标准中合为一项）" if "-" in indicator.serial else ""
        self.remarks.fault(
            line,
            f"{where}评审专家“{shown(assessor)}”对指标 {indicator.serial}“{indicator.level3}”{merged}"
            f"重复评分，{first[0]}第 {first[1]} 行已有",
            "请只保留一行",
        )
        return True

    def _missing(self) -> None:
        for one in self.edition.indicators:
            if one.serial not in self._touched:
                self.remarks.fault(
                    self._own_lines.get(one.serial, 1),
                    f"指标 {one.serial}“{one.level3}”没有评分",
                    "请补上得分；只评了一部分时加 --partial",
                )

    def _uneven(self) -> None:
        scored = set().union(*self.sheets.values())
        for assessor, sheet in self.sheets.items():
            lacking = [one for one in self.edition.serials if one in scored and one not in sheet]
            if lacking:
                more = f"等 {len(lacking)} 项" if len(lacking) > _MOST_NAMED else ""
                self.remarks.warn(
                    1,
                    f"评审专家“{shown(assessor)}”没有评指标 {'、'.join(lacking[:_MOST_NAMED])}{more}",
                    "这些指标按其他专家的评分汇总；若是漏评请补上",
                )

    def _look_alikes(self) -> None:
        alike: defaultdict[str, list[str]] = defaultdict(list)
        for assessor in self.sheets:
            alike["".join(assessor.split()).casefold()].append(assessor)
        for labels in alike.values():
            if len(labels) > 1:
                self.remarks.warn(
                    1,
                    f"评审专家{'与'.join(f'“{shown(one)}”' for one in labels)}写法相近，按不同的人计算",
                    "若是同一人，请统一写法",
                )
