"""What stands in a score cell -> hundredths of a point, or why not."""

from __future__ import annotations

import re
from fractions import Fraction

from xingping.core.points import HUNDREDTHS, show_hundredths
from xingping.core.scoring import score_fault
from xingping.core.standard import Indicator
from xingping.documents.cells import Cell, CellKind, RefusedCellError, clean, shown

_PLAIN = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_LEADING = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SAME = str.maketrans({"．": ".", "。": ".", "－": "-", "，": ","})


def read_score(cell: Cell, indicator: Indicator, step: int) -> int:
    """Hundredths of a point that a cell gives an indicator; `step` in hundredths.

    Raises RefusedCellError when it is no plain decimal, out of range or off the step.
    """
    name = f"指标 {indicator.serial}“{indicator.level3}”的得分"
    allowed = f"请填 0 至 {show_hundredths(indicator.points)} 之间、{show_hundredths(step)} 的整数倍"
    hundredths = read_number(cell, name, allowed) * HUNDREDTHS
    if hundredths.denominator == 1:
        wrong = score_fault(indicator, hundredths.numerator, step)
        if wrong is not None:
            raise RefusedCellError(*wrong)
        return hundredths.numerator
    off_step = 0 <= hundredths <= indicator.points
    raise RefusedCellError(
        f"{name} {shown(clean(cell.text))} {'不合记分单位' if off_step else '超出范围'}", allowed
    )


def read_number(cell: Cell, name: str, allowed: str) -> Fraction:
    """The plain decimal of a cell; `name` and `allowed` serve the message.

    Raises RefusedCellError for anything else: dates, percentages, errors, exponents, other digits.
    """
    text = clean(cell.text)
    if cell.kind in _NO_SCORE:
        raise RefusedCellError(f"{name}是{cell.kind.value} {shown(text)}".rstrip(), _NO_SCORE[cell.kind])
    if _PLAIN.fullmatch(text) is None:
        raise RefusedCellError(f"{name}“{shown(text)}”不是普通的小数", _mend(text) or allowed)
    return Fraction(text)


_NO_SCORE = {
    CellKind.DATE: "请把这一格设为“常规”格式，再重填得分",
    CellKind.PERCENT: "得分是分数，不是百分比：请把这一格设为“常规”格式，再重填得分",
    CellKind.BOOLEAN: "请填数字",
    CellKind.ERROR: "请改正这一格的公式，或直接填写得分",
    CellKind.FORMULA: "请用 Excel 或 WPS 打开文件，重新计算后保存，或直接填写得分",
}


def _mend(text: str) -> str | None:
    half = "".join(str(int(one)) if one.isdecimal() else one for one in text.translate(_SAME))
    if half != text and _PLAIN.fullmatch(half):
        return f"请改为半角数字 {shown(half)}"
    if "," in half:
        return "请去掉逗号；小数点请用英文句点"
    if half.startswith("+") and _PLAIN.fullmatch(half[1:]):
        return f"请去掉加号，填 {shown(half[1:])}"
    number = _LEADING.match(half)
    if number and half[number.end() :].strip() in ("分", "pt", "points"):
        return f"请只填数字 {shown(number[0])}"
    return None
