"""Starting a case and filling in its application form (target stars, eligibility, officer in charge)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.core.sheet_content import FORM, fact_value_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import (
    Case,
    CasePurpose,
    Centre,
    CentreFact,
    Round,
    RoundState,
    SelfAssessment,
    User,
)
from xingping.rating.models.case import ENDED
from xingping.rating.permissions import require
from xingping.rating.queries.entry import entry_of, stars_in_force
from xingping.rating.queries.grants import active
from xingping.rating.queries.pinned import guide as pinned_guide
from xingping.rating.queries.pinned import policy as pinned_policy
from xingping.rating.relations import takes_part
from xingping.rating.services.audit import record
from xingping.rating.services.idempotency import once
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb

MOST_STARS = 5


def create_case(
    actor: Actor, round_id: int, centre_id: int, *, previous: Case | None = None, key: str = ""
) -> Case:
    """Start an application of a centre in a round; facts already in the register are filled in.

    `previous` is the last case, for a re-review (复核). A centre whose star is in force enters only where
    the policy takes upgrades before expiry; then the case is one.
    Raises RefusedError: `not_found`, `round_not_open`, `centre_closed`, `centre_outside_round`,
    `already_applied`, `application_banned`, `star_in_force`, `upgrade_too_early`, `highest_star`,
    `apply_as_rereview`.
    """

    def act() -> Case:
        round_ = Round.objects.select_for_update().filter(pk=round_id).first()
        centre = Centre.objects.filter(pk=centre_id).first()
        if round_ is None or centre is None:
            raise refuse("not_found")
        made = _new_case(actor, round_, centre, previous)
        role = require(actor, Verb.CREATE, made)
        _refuse_start(round_, centre, made.purpose)
        if previous is None:
            _enter(made, round_)
        round_.cases_made += 1
        round_.save(update_fields=["cases_made"])
        made.number = f"{round_.opens_on.year}-{round_.pk:04d}-{round_.cases_made:06d}"
        made.save()
        SelfAssessment.objects.create(case=made, facts=_known_facts(centre, round_.guide_hash))
        record(actor, role, "case.create", made, after={"number": made.number, "state": made.state})
        return made

    request = {"round": round_id, "centre": centre_id}
    return once(actor, key, "case.create", request, Case, act)


def fill_form(
    actor: Actor,
    case_id: int,
    *,
    target_stars: int | None = None,
    eligibility: Mapping[str, bool | None] | None = None,
) -> Case:
    """Declare the target stars and answer eligibility items; what is not given stays as it is.

    An answer of None takes the answer back. Raises RefusedError: `wrong_state`,
    `not_opened_for_correction`, `invalid`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.FILL, case)
        if case.open_serials is not None and FORM not in case.open_serials:
            raise refuse("not_opened_for_correction", place="申报表")
        before = {"target_stars": case.target_stars, "eligibility": dict(case.eligibility)}
        faults = _form_faults(case, target_stars, eligibility or {})
        if faults:
            raise refuse("invalid", faults)
        if target_stars is not None:
            case.target_stars = target_stars
        answers = {**case.eligibility, **(eligibility or {})}
        case.eligibility = {name: answer for name, answer in answers.items() if answer is not None}
        after = {"target_stars": case.target_stars, "eligibility": case.eligibility}
        if after != before:
            case.save(update_fields=["target_stars", "eligibility"])
            record(actor, role, "case.form", case, before=before, after=after)
    return case


def assign_officer(actor: Actor, case_id: int, officer: User | None) -> Case:
    """Put an officer in charge of a case, or nobody. Raises RefusedError (`invalid`) for others."""
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.ASSIGN, case)
        if officer and not _is_officer(officer, case):
            fault = Fault("经办人", "不是负责这个地区的工作人员", "请从名单中选择")
            raise refuse("invalid", [fault])
        before, case.officer = {"officer": case.officer_id}, officer
        case.save(update_fields=["officer"])
        record(actor, role, "case.assign", case, before=before, after={"officer": case.officer_id})
    return case


def _new_case(actor: Actor, round_: Round, centre: Centre, previous: Case | None) -> Case:
    return Case(
        round=round_,
        centre=centre,
        body_id=round_.body_id,
        region=centre.region,
        kind=centre.kind,
        purpose=CasePurpose.REREVIEW if previous else CasePurpose.FIRST,
        previous=previous,
        state_since=timezone.now(),
        edition_code=round_.edition_code,
        edition_hash=round_.edition_hash,
        guide_hash=round_.guide_hash,
        policy_hash=round_.policy_hash,
        created_by=actor.person,
        is_demo=round_.is_demo,
    )


def _refuse_start(round_: Round, centre: Centre, purpose: str) -> None:
    """Raise RefusedError where the centre cannot enter. An upgrade never stands in a re-review's way:

    clause 6.1.2 lets every centre apply for that in the months before expiry.
    """
    if centre.closed_on and centre.closed_on <= today():
        raise refuse("centre_closed", closed_on=centre.closed_on)
    if not is_open(round_):
        raise refuse("round_not_open", opens_on=round_.opens_on, closes_on=round_.closes_on)
    if not takes_part(round_, centre):
        raise refuse("centre_outside_round")
    standing = Case.objects.filter(round=round_, centre=centre).exclude(state__in=ENDED)
    if purpose == CasePurpose.REREVIEW:
        standing = standing.exclude(purpose=CasePurpose.UPGRADE)
    present = standing.first()
    if present:
        raise refuse("already_applied", number=present.number)


def _enter(made: Case, round_: Round) -> None:
    """What a new application is; raises RefusedError where the round's policy does not take it."""
    held = stars_in_force([made.centre_id], today()).get(made.centre_id)
    entry = entry_of(round_, made.centre_id, held, today())
    if entry.refusal:
        raise RefusedError(entry.refusal)
    made.purpose, made.previous = entry.purpose, entry.previous


def is_open(round_: Round) -> bool:
    """Whether applications are taken today."""
    return round_.state == RoundState.OPEN and round_.opens_on <= today() <= round_.closes_on


def _known_facts(centre: Centre, guide_hash: str) -> dict[str, Any]:
    """The newest value of each fact that the guide asks for."""
    asked = pinned_guide(guide_hash).by_fact
    known = CentreFact.objects.filter(centre=centre, replaced_at=None, name__in=list(asked))
    return {
        fact.name: {"value": fact.value, "true_on": fact.true_on.isoformat()}
        for fact in known.order_by("true_on")
        if fact_value_fault(asked[fact.name], fact.value) is None
    }


def _form_faults(case: Case, stars: int | None, answers: Mapping[str, bool | None]) -> list[Fault]:
    faults = []
    if stars is not None and (type(stars) is not int or not 1 <= stars <= MOST_STARS):
        faults.append(Fault("拟申报星级", "应当是一星级至五星级", "请从五个星级中选择"))
    elif stars is not None and stars <= (held := _held_stars(case)):
        now = f"现有星级是 {held} 星"
        faults.append(Fault("拟申报星级", f"提前升星应当高于现有星级，{now}", "请选更高的星级"))
    known = {item.id for item in pinned_policy(case.policy_hash).eligibility}
    for name, answer in answers.items():
        if name not in known or not (answer is None or isinstance(answer, bool)):
            faults.append(Fault("申报条件", "有不认识的条目或回答", "请刷新页面后重新选择"))
    return faults


def _held_stars(case: Case) -> int:
    """Stars above which an upgrade aims; 0 for other cases."""
    if case.purpose != CasePurpose.UPGRADE:
        return 0
    held = stars_in_force([case.centre_id], today()).get(case.centre_id)
    return held.stars if held else 0


def _is_officer(person: User, case: Case) -> bool:
    held = person.role_grants.filter(active(), role=Role.OFFICER, body=case.body_id)
    return any(case.region.startswith(grant.region_prefix) for grant in held)
