"""Names that may stand for one centre."""

import pytest

from xingping.rating.name_likeness import alike, core, variants

PLACES = ("四川省", "成都市", "锦江区", "春熙路街道")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("督院街社区服务中心", "督院街党群服务中心", True),
        ("成都市锦江区督院街社区服务中心", "督院街社区服务站", True),
        ("第一社区服务中心", "第二社区服务中心", False),
        ("和平村便民服务站", "和平村服务站", True),
        ("红星路社区服务中心", "红新路社区服务中心", True),
        ("东村服务站", "西村服务站", False),
        ("演示社区服务中心 1", "演示社区服务中心 10", False),
        ("大慈寺社区", "水井坊社区", False),
        ("社区服务中心", "社区服务中心", True),
        ("阳光花园一期服务站", "阳光花园二期服务站", False),
    ],
)
def test_likeness(one: str, other: str, expected: bool) -> None:
    assert alike(core(one, PLACES), core(other, PLACES)) is expected
    assert alike(core(other, PLACES), core(one, PLACES)) is expected


def test_what_sets_a_name_apart() -> None:
    assert core("成都市锦江区督院街社区综合服务中心", PLACES) == "督院"
    assert core("社区服务中心") == "社区服务中心"


def test_one_change_leaves_a_variant_in_common() -> None:
    assert variants("红星路") & variants("红新路")
    assert not variants("红星路") & variants("水井坊")
