"""The table of transitions: nothing unreachable, no dead end, every refusal with its reason."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.conditions import Condition
from xingping.core.lifecycle import (
    EDITABLE_STATES,
    FINAL_STATES,
    OPEN_STATES,
    TRANSITIONS,
    Action,
    Blocked,
    State,
    Transition,
    actions_from,
    next_transition,
)
from xingping.core.roles import Role

STATES, ACTIONS, ROLES = st.sampled_from(State), st.sampled_from(Action), st.sampled_from(Role)
CONDITIONS = st.sets(st.sampled_from(Condition))


def reachable(start: State, moves: Iterable[Transition] = TRANSITIONS) -> set[State]:
    found, waiting = {start}, [start]
    while waiting:
        state = waiting.pop()
        new = {row.target for row in moves if row.source is state} - found
        found |= new
        waiting += new
    return found


def test_every_state_is_reached_from_draft() -> None:
    assert reachable(State.DRAFT) == set(State)


@pytest.mark.parametrize("state", sorted(set(State) - FINAL_STATES - {State.NOT_AWARDED}))
def test_every_open_state_leads_to_an_end_without_giving_up(state: State) -> None:
    forward = [row for row in TRANSITIONS if row.action not in (Action.WITHDRAW, Action.TERMINATE)]
    assert reachable(state, forward) & {State.ANNOUNCED, State.NOT_AWARDED}


def test_final_states_lead_nowhere() -> None:
    assert {row.source for row in TRANSITIONS} & FINAL_STATES == set()


def test_open_states_are_all_but_the_ends() -> None:
    assert set(State) - FINAL_STATES - {State.NOT_AWARDED} == OPEN_STATES


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_every_open_state_can_be_withdrawn_and_terminated(state: State) -> None:
    assert Action.WITHDRAW in actions_from(state, Role.APPLICANT)
    assert Action.TERMINATE in actions_from(state, Role.OFFICER)


def test_only_the_applicant_moves_an_editable_case_on_but_for_its_ends() -> None:
    rows = [row for row in TRANSITIONS if row.source in EDITABLE_STATES and row.role is not Role.APPLICANT]
    assert {row.target for row in rows} == {State.TERMINATED, State.REFUSED}


def test_every_panel_outcome_passes_through_feedback() -> None:
    from_panel = {row.target for row in TRANSITIONS if row.source is State.IN_PANEL}
    assert from_panel == {State.IN_REVIEW, State.IN_FEEDBACK, State.WITHDRAWN, State.TERMINATED}


def test_no_star_reaches_a_public_notice_without_being_proposed() -> None:
    into_notice = [row for row in TRANSITIONS if row.target is State.IN_NOTICE]
    assert all(Condition.STAR_PROPOSED in (*row.guards, *row.when) for row in into_notice)


def test_a_decision_needs_a_valid_vote_and_the_points() -> None:
    (decide,) = [row for row in TRANSITIONS if row.action is Action.DECIDE]
    assert decide.guards == (Condition.QUORUM_AND_MAJORITY, Condition.POINTS_GIVE_STAR)


def test_nobody_ends_a_rating_without_reasons() -> None:
    ends = (Action.REFUSE, Action.TERMINATE, Action.RETURN)
    assert all(Condition.REASONS_GIVEN in row.guards for row in TRANSITIONS if row.action in ends)


def test_everybody_concerned_is_told() -> None:
    assert all(row.notify for row in TRANSITIONS)


@given(STATES, ACTIONS, ROLES, CONDITIONS)
def test_a_move_is_a_row_of_the_table_or_is_refused_with_a_reason(
    state: State, action: Action, role: Role, true: set[Condition]
) -> None:
    outcome = next_transition(state, action, role, true.__contains__)
    rows = [row for row in TRANSITIONS if (row.source, row.action) == (state, action)]
    mine = [row for row in rows if row.role is role]
    if not rows:
        assert outcome == Blocked("wrong_state")
    elif not mine:
        assert outcome == Blocked("not_allowed")
    elif isinstance(outcome, Blocked):
        asked = {condition.value for row in mine for condition in (*row.when, *row.guards)}
        assert outcome.code in asked - {condition.value for condition in true}
    else:
        assert outcome in mine
        assert set(outcome.guards) | set(outcome.when) <= true


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: f"{row.source}-{row.action}-{row.target}")
def test_each_guard_refuses_by_its_own_code(row: Transition) -> None:
    for guard in row.guards:
        true = {*row.when, *row.guards} - {guard}
        assert next_transition(row.source, row.action, row.role, true.__contains__) == Blocked(guard.value)


def test_the_row_depends_on_who_returned_the_case() -> None:
    ready = {Condition.WITHIN_CORRECTION, Condition.COMPLETE}

    def target(*true: Condition) -> State:
        row = next_transition(State.RETURNED, Action.SUBMIT, Role.APPLICANT, {*ready, *true}.__contains__)
        assert isinstance(row, Transition)
        return row.target

    assert target(Condition.BY_CHAIN) is State.SUBMITTED
    assert target(Condition.BY_BODY) is State.RECOMMENDED
    assert target(Condition.BY_BODY, Condition.NO_CHAIN) is State.SUBMITTED


def test_a_returned_case_that_nobody_returned_is_refused() -> None:
    outcome = next_transition(State.RETURNED, Action.SUBMIT, Role.APPLICANT, lambda _condition: False)
    assert outcome == Blocked(Condition.BY_BODY.value)


def test_names_are_all_there() -> None:
    assert all(one.label for kind in (State, Action, Condition, Role) for one in kind)
