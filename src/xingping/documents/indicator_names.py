"""What stands in the indicator column -> an indicator: a serial, a level-3 name, or a date gone astray."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from difflib import get_close_matches

from xingping.core.standard import Edition, Indicator
from xingping.documents.cells import Cell, CellKind, RefusedCellError, clean, shown

_BLANKS = re.compile(r"\s+")
_DASHED = re.compile(r"([0-9]{1,3})\s*[-‐‑‒–—−－~～至]\s*([0-9]{1,3})")
_SAME = str.maketrans(
    {"“": '"', "”": '"', "＂": '"', "「": '"', "」": '"', "（": "(", "）": ")", "，": ",", "、": ","}
)
_SERIAL = re.compile("[0-9]{1,4}")
_YEAR = r"(?:[0-9]{4}|[0-9]{2})"
_TIME = r"(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:[0-9]{{4}}年)?(?P<month>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}})日?{_TIME}",
        rf"[0-9]{{4}}([-/.])(?P<month>[0-9]{{1,2}})\1(?P<day>[0-9]{{1,2}}){_TIME}",
        rf"(?P<month>[0-9]{{1,2}})/(?P<day>[0-9]{{1,2}})(?:/{_YEAR})?{_TIME}",
        rf"(?P<day>[0-9]{{1,2}})[- ](?P<month>[a-z]{{3,9}})(?:[- ]{_YEAR})?",
        rf"(?P<month>[a-z]{{3,9}})[- ](?P<day>[0-9]{{1,2}})(?:(?:[- ]|, ?){_YEAR})?",
    )
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_ZERO = date(1899, 12, 30)
_RECENT_DAYS = range(36_526, 73_051)
"""What spreadsheets count for the days of 2000 to 2099: dates that lost their format."""

_DAYS_DIGITS = 5
_MAX_SUGGESTIONS = 200
_LONGEST_NAME = 60


class IndicatorNames:
    """Finds an edition's indicators by what people write."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        self._by_name: defaultdict[str, list[Indicator]] = defaultdict(list)
        for indicator in edition.indicators:
            self._by_name[_key(indicator.level3)].append(indicator)
        self._higher = {_key(one.name): "一级" for one in edition.level1}
        self._higher |= {_key(one.name): "二级" for one in edition.level2}
        self._suggestions: dict[str, str] = {}

    def find(self, cell: Cell) -> Indicator:
        """The indicator that a cell names.

        Raises RefusedCellError when it names none, several, or is an error or an unsaved formula.
        """
        if cell.kind in (CellKind.ERROR, CellKind.FORMULA, CellKind.BOOLEAN):
            raise RefusedCellError(f"指标一格是{cell.kind.value}{shown(cell.text)}", "请直接填写指标的序号")
        text = clean(cell.text)
        found = self._edition.by_printed_serial.get(text) or self._dashed(text)
        if found is not None and cell.kind is not CellKind.DATE:
            return found
        if text.isdecimal() and text.isascii() and len(text) == _DAYS_DIGITS and int(text) in _RECENT_DAYS:
            day = _DAY_ZERO + timedelta(int(text))
            return self._from_date(day.isoformat(), is_date=True)
        named = self._by_name.get(_key(text), [])
        if len(named) == 1:
            return named[0]
        if named:
            serials = "、".join(one.serial for one in named)
            raise RefusedCellError(f"三级指标名称“{shown(text)}”不止一项（序号 {serials}）", "请改填序号")
        return self._from_date(text, is_date=cell.kind is CellKind.DATE)

    def _dashed(self, text: str) -> Indicator | None:
        found = _DASHED.fullmatch(text)
        return self._edition.by_serial.get(f"{int(found[1])}-{int(found[2])}") if found else None

    def _from_date(self, text: str, *, is_date: bool) -> Indicator:
        # Spreadsheets turn a typed 9-10 into 10 September without asking.
        month_day = _month_and_day(text)
        found = self._edition.by_serial.get("{}-{}".format(*month_day)) if month_day else None
        if found is not None:
            return found
        if month_day or is_date:
            raise RefusedCellError(
                f"指标一格是日期“{shown(text)}”，不对应任何序号", "请把这一列设为“文本”格式，再重填序号"
            )
        raise self._unknown(text)

    def _unknown(self, text: str) -> RefusedCellError:
        what = f"没有指标“{shown(text)}”"
        plain = "".join(str(int(one)) if one.isdecimal() else one for one in text)
        if plain != text and plain in self._edition.by_printed_serial:
            return RefusedCellError(f"序号“{shown(text)}”不是半角数字", f"请改为半角的 {plain}")
        if (level := self._higher.get(_key(text))) is not None:
            return RefusedCellError(f"“{shown(text)}”是{level}指标的名称", "请填三级指标的名称或序号")
        return RefusedCellError(what, self._suggest(text))

    def _suggest(self, text: str) -> str:
        printed = [one for one in self._edition.by_printed_serial if one.isdecimal()]
        usual = f"请填标准附录 A 的序号（{printed[0]} 至 {printed[-1]}）或三级指标名称"
        plain = re.sub(r"^0+(?=[0-9])|\.0+$", "", text)
        if plain != text and plain in self._edition.by_printed_serial:
            return f"请改为 {plain}"
        if _SERIAL.fullmatch(text):
            below = [one for one in printed if int(one) < int(text)]
            above = [one for one in printed if int(one) > int(text)]
            return f"标准附录 A 中序号 {below[-1]} 之后是 {above[0]}" if below and above else usual
        if len(text) > _LONGEST_NAME or len(self._suggestions) >= _MAX_SUGGESTIONS:
            return self._suggestions.get(text, usual)
        if text not in self._suggestions:
            close = get_close_matches(_key(text), self._by_name, n=1)
            near = self._by_name[close[0]][0] if close else None
            self._suggestions[text] = (
                f"是否指“{near.level3}”（序号 {near.serial}）？" + usual if near else usual
            )
        return self._suggestions[text]


def _key(name: str) -> str:
    return _BLANKS.sub("", name.translate(_SAME)).casefold()


def _month_and_day(text: str) -> tuple[int, int] | None:
    for pattern in _DATES:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        month = _month(found["month"])
        if month is not None and 1 <= month <= len(_MONTHS):
            return month, int(found["day"])
    return None


def _month(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    word = text.casefold()
    full = {"september": "sep", "sept": "sep"}.get(word, word[:3])
    return _MONTHS.index(full) + 1 if full in _MONTHS else None
