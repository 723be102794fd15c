"""Whom a survey wants to reach: quotas by age and by building, and what is asked for against double answers.

All of it 本机构规定: the standard asks for the rates (row 58), not for a way of sampling.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from xingping.core.faults import Fault
from xingping.core.sheet_content import text_fault

MOST_PLACES = 200
MOST_PEOPLE = 10_000_000
LONGEST_PLACE = 40
_PARTS = re.compile(r"[,，、;；\t]")
_WHOLE = re.compile(r"[0-9]{1,8}")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


class OnceBy(StrEnum):
    """What somebody gives so that an answer counts once: kept as a keyed hash alone."""

    DOOR = "door"
    PERSON = "person"
    PHONE = "phone"
    CODE = "code"
    """A code that one household of a list gets by letter."""


ONCE_LABELS = {
    OnceBy.DOOR: "门牌号（一户一份）",
    OnceBy.PERSON: "门牌号和出生年份（一人一份）",
    OnceBy.PHONE: "手机号（一人一份）",
    OnceBy.CODE: "邀请码（按住户名单，一户一封信、一份答卷）",
}


@dataclass(frozen=True, slots=True)
class Quota:
    """One group of people: how many answers are wanted, and how many people it has (0: not known)."""

    id: str
    name: str
    planned: int
    people: int


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """Quotas by age (ids of the questionnaire's group question) and by building; either may be empty."""

    groups: tuple[Quota, ...] = ()
    places: tuple[Quota, ...] = ()

    @property
    def place_ids(self) -> frozenset[str]:
        """The ids of the buildings."""
        return frozenset(place.id for place in self.places)


def shares(quotas: Iterable[Quota]) -> tuple[float, ...]:
    """Each group's share of the people; () where the size of any group is not known."""
    sizes = [quota.people for quota in quotas]
    return tuple(size / sum(sizes) for size in sizes) if sizes and all(sizes) else ()


def read_places(text: str) -> tuple[tuple[Quota, ...], list[Fault]]:
    """Buildings from lines such as "1 号楼，60，320": name, answers wanted, and, if known, people."""
    places: list[Quota] = []
    faults: list[Fault] = []
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_PLACES:
        return (), [Fault("楼栋清单", f"有 {len(lines)} 行，太多", f"最多 {MOST_PLACES} 行")]
    for number, line in enumerate(lines, 1):
        parts = [part.strip() for part in _PARTS.split(line)]
        wrong = _line_fault(parts, {place.name for place in places})
        if wrong:
            faults.append(Fault(f"楼栋清单第 {number} 行", *wrong))
        else:
            planned, people = ([int(part.translate(_FULL_WIDTH)) for part in parts[1:]] + [0, 0])[:2]
            places.append(Quota(f"p{number}", parts[0], planned, people))
    return tuple(places), faults


def places_text(places: Iterable[Quota]) -> str:
    """The lines that `read_places` reads."""
    return "\n".join(f"{place.name}，{place.planned}，{place.people}" for place in places)


def _line_fault(parts: list[str], names: set[str]) -> tuple[str, str] | None:
    wrong = text_fault(parts[0], LONGEST_PLACE)
    if wrong:
        return wrong
    if not parts[0] or parts[0] in names:
        return ("名称空着或重复", "每个楼栋写一行，名称不重复")
    numbers = [part.translate(_FULL_WIDTH) for part in parts[1:]]
    if not 1 <= len(numbers) <= 2 or not all(map(_WHOLE.fullmatch, numbers)):
        return ("写法不对", "请写成“1号楼，60，320”：名称、计划份数、居民人数（不知道可以不写）")
    return None
