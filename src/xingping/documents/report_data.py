"""What a report says, as plain text and permille for its template. Display rounds against the claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from xingping.core.guide import Guide
from xingping.core.points import HUNDREDTHS, round_down, round_up, show_hundredths
from xingping.core.scoring import IndicatorResult, Result
from xingping.core.standard import Section
from xingping.documents.way import Way, way_data
from xingping.documents.wording import AGGREGATE_RULES, NO_STAR, band_name

DIVERGENCE_PERCENT = 30
"""Scores further apart than this share of an indicator's points are marked (the body's own rule)."""
MOST_LOSSES = 6
CLOSING = (
    "本报告由系统按评分表如实计算，供了解得分与改进之用；星级以评定机构的公告为准，"
    "标志牌由评定机构统一设计和管理（6.1.1）。"
)


def report_data(
    result: Result,
    guide: Guide,
    *,
    subject: str,
    way: Way | None,
    divergence_percent: int = DIVERGENCE_PERCENT,
) -> dict[str, Any]:
    """Everything the template `report` prints. Lengths are permille of an indicator's points."""
    edition = result.edition
    full = edition.total_points
    rows = {one.indicator.serial: _row(one, divergence_percent) for one in result.indicators}
    lost = sum((_lost(one) for one in result.indicators if one.denominator), Fraction(0))
    first = min((band.rate for band in edition.bands), default=Fraction(0))
    scale_from = int(max(Fraction(0), first - Fraction(1, 10)) * 1000)
    total = round_down(result.total)
    return {
        "kicker": "城乡社区服务中心（站）星级评定",
        "title": "评定结果报告",
        "subject": subject,
        "running": f"{subject[:40]} · 评定结果报告",
        "foot": f"依据 {edition.code} · 版本指纹 {edition.hash[:12]} · 细则指纹 {guide.hash[:12]}",
        "full": show_hundredths(full),
        "total": list(_split(total)),
        "lost": round_up(lost),
        "rate": round_down(result.rate * 100),
        "permille": int(result.rate * 1000),
        "stars": result.stars,
        "most": max(band.stars for band in edition.bands),
        "star_name": band_name(edition, result.stars) if result.stars else NO_STAR,
        "summary": _summary(result),
        "facts": _facts(result, guide),
        "scale_from": scale_from,
        "scale_start": show_hundredths(full * scale_from // 1000),
        "bands": [
            {
                "stars": band.stars,
                "points": show_hundredths(band.points),
                "permille": int(band.rate * 1000),
            }
            for band in edition.bands
        ],
        "level1": [_section(result, one, rows) for one in edition.level1],
        "losses": _losses(result, rows),
        "no_loss": "没有失分。" if result.complete else "已评的指标没有失分。",
        "way": way_data(way, result) if way and way.steps else None,
        "no_way": _no_way(result, way),
        "count": str(len(result.indicators)),
        "grounds": _grounds(result, guide, divergence_percent),
        "identity": _identity(result, guide),
        "readings": [[one.place, one.printed, one.read_as] for one in edition.errata],
    }


def _split(shown: str) -> tuple[str, str]:
    whole, dot, rest = shown.partition(".")
    return whole, dot + rest


def _lost(row: IndicatorResult) -> Fraction:
    points = row.points
    assert points is not None  # noqa: S101 — asked only where scored
    return Fraction(row.indicator.points, HUNDREDTHS) - points


def _row(row: IndicatorResult, divergence_percent: int) -> dict[str, Any]:
    full = row.indicator.points
    scored = row.denominator != 0
    scores = sorted(row.scores.values())
    apart = scores[-1] - scores[0] if scores else 0
    marks = ["更正"] if row.corrected else []
    marks += ["分差大"] if apart * 100 > full * divergence_percent else []
    return {
        "serial": row.indicator.serial,
        "name": row.indicator.level3,
        "max": show_hundredths(full),
        "scored": scored,
        "points": round_down(row.points) if row.points is not None else "",
        "lost": round_up(_lost(row)) if scored else "",
        "lost_permille": int(_lost(row) * HUNDREDTHS * 1000 / full) if scored else 0,
        "permille": row.numerator * 1000 // (row.denominator * full) if scored else 0,
        "scores": [one * 1000 // full for one in scores],
        "dots": [[one * 1000 // full, times] for one, times in sorted(Counter(scores).items())],
        "range": f"{show_hundredths(scores[0])}–{show_hundredths(scores[-1])}" if scores else "",
        "mark": "、".join(marks),
    }


def _section(result: Result, section: Section, rows: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    points = next(one.points for one in result.level1 if one.section == section)
    full = Fraction(section.points, HUNDREDTHS)
    second = [one for one in result.level2 if one.section.level1 == section.name]
    return {
        "name": section.name,
        "points": round_down(points),
        "max": show_hundredths(section.points),
        "lost": round_up(full - points),
        "rate": f"{round_down(points / full * 100, 1)} %",
        "permille": int(points / full * 1000),
        "level2": [
            {
                "name": one.section.name,
                "points": round_down(one.points),
                "max": show_hundredths(one.section.points),
                "rows": [
                    rows[indicator.serial]
                    for indicator in result.edition.indicators
                    if (indicator.level1, indicator.level2) == (one.section.level1, one.section.name)
                ],
            }
            for one in second
        ],
    }


def _losses(result: Result, rows: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    losing = [one for one in result.indicators if one.denominator and _lost(one) > 0]
    losing.sort(key=_lost, reverse=True)
    return [rows[one.indicator.serial] for one in losing[:MOST_LOSSES]]


def _summary(result: Result) -> str:
    edition, people = result.edition, len(result.assessors)
    said = (
        f"按 {edition.code} 附录 A 的 {len(result.indicators)} 项三级指标，"
        f"由 {people} 份评分表汇总，总分 {round_down(result.total)} 分，"
        f"得分率 {round_down(result.rate * 100)} %。"
    )
    if not result.complete:
        missing = len(result.missing)
        return said + f"尚有 {missing} 项没有评分，未评的项按 0 分列入，评分完成以前不定星级。"
    said += f"达到{band_name(edition, result.stars)}" if result.stars else NO_STAR
    if result.kept_star:
        said += f"，高出这一星级的最低分数 {round_down(result.kept_star.points)} 分"
    if result.next_star:
        said += f"；距{band_name(edition, result.next_star.stars)}还差 {round_up(result.next_star.points)} 分"
    return said + "。"


def _no_way(result: Result, way: Way | None) -> str:
    if way and way.note:
        return way.note + "。"
    if not result.complete:
        return "评分完成以后才能计算。"
    if result.next_star is None:
        return "已经是最高星级。"
    return "本次没有计算。"


def _facts(result: Result, guide: Guide) -> list[list[str]]:
    missing = len(result.missing)
    return [
        ["评定标准", result.edition.code],
        ["评分细则", f"{guide.title} {guide.version}"],
        ["评分表", f"{len(result.assessors)} 份"],
        ["评分进度", f"{len(result.indicators)} 项已评完" if not missing else f"还有 {missing} 项未评"],
    ]


def _grounds(result: Result, guide: Guide, divergence_percent: int) -> list[dict[str, Any]]:
    edition = result.edition
    full = show_hundredths(edition.total_points)
    bands = "、".join(f"{one.name} {show_hundredths(one.points)} 分" for one in edition.bands)

    def standard(clause: str, text: str) -> dict[str, Any]:
        return {"standard": True, "clause": clause, "text": text}

    def own(clause: str, text: str) -> dict[str, Any]:
        return {"standard": False, "clause": clause, "text": text}

    return [
        standard(
            "附录 A",
            f"{len(edition.indicators)} 项三级指标及其分值，满分 {full} 分。",
        ),
        standard(
            edition.bands_clause, f"各星级的得分率不得低于：{bands}。是否达到，按未经舍入的精确得分判断。"
        ),
        standard(
            edition.validity_clause,
            f"星级标志有效期 {edition.validity_years} 年，"
            f"到期前 {edition.review_months} 个月内向评定机构申请复核。",
        ),
        own(
            "本细则",
            f"{AGGREGATE_RULES[result.aggregate]}评分以 {show_hundredths(guide.step)} 分为单位。",
        ),
        own("本细则", f"细则性质：{guide.label}。"),
        own("本机构规定", f"同一指标最高与最低评分之差超过分值的 {divergence_percent} % 时标“分差大”。"),
        own("显示方法", "得分、得分率一律向下取到两位小数，还差的分数向上取；599.996 不会显示为 600.00。"),
        own("说明", CLOSING),
    ]


def _identity(result: Result, guide: Guide) -> list[list[str]]:
    return [
        ["标准名称", f"{result.edition.code}《{result.edition.title}》"],
        ["标准内容指纹（SHA-256）", result.edition.hash],
        ["评分细则", f"{guide.title}（{guide.name}，{guide.version}）"],
        ["细则内容指纹（SHA-256）", guide.hash],
        ["精确总分", f"{result.total} 分"],
    ]
