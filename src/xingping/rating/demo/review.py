"""Cases of the demo in review, reconciliation, before the panel and in feedback, by the real services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from random import Random

from django.utils import timezone

from xingping.core.voting import Ballot
from xingping.rating.actor import Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.demo.on_site import bring_back, hold_visit
from xingping.rating.models import (
    AgendaItem,
    Assessor,
    Case,
    PanelMeeting,
    RatingBody,
    Round,
    SelfAssessment,
    User,
)
from xingping.rating.queries.pinned import Rules, rules_of
from xingping.rating.queries.results import case_result
from xingping.rating.services.assessors import register_assessor
from xingping.rating.services.deciding import decide
from xingping.rating.services.meetings import close_meeting
from xingping.rating.services.panel import call_meeting, cast_ballot, close_vote, open_vote, put_on_agenda
from xingping.rating.services.reviewing import open_reconciliation, start_review, to_panel
from xingping.rating.services.saving import Edit
from xingping.rating.services.scoring import lock_sheet, own_sheet, save_sheet
from xingping.rating.services.team import add_member, announce_team

PROFESSIONS = ("社会工作", "财务审计", "建筑与消防")
HOMES = ("510105000000", "510106000000", "510108000000")
"""Counties beside those of the demo's centres."""
DISPUTED = "31"
"""The indicator on which the demo's assessors disagree."""


class Reached(IntEnum):
    """How far a case is led after its acceptance."""

    IN_REVIEW = 1
    RECONCILING = 2
    IN_PANEL = 3
    IN_FEEDBACK = 4


ON_SITE = (Reached.IN_REVIEW, Reached.RECONCILING)
"""Cases with a visit of the day before."""


@dataclass(frozen=True)
class Reviewers:
    """The demo's officer, assessors and panel members."""

    officer: Actor
    assessors: tuple[tuple[Actor, Assessor], ...]
    panel: tuple[Actor, ...]


def demo_reviewers(officer: Actor, body: RatingBody) -> Reviewers:
    """The demo's people, entered into the register where they are not yet in it."""
    known = {one.person_id: one for one in Assessor.objects.filter(body=body)}
    assessors = []
    for number, person in enumerate(_people("demo-assessor-")):
        values = {
            "profession": PROFESSIONS[number % len(PROFESSIONS)],
            "employer": f"演示·第{number + 1}研究所",
            "region": HOMES[number % len(HOMES)],
            "trained_until": today() + timedelta(days=365),
            "languages": ["普通话", "四川话"],
        }
        entered = known.get(person.pk) or register_assessor(officer, body, person, values)
        assessors.append((actor_of(person), entered))
    return Reviewers(officer, tuple(assessors), tuple(map(actor_of, _people("demo-panel-"))))


def lead_review(people: Reviewers, case: Case, reached: Reached, draws: Random) -> None:
    """Lead an accepted case through its review as far as wanted."""
    officer = people.officer
    for number, (_, assessor) in enumerate(people.assessors):
        add_member(officer, case.pk, assessor.pk, lead=number == 0)
    announce_team(officer, case.pk)
    start_review(officer, case.pk)
    on_site = reached in ON_SITE
    if on_site:
        hold_visit(officer, [actor for actor, _ in people.assessors], case, draws)
    for number, (actor, _) in enumerate(people.assessors):
        _score(actor, case, draws, disputing=reached is Reached.RECONCILING and number == 2)
        if on_site and number < 2:
            bring_back(actor, case, number, draws)
        if reached is Reached.IN_REVIEW and number == 1:
            return
        sheet = own_sheet(actor, Case.objects.get(pk=case.pk))
        lock_sheet(actor, case.pk, sheet.version)
    if reached is Reached.RECONCILING:
        open_reconciliation(officer, case.pk)
        return
    to_panel(officer, case.pk)
    put_on_agenda(officer, _meeting(people, case).pk, case.pk)
    if reached is Reached.IN_FEEDBACK:
        _decide(people, case)


def open_a_vote(people: Reviewers, round_: Round) -> None:
    """Leave a vote open with two ballots cast, unless the panel has one open already."""
    items = AgendaItem.objects.filter(meeting__round=round_, done_at=None)
    if items.exclude(opened_at=None).exists():
        return
    item = items.order_by("position").first()
    if item is None:
        return
    open_vote(people.officer, item.case_id)
    for member in people.panel[1:3]:
        cast_ballot(member, item.case_id, Ballot.FOR)


def end_meeting(officer: Actor, round_: Round) -> None:
    """End a round's meeting whose cases are all decided."""
    for meeting in PanelMeeting.objects.filter(round=round_, closed_at=None):
        close_meeting(officer, meeting.pk)


def _decide(people: Reviewers, case: Case) -> None:
    open_vote(people.officer, case.pk)
    for number, member in enumerate(people.panel):
        cast_ballot(member, case.pk, Ballot.ABSTAIN if number == 4 else Ballot.FOR)
    close_vote(people.officer, case.pk)
    found = case_result(Case.objects.get(pk=case.pk))
    if found is not None:
        decide(people.officer, case.pk, stars=found.stars)


def _score(actor: Actor, case: Case, draws: Random, *, disputing: bool) -> None:
    """The self-score, now and then a step less; the one who disputes gives half on one indicator."""
    rules = rules_of(case)
    own = SelfAssessment.objects.get(case=case).scores
    fields: dict[str, Edit] = {}
    for indicator in rules.edition.indicators:
        serial, points = indicator.serial, min(own[indicator.serial], indicator.points)
        points -= _less(rules, indicator.points, points, draws)
        if disputing and serial == DISPUTED:
            points = 0 if points > indicator.points // 2 else indicator.points
        fields[f"scores.{serial}"] = Edit(None, points)
        if points < indicator.points:
            fields[f"statements.{serial}"] = Edit(None, "演示：现场查看后认为还有不足。")
    save_sheet(actor, case.pk, device="demo", sequence=1, fields=fields)


def _less(rules: Rules, full: int, points: int, draws: Random) -> int:
    """A step less in one case of four, where that is no difference to be reconciled."""
    step, limit = rules.guide.step, rules.policy.divergence_percent
    return step if draws.random() < 0.25 and step * 100 <= full * limit and points >= step else 0


def _meeting(people: Reviewers, case: Case) -> PanelMeeting:
    found = PanelMeeting.objects.filter(round=case.round_id, closed_at=None).first()
    members: Sequence[User] = [member.person for member in people.panel]
    return found or call_meeting(
        people.officer, case.round_id, timezone.now(), "演示会议室", members, members[0]
    )


def _people(prefix: str) -> list[User]:
    return list(User.objects.filter(username__startswith=prefix, is_demo=True).order_by("username"))
