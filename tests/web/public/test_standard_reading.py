"""How the standard is arranged and searched."""

from __future__ import annotations

import pytest

from xingping.core.catalogue import find_edition, find_guide
from xingping.web.public.standard_reading import errata_of, outline, search

EDITION, GUIDE = find_edition(), find_guide()


def test_outline_keeps_all_in_table_order() -> None:
    tree = outline(EDITION)
    assert [one.section for one in tree] == list(EDITION.level1)
    assert [two.section for one in tree for two in one.level2] == list(EDITION.level2)
    assert [i for one in tree for two in one.level2 for i in two.indicators] == list(EDITION.indicators)
    assert sum(one.count for one in tree) == 57


def test_outline_of_some_leaves_out_empty_parts() -> None:
    tree = outline(EDITION, [EDITION.by_serial["57"]])
    assert [(one.place, [two.section.name for two in one.level2]) for one in tree] == [(6, ["社会投诉"])]


def test_every_word_must_be_found_in_either_language() -> None:
    assert [one.serial for one in search(EDITION, GUIDE, "JOINT meeting")] == ["31"]
    assert "34" in [one.serial for one in search(EDITION, GUIDE, "备案")]
    assert search(EDITION, GUIDE, "备案 飞碟") == ()


@pytest.mark.parametrize(
    ("serial", "places"),
    [("9-10", ["表 A.1 序号 10"]), ("33", ["表 A.1 序号 33", "表 A.1 序号 33、54"]), ("1", [])],
)
def test_errata_of_an_indicator(serial: str, places: list[str]) -> None:
    assert [one.place for one in errata_of(EDITION, EDITION.by_serial[serial])] == places
