"""A rating result on the terminal: star, total, rate, subtotals, the way up and down, what is missing."""

from __future__ import annotations

from fractions import Fraction

from xingping.cli.terminal import BOLD, DIM, GOLD, GREEN, RED, grid, page_width, paint, wrap
from xingping.core.guide import Guide
from xingping.core.points import HUNDREDTHS, round_down, round_up, show_hundredths
from xingping.core.scoring import Result
from xingping.documents.cells import shown
from xingping.documents.wording import AGGREGATE_NAMES, band_name, star_mark, star_name

_BAR = 20
_MOST_ASSESSORS = 9


def summary(result: Result, guide: Guide | None, step: int) -> list[str]:
    """The lines to print; `step` in hundredths."""
    return [
        *_head(result, guide, step),
        "",
        _verdict(result),
        "",
        *_subtotals(result),
        "",
        *_distances(result),
    ]


def _head(result: Result, guide: Guide | None, step: int) -> list[str]:
    labels = [shown(one, 16) for one in result.assessors[:_MOST_ASSESSORS]]
    more = f" 等 {len(result.assessors)} 名" if len(result.assessors) > _MOST_ASSESSORS else ""
    rules = [
        f"细则 {guide.title} {guide.version}" if guide else "没有评分细则",
        f"汇总 {AGGREGATE_NAMES[result.aggregate]}",
        f"记分单位 {show_hundredths(step)}",
    ]
    return [
        paint(f"{result.edition.code}  {result.edition.title}", BOLD),
        *(
            paint(line, DIM)
            for text in (" · ".join(rules), f"评审专家 {'、'.join(labels)}{more}")
            for line in wrap(text, page_width())
        ),
    ]


def _verdict(result: Result) -> str:
    total = f"总分 {round_down(result.total)} / {show_hundredths(result.edition.total_points)}"
    rate = f"得分率 {round_down(result.rate * HUNDREDTHS)} %"
    if result.stars is None:
        return f"  {paint(star_name(result), RED)}    {total}    {rate}"
    mark = paint(star_mark(result.edition, result.stars), GOLD)
    return f"  {mark}  {paint(star_name(result), BOLD)}    {paint(total, BOLD)}    {rate}"


def _subtotals(result: Result) -> list[str]:
    rows = [["一级指标", "得分", "满分", "得分率", ""]]
    for one in result.level1:
        rate = one.points * HUNDREDTHS / one.section.points
        rows.append(
            [
                one.section.name,
                round_down(one.points),
                show_hundredths(one.section.points),
                f"{round_down(rate * HUNDREDTHS)} %",
                _bar(rate),
            ]
        )
    head, *lines = grid(rows, right=[1, 2, 3])
    return [f"  {paint(head, DIM)}", *(f"  {line}" for line in lines)]


def _bar(rate: Fraction) -> str:
    filled = int(rate * _BAR)
    return "█" * filled + "·" * (_BAR - filled)


def _distances(result: Result) -> list[str]:
    if not result.complete:
        serials = "、".join(one.serial for one in result.missing)
        text = f"还有 {len(result.missing)} 项指标没有评分（序号 {serials}），以上只是已评部分的合计。"
        return [f"  {line}" for line in wrap(text, page_width() - 2)]
    lines = []
    if result.next_star is not None:
        name = band_name(result.edition, result.next_star.stars)
        lines.append(f"  ↑ 距{name}还差 {paint(round_up(result.next_star.points), BOLD)} 分")
    if result.kept_star is not None:
        name = band_name(result.edition, result.kept_star.stars)
        lines.append(paint(f"  ✓ 高出{name}最低线 {round_down(result.kept_star.points)} 分", GREEN))
    return lines
