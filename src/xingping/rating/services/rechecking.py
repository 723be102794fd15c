"""Random re-checks (随机抽查, 本机构规定): a seed fixed and told before, a draw to repeat, its results."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from xingping.core.drawing import drawn, population_hash, seed_hash
from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import (
    Certificate,
    IncidentSource,
    Recheck,
    RecheckDraw,
    RecheckState,
    Round,
)
from xingping.rating.permissions import require
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.queries.rechecks import in_force
from xingping.rating.queries.recipients import recipients
from xingping.rating.services.audit import record
from xingping.rating.services.incident_steps import locked_certificate
from xingping.rating.services.incidents import Report, report_incident
from xingping.rating.services.messages import send_message
from xingping.rating.verbs import Verb

SEED_BYTES = 32
LONGEST_WORD, LONGEST_FINDING = 80, 2000


@dataclass(frozen=True, slots=True)
class Finding:
    """What a re-check found, and on which day; a concern becomes an incident."""

    text: str
    checked_on: date
    concern: bool = False


def prepare_draw(actor: Actor, round_id: int) -> RecheckDraw:
    """Fix the list and the seed of a draw among a round's certificates in force; the seed stays hidden.

    Every draw that was prepared stays on the record: nobody prepares until the seed pleases.
    Raises RefusedError: `not_found`, `not_allowed`, `recheck_off`, `recheck_waiting`, `recheck_nothing`.
    """
    with transaction.atomic():
        round_, role = _locked_round(actor, round_id)
        percent = pinned_policy(round_.policy_hash).recheck_percent
        if not percent:
            raise refuse("recheck_off")
        if RecheckDraw.objects.filter(round=round_, drawn_at=None).exists():
            raise refuse("recheck_waiting")
        names = sorted(in_force(round_, today()).values_list("number", flat=True))
        if not names:
            raise refuse("recheck_nothing")
        seed = secrets.token_hex(SEED_BYTES)
        draw = RecheckDraw.objects.create(
            round=round_, body_id=round_.body_id, percent=percent, population=names,
            number=RecheckDraw.objects.filter(round=round_).count() + 1,
            population_hash=population_hash(names), seed=seed, seed_hash=seed_hash(seed),
            prepared_by=actor.person, prepared_at=timezone.now(),
        )  # fmt: skip
        after = {
            "draw": draw.number, "percent": percent, "certificates": len(names),
            "population": draw.population_hash, "seed_hash": draw.seed_hash,
        }  # fmt: skip
        record(actor, role, "recheck.prepare", round_, after=after)
    return draw


def draw_rechecks(actor: Actor, draw_id: int, public_word: str = "") -> RecheckDraw:
    """Draw by the seed that was fixed, with a word that nobody could know then.

    Raises RefusedError: `not_found`, `not_allowed`, `recheck_drawn`, `invalid`.
    """
    with transaction.atomic():
        found = RecheckDraw.objects.filter(pk=draw_id).values_list("round_id", flat=True).first()
        round_, role = _locked_round(actor, found or 0)
        draw = RecheckDraw.objects.select_for_update().get(pk=draw_id)
        if draw.drawn_at:
            raise refuse("recheck_drawn")
        word = public_word.strip()
        if wrong := text_fault(word, LONGEST_WORD):
            raise refuse("invalid", [Fault("公开的随机文字", *wrong)])
        draw.public_word, draw.drawn_by, draw.drawn_at = word, actor.person, timezone.now()
        draw.save(update_fields=["public_word", "drawn_by", "drawn_at"])
        names = drawn(draw.population, draw.percent, draw.seed, word)
        by_number = {one.number: one for one in Certificate.objects.filter(number__in=names)}
        Recheck.objects.bulk_create(
            Recheck(draw=draw, certificate=by_number[name], body_id=draw.body_id, position=position)
            for position, name in enumerate(names, 1)
        )
        after = {"draw": draw.number, "seed": draw.seed, "public_word": word, "drawn": list(names)}
        record(actor, role, "recheck.draw", round_, after=after)
    return draw


def tell_recheck(actor: Actor, recheck_id: int, finding: Finding) -> Recheck:
    """Put on the record what a re-check found; a concern opens an incident, the star itself stays.

    Raises RefusedError: `not_found`, `not_allowed`, `recheck_told`, `reasons_missing`, `invalid`.
    """
    with transaction.atomic():
        found = Recheck.objects.filter(pk=recheck_id).values_list("certificate_id", flat=True).first()
        certificate = locked_certificate(found or 0)
        role = require(actor, Verb.RECHECK, certificate)
        recheck = Recheck.objects.select_for_update().get(pk=recheck_id)
        if recheck.state != RecheckState.OPEN:
            raise refuse("recheck_told")
        text = _checked(finding)
        recheck.checked_on, recheck.finding = finding.checked_on, text
        recheck.by, recheck.at = actor.person, timezone.now()
        recheck.state = RecheckState.CONCERN if finding.concern else RecheckState.KEPT
        if finding.concern:
            report = Report(IncidentSource.RANDOM, text, str(recheck.draw), finding.checked_on)
            recheck.incident = report_incident(actor, certificate.pk, report)
        recheck.save()
        after = {"state": recheck.state, "checked_on": recheck.checked_on}
        record(actor, role, "recheck.result", certificate, after=after, reason=text)
        for person in recipients(certificate.case, (Role.APPLICANT,)):
            send_message(
                person,
                subject=f"{certificate.number}：随机抽查{RecheckState(recheck.state).label}",
                body=f"抽查日期：{recheck.checked_on}。",
                link=f"/centre/certificates/{certificate.pk}/",
            )
    return recheck


def _checked(finding: Finding) -> str:
    text = finding.text.strip()
    if not text:
        raise refuse("reasons_missing")
    faults = []
    if wrong := text_fault(text, LONGEST_FINDING):
        faults.append(Fault("抽查情况", *wrong))
    if finding.checked_on > today():
        faults.append(Fault("抽查日期", "还没有到", "请填写实际抽查的日期"))
    if faults:
        raise refuse("invalid", faults)
    return text


def _locked_round(actor: Actor, round_id: int) -> tuple[Round, Role]:
    round_ = Round.objects.select_for_update().filter(pk=round_id).first()
    if round_ is None:
        raise refuse("not_found")
    return round_, require(actor, Verb.RECHECK, round_)
