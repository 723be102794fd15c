"""Lost points by scoring point, and the effect of a plan in the next result."""

from dataclasses import replace
from fractions import Fraction

from xingping.core.catalogue import find_edition, find_guide
from xingping.core.improvement import PointStanding, effects, lost_indicators, met_points
from xingping.core.scoring import score
from xingping.core.standard import Kind

EDITION, GUIDE = find_edition(), find_guide()
FULL = {one.serial: one.points for one in EDITION.indicators}


def result_less(**less: int):  # type: ignore[no-untyped-def]
    """A result of one sheet with some hundredths taken off; keywords are serials after an s."""
    lower = {name[1:]: taken for name, taken in less.items()}
    sheet = {serial: points - lower.get(serial, 0) for serial, points in FULL.items()}
    return score(EDITION, {"A": sheet})


def test_losses_come_greatest_first_and_exactly() -> None:
    lost = lost_indicators(result_less(s1=50, s31=1000), GUIDE, Kind.URBAN, [])
    assert [(one.indicator.serial, one.lost) for one in lost] == [("31", Fraction(10)), ("1", Fraction(1, 2))]
    assert lost[0].points == Fraction(FULL["31"] - 1000, 100)
    assert {one.standing for one in lost[0].scoring_points} == {PointStanding.UNSAID}


def test_sheets_taken_together_say_how_a_scoring_point_stands() -> None:
    first, second, third = (one.id for one in GUIDE.by_serial["19"].points_for(Kind.URBAN)[:3])
    ticks = [{first: False, second: True, third: True}, {first: False, second: False, third: True}]
    (lost,) = lost_indicators(result_less(s19=50), GUIDE, Kind.URBAN, ticks)
    standing = {one.point.id: one.standing for one in lost.scoring_points}
    assert (standing[first], standing[second]) == (PointStanding.UNMET, PointStanding.MIXED)
    assert standing[third] is PointStanding.MET
    assert lost.scoring_points[0].point.id == first
    assert met_points([lost]) == {third}


def test_points_met_throughout_are_open_again() -> None:
    ticks = [{one.id: True for one in GUIDE.by_serial["19"].points_for(Kind.URBAN)}]
    assert met_points(lost_indicators(result_less(s19=50), GUIDE, Kind.URBAN, ticks)) == frozenset()


def test_nothing_lost_is_nothing() -> None:
    assert lost_indicators(result_less(), GUIDE, Kind.RURAL, []) == ()


def test_effects_compare_what_is_the_same_in_both_editions() -> None:
    changed = replace(
        EDITION,
        indicators=tuple(replace(one, points=1) if one.serial == "2" else one for one in EDITION.indicators),
    )
    before = {"1": Fraction(5), "2": Fraction(3), "3": Fraction(2)}
    after = {"1": Fraction(7), "2": Fraction(1, 100), "3": Fraction(1)}
    found = effects(["1", "2", "3", "99"], (EDITION, before), (changed, after))
    assert [one.gain for one in found] == [Fraction(2), None, Fraction(-1), None]
