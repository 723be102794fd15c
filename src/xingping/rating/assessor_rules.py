"""What may be written about an assessor, and everything that can be wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from xingping.core.catalogue import find_guide
from xingping.core.faults import Fault
from xingping.core.sheet_content import text_fault
from xingping.rating.models import Assessor

FIELDS = (
    "profession", "employer", "region", "languages", "groups", "trained_until", "available_from",
    "available_until", "capacity",
)  # fmt: skip
"""What is written about an assessor."""
DATES = ("trained_until", "available_from", "available_until")
LENGTHS = {"profession": 40, "employer": 120}
_LABELS = {
    "profession": "专业",
    "employer": "工作单位",
    "trained_until": "培训有效期",
    "available_from": "可参加评审自",
    "available_until": "可参加评审至",
}
MOST_CASES = 99
_CODE = re.compile(r"[0-9]{12}")


def assessor_faults(assessor: Assessor) -> Iterator[Fault]:
    """Everything wrong with what is written about an assessor, named as in the register."""
    for name, longest in LENGTHS.items():
        text = getattr(assessor, name)
        wrong = text_fault(text, longest) or (None if text.strip() else ("没有填写", "请填写"))
        if wrong:
            yield Fault(_label(name), *wrong)
    if not (isinstance(assessor.region, str) and _CODE.fullmatch(assessor.region)):
        yield Fault("行政区划代码", "不是 12 位数字", "请从地区中选择")
    known = {group.id for group in find_guide().groups}
    if not isinstance(assessor.groups, list) or not set(assessor.groups) <= known:
        yield Fault("可评的指标组", "有不认识的指标组", f"请从中选择：{'、'.join(sorted(known))}")
    languages = assessor.languages
    if (
        not isinstance(languages, list)
        or len(languages) > 10
        or any(text_fault(one, 20) for one in languages)
    ):
        yield Fault("语言", "填写不正确", "每种语言不超过 20 字，最多 10 种")
    yield from _number_faults(assessor)


def _number_faults(assessor: Assessor) -> Iterator[Fault]:
    if type(assessor.capacity) is not int or not 1 <= assessor.capacity <= MOST_CASES:
        yield Fault("同时承担件数上限", f"应当是 1 至 {MOST_CASES} 的整数", "请改正")
    wrong = [name for name in DATES if not isinstance(getattr(assessor, name), date | None)]
    yield from (Fault(_label(name), "不是日期", "请按 2026-03-31 的形式填写") for name in wrong)
    first, last = assessor.available_from, assessor.available_until
    if not wrong and first and last and last < first:
        yield Fault("可参加评审的日期", "止期早于起期", "请改正日期")


def _label(name: str) -> str:
    return _LABELS[name]
