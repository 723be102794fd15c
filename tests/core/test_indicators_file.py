"""The indicator table: sums, order, uniqueness, thresholds and facts are checked on reading."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from xingping.core.standard import Comparison, Edition, Frequency, Kind, Period, Section, Threshold

ROWS = "indicators.toml"
FaultsOf = Callable[..., list[str]]


def test_rows_sections_and_thresholds_are_read(sibling: Edition) -> None:
    assert sibling.level1 == (
        Section("场地", "Place", 3050, "场地"),
        Section("服务", "Service", 2000, "服务"),
    )
    assert [(one.level1, one.name) for one in sibling.level2] == [("场地", "环境"), ("服务", "环境")]
    opening = sibling.by_serial["2-3"]
    assert (opening.level1, opening.level2, opening.points, opening.clause) == (
        "场地",
        "环境",
        2000,
        "表 1 序号 2-3",
    )
    floor, more = opening.thresholds
    assert floor == Threshold(
        fact="opening_hours",
        op=Comparison.AT_LEAST,
        value=Fraction(40),
        unit="小时",
        kind=Kind.URBAN,
        text="每周不少于 40 小时",
        text_en="At least 40 hours a week",
    )
    assert (more.op, more.value, more.kind, more.level) == (Comparison.MORE, None, None, None)
    assert opening.periods == (Period(Frequency.REGULAR, "公布开放时间", "publishing the opening hours"),)
    assert (sibling.facts, sibling.fact_units) == (
        {"opening_hours": "每周开放小时数"},
        {"opening_hours": "小时"},
    )


FACT = '[[facts]]\nname = "{}"\nlabel = "甲"\nlabel_en = "A"\nunit = ""\n\n[[level1]]\nname = "场地"'
START = '[[level1]]\nname = "场地"'


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        (
            "points = 30.5\n\n[[level1.level2]]",
            "points = 30\n\n[[level1.level2]]",
            [
                "9: “场地”写的是 30 分，所属二级指标合计 30.5 分；请核对两级的 points",
                "1: 一级指标分值合计 50，总分是 50.5；"
                "请核对各一级指标的 points 与 edition.toml 的 total_points",
            ],
        ),
        (
            "points = 10.5",
            "points = 10.25",
            ["14: “环境”写的是 30.5 分，所属三级指标合计 30.25 分；请核对两级的 points"],
        ),
        (
            "points = 10.5",
            "points = 10.255",
            ["19: points 的分值应大于 0，最多两位小数；请改正分值"],
        ),
        ('serial = "7"', 'serial = "３"', ["50: 序号“３”写法不对；请写数字，如 9，合并的写成 9-10"]),
        ('serial = "7"', 'serial = "07"', ["50: 序号“07”写法不对；请写数字，如 9，合并的写成 9-10"]),
        ('serial = "7"', 'serial = "3"', ["50: 序号 3 没有排在 3 之后；序号不能重复，按表的顺序由小到大"]),
        (
            'serial = "2-3"',
            'serial = "3-2"',
            ["27: 序号 3-2 的后一个数不大于前一个；合并的序号由小到大，如 9-10"],
        ),
        (
            'serial = "1"',
            'serial = "8-9"',
            [
                "27: 序号 2-3 没有排在 9 之后；序号不能重复，按表的顺序由小到大",
                "50: 序号 7 没有排在 9 之后；序号不能重复，按表的顺序由小到大",
            ],
        ),
        ('serial = "1"', "serial = 1", ["19: serial 的类型不对；应为文字，写在引号里"]),
        ('name = "开放"', 'name = "整洁"', ["27: 名称“整洁”在同一级重复；请核对名称，同一上级之下不能重名"]),
        ('name = "服务"', 'name = "场地"', ["40: 名称“场地”在同一级重复；请核对名称，同一上级之下不能重名"]),
        (
            'fact = "opening_hours", op = ">="',
            'fact = "opening_hour", op = ">="',
            ["27 thresholds 第 1 项: 没有定义事实 opening_hour；请在 [[facts]] 里定义，或改正名字"],
        ),
        (START, FACT.format("rooms"), ["9: 事实 rooms 没有被任何条件用到；请删去，或在 thresholds 里使用"]),
        (START, FACT.format("opening_hours"), ["9: 事实 opening_hours 重复；每个事实只定义一次"]),
        (
            START,
            FACT.format("Räume"),
            [
                "9: 事实名“Räume”写法不对；请用小写英文字母、数字和下划线，如 facility_area",
                "9: 事实 Räume 没有被任何条件用到；请删去，或在 thresholds 里使用",
            ],
        ),
        (START, FACT.format(""), ["9: name 是空的；请填写内容"]),
        (
            'op = "more"',
            'op = "=>"',
            ["27 thresholds 第 2 项: op 不能是“=>”；请用其中之一：>=、more、grows、falls、exists"],
        ),
        (
            'op = "more"',
            'op = "more", value = 3',
            ["27 thresholds 第 2 项: op 为 more 时不应有 value；请删去 value，或把 op 改为 >="],
        ),
        (
            "value = 40",
            'value = 40, level = "高"',
            ["27 thresholds 第 1 项: value 和 level 只能写一个；有数值写 value，文本只点名层级写 level"],
        ),
        (
            'kind = "urban"',
            'kind = "city"',
            ["27 thresholds 第 1 项: kind 不能是“city”；请用其中之一：urban、rural"],
        ),
        (
            'op = "more", text',
            'op = ">=", kind = "urban", text',
            ["27 thresholds 第 2 项: 对 opening_hours 的条件重复；同一事实、比较、类别和层级只写一条"],
        ),
        (
            'name = "定期"',
            'name = "时常"',
            ["27 periods 第 1 项: name 不能是“时常”；请用其中之一：年度、季度、月度、定期、定时"],
        ),
        (
            "requirement = ",
            "requirment = ",
            [
                "19: 缺少 requirement；请补上 requirement，应为文字，写在引号里",
                "19: 不认识的键“requirment”；是不是想写 requirement？可用的键："
                "name、name_en、periods、points、requirement、requirement_en、serial、thresholds",
            ],
        ),
    ],
)
def test_each_fault_of_the_table_is_named(faults_of: FaultsOf, old: str, new: str, faults: list[str]) -> None:
    assert faults_of((ROWS, old, new)) == [f"{ROWS}:{fault}" for fault in faults]


def test_an_unreadable_part_causes_no_further_faults(faults_of: FaultsOf) -> None:
    """A wrong number is one fault: the sums that it spoils are not blamed as well."""
    assert faults_of((ROWS, "points = 10.5", 'points = "10.5"')) == [
        f"{ROWS}:19: points 的类型不对；应为0 至 1000000 的数"
    ]
    assert faults_of((ROWS, 'name = "服务"\n', "")) == [
        f"{ROWS}:40: 缺少 name；请补上 name，应为文字，写在引号里"
    ]
    assert faults_of((ROWS, 'fact = "opening_hours", op = ">=", ', 'op = ">=", ')) == [
        f"{ROWS}:27 thresholds 第 1 项: 缺少 fact；请补上 fact，应为文字，写在引号里"
    ]


def test_levels_that_hold_nothing_are_named(faults_of: FaultsOf) -> None:
    row = '[[level1.level2.level3]]\nserial = "7"'
    assert faults_of((ROWS, row, '[[level1.level2.levl3]]\nserial = "7"')) == [
        f"{ROWS}:45: 缺少 level3；请补上 level3，应为数组，每项以 [[level1.level2.level3]] 开头",
        f"{ROWS}:45: 不认识的键“levl3”；是不是想写 level3？可用的键：level3、name、name_en、points",
    ]


def test_all_faults_of_the_table_come_at_once(faults_of: FaultsOf) -> None:
    faults = faults_of(
        (ROWS, 'serial = "1"', 'serial = "x"'),
        (ROWS, "value = 40", "value = -1"),
        (ROWS, "points = 30.5", "points = 31"),
        (ROWS, 'unit = "小时"', 'unit = "小时"\nmore = 1'),
    )
    assert [fault.partition("；")[0] for fault in faults] == [
        f"{ROWS}:3: 不认识的键“more”",
        f"{ROWS}:28 thresholds 第 1 项: value 超出范围",
        f"{ROWS}:10: “场地”写的是 31 分，所属二级指标合计 30.5 分",
        f"{ROWS}:20: 序号“x”写法不对",
        f"{ROWS}:1: 一级指标分值合计 51，总分是 50.5",
    ]
