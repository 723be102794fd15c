"""Quotas from lines, shares, and marks written in one way."""

from __future__ import annotations

import pytest

from xingping.core.sample_plan import OnceBy, Quota, places_text, read_places, shares
from xingping.core.survey_mark import normal_mark


def test_buildings_are_read_from_lines_and_written_again() -> None:
    places, faults = read_places("1号楼，60，320\n\n2 号楼, ４０\n")
    assert faults == []
    assert places == (Quota("p1", "1号楼", 60, 320), Quota("p2", "2 号楼", 40, 0))
    assert read_places(places_text(places))[0] == places
    assert shares(places) == ()
    assert shares(places[:1]) == (1.0,)
    assert shares(()) == ()


@pytest.mark.parametrize(
    "text",
    [
        "1号楼",
        "1号楼，x",
        "，60",
        "1号楼，1，2，3",
        "楼" * 41 + "，1",
        "a，1\na，2",
        "a，-1",
        "a，1.5",
        "\ud800，1",
    ],
)
def test_lines_that_make_no_sense_are_told(text: str) -> None:
    assert len(read_places(text)[1]) == 1


def test_too_many_buildings_are_refused() -> None:
    assert len(read_places("\n".join(f"{number}号，1" for number in range(201)))[1]) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("3栋-2单元-501", "３栋 2单元５０１", True),
        ("3-2-501", "3栋2单元501室", True),
        ("A座 1203", "a-1203", True),
        ("1-12-3", "11-2-3", False),
        ("03-2-501", "3-2-501", True),
    ],
)
def test_a_door_is_one_however_it_is_written(one: str, other: str, same: bool) -> None:
    first, second = (normal_mark(OnceBy.DOOR, text, "", 2026) for text in (one, other))
    assert first[1] is None
    assert (first == second) is same


def test_phones_and_years_are_checked() -> None:
    assert normal_mark(OnceBy.PHONE, "＋86 138-1234-5678", "", 2026) == ("13812345678", None)
    for wrong in ("12812345678", "1381234567", "138123456789", "五"):
        assert normal_mark(OnceBy.PHONE, wrong, "", 2026)[1]
    assert normal_mark(OnceBy.PERSON, "3-501", "１９６８", 2026) == ("3-501/1968", None)
    for wrong in ("68", "1899", "2020", ""):
        assert normal_mark(OnceBy.PERSON, "3-501", wrong, 2026)[1]
