"""Reading a guide: what it holds, and every way its file can be wrong."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides import SMALL_GUIDE, demo_edition, edited, faults_of, find_demo, small_guide
from xingping.core.aggregation import Aggregate
from xingping.core.faults import Fault, FaultsError
from xingping.core.guide import (
    Better,
    Choice,
    Curve,
    EvidenceMode,
    Fact,
    FactType,
    Group,
    Guide,
    Knot,
    Level,
    PointKind,
    ScoringPoint,
    Shape,
    Trend,
)
from xingping.core.guide_file import read_guide, read_guide_content
from xingping.core.guide_json import guide_content, guide_json
from xingping.core.standard import Kind


def test_header() -> None:
    guide = small_guide()
    assert (guide.name, guide.title, guide.title_en) == ("demo", "演示评分细则", "Demonstration guide")
    assert (guide.version, guide.label, guide.label_en) == ("1", "演示，非标准内容", "演示，非标准内容")
    assert (guide.edition, guide.edition_hash) == ("T/DEMO 0001-2025", None)
    assert (guide.step, guide.aggregate, guide.evidence_limit) == (50, Aggregate.MEDIAN, 3)
    assert guide.groups == (Group("desk", "柜台", "Desk"), Group("yard", "院子", "院子"))
    assert guide.effort.by_kind == dict(zip(PointKind, range(1, 8), strict=True))


def test_indicators_stand_in_the_order_of_the_edition() -> None:
    assert (
        tuple(one.serial for one in small_guide().indicators) == demo_edition().serials == ("1", "2-3", "7")
    )


def test_facts_of_each_type() -> None:
    by_name = small_guide().by_fact
    area = Fact("area", "面积", "Area", "㎡", "㎡", FactType.DECIMAL, Fraction(0), Fraction("5000.5"))
    assert by_name["area"] == area
    assert by_name["homes"].unit_en == "homes"
    assert by_name["homes"].maximum == 9000
    assert by_name["opening_hours"].applies is Kind.URBAN
    assert by_name["award"].choices == (
        Choice("none", "没有", "None"),
        Choice("city", "市级", "市级"),
        Choice("nation", "国家级", "国家级"),
    )


def test_a_ratio_is_read_with_its_unit_and_curve() -> None:
    assert small_guide().by_point["2-3.1"] == ScoringPoint(
        id="2-3.1",
        text="每百户面积不低于 50 ㎡",
        text_en="50 m² per hundred homes",
        kind=PointKind.QUANTITY,
        weight=50,
        evidence=("平面图",),
        evidence_en=("Floor plan",),
        evidence_mode=EvidenceMode.UPLOAD,
        facts=("area", "homes"),
        per=100,
        unit="㎡/百户",
        unit_en="㎡/百户",
        curve=Curve(Shape.TIERS, (Knot(Fraction(25), 40), Knot(Fraction(50), 100))),
        effort=9,
    )


def test_other_kinds_are_read() -> None:
    points = small_guide().by_point
    assert points["2-3.2"].curve == Curve(
        Shape.LINEAR, (Knot(Fraction(0), 0), Knot(Fraction(40), 80), Knot(Fraction(56), 100))
    )
    assert (points["2-3.3"].when_none, points["2-3.3"].applies) == (100, Kind.RURAL)
    fewer = points["2-3.4"]
    assert fewer.curve == Curve(Shape.TIERS, (Knot(Fraction(5), 50), Knot(Fraction(2), 100)), Better.LESS)
    assert (fewer.evidence, fewer.evidence_en) == (("统计表", "说明"), ("统计表", "说明"))
    assert fewer.evidence_mode is EvidenceMode.ON_SITE
    assert points["7.1"].levels == (Level("none", 0), Level("city", 60), Level("nation", 100))
    assert points["7.2"].trend == Trend(Better.LESS, 50)


def test_content_makes_the_same_guide_again() -> None:
    guide = small_guide()
    assert read_guide_content(guide_json(guide), find_demo) == guide
    assert read_guide_content(guide_content(guide), find_demo) == guide


def test_a_pinned_edition_is_part_of_the_content(tmp_path: Path) -> None:
    pin = f'step = 0.5\nedition_hash = "{demo_edition().hash}"'
    guide = read_guide(edited(tmp_path, ("step = 0.5", pin)), find_demo)
    assert guide.edition_hash == demo_edition().hash
    assert guide.hash != small_guide().hash
    assert read_guide_content(guide_json(guide), find_demo) == guide


def test_changed_content_does_not_pass_for_its_hash() -> None:
    content = guide_json(replace(small_guide(), title="别的细则"))
    with pytest.raises(FaultsError, match="指纹不符"):
        read_guide_content(content, find_demo)


def test_a_short_form_of_the_code_is_kept_in_full(tmp_path: Path) -> None:
    path = edited(tmp_path, ('edition = "T/DEMO 0001-2025"', 'edition = "demo"'))
    assert read_guide(path, lambda _: demo_edition()) == small_guide()


def test_a_folder_is_one_guide(tmp_path: Path) -> None:
    text = SMALL_GUIDE.read_text(encoding="utf-8")
    head, facts = text.split("[[facts]]", 1)
    body, last = facts.rsplit("[[indicators]]", 1)
    (tmp_path / "guide.toml").write_text(head, encoding="utf-8")
    (tmp_path / "1.toml").write_text("[[facts]]" + body, encoding="utf-8")
    (tmp_path / "2.toml").write_text("[[indicators]]" + last, encoding="utf-8")
    assert read_guide(tmp_path, find_demo) == small_guide()


def test_a_folder_names_the_file_of_each_fault(tmp_path: Path) -> None:
    (tmp_path / "guide.toml").write_text(SMALL_GUIDE.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "more.toml").write_text('name = "x"\n', encoding="utf-8")
    with pytest.raises(FaultsError) as caught:
        read_guide(tmp_path, find_demo)
    assert [str(fault) for fault in caught.value.faults] == [
        f"{tmp_path / 'more.toml'}:1: 不认识的键“name”；可用的键：facts、indicators"
    ]


def test_files_that_cannot_be_read_are_all_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("= 1", encoding="utf-8")
    (tmp_path / "b.toml").write_bytes(b"\xff")
    with pytest.raises(FaultsError) as caught:
        read_guide(tmp_path, find_demo)
    assert [Path(fault.place.partition(".toml")[0]).name for fault in caught.value.faults] == [
        "guide",
        "a",
        "b",
    ]


POINT_1_1 = 'id = "1.1"\ntext = "有服务台"\nkind = "yes_no"'
TREND = 'trend = { better = "less", unchanged = 50 }'
LEVELS = "levels = { none = 0, city = 60, nation = 100 }"
SHARE = "tiers = [[50, 100]]\nwhen_none"
LESS = 'tiers = [[5, 50], [2, 100]]\nbetter = "less"'
LINEAR = "linear = [[0, 0], [40, 80], [56, 100]]"
RATIO = 'facts = ["area", "homes"]\nper = 100\nunit = "㎡/百户"'


@pytest.mark.parametrize(
    ("old", "new", "faults"),
    [
        # header
        ("format = 1", "format = 2", ["文件: format 超出范围；请写 1 至 1 之间的数"]),
        (
            'name = "demo"',
            'name = "我的"',
            ["文件: name 不能是“我的”；请以小写英文字母开头，只用小写字母、数字和下划线"],
        ),
        ('version = "1"', 'version = "1"\nversoin = 2', ["文件: 不认识的键“versoin”；是不是想写 version？"]),
        ("step = 0.5", "step = 0", ["文件: step 应大于 0，最多两位小数；请写记分单位，如 0.5"]),
        ("step = 0.5", 'step = "0.125"', ["文件: step 应大于 0，最多两位小数；请写记分单位，如 0.5"]),
        ("step = 0.5", "step = true", ["文件: step 的类型不对；应为0 至 100 的数"]),
        ("step = 0.5", 'step = "半分"', ["文件: step 不能是“半分”；请写 0 至 100 之间的数"]),
        (
            "step = 0.5",
            "step = 4",
            [
                "文件: step 4 除不尽指标 1 的 10.5 分；请换一个能除尽各指标分值的 step",
            ],
        ),
        ('"median"', '"average"', ["文件: aggregate 不能是“average”；请用其中之一：mean、median、trimmed"]),
        (
            '"T/DEMO 0001-2025"',
            '"T/X 1-2025"',
            ["文件: edition：没有编号为“T/X 1-2025”的标准；已安装的有：T/DEMO 0001-2025"],
        ),
        ('edition = "T/DEMO 0001-2025"\n', "", ["文件: 缺少 edition；请补上 edition，应为文字，写在引号里"]),
        (
            "step = 0.5",
            'step = 0.5\nedition_hash = "' + "0" * 64 + '"',
            ["文件: edition_hash 与已安装的标准不符；请核对标准；已安装的是 " + demo_edition().hash],
        ),
        ("share = 4", "share = 0", ["演示的估计: share 超出范围；请写 1 至 1000 之间的数"]),
        # groups
        (
            'id = "yard"',
            'id = "desk"',
            [
                "desk: 组“desk”写了不止一次；请删去重复的一个，或改名",
                *(f"{serial}: 没有组“yard”；请用其中之一：desk" for serial in ("2-3", "7")),
            ],
        ),
        ('group = "desk"', 'group = "yard"', ["desk: 组“desk”里没有指标；请把指标分到这一组，或删去这一组"]),
        # facts
        (
            'name = "homes"',
            'name = "area"',
            [
                "area: 情况“area”写了不止一次；请删去重复的一个，或改名",
                "2-3.1: 没有情况“homes”；请在 [[facts]] 里写明它，或改正名字",
                "2-3.3: 没有情况“homes”；请在 [[facts]] 里写明它，或改正名字",
            ],
        ),
        (
            'maximum = 999\n\n[[facts]]\nname = "cases_before"',
            'maximum = 0\n\n[[facts]]\nname = "cases_before"',
            [
                "cases: maximum 应大于 minimum；请核对情况的取值范围",
                "2-3.4: 得分的值超出情况“cases”的范围；请改正值，或放宽情况的 minimum、maximum",
            ],
        ),
        (
            'maximum = "9000"',
            'maximum = "-1"',
            ["homes: maximum 不能是“-1”；请写 0 至 1000000000000 之间的数"],
        ),
        (
            'id = "city", label',
            'id = "none", label',
            [
                "award: choices 里“none”出现了不止一次；请删去重复的一个",
                "7.1: levels 里的“city”不是情况“award”的选项；请删去或改正",
            ],
        ),
        (
            'applies = "urban"\n\n[[facts]]\nname = "visits"',
            'applies = "rural"\n\n[[facts]]\nname = "visits"',
            ['2-3.2: 情况“opening_hours”只问村，要点却不只用于村；请给要点写 applies = "rural"'],
        ),
        # indicators
        (
            'serial = "7"',
            'serial = "8"',
            [
                "7.1: 要点编号“7.1”不合指标序号；请写成 8.1、8.2 …",
                "7.2: 要点编号“7.2”不合指标序号；请写成 8.1、8.2 …",
                "8: T/DEMO 0001-2025 没有序号为“8”的指标；请按标准附录 A 的序号填写",
                "文件: 缺少指标 7“整洁”；请为它写 [[indicators]] 和评分要点",
            ],
        ),
        (
            'serial = "1"',
            'serial = "7"',
            [
                "7: 指标“7”写了不止一次；请删去重复的一个，或改名",
                "1.1: 要点编号“1.1”不合指标序号；请写成 7.1、7.2 …",
                "1.2: 要点编号“1.2”不合指标序号；请写成 7.1、7.2 …",
                "文件: 缺少指标 1“整洁”；请为它写 [[indicators]] 和评分要点",
            ],
        ),
        # scoring points
        ('id = "1.2"', 'id = "1.1"', ["1.1: 要点“1.1”写了不止一次；请删去重复的一个，或改名"]),
        (
            "weight = 60",
            "weight = 50",
            [
                "1: 城市社区的要点权重合计 90；请调到合计 100",
                "1: 村的要点权重合计 90；请调到合计 100",
            ],
        ),
        (
            'applies = "rural"',
            'applies = "urban"',
            [
                "2-3: 城市社区的要点权重合计 130；请调到合计 100",
                "2-3: 村的要点权重合计 70；请调到合计 100",
            ],
        ),
        ("weight = 60", "weight = 0", ["1.1: weight 超出范围；请写 1 至 100 之间的数"]),
        (
            'kind = "yes_no"',
            'kind = "maybe"',
            ["1.1: kind 不能是“maybe”；请用其中之一：yes_no、quantity、count、share、level、trend"],
        ),
        (
            'kind = "yes_no"',
            'kind = "yes_no"\nfacts = ["area"]',
            [
                "1.1: 不认识的键“facts”；可用的键：applies、effort、evidence、evidence_en、evidence_mode、"
                "id、kind、text、text_en、weight"
            ],
        ),
        (
            'kind = "yes_no"',
            'kind = "yes_no"\neffort = 1001',
            ["1.1: effort 超出范围；请写 1 至 1000 之间的数"],
        ),
        (
            'evidence_mode = "link"',
            'evidence_mode = "post"',
            ["1.1: evidence_mode 不能是“post”；请用其中之一：upload、link、on_site"],
        ),
        (
            'evidence_mode = "link"\n',
            "",
            ["1.1: 缺少 evidence_mode；请补上 evidence_mode，应为文字，写在引号里"],
        ),
        ('evidence = ["公开网页"]\n', "", ["1.1: 缺少 evidence；请补上 evidence，应为由文字组成的数组"]),
        (
            'evidence_en = ["Floor plan"]',
            "evidence_en = []",
            ["2-3: evidence_en 与 evidence 的项数不同；请逐项对应，或整个删去 evidence_en"],
        ),
        # facts of a point
        (
            'facts = ["cases"]',
            'facts = ["cases", "cases_before", "area"]',
            ["2-3.4: facts 有 3 项；“数量”类要点请写 1或2 项"],
        ),
        (
            'facts = ["cases", "cases_before"]',
            'facts = ["cases", "cases"]',
            [
                "7.2: facts 两项相同；请写两个不同的情况",
                "cases_before: 情况“cases_before”没有要点用到；请删去，或写进要点的 facts",
            ],
        ),
        (
            'facts = ["cases", "cases_before"]',
            'facts = ["cases", "award"]',
            [
                "cases_before: 情况“cases_before”没有要点用到；请删去，或写进要点的 facts",
                "7.2: 情况“award”的类型不合“趋势”类要点；请用 integer 或 decimal（数） 类的情况",
            ],
        ),
        (
            'facts = ["award"]',
            'facts = ["cases_before"]',
            [
                "award: 情况“award”没有要点用到；请删去，或写进要点的 facts",
                "7.1: 情况“cases_before”的类型不合“等级”类要点；请用 choice（选项） 类的情况",
                "7.1: levels 里的“city”不是情况“cases_before”的选项；请删去或改正",
                "7.1: levels 里的“nation”不是情况“cases_before”的选项；请删去或改正",
                "7.1: levels 里的“none”不是情况“cases_before”的选项；请删去或改正",
            ],
        ),
        (
            'type = "integer"\nminimum = 0\nmaximum = 168',
            'type = "decimal"\nminimum = 0\nmaximum = 168',
            ["2-3.2: 情况“opening_hours”可以是小数，不能算个数；请改用 integer 类的情况"],
        ),
        # curves
        (
            LINEAR,
            "linear = [[0, 0]]",
            [
                "2-3.2: linear 至少要有两点；请写出起点和满分点，如 [[0, 0], [10, 100]]",
                "2-3.2: linear 的最后一点应给 100；请让达到要求的值给 100",
            ],
        ),
        (
            LINEAR,
            "linear = [[0, 0], [0, 100]]",
            [
                "2-3.2: linear 的值应由小到大，不重复；请按得分由低到高的次序排列",
                "2-3.2: 0 就给满分，低于标准规定（每周不少于 40 小时）；请把满分的值改到不低于标准",
            ],
        ),
        (
            LINEAR,
            "linear = [[0, 50], [40, 30], [56, 100]]",
            ["2-3.2: linear 的百分比不能往回降；越好的值应得同样多或更多"],
        ),
        (LINEAR, "linear = [[0, 0], [56, 99]]", ["2-3.2: linear 的最后一点应给 100；请让达到要求的值给 100"]),
        (
            LINEAR,
            "linear = [[0, 0], [39, 100]]",
            ["2-3.2: 39 就给满分，低于标准规定（每周不少于 40 小时）；请把满分的值改到不低于标准"],
        ),
        (
            LINEAR,
            "linear = [[0, 0], [169, 100]]",
            ["2-3.2: 得分的值超出情况“opening_hours”的范围；请改正值，或放宽情况的 minimum、maximum"],
        ),
        (
            LINEAR,
            LINEAR + "\ntiers = [[1, 100]]",
            ["2-3.2: tiers 与 linear 应写且只写一个；分档得分写 tiers，按比例得分写 linear"],
        ),
        (LINEAR, "", ["2-3.2: tiers 与 linear 应写且只写一个；分档得分写 tiers，按比例得分写 linear"]),
        (
            LESS,
            'tiers = [[2, 50], [5, 100]]\nbetter = "less"',
            ["2-3.4: tiers 的值应由大到小，不重复；请按得分由低到高的次序排列"],
        ),
        *(
            (
                LINEAR,
                f"linear = {wrong}",
                ["2-3.2: linear 写法不对；应为 [[值, 百分比], …]，如 [[350, 100]]，百分比为 0 至 100 的整数"],
            )
            for wrong in (
                "[]",
                "[[1, 100], 2]",
                "5",
                "[[1, 101]]",
                "[[1, 100, 3]]",
                "[[true, 100]]",
                "[[1, true]]",
                '[["a", 100]]',
                "[[-1, 100]]",
                "[[nan, 100]]",
            )
        ),
        (
            RATIO,
            'facts = ["area", "homes"]',
            [
                "2-3.1: 缺少 unit；请补上 unit，应为文字，写在引号里",
                "2-3.1: 缺少 per；请补上 per，应为1 至 1000000 的整数",
            ],
        ),
        ("when_none = 100", "when_none = 101", ["2-3.3: when_none 超出范围；请写 0 至 100 之间的数"]),
        # levels and trends
        (
            LEVELS,
            "levels = { none = 0, city = 60, nation = 90 }",
            ["7.1: levels 里没有一级给 100；请让最好的一级给 100"],
        ),
        (LEVELS, "levels = { none = 0, nation = 100 }", ["7.1: levels 里缺选项“city”；请写出它给百分之几"]),
        (
            LEVELS,
            "",
            [
                "7.1: 缺少 levels；请补上 levels，应为表，以 [levels] 开头",
            ],
        ),
        (
            TREND,
            'trend = { better = "less", unchanged = 50, x = 1 }',
            ["7.2 trend: 不认识的键“x”；可用的键：better、unchanged"],
        ),
        (TREND, "", ["7.2: 缺少 trend；请补上 trend，应为表，以 [trend] 开头"]),
    ],
)
def test_each_fault_has_its_line_and_how_to_mend_it(
    tmp_path: Path, old: str, new: str, faults: list[str]
) -> None:
    found = faults_of(edited(tmp_path, (old, new)))
    assert [one[: len(wanted)] for one, wanted in zip(found, faults, strict=True)] == faults


def test_too_many_points(tmp_path: Path) -> None:
    more = "\n".join(
        f'[[indicators.scoring_points]]\nid = "7.{number}"\ntext = "要点"\nkind = "yes_no"\nweight = 1'
        for number in range(3, 10)
    )
    path = edited(tmp_path, ("weight = 70", "weight = 63"))
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert faults_of(path) == ["7: 有 9 个评分要点，太多；请合并到 8 个以内"]


def test_an_indicator_without_points(tmp_path: Path) -> None:
    text = SMALL_GUIDE.read_text(encoding="utf-8")
    path = tmp_path / "guide.toml"
    path.write_text(text[: text.index('[[indicators.scoring_points]]\nid = "7.1"')], encoding="utf-8")
    found = faults_of(path)
    wanted = "应为数组，每项以 [[indicators.scoring_points]] 开头"
    assert f"7: 缺少 scoring_points；请补上 scoring_points，{wanted}" in found


def test_no_indicators_at_all(tmp_path: Path) -> None:
    text = SMALL_GUIDE.read_text(encoding="utf-8")
    path = tmp_path / "guide.toml"
    path.write_text(text[: text.index("[[indicators]]")], encoding="utf-8")
    found = faults_of(path)
    assert found[0] == "文件: 缺少 indicators；请补上 indicators，应为数组，每项以 [[indicators]] 开头"
    assert "文件: 缺少指标 2-3“开放”；请为它写 [[indicators]] 和评分要点" in found


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    path = edited(
        tmp_path, ("format = 1", "format = 0"), ("weight = 60", "weight = 61"), ('"desk"', '"dest"')
    )
    assert len(faults_of(path)) == 5


LINES = SMALL_GUIDE.read_text(encoding="utf-8").splitlines()
VALUES = (
    "5",
    "-1",
    '""',
    '"x"',
    "[]",
    "{}",
    "true",
    "nan",
    "1e400",
    "[[1, 2]]",
    "[{}]",
    "2024-01-01",
    '"share"',
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.sampled_from([None, *VALUES])), max_size=4))
def test_whatever_is_written_is_a_guide_or_a_list_of_faults(
    tmp_path: Path, changes: list[tuple[int, str | None]]
) -> None:
    lines = list(LINES)
    for place, value in changes:
        key, equals, _ = lines[place].partition(" = ")
        lines[place] = f"{key} = {value}" if equals and value else ""
    path = tmp_path / "guide.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = attempt(path)
    if isinstance(found, Guide):
        assert read_guide_content(guide_json(found), find_demo) == found
    else:
        assert found
        assert all(fault.message and fault.mend for fault in found)


def attempt(path: Path) -> Guide | tuple[Fault, ...]:
    try:
        return read_guide(path, find_demo)
    except FaultsError as error:
        return error.faults
