"""What-ifs over a loaded round agree with core, and survive being saved."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition
from xingping.core.scoring import score
from xingping.core.standard import Kind
from xingping.national.engines import open_engine
from xingping.national.flows import Level
from xingping.national.matrix import Round, load_round
from xingping.national.scenario import AddedIndicator, Scenario
from xingping.national.score import Job
from xingping.national.sheet_file import SheetRow, write_sheets
from xingping.national.simulate import EditionMap
from xingping.national.source import open_source
from xingping.rating.what_if import Draft, Plan, answer, plan_json, points, read_plan

EDITION = find_edition()
SHARES = (Fraction(6, 10), Fraction(8, 10), Fraction(9, 10), Fraction(1))
"""Share of every indicator's points that case 1, 2, ... reaches with its first assessor."""
REGIONS = ("510104017001", "510104017002", "510107001001", "110101001001")


def sheet(share: Fraction) -> dict[str, int]:
    """Half points, rounded down."""
    return {one.serial: int(one.points * share) // 50 * 50 for one in EDITION.indicators}


def sheets() -> dict[int, dict[str, dict[str, int]]]:
    """Case -> three sheets, the last of them always in full."""
    return {
        case: {"A": sheet(share), "B": sheet(share * Fraction(9, 10)), "C": sheet(Fraction(1))}
        for case, share in enumerate(SHARES, 1)
    }


@pytest.fixture(scope="module")
def rounds(tmp_path_factory: pytest.TempPathFactory) -> dict[Aggregate, Round]:
    """The round by mean and by median."""
    path: Path = tmp_path_factory.mktemp("round") / "round.parquet"
    rows = [
        SheetRow(case, REGIONS[case - 1], Kind.URBAN, number, scores)
        for case, team in sheets().items()
        for number, scores in enumerate(team.values(), 1)
    ]
    write_sheets(path, EDITION, rows)
    with open_engine() as engine:
        return {
            rule: load_round(Job(open_source(path, EDITION), EDITION, engine, rule))
            for rule in (Aggregate.MEAN, Aggregate.MEDIAN)
        }


def test_another_rule_gives_what_core_gives(rounds: dict[Aggregate, Round]) -> None:
    plan = Plan(Scenario(rule=Aggregate.MEDIAN))
    found = answer(plan, rounds[Aggregate.MEAN], rounds[Aggregate.MEDIAN])
    for place, (_, team) in enumerate(sorted(sheets().items())):
        mean, median = (score(EDITION, team, rule=rule) for rule in (Aggregate.MEAN, Aggregate.MEDIAN))
        assert points(found.before.standing, place) == mean.total
        assert points(found.after, place) == median.total
        assert (found.before.standing.stars[place], found.after.stars[place]) == (mean.stars, median.stars)


def test_lower_bands_let_cases_rise_where_they_lie(rounds: dict[Aggregate, Round]) -> None:
    bands = {band.stars: band.rate * Fraction(4, 5) for band in EDITION.bands}
    standing = rounds[Aggregate.MEAN]
    found = answer(Plan(Scenario(bands=bands)), standing, standing)
    rates = [score(EDITION, team).rate for _, team in sorted(sheets().items())]
    wanted = [max((stars for stars, rate in bands.items() if one >= rate), default=0) for one in rates]
    assert found.after.stars.tolist() == wanted
    rise = found.after.stars.astype(int) - standing.standing.stars
    assert (rise > 0).sum() == 3
    country = found.flows(Level.COUNTRY).whole.sum(axis=0)
    assert int(np.triu(country[1:, 1:], 1).sum()) == int((rise > 0).sum())
    inside = found.flows(Level.COUNTY, "51")
    assert sorted(inside.counts) == ["510104", "510107"]
    assert int(inside.whole.sum()) == 3
    assert found.inside("510104").tolist() == [0, 1]


def test_without_changes_nothing_moves(rounds: dict[Aggregate, Round]) -> None:
    standing = rounds[Aggregate.MEAN]
    found = answer(Plan(), standing, standing)
    assert not Plan().changed
    assert found.after.totals.tolist() == standing.standing.totals.tolist()


def test_a_plan_is_the_same_after_saving() -> None:
    scenario = Scenario(
        weights={"31": 80, "党建引领": 200},
        bands={band.stars: band.rate / 2 for band in EDITION.bands},
        drop=frozenset({"2"}),
        add=(AddedIndicator("数字化", 20, "规划建设", Fraction(1, 3)),),
        rule=Aggregate.TRIMMED,
    )
    draft = Draft(EDITION, EditionMap({"1": ("2", "3")}), Fraction(3, 5))
    for plan in (Plan(), Plan(scenario), Plan(Scenario(), draft)):
        assert read_plan(plan_json(plan)) == plan
