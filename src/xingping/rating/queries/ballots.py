"""The ballots of one item of the panel's agenda: the count, and who voted how once the vote is closed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from xingping.core.voting import Ballot as Choice
from xingping.core.voting import Count, Rule, count_votes
from xingping.rating.models import AgendaItem, Ballot, Case, PanelMember, Recusal
from xingping.rating.queries.pinned import policy as pinned_policy

RECUSED, ABSENT = "回避", "未到会"


@dataclass(frozen=True, slots=True)
class Voice:
    """A member and what they did: 赞成, 反对, 弃权, 回避 or 未到会; `chair` of the meeting."""

    name: str
    did: str
    chair: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How far a vote is. Who voted how is told only once it is closed."""

    entitled: int
    cast: int
    present_needed: int
    in_favour_needed: int
    waiting: tuple[str, ...]
    """Names of those who have not voted; for whoever conducts the vote."""
    count: Count | None
    voices: tuple[Voice, ...]


def rule_of(case: Case) -> Rule:
    """The rule of a case's votes by its policy."""
    return Rule(present_at_least=Fraction(pinned_policy(case.policy_hash).quorum.value))


@dataclass(frozen=True, slots=True)
class Electorate:
    """Who counts for the vote on an item: keys of members, those who recused apart."""

    entitled: frozenset[int]
    recused: frozenset[int]


def electorate_of(item: AgendaItem) -> Electorate:
    """As it was when the vote was opened; before that, by the members called and recusals made so far."""
    if item.opened_at:
        return Electorate(frozenset(item.entitled), frozenset(item.recused))
    away = Recusal.objects.filter(case=item.case_id).values("person")
    members = PanelMember.objects.filter(meeting=item.meeting_id)
    recused = frozenset(members.filter(person__in=away).values_list("pk", flat=True))
    return Electorate(frozenset(members.values_list("pk", flat=True)) - recused, recused)


def count_item(item: AgendaItem) -> Count:
    """Count the ballots of an item by the rule of its case's policy; who recused does not count."""
    ballots = Ballot.objects.filter(item=item).values_list("member_id", "vote")
    return count_votes(
        [str(one) for one in electorate_of(item).entitled],
        {str(member): Choice(vote) for member, vote in ballots},
        rule=rule_of(item.case),
    )


def voices_of(item: AgendaItem) -> tuple[Voice, ...]:
    """Every member who counted or had recused with what they did, the chair first, then by name."""
    votes = dict(Ballot.objects.filter(item=item).values_list("member_id", "vote"))
    called = electorate_of(item)
    members = PanelMember.objects.filter(pk__in=called.entitled | called.recused).select_related("person")
    voices = [Voice(one.person.get_full_name(), _did(one, votes, called), one.chair) for one in members]
    return tuple(sorted(voices, key=lambda one: (not one.chair, one.name)))


def tally(item: AgendaItem) -> Tally:
    """How far the vote on an item is."""
    voices, rule = voices_of(item), rule_of(item.case)
    entitled = sum(one.did != RECUSED for one in voices)
    closed = item.closed_at is not None
    return Tally(
        entitled=entitled,
        cast=sum(one.did not in (RECUSED, ABSENT) for one in voices),
        present_needed=rule.present_needed(entitled),
        in_favour_needed=rule.in_favour_needed(entitled),
        waiting=tuple(one.name for one in voices if one.did == ABSENT),
        count=count_item(item) if closed else None,
        voices=voices if closed else (),
    )


def _did(member: PanelMember, votes: dict[int, str], called: Electorate) -> str:
    if member.pk in called.recused:
        return RECUSED
    return Choice(votes[member.pk]).label if member.pk in votes else ABSENT
