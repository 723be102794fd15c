"""What an assessor's sheet may hold, what locking it needs, and which indicators it covers.

Fields are `scores.31`, `statements.31` (the reason), `points.31.1` and `flags.31` ({"not_seen": bool,
"confidence": 1 to 3, "reasons": [text]}). None empties a field.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from xingping.core.faults import Fault
from xingping.core.guide import Guide
from xingping.core.scoring import score
from xingping.core.sheet_content import (
    POINTS,
    SCORES,
    STATEMENTS,
    SheetRules,
    field_fault,
    field_serials,
    text_fault,
)
from xingping.core.standard import Edition

FLAGS = "flags"
ASSESSOR_SECTIONS = (SCORES, STATEMENTS, POINTS, FLAGS)
NOT_SEEN, CONFIDENCE, REASONS = "not_seen", "confidence", "reasons"
MOST_REASONS = 10
LONGEST_REASON = 200
CONFIDENCES = (1, 2, 3)
"""Low, middling, high."""


@dataclass(frozen=True, slots=True)
class OwnSection:
    """What an assessor has given within one level-1 indicator, of what the own sheet covers of it."""

    name: str
    points: Fraction
    """Exact points (not hundredths)."""
    full: int
    """Hundredths of a point that the covered indicators can give."""
    scored: int
    asked: int


@dataclass(frozen=True, slots=True)
class OwnTotal:
    """The running total of one assessor's own sheet; no star, for one sheet is no result."""

    points: Fraction
    full: int
    scored: int
    asked: int
    sections: tuple[OwnSection, ...]
    """Level-1 indicators of which the sheet covers anything, in table order."""


def own_total(edition: Edition, serials: Collection[str], scores: Mapping[str, int]) -> OwnTotal:
    """The total of an assessor's own sheet {serial: hundredths} over the indicators it covers.

    Raises FaultsError for scores that no sheet may hold.
    """
    covered = frozenset(serials)
    given = {serial: points for serial, points in scores.items() if serial in covered}
    result = score(edition, {"": given}, step=1, partial=True)
    sections = []
    for subtotal in result.level1:
        name = subtotal.section.name
        asked = [one for one in edition.indicators if one.level1 == name and one.serial in covered]
        if asked:
            scored = sum(one.serial in given for one in asked)
            full = sum(one.points for one in asked)
            sections.append(OwnSection(name, subtotal.points, full, scored, len(asked)))
    return OwnTotal(
        points=result.total,
        full=sum(one.full for one in sections),
        scored=sum(one.scored for one in sections),
        asked=sum(one.asked for one in sections),
        sections=tuple(sections),
    )


def covered_serials(guide: Guide, groups: Collection[str]) -> tuple[str, ...]:
    """Serials of some indicator groups, in table order; no group means all."""
    return tuple(one.serial for one in guide.indicators if not groups or one.group in groups)


def least_coverage(guide: Guide, teams: Iterable[Collection[str]]) -> int:
    """How many members score the indicator that the fewest score."""
    members = [set(groups) for groups in teams]
    return min(sum(not groups or one.group in groups for groups in members) for one in guide.indicators)


def assessor_field_fault(
    rules: SheetRules, serials: Collection[str], name: str, value: object
) -> Fault | None:
    """Why a field of an assessor's sheet may not have a value, or None."""
    section, _, key = name.partition(".")
    if section not in ASSESSOR_SECTIONS:
        return Fault(name, "没有这一项", "请刷新页面")
    belongs = frozenset((key,)) if section == FLAGS else field_serials(rules.guide, name)
    if not belongs or not belongs <= set(serials):
        return Fault(f"指标 {key}", "不在您的评分范围内", "请只评分配给您的指标组")
    if section != FLAGS:
        return field_fault(rules, name, value)
    wrong = None if value is None else _flags_wrong(value)
    return Fault(f"指标 {key}", *wrong) if wrong else None


def lock_faults(
    rules: SheetRules,
    serials: Iterable[str],
    scores: Mapping[str, int],
    reasons: Mapping[str, str],
    *,
    reason_below_full: bool,
) -> Iterator[Fault]:
    """What is missing before a sheet can be locked, in table order."""
    for serial in serials:
        indicator = rules.edition.by_serial[serial]
        place = f"指标 {serial}“{indicator.level3}”"
        if serial not in scores:
            yield Fault(place, "还没有评分", "请填写得分；确实没有的，评 0 分并写明理由")
        elif reason_below_full and scores[serial] < indicator.points and not reasons.get(serial, "").strip():
            yield Fault(place, "扣了分，没有写理由", "请写明扣分理由")


def _flags_wrong(value: object) -> tuple[str, str] | None:
    if not isinstance(value, dict) or not set(value) <= {NOT_SEEN, CONFIDENCE, REASONS}:
        return "标记的形式不对", "请刷新页面"
    if not isinstance(value.get(NOT_SEEN, False), bool):
        return "“未见到”应当是“是”或“否”", "请选择其一"
    confidence = value.get(CONFIDENCE, CONFIDENCES[0])
    if type(confidence) is not int or confidence not in CONFIDENCES:
        return "把握程度应当是 1 至 3", "请从低、中、高中选择"
    reasons = value.get(REASONS, [])
    if not isinstance(reasons, list) or len(reasons) > MOST_REASONS:
        return f"扣分原因最多 {MOST_REASONS} 条", "请删去几条"
    return next(filter(None, (text_fault(one, LONGEST_REASON) for one in reasons)), None)
