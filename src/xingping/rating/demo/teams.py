"""The demo's register of assessors, its assignment, an announced team and a recusal that was asked for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.demo.on_site import plan_next_week
from xingping.rating.models import (
    Assessor,
    AssignmentRun,
    Case,
    ConflictKind,
    RatingBody,
    RoleGrant,
    Round,
    TeamMember,
)
from xingping.rating.services.assessors import leave_register, register_assessor
from xingping.rating.services.assigning import assign_round
from xingping.rating.services.conflicts import ask_recusal, record_tie
from xingping.rating.services.demo_people import ensure_demo_person
from xingping.rating.services.grants import Terms
from xingping.rating.services.team import announce_team

EXPERTS: tuple[tuple[str, str, str, str, int], ...] = (
    ("何", "党建", "演示·市委党校", "510104000000", 300),
    ("吕", "社会工作", "演示·社工学院", "510105000000", 420),
    ("施", "财务审计", "演示·会计师事务所", "510106000000", 200),
    ("张", "建筑与消防", "演示·建筑设计院", "510107000000", 365),
    ("孔", "公共卫生", "演示·疾控中心", "510108000000", 90),
    ("曹", "养老服务", "演示·养老研究会", "510703000000", 280),
    ("严", "财务审计", "演示·审计协会", "511102000000", 365),
    ("华", "社会工作", "演示·社会组织联合会", "510502000000", 150),
    ("金", "法律", "演示·律师事务所", "510502000000", -20),
)
"""Surname, profession, employer, home, days that the training still holds."""
SEED = 20241023


def demo_register(officer: Actor, body: RatingBody) -> None:
    """Nine more assessors, one whose training has run out and one who has left; made once."""
    known = set(Assessor.objects.filter(body=body).values_list("person__username", flat=True))
    for number, (surname, profession, employer, home, days) in enumerate(EXPERTS, 1):
        username = f"demo-expert-{number}"
        if username in known:
            continue
        terms = Terms(role=Role.ASSESSOR, body=body, region_prefix=body.region_prefix)
        person = ensure_demo_person(username, f"演示·{surname}专家", terms)
        values: dict[str, Any] = {
            "profession": profession,
            "employer": employer,
            "region": home,
            "trained_until": today() + timedelta(days=days),
            "languages": ["普通话"] if number % 3 else ["普通话", "四川话"],
            "capacity": 4 + number % 5,
        }
        made = register_assessor(officer, body, person, values)
        if surname == "华":
            leave_register(officer, made.pk, "演示：本人申请退出。")


def demo_teams(officer: Actor, round_: Round) -> None:
    """Assign the round's accepted cases by one run; one team is announced, and a recusal asked for."""
    with transaction.atomic():
        accepted = list(Case.objects.filter(round=round_, state=State.ACCEPTED).order_by("number"))
        if not accepted or AssignmentRun.objects.filter(round=round_).exists():
            return
        adviser = Assessor.objects.get(body=round_.body, person__username="demo-expert-4")
        ended = today() - timedelta(days=400)
        record_tie(
            officer, adviser.pk, accepted[0].centre, "演示：前年担任过该中心的建设顾问。",
            kind=ConflictKind.ADVISER, ended_on=ended,
        )  # fmt: skip
        assign_round(officer, round_.pk, seed=SEED, anchors=1)
        case = accepted[0]
        announce_team(officer, case.pk)
        plan_next_week(officer, case)
        member = TeamMember.objects.filter(team__case=case, ended_at=None, lead=False).order_by("pk").first()
        grant = RoleGrant.objects.filter(centre=case.centre, role=Role.APPLICANT).first()
        if member is not None and grant is not None:
            reason = "演示：该专家去年为我中心提供过培训，申请回避。"
            ask_recusal(actor_of(grant.person), case.pk, member.assessor_id, reason)
