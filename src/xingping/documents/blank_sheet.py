"""The blank scoring sheet (空白评分表) of one case: for days without a network, filled in by hand."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from xingping.core.guide import Guide
from xingping.core.points import show_hundredths
from xingping.core.standard import Edition, Kind
from xingping.documents.qr import qr_svg
from xingping.documents.typst_engine import render_accessible


@dataclass(frozen=True, slots=True)
class BlankText:
    """What stands at the head of the sheet. No assessor's name: the sheet is blind."""

    case: str
    round_name: str
    centre: str
    address: str
    """The case's page, in the QR code."""
    printed: date


def blank_sheet_pdf(
    text: BlankText, edition: Edition, guide: Guide, kind: Kind, serials: Collection[str]
) -> bytes:
    """The sheet as PDF, A4, with the indicators of `serials` in table order. Raises DocumentError."""
    rows: list[dict[str, Any]] = []
    for indicator in edition.indicators:
        if indicator.serial not in serials:
            continue
        points = guide.by_serial[indicator.serial].points_for(kind)
        rows.append(
            {
                "serial": indicator.serial,
                "section": indicator.level1,
                "name": indicator.level3,
                "full": show_hundredths(indicator.points),
                "points": [point.text for point in points],
            }
        )
    data: dict[str, Any] = {
        "title": "现场评分表",
        "subtitle": f"{text.round_name}　依据 {edition.code}　细则《{guide.title}》",
        "centre": text.centre,
        "case": text.case,
        "rows": rows,
        "note": (
            f"得分为 {show_hundredths(guide.step)} 的整数倍，扣分必须写理由；没有看到的勾“未见”。"
            "评分表只由本人保管，不交他人，锁定前不互相查看。回到有网络处后录入系统，以系统中锁定的为准。"
        ),
        "address": text.address,
        "qr": qr_svg(text.address),
    }
    return render_accessible("blank_sheet", data, dated=text.printed)
