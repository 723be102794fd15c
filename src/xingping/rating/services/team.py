"""Putting a team together by hand, by the same checks as the assignment; telling the applicant its names."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.validity import after_working_days
from xingping.rating.actor import Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import refuse
from xingping.rating.models import Assessor, Case, Sheet, Team, TeamMember
from xingping.rating.permissions import require
from xingping.rating.queries.assessors import holders, loads, unavailable
from xingping.rating.queries.blind_sheets import progress
from xingping.rating.queries.conflicts import conflicts_of
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.team import ANNOUNCING, members_of, team_faults
from xingping.rating.services.audit import record
from xingping.rating.services.blinding import relabel
from xingping.rating.services.team_messages import tell_announced, tell_changed, tell_left
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb


def add_member(
    actor: Actor, case_id: int, assessor_id: int, *, lead: bool = False, groups: Sequence[str] | None = None
) -> TeamMember:
    """Pin an assessor to a case's team; `groups` defaults to all that the assessor may score.

    Raises RefusedError: `assessor_in_conflict`, `assessor_not_available`, `already_on_team`, `invalid`,
    `all_sheets_locked` (whoever joined then could be told by what changed; see `services.one_more`).
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.TEAM, case)
        if progress(case).complete:
            raise refuse("all_sheets_locked")
        assessor = free_assessor(case, assessor_id)
        member = join(case, assessor, lead=lead, groups=groups, pinned=True)
        after_change(case)
        after = {"assessor": assessor.pk, "lead": lead, "groups": member.groups, "pinned": True}
        record(actor, role, "team.add", case, after=after)
    return member


def swap_member(actor: Actor, case_id: int, leaving_id: int, coming_id: int, reason: str) -> TeamMember:
    """Replace one assessor by another, who takes over part and place as lead. Raises as adding, removing."""
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.TEAM, case)
        coming = free_assessor(case, coming_id)
        left = end_member(case, leaving_id, reason)
        tell_left(left)
        member = join(case, coming, lead=left.lead, groups=left.groups or None, pinned=True)
        after_change(case)
        record(
            actor, role, "team.swap", case, before={"assessor": leaving_id},
            after={"assessor": coming.pk}, reason=reason,
        )  # fmt: skip
    return member


def remove_member(actor: Actor, case_id: int, assessor_id: int, reason: str) -> TeamMember:
    """Take an assessor off a team. Raises `not_on_team`, `sheet_locked_already`, `reasons_missing`."""
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.TEAM, case)
        member = end_member(case, assessor_id, reason)
        tell_left(member)
        after_change(case, joined=False)
        record(actor, role, "team.remove", case, before={"assessor": assessor_id}, reason=reason)
    return member


def set_lead(actor: Actor, case_id: int, assessor_id: int) -> TeamMember:
    """Make a member the lead assessor (组长). Raises `not_on_team`."""
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.TEAM, case)
        member = member_of(case, assessor_id)
        TeamMember.objects.filter(team=member.team, ended_at=None, lead=True).update(lead=False)
        member.lead = True
        member.save(update_fields=["lead"])
        record(actor, role, "team.lead", case, after={"assessor": assessor_id})
    return member


def announce_team(actor: Actor, case_id: int) -> Team:
    """Tell the applicant the names, so that it can ask for recusal. The only place names are told.

    Raises RefusedError: `team_not_complete`, `team_announced_already`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.TEAM, case)
        team = Team.objects.filter(case=case).first()
        members = members_of(case)
        policy = rules_of(case).policy
        faults = [one for one in team_faults(case) if one.place != ANNOUNCING]
        if team is None or faults:
            raise refuse("team_not_complete", faults)
        if team.announced_at:
            raise refuse("team_announced_already")
        team.announced_at = timezone.now()
        team.recusal_until = after_working_days(today(), policy.recusal_days, WORKING_DAY)
        team.save(update_fields=["announced_at", "recusal_until"])
        tell_announced(case, team, members)
        record(actor, role, "team.announce", case, after={"assessors": [one.assessor_id for one in members]})
    return team


def free_assessor(case: Case, assessor_id: int) -> Assessor:
    """An assessor of the case's body who may be put on its team; refused otherwise, conflicts first."""
    found = Assessor.objects.select_for_update(of=("self",)).select_related("person")
    assessor = found.filter(pk=assessor_id, body=case.body_id).first()
    if assessor is None:
        raise refuse("not_found")
    name = assessor.person.get_full_name()
    kinds = conflicts_of(case, assessor)
    if kinds:
        raise refuse("assessor_in_conflict", name=name, kinds="、".join(str(kind.label) for kind in kinds))
    if TeamMember.objects.filter(team__case=case, assessor=assessor, ended_at=None).exists():
        raise refuse("already_on_team", name=name)
    load = loads(case.body_id).get(assessor.pk, 0)
    why = unavailable(assessor, load=load, held=assessor.person_id in holders(case.body_id))
    if why:
        raise refuse("assessor_not_available", name=name, why=why)
    return assessor


def join(
    case: Case, assessor: Assessor, *, lead: bool, groups: Sequence[str] | None, pinned: bool
) -> TeamMember:
    """Write a membership; the permission and the assessor are checked already."""
    team, _ = Team.objects.get_or_create(case=case)
    known = {group.id for group in rules_of(case).guide.groups}
    chosen = sorted(set(assessor.groups if groups is None else groups))
    if not set(chosen) <= known or (assessor.groups and not (chosen and set(chosen) <= set(assessor.groups))):
        raise refuse("invalid", [Fault("指标组", "不在此人可评的范围内", "请改选指标组")])
    if lead:
        TeamMember.objects.filter(team=team, ended_at=None, lead=True).update(lead=False)
    return TeamMember.objects.create(team=team, assessor=assessor, lead=lead, groups=chosen, pinned=pinned)


def end_member(case: Case, assessor_id: int, reason: str, *, locked: bool = False) -> TeamMember:
    """End a membership; an open sheet goes, a locked one forbids it unless `locked`. Neither counts then."""
    if not reason.strip():
        raise refuse("reasons_missing")
    member = member_of(case, assessor_id)
    sheets = Sheet.objects.filter(case=case, label=member.label) if member.label else Sheet.objects.none()
    if not locked and sheets.exclude(locked_at=None).exists():
        raise refuse("sheet_locked_already")
    member.ended_at, member.end_reason = timezone.now(), reason.strip()[:400]
    member.save(update_fields=["ended_at", "end_reason"])
    return member


def member_of(case: Case, assessor_id: int) -> TeamMember:
    """An assessor's present membership in a case's team; raises `not_on_team`."""
    found = TeamMember.objects.select_related("team").filter(
        team__case=case, assessor=assessor_id, ended_at=None
    )
    member = found.first()
    if member is None:
        raise refuse("not_on_team")
    return member


def after_change(case: Case, *, joined: bool = True) -> None:
    """Tell the applicant; a team that somebody joined is announced anew. In review all labels are redrawn."""
    team = Team.objects.get(case=case)
    team.version += 1
    if team.announced_at:
        tell_changed(case, team, joined=joined)
    if joined:
        team.announced_at = team.recusal_until = None
    team.save()
    relabel(case)
