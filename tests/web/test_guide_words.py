"""Scoring points in words."""

from __future__ import annotations

from fractions import Fraction

import pytest
from django.utils import translation

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.guide import EvidenceMode, PointKind
from xingping.core.standard import Kind
from xingping.web.guide_words import centre_kind_name, described, kind_name, mode_name, rule_of

EDITION, GUIDE = find_edition(), find_guide()
BY_KIND = {kind: [p for p in GUIDE.by_point.values() if p.kind is kind] for kind in PointKind}


def test_points_of_scoring_points_add_up_to_the_indicator() -> None:
    for indicator in EDITION.indicators:
        for kind in Kind:
            points = [one for one in described(GUIDE, indicator) if one.point.applies in (None, kind)]
            assert sum(one.most for one in points) == Fraction(indicator.points, 100)


@pytest.mark.parametrize("kind", PointKind)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_has_a_rule_and_a_name(kind: PointKind, language: str) -> None:
    with translation.override(language):
        assert kind_name(kind)
        for point in BY_KIND[kind]:
            words = rule_of(GUIDE, point)
            assert words
            assert "{" not in words
            assert any("\u4e00" <= character <= "\u9fff" for character in words) is (language != "en")


def test_a_curve_names_its_knots() -> None:
    assert (
        rule_of(GUIDE, GUIDE.by_serial["31"].scoring_points[1])
        == "10 个得 100%，5 个得 60%，0 个得 0%，中间按比例"
    )


def test_levels_name_their_choices() -> None:
    point = BY_KIND[PointKind.LEVEL][0]
    words = rule_of(GUIDE, point)
    for level in point.levels:
        assert f"得 {level.share}%" in words


def test_names() -> None:
    assert [mode_name(mode) for mode in EvidenceMode] == ["上传材料", "公开链接", "现场查验，不上传"]
    assert [centre_kind_name(kind) for kind in Kind] == ["社区", "村"]
