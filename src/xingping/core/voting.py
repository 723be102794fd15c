"""The panel's vote on one case (评定委员会表决; workflow, state `in_panel`).

The panel votes on the star that the points give (clause 6) and on no other. A member who recused
from the case is not counted at all: neither as a member nor as present. A member counts as present
who voted or abstained before the vote was closed, however late they came; a member who only stayed
silent does not. An abstention is not a vote in favour. A tie is not more than half, so it fails.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

FEWEST_MEMBERS = 3
"""With fewer members left after recusal nobody can decide; the body must appoint others."""


class Ballot(StrEnum):
    """A member's own ballot."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _BALLOT_LABELS[self]


_BALLOT_LABELS = {Ballot.FOR: "赞成", Ballot.AGAINST: "反对", Ballot.ABSTAIN: "弃权"}


class Outcome(StrEnum):
    """What a closed vote says."""

    PASSED = "passed"
    FAILED = "failed"
    NO_QUORUM = "no_quorum"
    TOO_FEW_MEMBERS = "too_few_members"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    Outcome.PASSED: "通过",
    Outcome.FAILED: "未通过",
    Outcome.NO_QUORUM: "到会不足，表决无效",
    Outcome.TOO_FEW_MEMBERS: "回避后委员不足，表决无效",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """Shares of the members entitled to vote on the case (本机构规定)."""

    present_at_least: Fraction = Fraction(2, 3)
    in_favour_more_than: Fraction = Fraction(1, 2)

    def present_needed(self, entitled: int) -> int:
        """The fewest members who must be present."""
        return ceil(self.present_at_least * entitled)

    def in_favour_needed(self, entitled: int) -> int:
        """The fewest votes in favour with which the vote passes."""
        return floor(self.in_favour_more_than * entitled) + 1


@dataclass(frozen=True, slots=True)
class Count:
    """A counted vote; `entitled` are all members less those who recused."""

    entitled: int
    present: int
    in_favour: int
    against: int
    abstained: int
    outcome: Outcome


def count_votes(
    members: Collection[str],
    ballots: Mapping[str, Ballot],
    *,
    recused: Collection[str] = (),
    rule: Rule | None = None,
) -> Count:
    """Count a vote that has been closed.

    Raises ValueError when somebody voted who is no member, or who recused.
    """
    rule = rule or Rule()
    entitled = set(members) - set(recused)
    strangers = sorted(set(ballots) - entitled)
    if strangers:
        raise ValueError(f"无权对本件表决：{'、'.join(strangers)}")
    cast = list(ballots.values())
    in_favour = cast.count(Ballot.FOR)
    return Count(
        entitled=len(entitled),
        present=len(cast),
        in_favour=in_favour,
        against=cast.count(Ballot.AGAINST),
        abstained=cast.count(Ballot.ABSTAIN),
        outcome=_outcome(len(entitled), len(cast), in_favour, rule),
    )


def _outcome(entitled: int, present: int, in_favour: int, rule: Rule) -> Outcome:
    if entitled < FEWEST_MEMBERS:
        return Outcome.TOO_FEW_MEMBERS
    if present < rule.present_needed(entitled):
        return Outcome.NO_QUORUM
    if in_favour >= rule.in_favour_needed(entitled):
        return Outcome.PASSED
    return Outcome.FAILED
