"""Reads a round's policy from JSON values, naming everything that is wrong at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeGuard

from xingping.core.faults import Fault, FaultsError
from xingping.core.policy import (
    ChainLevel,
    EligibilityItem,
    ItemKind,
    Quorum,
    RoundPolicy,
    RuleInfo,
    rule_info,
)

_ID = re.compile(r"[a-z][a-z0-9_]{0,31}")
_LONGEST_TEXT = 200
_MOST_ITEMS = 40


def read_policy(values: Mapping[str, Any]) -> RoundPolicy:
    """A policy from JSON values; a field that is missing has its default.

    Raises FaultsError with every unknown field and every value of the wrong type or out of bounds.
    """
    faults: list[Fault] = []
    defaults = RoundPolicy()
    known = set(RoundPolicy.__dataclass_fields__)
    for name in values:
        if name not in known:
            faults.append(Fault(str(name), "批次办法里没有这一条", "请删去，或检查拼写"))
    read: dict[str, Any] = {}
    for name in known & set(values):
        before = len(faults)
        value = _READERS.get(name, _plain)(values[name], rule_info(name), getattr(defaults, name), faults)
        if len(faults) == before:
            read[name] = value
    policy = RoundPolicy(**read)
    if not faults:
        faults += _contradictions(policy)
    if faults:
        raise FaultsError(sorted(faults, key=lambda fault: fault.place))
    return policy


def _plain(value: object, info: RuleInfo, default: object, faults: list[Fault]) -> object:
    if isinstance(default, bool):
        if not isinstance(value, bool):
            faults.append(Fault(info.label, "应当是“是”或“否”", "请选择其一"))
        return value
    if not _whole(value) or not info.least <= value <= info.most:
        faults.append(
            Fault(
                info.label,
                f"应当是 {info.least} 至 {info.most} 的整数（{info.unit}）",
                "请改成这个范围内的数",
            )
        )
    return value


def _whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _chain(value: object, info: RuleInfo, _default: object, faults: list[Fault]) -> object:
    levels = list(ChainLevel)
    if not isinstance(value, list) or not all(one in levels for one in value):
        faults.append(Fault(info.label, "有不认识的层级", "请从街道（乡镇）、区（县）、市、省中选择"))
        return ()
    chosen = tuple(ChainLevel(one) for one in value)
    if list(chosen) != [level for level in levels if level in chosen]:
        faults.append(Fault(info.label, "层级重复或次序颠倒", "请按街道、区、市、省的次序各选一次"))
    return chosen


def _quorum(value: object, info: RuleInfo, _default: object, faults: list[Fault]) -> object:
    if value not in list(Quorum):
        faults.append(Fault(info.label, "没有这个比例", "请从二分之一、三分之二、四分之三、全体中选择"))
        return None
    return Quorum(str(value))


def _star_limits(value: object, info: RuleInfo, _default: object, faults: list[Fault]) -> object:
    if not isinstance(value, dict) or not all(
        level in list(ChainLevel) and _whole(stars) and info.least <= stars <= info.most
        for level, stars in value.items()
    ):
        faults.append(Fault(info.label, "有不认识的层级或星级", "请填各层级最高可推荐的星级，1 至 5"))
        return ()
    return tuple((level, value[level.value]) for level in ChainLevel if level.value in value)


def _reminders(value: object, info: RuleInfo, _default: object, faults: list[Fault]) -> object:
    if not isinstance(value, list) or not all(
        _whole(day) and info.least <= day <= info.most for day in value
    ):
        faults.append(
            Fault(info.label, f"应当是 {info.least} 至 {info.most} 的若干整数", "请改成天数，如 90、60")
        )
        return ()
    return tuple(sorted(set(value), reverse=True))


def _eligibility(value: object, info: RuleInfo, _default: object, faults: list[Fault]) -> object:
    if not isinstance(value, list) or len(value) > _MOST_ITEMS:
        faults.append(Fault(info.label, "应当是一份清单", f"请逐项填写，最多 {_MOST_ITEMS} 项"))
        return ()
    items = [item for item in (_item(one) for one in value) if item]
    if len(items) != len(value) or len({item.id for item in items}) != len(items):
        faults.append(
            Fault(
                info.label,
                "有一项缺少编号、文字或类别，或编号重复",
                f"每项文字 1 至 {_LONGEST_TEXT} 字，编号各不相同",
            )
        )
    return tuple(items)


def _item(value: object) -> EligibilityItem | None:
    if not isinstance(value, dict) or set(value) != {"id", "text", "kind"}:
        return None
    identity, text, kind = value["id"], value["text"], value["kind"]
    if not isinstance(identity, str) or not _ID.fullmatch(identity) or kind not in list(ItemKind):
        return None
    if not isinstance(text, str) or not 0 < len(text.strip()) <= _LONGEST_TEXT or "\0" in text:
        return None
    return EligibilityItem(identity, text.strip(), ItemKind(kind))


def _contradictions(policy: RoundPolicy) -> list[Fault]:
    faults = []
    if policy.coverage_minimum > policy.assessors_minimum:
        faults.append(
            Fault(
                rule_info("coverage_minimum").label,
                "多于每件专家人数下限",
                "请减少评分专家人数，或增加每件的专家人数",
            )
        )
    if policy.publish_subtotals and not policy.publish_points:
        faults.append(Fault(rule_info("publish_subtotals").label, "总得分没有公开", "请同时公开总得分"))
    return faults


_READERS = {
    "chain": _chain,
    "quorum": _quorum,
    "star_limits": _star_limits,
    "reminders": _reminders,
    "eligibility": _eligibility,
}
