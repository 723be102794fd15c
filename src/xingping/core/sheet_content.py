"""What may stand in a sheet: the names of its fields and the values each may have.

Fields are `scores.31` (hundredths of a point), `statements.31` (text), `points.31.1` (ticked or not) and
`facts.households` ({"value": decimal or choice id, "true_on": ISO date}). None empties a field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from xingping.core.faults import Fault
from xingping.core.guide import Fact, FactType, Guide, ScoringPoint
from xingping.core.points import show_exact
from xingping.core.scoring import score_fault
from xingping.core.standard import Edition, Kind

SCORES, STATEMENTS, POINTS, FACTS = "scores", "statements", "points", "facts"
SECTIONS = (SCORES, STATEMENTS, POINTS, FACTS)
LONGEST_STATEMENT = 2_000
FORM = ""
"""Stands for the application form where a serial is expected."""

_DECIMAL = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,4})?")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class SheetRules:
    """Whose sheet of which edition, guide and kind of centre is checked, and on which day."""

    edition: Edition
    guide: Guide
    kind: Kind
    today: date


def split_field(name: str) -> tuple[str, str]:
    """`points.31.1` -> ("points", "31.1"); the section is "" where the name is no field."""
    section, dot, key = name.partition(".")
    return (section, key) if dot and section in SECTIONS else ("", name)


def field_fault(rules: SheetRules, name: str, value: Any) -> Fault | None:  # noqa: ANN401
    """Why a field may not have a value, or None. `value` is a JSON value; None is always allowed."""
    section, key = split_field(name)
    place = field_place(rules, name)
    if section not in _CHECKS or not _known(rules, section, key):
        return Fault(place, "没有这一项", "请刷新页面；如果仍然出现，请联系评定机构")
    wrong = None if value is None else _CHECKS[section](rules, key, value)
    return Fault(place, *wrong) if wrong else None


def field_place(rules: SheetRules, name: str) -> str:
    """Where a field stands, in words."""
    section, key = split_field(name)
    if section == FACTS:
        fact = rules.guide.by_fact.get(key)
        return f"数据“{fact.label}”" if fact else name
    serials = sorted(field_serials(rules.guide, name))
    indicator = rules.edition.by_serial.get(serials[0]) if serials else None
    return f"指标 {indicator.serial}“{indicator.level3}”" if indicator else name


def field_serials(guide: Guide, name: str) -> frozenset[str]:
    """The serials that a field belongs to; a fact belongs to every indicator that uses it."""
    section, key = split_field(name)
    if section in (SCORES, STATEMENTS):
        return frozenset((key,))
    return frozenset(
        indicator.serial
        for indicator in guide.indicators
        for point in indicator.scoring_points
        if (section == POINTS and point.id == key) or (section == FACTS and key in point.facts)
    )


def content_faults(rules: SheetRules, content: Mapping[str, Mapping[str, Any]]) -> Iterator[Fault]:
    """Everything wrong with a whole sheet {section: {key: value}}."""
    for section, values in content.items():
        for key, value in values.items():
            fault = field_fault(rules, f"{section}.{key}", value)
            if fault:
                yield fault


def text_fault(text: object, longest: int = LONGEST_STATEMENT) -> tuple[str, str] | None:
    """Why a text cannot be kept, as (what, how to mend it), or None."""
    if not isinstance(text, str):
        return "应当是文字", "请重新填写"
    if len(text) > longest:
        return f"有 {len(text)} 字，超过 {longest} 字", "请写得简短一些，详细材料可作为佐证"
    if any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in text):
        return "含有不能保存的字符", "请删去粘贴进来的特殊符号"
    return None


def _known(rules: SheetRules, section: str, key: str) -> bool:
    if section in (SCORES, STATEMENTS):
        return key in rules.edition.by_serial
    if section == POINTS:
        point = rules.guide.by_point.get(key)
        return point is not None and point.kind.ticked and point.applies in (None, rules.kind)
    fact = rules.guide.by_fact.get(key)
    return fact is not None and fact.applies in (None, rules.kind)


def _score_wrong(rules: SheetRules, key: str, value: object) -> tuple[str, str] | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return "得分应当是数", "请填写数字"
    return score_fault(rules.edition.by_serial[key], value, rules.guide.step)


def _statement_wrong(_rules: SheetRules, _key: str, value: object) -> tuple[str, str] | None:
    return text_fault(value)


def _point_wrong(_rules: SheetRules, _key: str, value: object) -> tuple[str, str] | None:
    return None if isinstance(value, bool) else ("应当是“是”或“否”", "请选择其一")


def _fact_wrong(rules: SheetRules, key: str, value: object) -> tuple[str, str] | None:
    if not isinstance(value, dict) or set(value) != {"value", "true_on"}:
        return "应当有数值和截至日期", "请填写这两项"
    return fact_value_fault(rules.guide.by_fact[key], value["value"]) or true_on_fault(
        value["true_on"], rules.today
    )


def fact_value_fault(fact: Fact, value: object) -> tuple[str, str] | None:
    """Why a fact cannot have a value (text), as (what, how to mend it), or None."""
    if not isinstance(value, str):
        return "应当是文字形式的数", "请填写数字"
    if fact.type is FactType.CHOICE:
        known = [choice.id for choice in fact.choices]
        labels = "、".join(choice.label for choice in fact.choices)
        return None if value in known else ("没有这个选项", f"请从以下选项中选择：{labels}")
    whole = "整数" if fact.type is FactType.INTEGER else "数"
    bounds = f"请填 {show_exact(fact.minimum)} 至 {show_exact(fact.maximum)} 之间的{whole}（{fact.unit}）"
    if not _DECIMAL.fullmatch(value):
        return f"“{value[:20]}”不是{whole}", bounds
    number = Fraction(value)
    if fact.type is FactType.INTEGER and number.denominator != 1:
        return f"“{value}”不是整数", bounds
    if not fact.minimum <= number <= fact.maximum:
        return f"{value} 超出范围", bounds
    return None


def true_on_fault(value: object, today: date) -> tuple[str, str] | None:
    """Why a fact cannot be dated so, or None."""
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and _ISO.fullmatch(value) else None
    except ValueError:
        day = None
    if day is None:
        return "截至日期不是日期", "请按 2026-03-31 的形式填写"
    if day > today:
        return f"截至日期 {day.isoformat()} 还没有到", "请填写今天或以前的日期"
    return None


def needed_facts(rules: SheetRules) -> tuple[str, ...]:
    """Facts that scoring points of this kind of centre ask for, in the guide's order."""
    used = {
        name
        for indicator in rules.guide.indicators
        for point in indicator.points_for(rules.kind)
        for name in point.facts
    }
    return tuple(
        fact.name for fact in rules.guide.facts if fact.name in used and fact.applies in (None, rules.kind)
    )


def ticked_points(rules: SheetRules, serial: str) -> tuple[ScoringPoint, ...]:
    """Scoring points of an indicator that a person ticks, for this kind of centre."""
    indicator = rules.guide.by_serial.get(serial)
    return tuple(
        point for point in (indicator.points_for(rules.kind) if indicator else ()) if point.kind.ticked
    )


_CHECKS = {SCORES: _score_wrong, STATEMENTS: _statement_wrong, POINTS: _point_wrong, FACTS: _fact_wrong}
