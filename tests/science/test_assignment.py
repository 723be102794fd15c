"""Assignment: conflicts and capacity always hold, wishes hold or are named, the same seed replays."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xingping.science.assignment import Candidate, CaseNeed, Demand, Problem, assign, wishes_unmet
from xingping.science.assignment.graph import components
from xingping.science.assignment.problem import travel

GROUPS = ("党建", "运营与财务", "服务")
ALL = frozenset(GROUPS)
CITIES = ("510100000000", "510700000000", "500100000000", "440100000000")


def _people(count: int, capacity: int = 10, groups: frozenset[str] = ALL) -> list[Candidate]:
    professions = ("社会工作", "财务", "党务")
    return [
        Candidate(number, CITIES[number % 4], professions[number % 3], groups, capacity)
        for number in range(count)
    ]


def _cases(count: int, region: str = "510104000000") -> list[CaseNeed]:
    return [CaseNeed(1000 + number, region) for number in range(count)]


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_conflicts_and_capacity_always_hold_and_open_wishes_are_named(data: st.DataObject) -> None:
    people = [
        Candidate(
            number,
            data.draw(st.sampled_from(CITIES)),
            data.draw(st.sampled_from(["社会工作", "财务"])),
            frozenset(data.draw(st.sets(st.sampled_from(GROUPS), min_size=1))),
            data.draw(st.integers(0, 4)),
        )
        for number in range(data.draw(st.integers(1, 8)))
    ]
    cases = _cases(data.draw(st.integers(1, 5)))
    pairs = st.tuples(st.sampled_from([one.id for one in cases]), st.sampled_from([one.id for one in people]))
    problem = Problem(cases, people, Demand(GROUPS), frozenset(data.draw(st.sets(pairs, max_size=8))))
    found = assign(problem, seed=data.draw(st.integers(0, 99)))

    assert {(case, one) for case, team in found.teams.items() for one in team}.isdisjoint(problem.conflicts)
    loads = Counter(one for team in found.teams.values() for one in team)
    assert all(loads[one.id] <= one.capacity for one in people)
    named = Counter(one.case for one in found.unmet if one.case is not None)
    for row, case in enumerate(cases):
        assert len(set(found.teams[case.id])) == len(found.teams[case.id]) <= 3
        assert named[case.id] == len(wishes_unmet(problem, row, found.teams[case.id]))


def test_the_same_seed_replays_and_another_seed_differs() -> None:
    problem = Problem(_cases(40), _people(40), Demand(GROUPS))
    assert assign(problem, seed=3) == assign(problem, seed=3)
    assert assign(problem, seed=3).teams != assign(problem, seed=4).teams


def test_plenty_of_people_satisfies_every_wish_with_even_load_and_short_travel() -> None:
    people = _people(24, capacity=10)
    cases = [*_cases(16), *_cases(0), *(CaseNeed(2000 + n, "440104000000") for n in range(16))]
    found = assign(Problem(cases, people, Demand(GROUPS)), seed=1)
    loads = Counter(one for team in found.teams.values() for one in team)
    assert found.unmet == ()
    assert set(map(len, found.teams.values())) == {3}
    assert max(loads.values()) - min(loads.values()) <= 2


def test_pinned_people_stay_and_pinning_somebody_in_conflict_is_refused() -> None:
    cases, people = _cases(3), _people(12)
    found = assign(Problem(cases, people, Demand(GROUPS), pinned={1000: frozenset({7})}), seed=1)
    assert 7 in found.teams[1000]
    conflict = frozenset({(1000, 7)})
    with pytest.raises(ValueError, match="应当回避"):
        assign(Problem(cases, people, Demand(GROUPS), conflict, {1000: frozenset({7})}), seed=1)
    with pytest.raises(ValueError, match="不在可分派名单"):
        assign(Problem(cases, people, Demand(GROUPS), pinned={1000: frozenset({99})}), seed=1)


def test_pins_beyond_somebodys_capacity_are_refused_with_what_to_check() -> None:
    people = _people(6, capacity=1)
    pinned = {1000: frozenset({0}), 1001: frozenset({0})}
    with pytest.raises(ValueError, match="可承担的件数"):
        assign(Problem(_cases(2), people, Demand(GROUPS), pinned=pinned), seed=1)


def test_what_cannot_be_had_is_said_by_name() -> None:
    found = assign(Problem(_cases(1), _people(2, groups=frozenset({"服务"})), Demand(GROUPS)), seed=1)
    assert [one.reason for one in found.unmet] == [
        "只找到 2 名评审专家，应为 3 名",
        "“党建”组只有 0 人能评，应为 2 人",
        "“运营与财务”组只有 0 人能评，应为 2 人",
    ]
    assert [one.reason for one in assign(Problem(_cases(1), [], Demand(GROUPS)), 1).unmet] == [
        "没有可分派的评审专家"
    ]


def test_anchor_cases_are_scored_from_several_cities() -> None:
    cases = [CaseNeed(1, "510104000000", anchor=True), CaseNeed(2, "510104000000")]
    people = _people(40)
    found = assign(Problem(cases, people, Demand(GROUPS)), seed=1)
    homes = {one.id: one.region[:4] for one in people}
    assert len({homes[one] for one in found.teams[1]}) == 3
    assert found.unmet == ()


def test_parts_far_from_each_other_are_tied_together() -> None:
    cases = [
        *(CaseNeed(number, "510104000000") for number in range(4)),
        *(CaseNeed(10 + number, "440104000000") for number in range(4)),
    ]
    people = [
        Candidate(number, "510100000000" if number < 6 else "440100000000", f"专业{number}", ALL, 4)
        for number in range(12)
    ]
    found = assign(Problem(cases, people, Demand(GROUPS)), seed=5)
    assert len(components([found.teams[case.id] for case in cases])) == 1
    assert found.unmet == ()


def test_parts_that_nobody_may_join_are_named() -> None:
    cases = [CaseNeed(1, "510104000000"), CaseNeed(2, "440104000000")]
    people = _people(6)
    conflicts = frozenset({(1, number) for number in range(3)} | {(2, number) for number in range(3, 6)})
    found = assign(Problem(cases, people, Demand(GROUPS), conflicts), seed=1)
    assert [(one.case, one.reason[:16]) for one in found.unmet] == [(None, "评审专家与案卷分成互不相连的 2")]


def test_a_case_takes_everybody_into_account_when_the_nearest_are_taken() -> None:
    people = [
        *(Candidate(number, "510100000000", "财务", ALL, 0) for number in range(40)),
        *(Candidate(100 + number, "650100000000", f"专业{number}", ALL, 1) for number in range(3)),
    ]
    found = assign(Problem(_cases(1), people, Demand(GROUPS)), seed=1)
    assert found.teams[1000] == (100, 101, 102)


@pytest.mark.parametrize(("home", "cost"), [("510107000000", 1), ("510700000000", 3), ("440100000000", 8)])
def test_travel_grows_with_the_distance_of_administrative_codes(home: str, cost: int) -> None:
    assert travel("510104000000", home) == cost
