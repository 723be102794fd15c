"""Values of facts: read from what a person typed, checked against type and range."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from fractions import Fraction

from xingping.core.faults import Fault, FaultsError
from xingping.core.guide import Fact, FactType, FactValue, Guide
from xingping.core.guide_values import exact_decimal
from xingping.core.points import show_decimal


def read_facts(guide: Guide, typed: Mapping[str, str]) -> dict[str, FactValue]:
    """Read {fact: what was typed}; empty entries count as not given.

    Thousands separators and full-width digits are understood. Raises FaultsError with every value that
    cannot be read, is out of range, or belongs to no fact.
    """
    values: dict[str, FactValue] = {}
    faults = []
    for name, text in typed.items():
        plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
        if not plain:
            continue
        fact = guide.by_fact.get(name)
        number = exact_decimal(plain) if fact and fact.type is not FactType.CHOICE else None
        value = plain if number is None else number
        fault = fact_fault(fact, name, value)
        if fault:
            faults.append(fault)
        else:
            values[name] = value
    if faults:
        raise FaultsError(faults)
    return values


def fact_fault(fact: Fact | None, name: str, value: FactValue) -> Fault | None:
    """What is wrong with a fact's value, or None."""
    if fact is None:
        return Fault(f"情况 {name}", "细则里没有这一项情况", "请按细则列出的情况填写")
    place = f"情况“{fact.label}”"
    if fact.type is FactType.CHOICE:
        if value in {choice.id for choice in fact.choices}:
            return None
        labels = "、".join(f"{choice.id}（{choice.label}）" for choice in fact.choices)
        return Fault(place, f"没有选项“{value}”", f"请用其中之一：{labels}")
    bounds = f"{show_decimal(fact.minimum)} 至 {show_decimal(fact.maximum)}"
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        return Fault(place, f"“{value}”不是数", f"请填 {bounds} 之间的数")
    if fact.type is FactType.INTEGER and Fraction(value).denominator != 1:
        return Fault(place, f"{value} 不是整数", f"请填 {bounds} 之间的整数")
    if not fact.minimum <= value <= fact.maximum:
        return Fault(place, f"{value} 超出范围", f"请填 {bounds} 之间的数")
    return None
