"""What must hold between the parts of a guide, and between it and its edition."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from xingping.core.guide import (
    FULL_SHARE,
    Fact,
    FactType,
    Guide,
    IndicatorGuide,
    PointKind,
    ScoringPoint,
)
from xingping.core.guide_draft import Draft
from xingping.core.points import show_decimal, show_hundredths
from xingping.core.reading import UNREAD, Table
from xingping.core.standard import Comparison, Edition, Indicator, Kind

KIND_NAMES = {Kind.URBAN: "城市社区", Kind.RURAL: "村"}


def check_guide(draft: Draft, guide: Guide, edition: Edition | None) -> None:
    """Note every fault between parts; with an edition also whether the guide fits it."""
    _unique(((table, group.id) for table, group in draft.groups), "组")
    _unique(((table, fact.name) for table, fact in draft.facts), "情况")
    _unique(((table, one.serial) for table, one in draft.indicators), "指标")
    _unique(((table, point.id) for table, point in draft.points), "要点")
    _groups(draft)
    _facts(draft)
    for table, indicator in draft.indicators:
        _point_ids(draft, indicator)
        _weights(table, indicator)
    if edition is not None:
        _fits(draft, guide, edition)


def _unique(names: Iterable[tuple[Table, str]], what: str) -> None:
    seen: set[str] = set()
    for table, name in names:
        if name and name in seen:
            table.fault(f"{what}“{name}”写了不止一次", "请删去重复的一个，或改名")
        seen.add(name)


def _groups(draft: Draft) -> None:
    known = {group.id for _, group in draft.groups if group.id}
    used = {indicator.group for _, indicator in draft.indicators}
    for table, indicator in draft.indicators:
        if indicator.group and indicator.group not in known:
            table.fault(f"没有组“{indicator.group}”", f"请用其中之一：{'、'.join(sorted(known))}")
    for table, group in draft.groups:
        if group.id and group.id not in used:
            table.fault(f"组“{group.id}”里没有指标", "请把指标分到这一组，或删去这一组")


def _facts(draft: Draft) -> None:
    facts = {fact.name: fact for _, fact in draft.facts if fact.name}
    used = {name for _, point in draft.points for name in point.facts}
    for table, fact in draft.facts:
        if fact.name and fact.name not in used:
            table.fault(f"情况“{fact.name}”没有要点用到", "请删去，或写进要点的 facts")
    for table, point in draft.points:
        for name in point.facts:
            if name not in facts:
                table.fault(f"没有情况“{name}”", "请在 [[facts]] 里写明它，或改正名字")
        known = [facts[name] for name in point.facts if name in facts]
        for fact in known:
            _fact_fits(table, point, fact)
        if len(known) == len(point.facts) == 1:
            _values_fit(table, point, known[0])


def _fact_fits(table: Table, point: ScoringPoint, fact: Fact) -> None:
    choice = fact.type is FactType.CHOICE
    if choice is not (point.kind is PointKind.LEVEL):
        wanted = "choice（选项）" if point.kind is PointKind.LEVEL else "integer 或 decimal（数）"
        table.fault(f"情况“{fact.name}”的类型不合“{point.kind.label}”类要点", f"请用 {wanted} 类的情况")
    if point.kind is PointKind.COUNT and fact.type is FactType.DECIMAL:
        table.fault(
            f"情况“{fact.name}”可以是小数，不能算个数", "请改用 integer 类的情况，或把 kind 写成 quantity"
        )
    if fact.applies is not None and point.applies is not fact.applies:
        name = KIND_NAMES[fact.applies]
        table.fault(
            f"情况“{fact.name}”只问{name}，要点却不只用于{name}", f'请给要点写 applies = "{fact.applies}"'
        )


def _values_fit(table: Table, point: ScoringPoint, fact: Fact) -> None:
    if point.levels:
        given, known = {level.choice for level in point.levels}, {choice.id for choice in fact.choices}
        for choice in sorted(given - known):
            table.fault(f"levels 里的“{choice}”不是情况“{fact.name}”的选项", "请删去或改正")
        for choice in sorted(known - given):
            table.fault(f"levels 里缺选项“{choice}”", "请写出它给百分之几")
    if point.curve and point.curve.knots and fact.minimum >= 0 and fact.maximum >= 0:
        values = [knot.value for knot in point.curve.knots]
        if not all(fact.minimum <= value <= fact.maximum for value in values):
            table.fault(f"得分的值超出情况“{fact.name}”的范围", "请改正值，或放宽情况的 minimum、maximum")


def _point_ids(draft: Draft, indicator: IndicatorGuide) -> None:
    pattern = re.compile(re.escape(indicator.serial) + r"\.[1-9][0-9]?")
    own = {id(point) for point in indicator.scoring_points}
    for table, point in draft.points:
        if id(point) in own and point.id and pattern.fullmatch(point.id) is None:
            table.fault(
                f"要点编号“{point.id}”不合指标序号", f"请写成 {indicator.serial}.1、{indicator.serial}.2 …"
            )


def _weights(table: Table, indicator: IndicatorGuide) -> None:
    if any(point.weight == UNREAD for point in indicator.scoring_points) or not indicator.scoring_points:
        return
    for kind, name in KIND_NAMES.items():
        total = sum(point.weight for point in indicator.points_for(kind))
        if total != FULL_SHARE:
            table.fault(f"{name}的要点权重合计 {total}", f"请调到合计 {FULL_SHARE}")


def _fits(draft: Draft, guide: Guide, edition: Edition) -> None:
    header = draft.header
    if guide.edition_hash and guide.edition_hash != edition.hash:
        header.fault("edition_hash 与已安装的标准不符", f"请核对标准；已安装的是 {edition.hash}")
    given = Counter(indicator.serial for _, indicator in draft.indicators)
    for table, indicator in draft.indicators:
        if indicator.serial and indicator.serial not in edition.by_serial:
            table.fault(f"{edition.code} 没有序号为“{indicator.serial}”的指标", "请按标准附录 A 的序号填写")
    for one in edition.indicators:
        if one.serial not in given:
            header.fault(f"缺少指标 {one.serial}“{one.level3}”", "请为它写 [[indicators]] 和评分要点")
        if guide.step > 0 and one.points % guide.step:
            step, points = show_hundredths(guide.step), show_hundredths(one.points)
            header.fault(
                f"step {step} 除不尽指标 {one.serial} 的 {points} 分", "请换一个能除尽各指标分值的 step"
            )
    for _, indicator in draft.indicators:
        found = edition.by_serial.get(indicator.serial)
        if found is not None:
            _thresholds(draft, indicator, found)


def _thresholds(draft: Draft, indicator: IndicatorGuide, found: Indicator) -> None:
    """Full marks may not be given below what the standard itself demands."""
    own = {id(point) for point in indicator.scoring_points}
    for table, point in draft.points:
        if id(point) not in own or point.curve is None or len(point.facts) != 1:
            continue
        for limit in found.thresholds:
            if (
                limit.op is not Comparison.AT_LEAST
                or limit.value is None
                or [limit.fact] != list(point.facts)
            ):
                continue
            full = next((knot.value for knot in point.curve.knots if knot.share == FULL_SHARE), limit.value)
            if limit.kind in (None, point.applies) and full < limit.value:
                table.fault(
                    f"{show_decimal(full)} 就给满分，低于标准规定（{limit.text}）",
                    "请把满分的值改到不低于标准",
                )
