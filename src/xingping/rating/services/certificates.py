"""Certificates: issued by an announcement, replaced by the next. The only place that gives them states."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection
from django.utils import timezone

from xingping.core.certificate_lifecycle import CertificateAction, CertificateState
from xingping.core.points import round_down, show_hundredths
from xingping.core.policy import RoundPolicy
from xingping.core.roles import Role
from xingping.core.standard import Edition
from xingping.core.validity import after_days, last_valid_day
from xingping.core.webhook import Event
from xingping.rating.actor import Actor
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.errors import refuse
from xingping.rating.models import (
    Case,
    CasePurpose,
    Centre,
    Certificate,
    CertificateCounter,
    CertificateEvent,
    Decision,
    Origin,
    Plaque,
)
from xingping.rating.models.certificate import ISSUE, LIVING
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.results import standing_decision
from xingping.rating.services.audit import record
from xingping.rating.services.bundles import record_bundle, record_later_act
from xingping.rating.services.centre_index import index_centres
from xingping.rating.services.outbox import queue_event
from xingping.rating.services.plaques import claim_back, order_plaque

COUNTY_DIGITS = 6
TOKEN_BYTES = 16
STAR_ACTS = frozenset({CertificateAction.CANCEL, CertificateAction.RESTORE})
"""Moves that take a certificate's star or give it back; a lowered star makes another certificate."""


@dataclass(frozen=True, slots=True)
class Announced:
    """The announcement (公告) that awards: its number (文号) and day, on which validity begins (ours)."""

    number: str
    on: date


def issue_certificate(actor: Actor, role: Role, case: Case, announced: Announced) -> Certificate:
    """Make the certificate of a case, with its number, token and the order of its plaque.

    To be called inside the transaction of the announcement, which has locked the case and checked the
    right to announce it. A living certificate of the centre is replaced by the new one. The last valid
    day follows clause 6.1.2. Numbers of a body, year and county have no gaps: the counter is locked
    until the transaction ends.
    Raises RefusedError: `no_star_proposed`, `already_awarded`, `upgrade_not_higher` where a re-review gave
    as many stars meanwhile; RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a certificate belongs into the transaction of its announcement")
    decision = standing_decision(case)
    if decision is None or decision.stars == 0:
        raise refuse("no_star_proposed")
    lock_centre(case.centre_id)
    if Certificate.objects.filter(case=case, origin=Origin.AWARD).exists():
        raise refuse("already_awarded")
    old = living_certificate(case.centre_id)
    if old and case.purpose == CasePurpose.UPGRADE and decision.stars <= old.stars:
        raise refuse("upgrade_not_higher", number=old.number, stars=old.stars)
    if old:
        _replace(actor, role, old, announced)
    made = _issue(actor, role, _new(case, decision, announced, old))
    record_bundle(actor, role, case, number=announced.number, on=announced.on.isoformat())
    return made


def lower_certificate(
    actor: Actor, role: Role, old: Certificate, stars: int, reason: str, document: Announced
) -> Certificate:
    """Replace a locked certificate by one with fewer stars and the same last valid day.

    To be called inside the transaction of the decision, which has checked the row of the table.
    """
    move_certificate(
        actor, role, old, CertificateAction.DOWNGRADE, CertificateState.REPLACED,
        reason=reason, document=document,
    )  # fmt: skip
    day = today()
    number, serial = next_number(old.body_id, old.body.code, day.year, old.county)
    made = Certificate(
        number=number,
        body_id=old.body_id,
        year=day.year,
        county=old.county,
        serial=serial,
        centre_id=old.centre_id,
        centre_name=old.centre_name,
        region=old.region,
        case_id=old.case_id,
        origin=Origin.CHANGE,
        replaces=old,
        changed_from=old.stars,
        change_reason=reason,
        stars=stars,
        awarded_on=day,
        last_day=old.last_day,
        applies_until=old.applies_until,
        token=secrets.token_hex(TOKEN_BYTES),
        state_since=timezone.now(),
        edition_code=old.edition_code,
        edition_hash=old.edition_hash,
        published=old.published,
        announcement_number=document.number,
        announced_on=document.on,
        is_demo=old.is_demo,
    )
    _issue(actor, role, made)
    record_later_act(actor, role, made, CertificateAction.DOWNGRADE, document.number)
    return made


def lock_centre(centre_id: int) -> None:
    """Lock a centre before its certificates, always in this order: one change of its star at a time.

    Rows that only point at the centre may be added meanwhile.
    """
    Centre.objects.select_for_update(no_key=True).get(pk=centre_id)


def living_certificate(centre_id: int) -> Certificate | None:
    """The locked certificate that a centre has: valid, suspended or expired, not cancelled or replaced."""
    return (
        Certificate.objects.select_for_update()
        .filter(centre=centre_id, state__in=LIVING)
        .order_by("pk")
        .first()
    )


def published_points(decision: Decision, edition: Edition, policy: RoundPolicy) -> dict[str, Any]:
    """What the policy publishes of a result, as displayed: rounded down, two decimals."""
    if not policy.publish_points:
        return {}
    published: dict[str, Any] = {"total": round_down(Fraction(decision.total))}
    if policy.publish_subtotals:
        full = {one.name: show_hundredths(one.points) for one in edition.level1}
        published["subtotals"] = [
            [one["name"], round_down(Fraction(one["points"])), full[one["name"]]]
            for one in decision.result["level1"]
        ]
    return published


def move_certificate(
    actor: Actor,
    role: Role,
    certificate: Certificate,
    action: CertificateAction,
    target: CertificateState,
    *,
    reason: str,
    document: Announced | None = None,
) -> CertificateEvent:
    """Give a locked certificate its new state, its event and its audit entry.

    Services call it after they have checked the row of `core.certificate_lifecycle`; `reason` is public
    where the certificate is suspended, cancelled or replaced by one with fewer stars.
    """
    source = certificate.state
    certificate.state, certificate.state_since = target, timezone.now()
    told = target in (CertificateState.SUSPENDED, CertificateState.CANCELLED)
    certificate.state_reason = reason if told or action is CertificateAction.DOWNGRADE else ""
    certificate.version += 1
    certificate.save(update_fields=["state", "state_since", "state_reason", "version"])
    event = _event(actor, role, certificate, action.value, source, reason, document)
    record(
        actor,
        role,
        f"certificate.{action}",
        certificate,
        before={"state": source},
        after={"state": certificate.state, "document": document.number if document else ""},
        reason=reason,
    )
    index_centres([certificate.centre_id])
    _queue(certificate, Event.CERTIFICATE_CHANGED, source)
    if action in STAR_ACTS:
        record_later_act(actor, role, certificate, action, document.number if document else "")
    return event


def next_number(body_id: int, body_code: str, year: int, county: str) -> tuple[str, int]:
    """The next number of a body, year and county, and its serial; its counter stays locked.

    A transaction that is rolled back gives its number back.
    """
    keys: dict[str, Any] = {"body_id": body_id, "year": year, "county": county}
    CertificateCounter.objects.get_or_create(**keys)
    counter = CertificateCounter.objects.select_for_update().get(**keys)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{body_code}-{year}-{county}-{counter.last:04d}", counter.last


def _new(case: Case, decision: Decision, announced: Announced, old: Certificate | None) -> Certificate:
    """The certificate, not yet saved."""
    rules = rules_of(case)
    county = case.region[:COUNTY_DIGITS]
    number, serial = next_number(case.body_id, case.body.code, announced.on.year, county)
    return Certificate(
        number=number,
        body_id=case.body_id,
        year=announced.on.year,
        county=county,
        serial=serial,
        centre_id=case.centre_id,
        centre_name=case.centre.name,
        region=case.region,
        case=case,
        replaces=old,
        changed_from=old.stars if old and case.purpose == CasePurpose.UPGRADE else 0,
        stars=decision.stars,
        awarded_on=announced.on,
        last_day=last_valid_day(announced.on, rules.edition.validity_years),
        token=secrets.token_hex(TOKEN_BYTES),
        state_since=timezone.now(),
        edition_code=case.edition_code,
        edition_hash=case.edition_hash,
        published=published_points(decision, rules.edition, rules.policy),
        announcement_number=announced.number,
        announced_on=announced.on,
        is_demo=case.is_demo,
    )


def _issue(actor: Actor, role: Role, certificate: Certificate) -> Certificate:
    certificate.save()
    _event(actor, role, certificate, ISSUE, "", "", None)
    plaque: Plaque = order_plaque(actor, certificate)
    after = {
        "number": certificate.number,
        "stars": certificate.stars,
        "awarded_on": certificate.awarded_on,
        "last_day": certificate.last_day,
        "plaque": plaque.serial,
    }
    record(actor, role, "certificate.issue", certificate, after=after)
    index_centres([certificate.centre_id])
    _queue(certificate, Event.CERTIFICATE_ISSUED, "")
    return certificate


def _queue(certificate: Certificate, event: Event, source: str) -> None:
    """Note it for the body's own systems."""
    told = {
        "number": certificate.number,
        "centre": certificate.centre.code,
        "region": certificate.region,
        "stars": certificate.stars,
        "from": source,
        "to": certificate.state,
        "awarded_on": certificate.awarded_on,
        "last_day": certificate.last_day,
        "address": certificate.get_absolute_url(),
    }
    queue_event(certificate.body_id, event, told)


def _replace(actor: Actor, role: Role, old: Certificate, announced: Announced) -> None:
    """The old certificate gives way; its plaque is due back."""
    move_certificate(
        actor, role, old, CertificateAction.REPLACE, CertificateState.REPLACED,
        reason=f"公告 {announced.number} 授予新的星级", document=announced,
    )  # fmt: skip
    days = rules_of(old.case).policy.plaque_return_days
    claim_back(actor, old, after_days(announced.on, days, WORKING_DAY))


def _event(
    actor: Actor,
    role: Role,
    certificate: Certificate,
    action: str,
    source: str,
    reason: str,
    document: Announced | None,
) -> CertificateEvent:
    return CertificateEvent.objects.create(
        certificate=certificate,
        sequence=certificate.version,
        action=action,
        source=source,
        target=certificate.state,
        role=role,
        by=actor.user,
        reason=reason,
        document_number=document.number if document else "",
        document_on=document.on if document else None,
        at=certificate.state_since,
    )
