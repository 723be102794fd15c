"""The panel's meeting: calling members, agenda, recusal, the named vote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.core.voting import Ballot as Choice
from xingping.core.voting import Count, Outcome
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import (
    AgendaItem,
    Ballot,
    Case,
    PanelMeeting,
    PanelMember,
    Recusal,
    RoleGrant,
    Round,
    User,
)
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.ballots import count_item, electorate_of
from xingping.rating.queries.grants import active
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.results import case_result
from xingping.rating.services.audit import record
from xingping.rating.services.messages import send_message
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb


def call_meeting(
    actor: Actor, round_id: int, held_at: datetime, place: str, members: Sequence[User], chair: User
) -> PanelMeeting:
    """Call the members to a meeting on a round's cases.

    Raises RefusedError: `not_found`, `not_allowed`, `panel_too_small`, `not_a_panel_member`, `invalid`.
    """
    with transaction.atomic():
        round_ = Round.objects.filter(pk=round_id).first()
        if round_ is None:
            raise refuse("not_found")
        meeting = PanelMeeting(body_id=round_.body_id, round=round_, held_at=held_at, recorder=actor.person)
        role = require(actor, Verb.CREATE, meeting)
        people = {person.pk: person for person in members}
        least = pinned_policy(round_.policy_hash).panel_minimum
        if len(people) < least:
            raise refuse("panel_too_small", members=len(people), least=least)
        seats = RoleGrant.objects.filter(active(), role=Role.PANEL, body=round_.body_id, person__in=people)
        held = set(seats.values_list("person_id", flat=True))
        stranger = next((person for key, person in people.items() if key not in held), None)
        if stranger is not None:
            raise refuse("not_a_panel_member", name=stranger.get_full_name())
        wrong = text_fault(place, 200) or (None if place.strip() else ("没有填写", "请填写地点"))
        if wrong or chair.pk not in people:
            raise refuse("invalid", [Fault("会议", *(wrong or ("主持人不是委员", "请从委员中选择")))])
        meeting.place = place.strip()
        meeting.save(force_insert=True)
        PanelMember.objects.bulk_create(
            PanelMember(meeting=meeting, person=person, chair=person.pk == chair.pk)
            for person in people.values()
        )
        record(actor, role, "panel.call", meeting, after={"members": sorted(people), "chair": chair.pk})
        for person in people.values():
            tell_of_meeting(meeting, person)
    return meeting


def tell_of_meeting(meeting: PanelMeeting, person: User) -> None:
    """Tell a member when and where the panel meets."""
    at = f"{timezone.localtime(meeting.held_at):%Y-%m-%d %H:%M}"
    send_message(
        person, subject=f"评定委员会会议：{at}，{meeting.place}", body=f"批次：{meeting.round.name}。",
        link=meeting.get_absolute_url(), key=f"meeting:{meeting.pk}",
    )  # fmt: skip


def put_on_agenda(actor: Actor, meeting_id: int, case_id: int) -> AgendaItem:
    """Put a case on a meeting's agenda and tell the members.

    Raises RefusedError: `not_found`, `wrong_state`, `on_agenda_already`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.PREPARE_VOTE, case)
        meeting = PanelMeeting.objects.select_for_update().filter(
            pk=meeting_id, round=case.round_id, closed_at=None
        )
        found = meeting.first()
        if found is None:
            raise refuse("not_found")
        if AgendaItem.objects.filter(case=case, done_at=None).exists():
            raise refuse("on_agenda_already")
        last = AgendaItem.objects.filter(meeting=found).aggregate(last=Max("position"))["last"] or 0
        item = AgendaItem.objects.create(meeting=found, case=case, position=last + 1)
        record(actor, role, "panel.agenda", case, after={"meeting": found.pk, "position": item.position})
        for member in PanelMember.objects.filter(meeting=found).select_related("person"):
            if not Recusal.objects.filter(case=case, person=member.person).exists():
                send_message(
                    member.person, subject=f"申报件 {case.number}：已列入评定委员会议程",
                    link=case.get_absolute_url(), key=f"agenda:{item.pk}",
                )  # fmt: skip
    return item


def recuse_member(actor: Actor, case_id: int, reason: str, person: User | None = None) -> Recusal:
    """A member recuses from a case, or (`person`) an officer records it, before the vote is opened.

    Raises RefusedError: `not_on_agenda`, `vote_running`, `voted_on`, `reasons_missing`, `not_allowed`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.RECUSE if person is None else Verb.PREPARE_VOTE, case)
        if person is None and role is not Role.PANEL:
            raise refuse("not_allowed")
        item = open_item(case)
        if item.opened_at:
            raise refuse("voted_on" if item.closed_at else "vote_running")
        if not reason.strip():
            raise refuse("reasons_missing")
        recused = person or actor.person
        if not PanelMember.objects.filter(meeting=item.meeting_id, person=recused).exists():
            raise refuse("not_a_panel_member", name=recused.get_full_name())
        recusal, _ = Recusal.objects.get_or_create(
            case=case, person=recused, defaults={"reason": reason.strip()}
        )
        record(actor, role, "panel.recuse", case, after={"person": recused.pk}, reason=reason)
    return recusal


def open_vote(actor: Actor, case_id: int) -> AgendaItem:
    """Open the vote on the star that the points give now; the chair or an officer does.

    One vote at a time runs in a meeting. Raises RefusedError: `not_on_agenda`, `vote_running`,
    `other_vote_running`, `sheets_not_locked`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = _conducting(actor, case)
        item = _item_of_held_meeting(case)
        if item.opened_at:
            raise refuse("vote_running")
        if (
            AgendaItem.objects.filter(meeting=item.meeting_id, closed_at=None)
            .exclude(opened_at=None)
            .exists()
        ):
            raise refuse("other_vote_running")
        found = case_result(case)
        if found is None:
            raise refuse("sheets_not_locked")
        called = electorate_of(item)
        item.opened_at, item.stars, item.result_hash = timezone.now(), found.stars, found.digest
        item.total = str(found.result.total)
        item.entitled, item.recused = sorted(called.entitled), sorted(called.recused)
        item.save(update_fields=["opened_at", "stars", "result_hash", "total", "entitled", "recused"])
        record(actor, role, "panel.open_vote", case, after={"stars": item.stars, "result": item.result_hash})
    return item


def cast_ballot(actor: Actor, case_id: int, choice: Choice) -> Ballot:
    """Cast the actor's own ballot, under the own name. Raises `vote_not_running`, `voted_already`."""
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.VOTE, case)
        item = open_item(case)
        if item.opened_at is None or item.closed_at:
            raise refuse("vote_not_running")
        member = PanelMember.objects.filter(meeting=item.meeting_id, person=actor.person).first()
        if member is None or member.pk not in item.entitled:
            raise refuse("not_found")
        if Ballot.objects.filter(item=item, member=member).exists():
            raise refuse("voted_already")
        ballot = Ballot.objects.create(item=item, member=member, vote=Choice(choice).value)
        record(actor, role, "panel.ballot", case, after={"item": item.pk, "vote": ballot.vote})
    return ballot


def close_vote(actor: Actor, case_id: int) -> Count:
    """Close the vote and count it; the chair or an officer does. Raises `vote_not_running`."""
    with transaction.atomic():
        case = locked_case(case_id)
        role = _conducting(actor, case)
        item = open_item(case)
        if item.opened_at is None or item.closed_at:
            raise refuse("vote_not_running")
        counted = count_item(item)
        item.closed_at, item.outcome = timezone.now(), counted.outcome.value
        item.save(update_fields=["closed_at", "outcome"])
        record(
            actor, role, "panel.close_vote", case,
            after={"outcome": item.outcome, "present": counted.present, "in_favour": counted.in_favour},
        )  # fmt: skip
    return counted


def call_vote_again(actor: Actor, case_id: int, reason: str) -> AgendaItem:
    """After a vote without quorum: put the case last on the same agenda for another vote.

    Raises RefusedError: `not_on_agenda`, `vote_not_valid` after a vote that counted, `reasons_missing`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.PREPARE_VOTE, case)
        item = _item_of_held_meeting(case)
        if item.outcome not in (Outcome.NO_QUORUM, Outcome.TOO_FEW_MEMBERS):
            raise refuse("vote_not_valid")
        if not reason.strip():
            raise refuse("reasons_missing")
        item.done_at = timezone.now()
        item.save(update_fields=["done_at"])
        last = AgendaItem.objects.filter(meeting=item.meeting_id).aggregate(last=Max("position"))["last"]
        again = AgendaItem.objects.create(meeting_id=item.meeting_id, case=case, position=last + 1)
        record(actor, role, "panel.vote_again", case, after={"item": again.pk}, reason=reason)
    return again


def _conducting(actor: Actor, case: Case) -> Role:
    """The role in which somebody opens and closes a vote: an officer, or the meeting's chair."""
    if allowed(actor, Verb.PREPARE_VOTE, case) is None or not _chairs(actor, case):
        return require(actor, Verb.PREPARE_VOTE, case)
    return require(actor, Verb.CHAIR, case)


def _chairs(actor: Actor, case: Case) -> bool:
    """Whether somebody chairs the very meeting on whose agenda the case stands now."""
    now = AgendaItem.objects.filter(case=case, done_at=None).values("meeting")
    seats = PanelMember.objects.filter(meeting__in=now, chair=True, person=actor.user)
    return actor.user is not None and seats.exists()


def open_item(case: Case) -> AgendaItem:
    """The item of the agenda on which a case stands now; raises `not_on_agenda`."""
    item = AgendaItem.objects.filter(case=case, done_at=None).first()
    if item is None:
        raise refuse("not_on_agenda")
    return item


def _item_of_held_meeting(case: Case) -> AgendaItem:
    """The open item of a locked case under the lock of its meeting, so that nobody ends that meanwhile."""
    meeting = open_item(case).meeting_id
    PanelMeeting.objects.select_for_update().get(pk=meeting)
    return open_item(case)


def finish_item(case: Case) -> AgendaItem:
    """Note that a case leaves the panel: decided or sent back."""
    item = open_item(case)
    item.done_at = timezone.now()
    item.save(update_fields=["done_at"])
    return item
