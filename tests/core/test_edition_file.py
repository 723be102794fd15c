"""An edition's files are refused loudly: all faults at once, each with place and mend."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from xingping.core.edition_file import read_edition
from xingping.core.faults import FaultsError
from xingping.core.standard import Band, Edition

HEAD, ROWS = "edition.toml", "indicators.toml"
Edit = tuple[str, str, str]
FaultsOf = Callable[..., list[str]]


def test_a_sibling_standard_is_read_whole(sibling: Edition) -> None:
    assert (sibling.code, sibling.title) == ("T/DEMO 0001-2025", "演示服务点星级指标体系")
    assert (sibling.total_points, sibling.validity_years, sibling.review_months) == (5050, 2, 1)
    assert (sibling.published, sibling.effective) == (date(2025, 1, 2), date(2025, 3, 1))
    assert sibling.bands[1] == Band(2, "二星级", "Two stars", Fraction(88, 100), 4444, "5", "优秀", "☆☆")
    assert (sibling.serials, sibling.errata) == (("1", "2-3", "7"), ())
    assert len(sibling.hash) == 64


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (
            (HEAD, "format = 1", "format = 2"),
            "edition.toml:1: format 不认识；这个程序读的格式是 1，请改成 format = 1 并照此格式填写",
        ),
        (
            (HEAD, "T/DEMO 0001-2025", "demo 1"),
            "edition.toml:1: code“demo 1”写法不对；"
            "请写成 T/ZSX 0005-2024 的样子：大写代号、一个空格、编号-年份",
        ),
        (
            (HEAD, "2025-03-01", "2024-03-01"),
            "edition.toml:1: effective 早于 published；实施日期不能早于发布日期，请核对",
        ),
        (
            (HEAD, "total_points = 50.5", "total_points = 50"),
            "edition.toml:20: points 是 25.25，与得分率乘总分不符；"
            "得分率乘总分等于 25，请核对 rate、points 与 total_points",
        ),
        (
            (HEAD, 'bands_clause = "5"', 'bands_clause = "9"'),
            "edition.toml:1: bands_clause 引用了没有列出的条款 9；请在 [[clauses]] 里补上，或改正条款号",
        ),
        (
            (HEAD, 'number = "6"', 'number = "5"'),
            "edition.toml:47: 条款号 5 重复；每个条款只写一次",
        ),
        (
            (HEAD, 'clause = "6"', 'clause = "6"\nmonth = 3'),
            "edition.toml:15: 不认识的键“month”；可用的键：clause、review_months、years",
        ),
        (
            (HEAD, "stars = 2", "stars = 3"),
            "edition.toml:30: stars 是 3；星级应从 1 起逐级加 1，这里应为 2",
        ),
        (
            (HEAD, "rate = 0.88\npoints = 44.44", "rate = 0.5\npoints = 25.25"),
            "edition.toml:30: rate 没有比上一级高；各星级的得分率应由低到高",
        ),
        (
            (HEAD, "rate = 0.88", "rate = 0"),
            "edition.toml:30: rate 是 0；得分率应大于 0、不超过 1",
        ),
        (
            (HEAD, "rate = 0.88", "rate = 1.88"),
            "edition.toml:30: rate 超出范围；请写 0 至 1 之间的数",
        ),
        (
            (HEAD, "rate = 0.88", "rate = nan"),
            "edition.toml:30: rate 不是普通的小数；请写 0 至 1 的数，最多 9 位小数",
        ),
        (
            (HEAD, 'text_en = "Valid', 'text_en = "\\u0000Valid'),
            "edition.toml:47: text_en 里有控制字符或坏字符；请删去看不见的字符后重写",
        ),
        ((HEAD, "years = 2", "years = 0"), "edition.toml:15: years 超出范围；请写 1 至 50 之间的数"),
        (
            (HEAD, "published = 2025-01-02\n", ""),
            "edition.toml:1: 缺少 published；请补上 published，应为日期，如 2024-10-23（不加引号）",
        ),
    ],
)
def test_each_fault_of_the_head_is_named(faults_of: FaultsOf, edit: Edit, fault: str) -> None:
    assert fault in faults_of(edit)


def test_a_wrong_total_names_every_place_it_touches(faults_of: FaultsOf) -> None:
    faults = faults_of((HEAD, "total_points = 50.5", "total_points = 50"))
    assert [fault.partition(": ")[0] for fault in faults] == [
        "edition.toml:20",
        "edition.toml:30",
        "indicators.toml:1",
    ]
    assert faults[2] == (
        "indicators.toml:1: 一级指标分值合计 50.5，总分是 50；"
        "请核对各一级指标的 points 与 edition.toml 的 total_points"
    )


def test_the_faults_of_both_files_come_at_once(faults_of: FaultsOf) -> None:
    faults = faults_of(
        (HEAD, 'title = "演示服务点星级指标体系"\n', ""),
        (HEAD, "stars = 1", 'stars = "1"'),
        (ROWS, 'serial = "7"', 'serial = "x"'),
    )
    assert [fault.partition("；")[0] for fault in faults] == [
        "edition.toml:1: 缺少 title",
        "edition.toml:19: stars 的类型不对",
        "indicators.toml:50: 序号“x”写法不对",
    ]


def test_without_one_file_the_other_is_still_checked(edited: Callable[..., Path]) -> None:
    folder = edited((ROWS, 'serial = "7"', 'serial = "x"'))
    (folder / HEAD).unlink()
    with pytest.raises(FaultsError) as caught:
        read_edition(folder)
    assert [fault.message for fault in caught.value.faults] == ["没有这个文件", "序号“x”写法不对"]
    assert caught.value.faults[0].place == f"{folder / HEAD}"

    folder = edited((HEAD, "years = 2", "years = 0"))
    (folder / ROWS).unlink()
    with pytest.raises(FaultsError) as caught:
        read_edition(folder)
    assert [fault.message for fault in caught.value.faults] == ["没有这个文件", "years 超出范围"]

    (folder / HEAD).unlink()
    with pytest.raises(FaultsError) as caught:
        read_edition(folder)
    assert [fault.message for fault in caught.value.faults] == ["没有这个文件"] * 2


def test_a_missing_folder_is_one_fault(tmp_path: Path) -> None:
    with pytest.raises(FaultsError, match="没有这个文件夹"):
        read_edition(tmp_path / "none")


def test_a_missing_part_is_named_once_and_its_own_keys_are_not(faults_of: FaultsOf) -> None:
    faults = faults_of((HEAD, '[validity]\nyears = 2\nreview_months = 1\nclause = "6"\n', ""))
    assert faults == ["edition.toml:1: 缺少 validity；请补上 validity，应为表，以 [validity] 开头"]


def test_without_any_clause_no_citation_is_blamed(edited: Callable[..., Path]) -> None:
    folder = edited()
    text = (folder / HEAD).read_text(encoding="utf-8")
    (folder / HEAD).write_text(text.partition("[[clauses]]")[0], encoding="utf-8")
    with pytest.raises(FaultsError) as caught:
        read_edition(folder)
    assert [fault.message for fault in caught.value.faults] == ["缺少 clauses"]


def test_the_hash_covers_what_decides_a_rating_and_nothing_else(
    edited: Callable[..., Path], sibling: Edition
) -> None:
    words = [
        (ROWS, "场地整洁。", "场地干净整洁。"),
        (ROWS, "Tidiness", "Cleanliness"),
        (ROWS, "开放越久分值越高", "开放时间越长分越高"),
        (HEAD, "有效期两年，", "有效期为两年，"),
        (HEAD, "Demonstration Association", "Association of Demonstration"),
    ]
    for edit in words:
        assert read_edition(edited(edit)).hash == sibling.hash
    rules = [
        (ROWS, "value = 40", "value = 41"),
        (ROWS, 'kind = "urban"', 'kind = "rural"'),
        (ROWS, 'op = "more"', 'op = "grows"'),
        (ROWS, 'name = "定期"', 'name = "年度"'),
        (ROWS, 'serial = "7"', 'serial = "8"'),
        (ROWS, 'name = "整洁"', 'name = "洁净"'),
        (ROWS, 'unit = "小时"', 'unit = "时"'),
        (HEAD, "years = 2", "years = 3"),
        (HEAD, "review_months = 1", "review_months = 2"),
        (HEAD, "rate = 0.88\npoints = 44.44", "rate = 0.9\npoints = 45.45"),
        (HEAD, 'mark = "☆"', 'mark = "★"'),
        (HEAD, "2025-03-01", "2025-04-01"),
        (HEAD, "0001-2025", "0002-2025"),
    ]
    hashes = {read_edition(edited(edit)).hash for edit in rules}
    assert len(hashes | {sibling.hash}) == len(rules) + 1
