"""The radar of the level-1 rates, drawn by the spreadsheet itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xingping.documents.workbook.style import BRAND, FONT, LINE

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet


@dataclass(frozen=True, slots=True)
class RadarSource:
    """Where the names and rates stand: a worksheet's rows (both ends included) and columns, from 0."""

    sheet: str
    first_row: int
    last_row: int
    name_column: int
    rate_column: int


def insert_radar(
    book: Workbook, sheet: Worksheet, source: RadarSource, row: int, column: int, width: int = 440
) -> None:
    """Put the radar with its top left corner into a cell; `width` in pixels."""
    rows = (source.first_row, source.last_row)
    chart: Any = book.add_chart({"type": "radar", "subtype": "filled"})
    chart.add_series(
        {
            "categories": [source.sheet, rows[0], source.name_column, rows[1], source.name_column],
            "values": [source.sheet, rows[0], source.rate_column, rows[1], source.rate_column],
            "fill": {"color": BRAND, "transparency": 75},
            "border": {"color": BRAND, "width": 1.75},
        }
    )
    font = {"name": FONT, "size": 9}
    chart.set_title({"name": "一级指标得分率", "name_font": {**font, "size": 11}, "overlay": False})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": font})
    chart.set_y_axis(
        {
            "min": 0,
            "max": 1,
            "major_unit": 0.2,
            "num_format": "0%",
            "num_font": {**font, "size": 8},
            "major_gridlines": {"visible": True, "line": {"color": LINE}},
        }
    )
    chart.set_chartarea({"border": {"none": True}})
    chart.set_size({"width": width, "height": 400})
    sheet.insert_chart(row, column, chart, {"x_offset": 16, "y_offset": 8, "object_position": 2})
