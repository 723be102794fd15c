"""A case's team as officers see it: members, what is still missing, who asked for whose recusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xingping.core.assessor_sheet import least_coverage
from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Conflict, ConflictKind, Standing, Team, TeamMember, Visit
from xingping.rating.permissions import require
from xingping.rating.queries.blind_sheets import Progress, progress
from xingping.rating.queries.conflicts import conflicts
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.visits import running_visit, visits_of
from xingping.rating.verbs import Verb


@dataclass(frozen=True)
class TeamView:
    """Everything about a team that is not a score: never more than names, groups, dates and counts."""

    team: Team | None
    members: Sequence[TeamMember]
    faults: Sequence[Fault]
    recusals: Sequence[Conflict]
    """What the applicant asked for in this case, newest first."""
    visit: Visit | None
    """The one that is planned or under way, else the last that was held."""
    sheets: Progress

    @property
    def announced(self) -> bool:
        """Whether the applicant has been told the names as they are now."""
        return self.team is not None and self.team.announced_at is not None

    @property
    def undecided(self) -> int:
        """How many requests for recusal wait for a decision."""
        return sum(one.standing == Standing.ASKED for one in self.recusals)


def team_view(actor: Actor, case: Case) -> TeamView:
    """The team for officers and auditors. Raises RefusedError: `not_found`, `not_allowed`."""
    if require(actor, Verb.VIEW, case) not in (Role.OFFICER, Role.AUDITOR):
        raise refuse("not_allowed")
    held = [one for one in visits_of(case) if one.last_meeting_at]
    recusals = Conflict.objects.filter(case=case, kind=ConflictKind.RECUSAL)
    return TeamView(
        team=Team.objects.filter(case=case).first(),
        members=members_of(case),
        faults=team_faults(case),
        recusals=list(recusals.select_related("assessor__person", "by", "decided_by").order_by("-pk")),
        visit=running_visit(case) or next(iter(held), None),
        sheets=progress(case),
    )


def members_of(case: Case) -> list[TeamMember]:
    """Present members, the lead first, then by name: an order that tells nothing about sheets."""
    members = TeamMember.objects.filter(team__case=case, ended_at=None).select_related("assessor__person")
    return sorted(members, key=lambda one: (not one.lead, one.assessor.person.get_full_name()))


def team_faults(case: Case) -> list[Fault]:
    """What keeps a team from beginning its review; empty: nothing."""
    rules = rules_of(case)
    members = members_of(case)
    policy = rules.policy
    faults = []
    if len(members) < policy.assessors_minimum:
        faults.append(Fault("评审组", f"只有 {len(members)} 人", f"至少需要 {policy.assessors_minimum} 人"))
    covered = least_coverage(rules.guide, [member.groups for member in members])
    if covered < policy.coverage_minimum:
        faults.append(
            Fault("指标覆盖", f"有指标只有 {covered} 人评分", f"每项至少 {policy.coverage_minimum} 人")
        )
    if not any(member.lead for member in members):
        faults.append(Fault("组长", "没有指定组长", "请指定一名组长"))
    asked = undecided_requests(case)
    if asked:
        faults.append(Fault("回避申请", "还有没有决定的回避申请", "请先作出决定"))
    bound = conflicts([case], [member.assessor for member in members])
    for member in members:
        kinds = bound.get((case.pk, member.assessor_id), ())
        if kinds and not (member.assessor_id in asked and kinds == (ConflictKind.RECUSAL,)):
            name = member.assessor.person.get_full_name()
            faults.append(Fault(name, "有应当回避的情形", "请更换"))
    if not Team.objects.filter(case=case).exclude(announced_at=None).exists():
        faults.append(Fault(ANNOUNCING, "还没有告知申报单位", "请先告知评审组名单，以便申请回避"))
    return faults


def undecided_requests(case: Case) -> frozenset[int]:
    """The assessors whose recusal the applicant asked for and nobody has decided on."""
    asked = Conflict.objects.filter(case=case, standing=Standing.ASKED)
    return frozenset(asked.values_list("assessor_id", flat=True))


ANNOUNCING = "名单"
"""Place of the fault that only announcing mends."""
