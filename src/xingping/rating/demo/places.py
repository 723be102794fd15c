"""Where the demo centres lie: real streets, invented centres."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xingping.rating.models import Region
from xingping.rating.services.regions import load_below

COUNTIES = ("510104", "510107")
STREETS_A_COUNTY = 3
LABEL = "演示·"

NAMES = (
    "青禾", "望溪", "梧桐里", "锦绣苑", "晨光", "百合园", "东篱", "清水湾", "和风", "松涛",
    "碧云", "向阳坊", "南桥", "荷塘", "银杏", "双桂", "翠屏", "安宁里", "芳草", "玉兰",
    "金穗", "长乐", "映月", "春晖", "小渔", "云台", "丰泽", "石榴", "桃源里", "福满",
    "新塘", "书院", "紫藤", "大田", "果园", "柳岸", "龙泉里", "竹影", "海棠", "同心",
)  # fmt: skip
"""Invented names; forty centres."""


@dataclass(frozen=True, slots=True)
class Place:
    """An invented centre in a real street; every fifth serves a village."""

    name: str
    region: str
    street: str
    rural: bool


def demo_streets() -> tuple[str, ...]:
    """Nine digits of the streets used, after loading them where they are not yet there."""
    found: list[str] = []
    for county in COUNTIES:
        streets = _streets(county)
        if not streets:
            load_below(county, communities=False)
            streets = _streets(county)
        found += streets[:STREETS_A_COUNTY]
    return tuple(found)


def demo_places(streets: Sequence[str]) -> tuple[Place, ...]:
    """Forty places spread evenly over the streets."""
    places = []
    for number, name in enumerate(NAMES):
        street, rural = streets[number % len(streets)], number % 5 == 4
        ending = "村服务站" if rural else "社区服务中心"
        places.append(Place(f"{LABEL}{name}{ending}", f"{street}{100 + number:03d}", street, rural))
    return tuple(places)


def _streets(county: str) -> list[str]:
    codes = Region.objects.filter(
        code__gte=county.ljust(12, "0"), code__lte=county.ljust(12, "9")
    ).values_list("code", flat=True)
    return sorted(code[:9] for code in codes if code[6:9] != "000" and code[9:] == "000")
