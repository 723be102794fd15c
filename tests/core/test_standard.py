"""T/ZSX 0005-2024 as data: its table, limits, bands and readings, and that they never change unseen."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest

from xingping.core.standard import Comparison, Edition, Frequency, Kind

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "standard.md"
FROZEN_HASH = "1fa957d4a086aa58c0643f190c86171287771e1073c753f9904dd3f3617b54df"
"""Changes only if the standard itself was misread; every rated case pins it."""

TABLE = """\
规划建设 80
建设及选址情况 20: 1 选址布局 5, 2 设施面积 10, 3 无障碍设施设置情况 5
标识要求 10: 4 户外牌匾标识设置 5, 5 室内功能门牌设置 5
功能设置 30: 6 综合服务区设置 10, 7 宣传展示区设置 10, 8 活动功能区设置 10
安全管理 20: 9-10 安全设施保障 10, 11 消除安全隐患 10
基础运营 120
制度建设 20: 12 制度建设 10, 13 制度效能 10
资产管理 20: 14 资产使用情况 10, 15 资产利用情况 10
经费使用 30: 16 经费保障情况 10, 17 经费使用情况 20
人员保障 40: 18 社工队伍 10, 19 党员管理 10, 20 志愿者队伍 10, 21 后勤保障 10
监督保障 10: 22 综合监督评估 10
党建引领 320
政治建设 30: 23 政治建设 30
组织建设 30: 24 基层党组织建设 30
思想引领 30: 25 党员教育 10, 26 教育培训 10, 27 党风廉政建设 10
基层治理 180: 28 议事协商 40, 29 居民自治 40, 30 区域化党建 50, 31 联席会议制度 50
服务三新 50: 32 服务“两新”组织、新就业群体 50
多元治理格局 120
多元协同治理共同体 120: 33 志愿服务 20, 34 社区社会组织 20, 35 专业服务机构 20, 36 社会单位 20, \
37 “五社联动” 20, 38 大数据平台应用 20
社区服务多元供给 200
为民服务功能 120: 39 购买服务机制 10, 40 养老服务 20, 41 未成年人关爱 20, 42 助残服务 10, \
43 社会救助服务 20, 44 就业服务 10, 45 卫生健康服务 10, 46 社区教育 10, 47 社区文化 10
便民服务 20: 48 生活服务 20
安民服务 60: 49 社区法制与矛盾调解 20, 54 治安管理 20, 55 防灾减灾及应急管理 20
社会关注度及影响力 60
社会关注 20: 56 社会关注度 20
社会投诉 10: 57 投诉渠道 10
公众满意度评价 30: 58 服务评价机制 30
特色及创新服务 100
特色品牌 60: 59 品牌等级 30, 60 品牌持续性 30
创新项目 40: 61 创新的方法或者载体 20, 62 创新的模式 20
"""
"""The printed table, typed off once more by hand; serials 9 and 10 are one indicator."""

CSV_HASH = "eb5c893f375fdeb47010d3682d6182495e11e3a660f25ca66096f3f7f47bfcdd"
"""SHA-256 of the indicator table as CSV, made from the printed table by other means."""


def written_table(edition: Edition) -> str:
    lines = []
    for level1 in edition.level1:
        lines.append(f"{level1.name} {level1.points // 100}")
        for level2 in (one for one in edition.level2 if one.level1 == level1.name):
            rows = [
                f"{one.serial} {one.level3} {one.points // 100}"
                for one in edition.indicators
                if (one.level1, one.level2) == (level1.name, level2.name)
            ]
            lines.append(f"{level2.name} {level2.points // 100}: {', '.join(rows)}")
    return "\n".join(lines) + "\n"


def test_the_table_is_the_printed_one(edition: Edition) -> None:
    assert written_table(edition) == TABLE
    assert (len(edition.level1), len(edition.level2), len(edition.indicators)) == (7, 23, 57)


def test_the_table_equals_its_csv(edition: Edition) -> None:
    points = {one.name: one.points // 100 for one in edition.level1}
    points2 = {(one.level1, one.name): one.points // 100 for one in edition.level2}
    lines = ["serial,level1,level1_points,level2,level2_points,level3,points"] + [
        f"{one.serial},{one.level1},{points[one.level1]},"
        f"{one.level2},{points2[one.level1, one.level2]},{one.level3},{one.points // 100}"
        for one in edition.indicators
    ]
    assert sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest() == CSV_HASH


def test_the_points_add_up_at_every_level(edition: Edition) -> None:
    assert edition.total_points == 100_000 == sum(one.points for one in edition.level1)
    for level1 in edition.level1:
        assert level1.points == sum(one.points for one in edition.level2 if one.level1 == level1.name)
    for level2 in edition.level2:
        names = (level2.level1, level2.name)
        rows = [one.points for one in edition.indicators if (one.level1, one.level2) == names]
        assert level2.points == sum(rows)


def test_the_content_hash_is_frozen(edition: Edition) -> None:
    assert edition.hash == FROZEN_HASH
    assert hash(edition) == hash(FROZEN_HASH)


def test_head_and_validity(edition: Edition) -> None:
    assert (edition.code, edition.title) == ("T/ZSX 0005-2024", "城乡社区服务中心（站）星级指标体系")
    assert (edition.published, edition.effective) == (date(2024, 10, 23), date(2024, 10, 23))
    assert edition.publisher == "中国社区发展协会"
    assert (edition.validity_years, edition.review_months, edition.validity_clause) == (3, 3, "6.1.2")


def test_bands_are_those_of_clause_6(edition: Edition) -> None:
    assert [(one.stars, one.level, one.mark, one.rate, one.points, one.clause) for one in edition.bands] == [
        (1, "一级", "★", Fraction(60, 100), 60000, "6 a)"),
        (2, "二级", "★★", Fraction(70, 100), 70000, "6 b)"),
        (3, "三级", "★★★", Fraction(80, 100), 80000, "6 c)"),
        (4, "四级", "★★★★", Fraction(90, 100), 90000, "6 d)"),
        (5, "五级", "★★★★★", Fraction(95, 100), 95000, "6 e)"),
    ]


@pytest.mark.parametrize(
    ("rate", "stars"),
    [("0", 0), ("0.5999999999", 0), ("0.6", 1), ("0.7", 2), ("0.8", 3), ("0.9", 4), ("0.95", 5), ("1", 5)],
)
def test_a_star_needs_at_least_its_rate(edition: Edition, rate: str, stars: int) -> None:
    assert edition.stars_for(Fraction(rate)) == stars


NUMBERS = [
    ("2", "area_per_household", ">=", "0.5", "平方米/户", None),
    ("2", "facility_area", ">=", "350", "平方米", None),
    ("9-10", "video_coverage", ">=", "100", "%", None),
    ("11", "emergency_drills", ">=", "1", "次/年", None),
    ("31", "partner_party_organisations", ">=", "5", "个", None),
    ("31", "regular_party_organisations", ">=", "3", "个", None),
    ("31", "meeting_attendance", ">=", "80", "%", None),
    ("34", "social_organisations", ">=", "10", "个", Kind.URBAN),
    ("34", "social_organisations", ">=", "5", "个", Kind.RURAL),
]


def test_every_number_of_the_text_is_a_threshold(edition: Edition) -> None:
    assert [
        (one.serial, limit.fact, limit.op, limit.value, limit.unit, limit.kind)
        for one in edition.indicators
        for limit in one.thresholds
        if limit.value is not None
    ] == [(serial, fact, op, Fraction(value), unit, kind) for serial, fact, op, value, unit, kind in NUMBERS]


def test_what_the_text_asks_for_without_a_number(edition: Edition) -> None:
    named = {
        one.serial: [
            f"{limit.op} {limit.level or limit.fact}" for limit in one.thresholds if limit.value is None
        ]
        for one in edition.indicators
    }
    assert {serial: limits for serial, limits in named.items() if limits} == {
        "18": ["exists dedicated_posts", "exists professional_background", ">= 大专"],
        "21": [">= cleaning_staff", ">= security_staff"],
        "31": ["more taking_part_party_organisations"],
        "33": ["grows volunteers"],
        "34": [
            f"exists organisation_{what}" for what in ("filed", "people", "structure", "venue", "records")
        ],
        "38": ["exists self_service_terminal"],
        "40": ["exists elderly_university"],
        "41": ["exists women_children_home"],
        "43": ["exists assistance_list"],
        "46": ["exists library"],
        "49": ["exists mediation_studio"],
        "54": ["falls public_security_cases", "grows sense_of_security"],
        "55": ["exists emergency_station"],
        "56": ["exists 省级", "exists 市级", "exists 区级"],
        "57": ["exists complaints_box", "exists complaints_telephone"],
        "58": ["exists satisfaction_survey"]
        + [f"exists {what}" for what in ("venue_awareness", "venue_visits")]
        + [f"exists activity_{what}" for what in ("awareness", "participation")],
        "59": ["exists 国家级", "exists 省市级", "exists 区级", "exists 街道级"],
    }


def test_trends_and_periods(edition: Edition) -> None:
    trends = {one.serial: [limit.op for limit in one.trends] for one in edition.indicators if one.trends}
    assert trends == {"33": [Comparison.GROWS], "54": [Comparison.FALLS, Comparison.GROWS]}
    periods = {one.serial: [period.name for period in one.periods] for one in edition.indicators}
    assert {serial: names for serial, names in periods.items() if names} == {
        **{serial: [Frequency.ANNUAL] for serial in ("11", "16", "17", "22", "31")},
        **{serial: [Frequency.REGULAR] for serial in ("20", "58")},
        "46": [Frequency.FIXED_HOURS],
    }
    assert str(edition.by_serial["22"].periods[0]) == "年度：审核评估"
    assert Frequency.FIXED_HOURS.label_en == "fixed hours"


def test_a_threshold_shows_its_number_with_the_unit(edition: Edition) -> None:
    assert [one.value_text for one in edition.by_serial["2"].thresholds] == ["0.5 平方米/户", "350 平方米"]
    assert [one.value_text for one in edition.by_serial["33"].thresholds] == [""]


def test_serials_as_printed_all_find_their_indicator(edition: Edition) -> None:
    merged = edition.by_serial["9-10"]
    assert [edition.by_printed_serial[serial] for serial in ("9", "10", "9-10")] == [merged] * 3
    assert "50" not in edition.by_printed_serial
    assert edition.serials[:12] == ("1", "2", "3", "4", "5", "6", "7", "8", "9-10", "11", "12", "13")
    assert len(edition.by_printed_serial) == 59


def test_every_indicator_cites_its_row_and_is_restated_in_both_languages(edition: Edition) -> None:
    for one in edition.indicators:
        assert one.clause == f"附录 A 表 A.1 序号 {one.serial}"
        assert one.requirement.endswith("。")
        assert one.requirement_en.endswith(".")
        assert one.level3_en.isprintable()


def test_every_irregularity_of_the_text_is_kept_with_its_reading(edition: Edition) -> None:
    assert [(one.place, one.read_as) for one in edition.errata][:9] == [
        ("表 A.1 序号 10", "序号 9 与 10 合为一个三级指标“安全设施保障”，10 分，序号写作 9-10"),
        ("表 A.1 序号 49 之后", "没有序号 50 至 53 的指标，序号照印"),
        ("第 7 章", "标题按目次为 7、7.1、7.2；条文引用时用印出的编号 6.1.1 至 6.1.3"),
        ("表 A.1 序号 7", "区域概况"),
        ("表 A.1 序号 14", "账物相符"),
        ("表 A.1 序号 22", "多元监督评估机制"),
        ("表 A.1 序号 24、32", "照印使用名称；服务对象按新经济组织、新社会组织和新就业群体理解"),
        ("表 A.1 序号 33", "志愿服务组织（者）"),
        ("参考文献 [3]", "疑为 DB330105/T 010—2021"),
    ]
    assert [one.place for one in edition.errata][9:] == ["第 5 章、附录 A"] + [
        f"表 A.1 序号 {rows}" for rows in ("2", "31", "33、54", "22、58", "18", "57", "56、59")
    ]
    assert all(one.printed and one.why and one.note_en for one in edition.errata)


def test_the_clauses_can_be_looked_up(edition: Edition) -> None:
    numbers = [one.number for one in edition.clauses]
    assert numbers == ["1", "3.1", *(f"4.{n}" for n in range(1, 9)), "5", "6", "7.1"] + [
        f"6.1.{n}" for n in (1, 2, 3)
    ] + ["附录 A"]


def test_the_document_tells_every_reading_and_every_limit(edition: Edition) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    for erratum in edition.errata:
        assert f"| {erratum.place} | {erratum.printed} | {erratum.read_as} | {erratum.why} |" in document
    for one in edition.indicators:
        if one.thresholds or one.periods:
            limits = "；".join(limit.text for limit in one.thresholds) or "—"
            periods = "；".join(map(str, one.periods)) or "—"
            assert f"| {one.serial} | {one.level3} | {limits} | {periods} |" in document
