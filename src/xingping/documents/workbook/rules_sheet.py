"""The sheet of rules: how to fill in, star bands, aggregate, readings of the text, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xingping.core.points import HUNDREDTHS, show_hundredths
from xingping.documents.score_columns import RULES_SHEET, SCORE_SHEET
from xingping.documents.wording import AGGREGATE_NAMES, AGGREGATE_RULES, star_mark
from xingping.documents.workbook.plan import Plan
from xingping.documents.workbook.score_sheet import PROTECTION
from xingping.documents.workbook.style import Style, row_height, set_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = (20, 24, 26, 30)


class _Lines:
    """Writes a sheet from top to bottom."""

    def __init__(self, sheet: Worksheet, style: Style) -> None:
        self._sheet = sheet
        self._style = style
        self._row = 0

    def title(self, text: str) -> None:
        self._merged(text, "title", 36)

    def heading(self, text: str) -> None:
        self._row += 1
        self._merged(text, "heading", 26)

    def paragraph(self, text: str) -> None:
        self._merged(text, "text", row_height([(text, sum(_WIDTHS))], least=18))

    def table(self, names: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        for column, name in enumerate(names):
            self._sheet.write_string(self._row, column, name, self._style["header"])
        self._sheet.set_row(self._row, 22)
        self._row += 1
        for cells in rows:
            for column, text in enumerate(cells):
                self._sheet.write_string(self._row, column, text, self._style["small"])
            self._sheet.set_row(self._row, row_height(list(zip(cells, _WIDTHS, strict=False)), size=9))
            self._row += 1

    def _merged(self, text: str, look: str, height: float) -> None:
        self._sheet.merge_range(self._row, 0, self._row, len(_WIDTHS) - 1, "", self._style[look])
        self._sheet.write_string(self._row, 0, text, self._style[look])
        self._sheet.set_row(self._row, height)
        self._row += 1


def write_rules_sheet(book: Workbook, style: Style, plan: Plan) -> None:
    """Add the sheet; what the standard says and what the body decided are told apart."""
    sheet = book.add_worksheet(RULES_SHEET)
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    set_page(sheet, landscape=False, title=RULES_SHEET, foot=plan.edition.code)
    lines = _Lines(sheet, style)
    lines.title(RULES_SHEET)
    _write_steps(lines, plan)
    _write_bands(lines, plan)
    _write_guide(lines, plan)
    _write_errata(lines, plan)
    _write_versions(lines, plan)
    sheet.protect("", PROTECTION)


def _write_steps(lines: _Lines, plan: Plan) -> None:
    step = show_hundredths(plan.guide.step)
    lines.heading("怎样填写")
    for number, text in enumerate(
        (
            f"只填“{SCORE_SHEET}”中浅黄色的格子，其余各处自动计算并已保护（没有密码）。",
            "先写申报单位、评定日期，再把各列的“评审专家 1”等改成专家的姓名或代号；不用的列留空。",
            f"得分填 0 至该项分值之间的数，是 {step} 的整数倍；不合规定的输入会被拒绝，粘贴进来的会标红。",
            "光标停在三级指标的名称上，会显示该项的评分要点；备注一栏可写理由，不参与计算。",
            "一项也没评的指标会使结果不定星级；某位专家没有评的指标，按其他专家的得分汇总。",
            "打印后请各位专家在最后一行签名。",
            "用 xingping score 文件名 核算本工作簿，或在网站上传；两处与本工作簿的结果逐分一致。",
        ),
        start=1,
    ):
        lines.paragraph(f"{number}. {text}")


def _write_bands(lines: _Lines, plan: Plan) -> None:
    edition = plan.edition
    lines.heading(f"星级（标准规定，第 {edition.bands_clause} 章）")
    lines.table(
        ("星级", "标志", "得分率不低于", "最低得分（条款）"),
        [
            (
                band.name,
                star_mark(edition, band.stars),
                f"{float(band.rate * HUNDREDTHS):g}%",
                f"{show_hundredths(band.points)} 分（{band.clause}）",
            )
            for band in plan.bands
        ],
    )


def _write_guide(lines: _Lines, plan: Plan) -> None:
    guide = plan.guide
    lines.heading(f"汇总与记分（{guide.label}：{guide.title} {guide.version}）")
    for rule in plan.rules:
        own = "采用" if rule is guide.aggregate else "仅供对照"
        lines.paragraph(f"· {AGGREGATE_NAMES[rule]}（{own}）：{AGGREGATE_RULES[rule]}")
    lines.paragraph(
        "· 先逐项汇总，再把各项相加。计算用整数与分数，没有舍入误差；显示时得分与得分率舍去到两位小数，"
        "还差的分数进位到两位小数。"
    )


def _write_errata(lines: _Lines, plan: Plan) -> None:
    if plan.edition.errata:
        lines.heading("标准文本的印刷问题与读法")
        lines.table(
            ("位置", "印作", "读作", "理由"),
            [(one.place, one.printed, one.read_as, one.why) for one in plan.edition.errata],
        )


def _write_versions(lines: _Lines, plan: Plan) -> None:
    edition, guide = plan.edition, plan.guide
    lines.heading("版本")
    lines.paragraph(f"标准 {edition.code}《{edition.title}》，内容指纹 {edition.hash}")
    lines.paragraph(f"细则 {guide.title}（{guide.name} {guide.version}），内容指纹 {guide.hash}")
