"""A scenario as an address: read, written back, and what is wrong in it said at its field."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition
from xingping.national.scenario import AddedIndicator, Scenario
from xingping.rating.what_if import Plan
from xingping.web.supervisor.address import plan_address, read_address

EDITION = find_edition()
DRAFTS = Path(__file__).resolve().parents[2] / "data" / "editions"


def read(text: str) -> Plan:
    reading = read_address(QueryDict(text), EDITION)
    assert reading.faults == {}
    return reading.plan


def test_what_stands_anyway_is_no_change() -> None:
    points = EDITION.by_serial["31"].points // 100
    assert read(f"w3=320&i-31={points}&b3=80&rule=&draft=&add=&add-rate=60&drop=999") == Plan()


def test_a_changed_indicator_counts_instead_of_its_section() -> None:
    assert read("w3=200").scenario.weights == {"党建引领": 200}
    assert read("w3=200&i-31=80").scenario.weights == {"31": 80}
    assert read("w3=200&i-31=80&drop=31").scenario == Scenario({"党建引领": 200}, drop=frozenset({"31"}))


def test_bands_drop_rule_and_an_added_indicator() -> None:
    plan = read("b3=72.5&drop=2&drop=9-10&rule=median&add=数字化&add-points=20&add-level=2&add-rate=50")
    standing = {band.stars: band.rate for band in EDITION.bands}
    assert plan.scenario == Scenario(
        bands={**standing, 3: Fraction(29, 40)},
        drop=frozenset({"2", "9-10"}),
        add=(AddedIndicator("数字化", 20, "基础运营", Fraction(1, 2)),),
        rule=Aggregate.MEDIAN,
    )


@pytest.mark.parametrize(
    ("text", "field", "place"),
    [
        ("w3=abc", "w3", "党建引领"),
        ("w1=１２", "w1", "规划建设"),
        ("i-31=-1", "i-31", "指标 31"),
        ("b3=101", "b3", "3 星的最低得分率"),
        ("b3=x", "b3", "3 星的最低得分率"),
        ("add=数字化", "add-points", "增加的指标"),
        ("draft=T/NONE 1", "draft", "标准编号"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(text: str, field: str, place: str) -> None:
    faults = read_address(QueryDict(text), EDITION).faults
    assert list(faults) == [field]
    assert place in faults[field].place or field == "draft"


@given(
    weights=st.dictionaries(st.sampled_from(["党建引领", "规划建设"]), st.integers(0, 999), max_size=2),
    rates=st.lists(st.integers(1, 1000), min_size=5, max_size=5, unique=True).map(sorted),
    drop=st.frozensets(st.sampled_from(["1", "9-10", "31", "62"])),
    rule=st.sampled_from([None, *Aggregate]),
)
def test_an_address_written_from_a_plan_reads_the_same(
    weights: dict[str, int], rates: list[int], drop: frozenset[str], rule: Aggregate | None
) -> None:
    standing = {section.name: section.points for section in EDITION.level1}
    scenario = Scenario(
        weights={name: weight for name, weight in weights.items() if weight * 100 != standing[name]},
        bands={stars: Fraction(rate, 1000) for stars, rate in enumerate(rates, 1)},
        drop=drop,
        rule=rule,
    )
    assert read(plan_address(Plan(scenario), EDITION, "round-1").urlencode()) == Plan(scenario)


def test_a_draft_edition_with_its_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINGPING_EDITIONS", str(DRAFTS))
    plan = read("draft=T/DEMO 0001-2025&assume=50&m-1=9, 31")
    assert plan.draft is not None
    assert plan.draft.mapping.sources == {"1": ("9-10", "31")}
    assert plan.draft.assumed == Fraction(1, 2)
    assert read(plan_address(plan, EDITION).urlencode()) == plan
    wrong = read_address(QueryDict("draft=T/DEMO 0001-2025&m-1=999"), EDITION)
    assert "999" in wrong.faults["m-1"].message
