"""A guide's look-ups, and the general guide that ships."""

from __future__ import annotations

import re

import pytest

from guides import small_guide
from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition, find_guide
from xingping.core.guide import EvidenceMode, PointKind, ScoringPoint
from xingping.core.standard import Kind

GENERAL = find_guide()
EDITION = find_edition()
POINTS = tuple(GENERAL.by_point.values())


def test_points_for_a_kind_of_centre() -> None:
    rules = small_guide().by_serial["2-3"]
    assert [point.id for point in rules.points_for(Kind.URBAN)] == ["2-3.1", "2-3.2", "2-3.4"]
    assert [point.id for point in rules.points_for(Kind.RURAL)] == ["2-3.1", "2-3.3", "2-3.4"]


def test_groups_hold_their_indicators() -> None:
    assert small_guide().by_group == {"desk": ("1",), "yard": ("2-3", "7")}


def test_effort_is_the_points_own_or_its_kinds() -> None:
    guide = small_guide()
    assert guide.effort_of(guide.by_point["2-3.1"]) == 9
    assert guide.effort_of(guide.by_point["1.2"]) == 7


def test_kinds_and_modes_have_chinese_names() -> None:
    assert [kind.label for kind in PointKind] == ["是否", "数量", "个数", "占比", "等级", "趋势", "说明"]
    assert [kind for kind in PointKind if kind.ticked] == [PointKind.YES_NO, PointKind.NARRATIVE]
    assert [mode.label for mode in EvidenceMode] == ["上传", "公开链接", "现场查验"]


def test_the_general_guide_covers_the_whole_table() -> None:
    assert tuple(one.serial for one in GENERAL.indicators) == EDITION.serials
    assert all(1 <= len(one.scoring_points) <= 8 for one in GENERAL.indicators)
    assert (GENERAL.step, GENERAL.aggregate) == (50, Aggregate.MEAN)


def test_the_general_guide_says_whose_it_is() -> None:
    assert GENERAL.title == "星评通用评分细则"
    assert GENERAL.label == "本系统提供，非标准内容"
    assert "非标准内容" in GENERAL.effort.label


def test_the_general_guide_is_frozen() -> None:
    """Whoever changes what it says gives it another version, and says so here."""
    assert (GENERAL.version, GENERAL.hash) == (
        "1.0",
        "05b6960c7dac47c1ab26a50e3a07582611509ef6d61f1e338bfb0fddde4be622",
    )


def test_every_indicator_is_in_one_group() -> None:
    assert [group.name for group in GENERAL.groups] == [
        "设施与安全",
        "运营与财务",
        "党建",
        "自治与协同",
        "服务",
        "评价与特色",
    ]
    grouped = [serial for serials in GENERAL.by_group.values() for serial in serials]
    assert sorted(grouped) == sorted(EDITION.serials)


def test_every_text_has_its_own_english() -> None:
    chinese = re.compile("[\u4e00-\u9fff]")
    english = [
        *(point.text_en for point in POINTS),
        *(text for point in POINTS for text in point.evidence_en),
        *(fact.label_en + fact.unit_en for fact in GENERAL.facts),
        *(choice.label_en for fact in GENERAL.facts for choice in fact.choices),
        *(group.name_en for group in GENERAL.groups),
        GENERAL.title_en + GENERAL.label_en + GENERAL.effort.label_en,
    ]
    assert [text for text in english if chinese.search(text)] == []


def test_texts_are_short() -> None:
    assert max(len(point.text) for point in POINTS) <= 30
    assert max(len(point.evidence) for point in POINTS) <= GENERAL.evidence_limit


@pytest.mark.parametrize(
    "point_id",
    ["18.4", "19.1", "23.2", "24.4", "27.1", "40.4", "41.1", "42.2", "43.1", "43.3", "49.3", "49.6", "57.3"],
)
def test_sensitive_material_is_shown_on_site_only(point_id: str) -> None:
    assert GENERAL.by_point[point_id].evidence_mode is EvidenceMode.ON_SITE


def test_every_kind_of_point_is_used() -> None:
    assert {point.kind for point in POINTS} == set(PointKind)


@pytest.mark.parametrize(
    ("point_id", "value"),
    [("2.1", 350), ("2.2", 50), ("11.4", 1), ("31.2", 10), ("31.3", 6), ("34.1", 10), ("34.2", 5)],
)
def test_full_marks_are_given_at_the_standards_own_values_or_above(point_id: str, value: int) -> None:
    curve = GENERAL.by_point[point_id].curve
    assert curve is not None
    assert curve.knots[-1].value == value


def test_organisations_are_counted_by_kind_of_centre() -> None:
    counted: dict[Kind | None, list[ScoringPoint]] = {}
    for point in GENERAL.by_serial["34"].scoring_points:
        counted.setdefault(point.applies, []).append(point)
    assert {kind: len(points) for kind, points in counted.items()} == {
        Kind.URBAN: 1,
        Kind.RURAL: 1,
        None: 6,
    }


def test_met_points_land_on_the_step() -> None:
    """What one wholly met point gives is a multiple of the step, so that no rounding eats it."""
    off = [
        point.id
        for rules in GENERAL.indicators
        for point in rules.scoring_points
        if EDITION.by_serial[rules.serial].points * point.weight % (100 * GENERAL.step)
    ]
    assert off == []
