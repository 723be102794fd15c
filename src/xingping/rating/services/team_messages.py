"""Who is told about a team: the applicant its names, its members that they serve or serve no longer."""

from __future__ import annotations

from collections.abc import Sequence

from xingping.core.roles import Role
from xingping.rating.models import Case, Team, TeamMember
from xingping.rating.queries.recipients import recipients
from xingping.rating.services.messages import send_message


def tell_announced(case: Case, team: Team, members: Sequence[TeamMember]) -> None:
    """Tell the applicant the names, and each member that they are on the team; nobody learns more."""
    key = f"team:{case.pk}:{team.version}"
    names = "、".join(
        f"{one.assessor.person.get_full_name()}{'（组长）' if one.lead else ''}" for one in members
    )
    until = f"如有应当回避的情形，请在 {team.recusal_until} 前提出并写明理由。"
    for person in recipients(case, (Role.APPLICANT,)):
        send_message(
            person, subject=f"申报件 {case.number}：评审组名单", body=f"评审组：{names}。{until}",
            link=case.get_absolute_url(), key=key,
        )  # fmt: skip
    for member in members:
        part = "，由您担任组长" if member.lead else ""
        send_message(
            member.assessor.person, subject=f"申报件 {case.number}：请您参加评审{part}",
            body="如与该中心有应当回避的情形，请在评分之前声明回避。",
            link=case.get_absolute_url(), key=f"member:{case.pk}:{team.version}",
        )  # fmt: skip


def tell_changed(case: Case, team: Team, *, joined: bool) -> None:
    """Tell the applicant that the names it was told have changed: the new ones follow, or one has left."""
    follows = "名单确定后会重新告知，届时可以再申请回避。"
    for person in recipients(case, (Role.APPLICANT,)):
        send_message(
            person, subject=f"申报件 {case.number}：评审组有变动",
            body=follows if joined else "一名专家不再参加，其余不变。",
            link=case.get_absolute_url(), key=f"team-changed:{case.pk}:{team.version}",
        )  # fmt: skip


def tell_left(member: TeamMember) -> None:
    """Tell somebody that they serve on a team no longer; neither case nor centre is named any more."""
    send_message(
        member.assessor.person, subject="您不再参加一个申报件的评审",
        body="评定机构已把您从一个评审组中调出，您不需要再做什么。", key=f"left:{member.pk}",
    )  # fmt: skip
