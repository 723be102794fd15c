"""Certificates of the demo in every state, from an earlier round that is led through the real services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from django.db import transaction

from xingping.core.conditions import Condition
from xingping.core.lifecycle import Action
from xingping.core.plaque_lifecycle import PlaqueAction
from xingping.core.policy import RoundPolicy, policy_json
from xingping.core.roles import Role
from xingping.core.validity import add_years
from xingping.rating.actor import Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.demo.files import demo_files
from xingping.rating.demo.life import change_plaque, lead_plan, lead_recheck, take_plaques_back
from xingping.rating.demo.places import LABEL
from xingping.rating.demo.review import demo_reviewers, end_meeting
from xingping.rating.demo.seasons import Season, lead_to_feedback
from xingping.rating.models import (
    Case,
    Centre,
    Certificate,
    IncidentSource,
    IssuerKey,
    RatingBody,
    Round,
)
from xingping.rating.services.certificates import Announced, issue_certificate
from xingping.rating.services.demo_people import ensure_demo_applicant, ensure_demo_person
from xingping.rating.services.grants import Terms
from xingping.rating.services.incidents import (
    Report,
    cancel,
    give_notice,
    propose_cancellation,
    report_incident,
    state_case,
    suspend,
)
from xingping.rating.services.issuer_keys import make_issuer_key
from xingping.rating.services.plaques import PlaqueMove, move_plaque
from xingping.rating.services.rounds import close_round, create_round, open_round
from xingping.rating.services.transition import Check, Move, transition

FIRST_ACCOUNT = 35
"""Number of the first of these centres' accounts: they have no case in the open round."""


class Fate(StrEnum):
    """What becomes of a demo certificate."""

    VALID = "valid"
    DUE = "due"
    IN_REREVIEW = "in_rereview"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


def lead_certificates(body: RatingBody, officer: Actor, centres: Sequence[Centre], seed: int) -> None:
    """Award a certificate to each of the last centres, and let something become of it; once."""
    if not IssuerKey.objects.filter(body=body).exists():
        make_issuer_key(body.pk)
    chosen = list(zip(centres[-len(Fate) :], Fate, strict=True))
    begun = set(Certificate.objects.filter(body=body).values_list("centre_id", flat=True))
    if all(centre.pk in begun for centre, _ in chosen):
        return
    earlier = Season(_round(officer, body), officer, demo_reviewers(officer, body), demo_files())
    for account, (centre, fate) in enumerate(chosen, FIRST_ACCOUNT):
        if centre.pk in begun:
            continue
        with transaction.atomic():
            person = ensure_demo_applicant(f"demo-applicant-{account}", f"演示·申报人 {account}", centre)
            applicant = actor_of(person)
            made = _award(earlier, applicant, centre, fate, Random(seed + account))  # noqa: S311 (a demo)
            _befall(earlier, applicant, made, fate)
    end_meeting(officer, earlier.round)
    lead_recheck(officer, earlier.round.pk)
    close_round(officer, earlier.round.pk)


def _round(officer: Actor, body: RatingBody) -> Round:
    name = f"{LABEL}往年批次"
    found = Round.objects.filter(body=body, name=name).first()
    if found:
        return found
    policy = {**policy_json(RoundPolicy()), "chain": [], "publish_points": True, "publish_subtotals": True}
    policy |= {"downgrade_allowed": True, "recheck_percent": 20}
    values: dict[str, Any] = {
        "name": name,
        "opens_on": today() - timedelta(days=30),
        "closes_on": today() + timedelta(days=1),
        "facts_on": today() - timedelta(days=30),
        "policy": policy,
    }
    return open_round(officer, create_round(officer, body, values).pk)


def _award(earlier: Season, applicant: Actor, centre: Centre, fate: Fate, draws: Random) -> Certificate:
    case = lead_to_feedback(earlier, applicant, centre, draws)
    _announce(earlier, case, _awarded_on(fate))
    return Certificate.objects.get(case=case)


def _announce(earlier: Season, case: Case, on: date) -> None:
    """As if the notice had run in its time: the demo cannot wait for years."""
    holds = {one: lambda _case: Check(True) for one in (Condition.FEEDBACK_OVER, Condition.STAR_PROPOSED)}
    transition(earlier.officer, case.pk, Action.PUBLISH_NOTICE, checks=holds)

    def write(move: Move) -> dict[str, Any]:
        announced = Announced(f"演示评告〔{on.year}〕1 号", on)
        made = issue_certificate(move.actor, move.role, move.case, announced)
        return {"certificate": made.number}

    over = {one: lambda _case: Check(True) for one in (Condition.NOTICE_OVER, Condition.NOTHING_OPEN)}
    transition(earlier.officer, case.pk, Action.ANNOUNCE, checks=over, write=write)


def _awarded_on(fate: Fate) -> date:
    """The award that makes the certificate end when its fate wants it to."""
    left = {Fate.DUE: 40, Fate.IN_REREVIEW: 6, Fate.EXPIRED: -12}.get(fate, 900)
    return add_years(today() + timedelta(days=left), -3)


def _befall(earlier: Season, applicant: Actor, made: Certificate, fate: Fate) -> None:
    officer = earlier.officer
    if fate is not Fate.VALID:
        _hand_over(earlier, made)
    if fate is Fate.SUSPENDED:
        suspend(
            officer, made.pk, "演示：场所维修，暂停对外服务。", Announced("演示评函〔2026〕3 号", today())
        )
    if fate in (Fate.VALID, Fate.IN_REREVIEW):
        lead_plan(applicant, made)
    if fate is Fate.CANCELLED:
        change_plaque(officer, made, earlier.files["推荐意见"])
        report = Report(IncidentSource.AUTHORITY, "演示：检查中发现申报材料不实。", "演示函〔2026〕5 号")
        incident = report_incident(officer, made.pk, report)
        give_notice(officer, incident.pk, "演示：申报材料与实际不符，拟取消星级。")
        state_case(applicant, incident.pk, "演示：情况属实，我们没有异议。")
        document = Announced("演示评决〔2026〕2 号", today())
        propose_cancellation(officer, incident.pk, "演示：申报材料不实，经核查属实。", document)
        terms = Terms(role=Role.OFFICER, body=made.body, region_prefix=made.body.region_prefix)
        cancel(actor_of(ensure_demo_person("demo-officer-2", "演示·卫复核", terms)), incident.pk)
        take_plaques_back(officer, made, earlier.files["推荐意见"])


def _hand_over(earlier: Season, made: Certificate) -> None:
    plaque = made.plaques.get()
    move_plaque(earlier.officer, plaque.pk, PlaqueAction.PRODUCE, PlaqueMove(made.awarded_on))
    picture = earlier.files["推荐意见"]
    given = PlaqueMove(made.awarded_on, receiver="演示·签收人", signature=picture)
    move_plaque(earlier.officer, plaque.pk, PlaqueAction.HAND_OVER, given)
