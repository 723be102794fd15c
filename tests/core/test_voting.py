"""The panel's vote: quorum, majority of all members, recusal, abstention, tie."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xingping.core.voting import Ballot, Count, Outcome, Rule, count_votes

MEMBERS = [f"委员{number}" for number in range(9)]


def _vote(in_favour: int, against: int = 0, abstained: int = 0, recused: int = 0) -> Count:
    ballots = [Ballot.FOR] * in_favour + [Ballot.AGAINST] * against + [Ballot.ABSTAIN] * abstained
    return count_votes(MEMBERS, dict(zip(MEMBERS, ballots, strict=False)), recused=MEMBERS[9 - recused :])


@pytest.mark.parametrize(
    ("count", "outcome"),
    [
        (_vote(5, 4), Outcome.PASSED),
        (_vote(5, 1), Outcome.PASSED),
        (_vote(5, 0), Outcome.NO_QUORUM),
        (_vote(4, 2), Outcome.FAILED),
        (_vote(4, 0, 5), Outcome.FAILED),
        (_vote(4, 4, recused=1), Outcome.FAILED),
        (_vote(5, 3, recused=1), Outcome.PASSED),
        (_vote(2, 0, recused=6), Outcome.PASSED),
        (_vote(2, 0, recused=7), Outcome.TOO_FEW_MEMBERS),
        (_vote(0), Outcome.NO_QUORUM),
    ],
)
def test_outcomes(count: Count, outcome: Outcome) -> None:
    assert count.outcome is outcome


def test_a_count_says_what_was_counted() -> None:
    assert _vote(5, 1, 1, recused=1) == Count(8, 7, 5, 1, 1, Outcome.PASSED)


def test_strangers_and_recused_members_cannot_vote() -> None:
    with pytest.raises(ValueError, match="路人"):
        count_votes(MEMBERS, {"路人": Ballot.FOR})
    with pytest.raises(ValueError, match="委员0"):
        count_votes(MEMBERS, {"委员0": Ballot.FOR}, recused=["委员0"])


def test_a_body_may_set_its_own_shares() -> None:
    strict = Rule(present_at_least=Fraction(1), in_favour_more_than=Fraction(2, 3))
    ballots = dict.fromkeys(MEMBERS[:6], Ballot.FOR) | dict.fromkeys(MEMBERS[6:], Ballot.AGAINST)
    assert count_votes(MEMBERS, ballots).outcome is Outcome.PASSED
    assert count_votes(MEMBERS, ballots, rule=strict).outcome is Outcome.FAILED


@given(st.dictionaries(st.sampled_from(MEMBERS), st.sampled_from(list(Ballot))))
def test_another_vote_in_favour_never_turns_a_pass_into_a_failure(ballots: dict[str, Ballot]) -> None:
    before = count_votes(MEMBERS, ballots)
    for member in set(MEMBERS) - set(ballots):
        after = count_votes(MEMBERS, {**ballots, member: Ballot.FOR})
        assert before.outcome is not Outcome.PASSED or after.outcome is Outcome.PASSED
    assert before.present == before.in_favour + before.against + before.abstained
