"""What changed between two editions: complete, and each change once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from xingping.core.edition_diff import Difference, Part, compare
from xingping.core.edition_file import read_edition
from xingping.core.standard import Edition

HEAD, ROWS = "edition.toml", "indicators.toml"
THIRD_BAND = """\
[[bands]]
stars = 3
name = "三星级"
name_en = "Three"
level = "顶"
mark = "☆☆☆"
rate = 1
points = 50.5
clause = "5"

"""
LATER = [
    (HEAD, "0001-2025", "0001-2029"),
    (HEAD, "years = 2", "years = 3"),
    (HEAD, "rate = 0.88\npoints = 44.44", "rate = 0.9\npoints = 45.45"),
    (HEAD, "[[clauses]]", f"{THIRD_BAND}[[clauses]]"),
    (ROWS, 'points = 20\nrequirement = "每周', 'points = 15\nrequirement = "每周'),
    (ROWS, "value = 40", "value = 48"),
    (ROWS, 'op = "more"', 'op = "grows"'),
    (ROWS, "公布开放时间", "公布时间"),
    (
        ROWS,
        'name = "整洁"\nname_en = "Tidiness"\npoints = 10.5',
        'name = "洁净"\nname_en = "C"\npoints = 15.5',
    ),
    (ROWS, 'name = "环境"\nname_en = "Surroundings of service"', 'name = "窗口"\nname_en = "Counter"'),
    (ROWS, "服务台整洁。", "服务台干净整洁。"),
]


def test_an_edition_does_not_differ_from_itself(edition: Edition, sibling: Edition) -> None:
    assert compare(edition, edition) == ()
    assert compare(sibling, sibling) == ()


def test_every_kind_of_change_is_named_once(edited: Callable[..., Path], sibling: Edition) -> None:
    later = read_edition(edited(*LATER))
    assert compare(sibling, later) == (
        Difference(Part.HEAD, "", "有效期", "2 年", "3 年"),
        Difference(Part.BANDS, "2 星", "最低得分", "得分率 0.88，44.44 分起", "得分率 0.90，45.45 分起"),
        Difference(Part.BANDS, "3 星", "最低得分", None, "得分率 1.00，50.5 分起"),
        Difference(Part.LEVEL2, "服务 › 环境", "分值", "20", None),
        Difference(Part.LEVEL2, "服务 › 窗口", "分值", None, "20"),
        Difference(Part.LEVEL3, "1 整洁", "名称", "整洁", "洁净"),
        Difference(Part.LEVEL3, "1 整洁", "分值", "10.5", "15.5"),
        Difference(Part.LEVEL3, "2-3 开放", "分值", "20", "15"),
        Difference(Part.LEVEL3, "2-3 开放", "时间要求", "定期：公布开放时间", "定期：公布时间"),
        Difference(
            Part.LEVEL3,
            "2-3 开放",
            "条件",
            "每周不少于 40 小时（40 小时）",
            "每周不少于 40 小时（48 小时）",
        ),
        Difference(Part.LEVEL3, "2-3 开放", "条件", "开放越久分值越高", None),
        Difference(Part.LEVEL3, "2-3 开放", "条件", None, "开放越久分值越高"),
        Difference(Part.LEVEL3, "7 整洁", "上级指标", "服务 › 环境", "服务 › 窗口"),
        Difference(Part.LEVEL3, "7 整洁", "要求", "服务台整洁。", "服务台干净整洁。"),
    )


def test_the_other_way_round_before_and_after_change_places(
    edited: Callable[..., Path], sibling: Edition
) -> None:
    later = read_edition(edited(*LATER))
    forth = {(one.what, one.before, one.after) for one in compare(sibling, later)}
    assert {(one.what, one.after, one.before) for one in compare(later, sibling)} == forth


def test_editions_with_nothing_in_common_lose_all_and_gain_all(edition: Edition, sibling: Edition) -> None:
    rows = [one for one in compare(edition, sibling) if one.part is Part.LEVEL3]
    gone = [one.place for one in rows if one.after is None]
    new = [one.place for one in rows if one.before is None]
    assert gone == [f"{one.serial} {one.level3}" for one in edition.indicators]
    assert new == [f"{one.serial} {one.level3}" for one in sibling.indicators]
    assert rows[0] == Difference(Part.LEVEL3, "1 选址布局", "整项", "5 分", None)


def test_an_indicator_that_moved_keeps_its_identity(edited: Callable[..., Path], sibling: Edition) -> None:
    later = read_edition(edited((ROWS, 'serial = "7"', 'serial = "8"')))
    assert compare(sibling, later) == (Difference(Part.LEVEL3, "7 整洁", "序号", "7", "8"),)
