"""indicators.toml -> the three levels of indicators, with sums, order and uniqueness checked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from xingping.core.points import show_hundredths
from xingping.core.reading import UNREAD, Table
from xingping.core.standard import Comparison, Frequency, Indicator, Kind, Period, Section, Threshold

_SERIAL = re.compile(r"([1-9][0-9]{0,3})(?:-([1-9][0-9]{0,3}))?")
_FACT_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_LARGEST = 1_000_000_000_000


@dataclass(slots=True)
class Facts:
    """The facts that thresholds speak of, and which of them were spoken of."""

    tables: dict[str, Table] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    labels_en: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def note_unused(self) -> None:
        """Note the facts that no threshold uses."""
        for name, table in self.tables.items():
            if name not in self.used:
                table.fault(f"事实 {name} 没有被任何条件用到", "请删去，或在 thresholds 里使用")


@dataclass(slots=True)
class Rows:
    """What was read of the table: sections of level 1 and 2, and the indicators."""

    level1: tuple[Section, ...] = ()
    level2: tuple[Section, ...] = ()
    indicators: tuple[Indicator, ...] = ()


def read_facts(root: Table) -> Facts:
    """Read [[facts]]."""
    facts = Facts()
    for table in root.optional_tables("facts"):
        name = table.text("name", longest=40)
        if name and not _FACT_NAME.fullmatch(name):
            table.fault(f"事实名“{name}”写法不对", "请用小写英文字母、数字和下划线，如 facility_area")
        elif name in facts.tables:
            table.fault(f"事实 {name} 重复", "每个事实只定义一次")
        label, label_en = table.text("label", longest=60), table.text("label_en", longest=120)
        unit = table.text("unit", longest=20, empty=True)
        table.done()
        if name:
            facts.tables[name] = table
            facts.labels[name], facts.labels_en[name], facts.units[name] = label, label_en, unit
    return facts


def read_rows(root: Table, facts: Facts, clause: str) -> Rows:
    """Read [[level1]], [[level1.level2]] and [[level1.level2.level3]]; `clause` names the table."""
    level1: list[Section] = []
    level2: list[Section] = []
    rows: list[tuple[Table, Indicator]] = []
    tables = root.tables("level1")
    for table in tables:
        section = _section(table, None)
        inner = table.tables("level2")
        seconds = [_section(one, section.name) for one in inner]
        for one, second in zip(inner, seconds, strict=True):
            thirds = [(row, _indicator(row, second, facts, clause)) for row in one.tables("level3")]
            _check_sum(one, second, [indicator.points for _, indicator in thirds], "三级指标")
            _check_unique((row, indicator.level3) for row, indicator in thirds)
            one.done()
            rows += thirds
        _check_sum(table, section, [second.points for second in seconds], "二级指标")
        _check_unique(zip(inner, (second.name for second in seconds), strict=True))
        table.done()
        level1.append(section)
        level2 += seconds
    _check_unique(zip(tables, (section.name for section in level1), strict=True))
    _check_serials(rows)
    return Rows(tuple(level1), tuple(level2), tuple(indicator for _, indicator in rows))


def _section(table: Table, level1: str | None) -> Section:
    name = table.text("name", longest=60)
    points = table.points("points")
    return Section(name, table.text("name_en", longest=120), points, name if level1 is None else level1)


def _indicator(table: Table, section: Section, facts: Facts, clause: str) -> Indicator:
    serial = table.text("serial", longest=9)
    indicator = Indicator(
        serial=serial,
        level1=section.level1,
        level2=section.name,
        level3=table.text("name", longest=60),
        level3_en=table.text("name_en", longest=120),
        points=table.points("points"),
        requirement=table.text("requirement"),
        requirement_en=table.text("requirement_en"),
        clause=f"{clause} 序号 {serial}",
        thresholds=_thresholds(table, facts),
        periods=_periods(table),
    )
    table.done()
    return indicator


def _periods(table: Table) -> tuple[Period, ...]:
    periods = []
    for one in table.optional_tables("periods"):
        name = one.one_of("name", Frequency)
        period = Period(name or Frequency.REGULAR, one.text("text"), one.text("text_en"))
        one.done()
        periods.append(period)
    return tuple(periods)


def _thresholds(table: Table, facts: Facts) -> tuple[Threshold, ...]:
    thresholds: list[Threshold] = []
    for one in table.optional_tables("thresholds"):
        threshold = _threshold(one, facts)
        same = [
            other
            for other in thresholds
            if (other.fact, other.op, other.kind, other.level)
            == (threshold.fact, threshold.op, threshold.kind, threshold.level)
        ]
        if threshold.fact and same:
            one.fault(f"对 {threshold.fact} 的条件重复", "同一事实、比较、类别和层级只写一条")
        thresholds.append(threshold)
    return tuple(thresholds)


def _threshold(table: Table, facts: Facts) -> Threshold:
    fact = table.text("fact", longest=40)
    facts.used.add(fact)
    if fact and fact not in facts.tables:
        table.fault(f"没有定义事实 {fact}", "请在 [[facts]] 里定义，或改正名字")
    op = table.one_of("op", Comparison)
    value = table.number("value", least=0, most=_LARGEST) if table.has("value") else None
    level = table.text("level", longest=20) if table.has("level") else None
    kind = table.one_of("kind", Kind) if table.has("kind") else None
    if op not in (None, Comparison.AT_LEAST) and value is not None:
        table.fault(f"op 为 {op} 时不应有 value", "请删去 value，或把 op 改为 >=")
    if value is not None and level is not None:
        table.fault("value 和 level 只能写一个", "有数值写 value，文本只点名层级写 level")
    text, text_en = table.text("text", longest=60), table.text("text_en", longest=160)
    table.done()
    return Threshold(
        fact=fact,
        op=op or Comparison.EXISTS,
        value=value,
        unit=facts.units.get(fact, ""),
        kind=kind,
        text=text,
        text_en=text_en,
        level=level,
    )


def _check_sum(table: Table, section: Section, parts: list[int], what: str) -> None:
    if parts and UNREAD not in (section.points, *parts) and sum(parts) != section.points:
        table.fault(
            f"“{section.name}”写的是 {show_hundredths(section.points)} 分，"
            f"所属{what}合计 {show_hundredths(sum(parts))} 分",
            "请核对两级的 points",
        )


def _check_unique(named: Iterable[tuple[Table, str]]) -> None:
    seen: set[str] = set()
    for table, name in named:
        if name and name in seen:
            table.fault(f"名称“{name}”在同一级重复", "请核对名称，同一上级之下不能重名")
        seen.add(name)


def _check_serials(rows: list[tuple[Table, Indicator]]) -> None:
    last = 0
    for table, indicator in rows:
        if not indicator.serial:
            continue
        found = _SERIAL.fullmatch(indicator.serial)
        if found is None:
            table.fault(f"序号“{indicator.serial}”写法不对", "请写数字，如 9，合并的写成 9-10")
            continue
        first = int(found.group(1))
        final = int(found.group(2) or first)
        if found.group(2) and final <= first:
            table.fault(f"序号 {indicator.serial} 的后一个数不大于前一个", "合并的序号由小到大，如 9-10")
        if first <= last:
            table.fault(f"序号 {indicator.serial} 没有排在 {last} 之后", "序号不能重复，按表的顺序由小到大")
        last = max(last, first, final)
