"""Surveys: begun by an officer for a centre or for the centres of a round, ended with their key."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.frozen_json import to_json
from xingping.core.questionnaire import standard_questionnaire
from xingping.core.roles import Role
from xingping.core.sample_plan import MOST_PEOPLE, OnceBy, SamplePlan
from xingping.rating.actor import SYSTEM, Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Centre, Round, Survey
from xingping.rating.permissions import require
from xingping.rating.secrets import encrypt
from xingping.rating.services.audit import record
from xingping.rating.verbs import Verb

LONGEST_DAYS = 366
MOST_AT_ONCE = 2_000
PLANNED = ("opens_on", "closes_on", "population", "planned", "once_by", "is_published")
EVERYBODY = SamplePlan()
"""No quotas."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a survey runs, how many adults the centre serves, how many answers are wanted, from whom."""

    opens_on: date
    closes_on: date
    population: int
    planned: int
    sample: SamplePlan = EVERYBODY
    once_by: OnceBy = OnceBy.PERSON
    is_published: bool = True


def begin_survey(actor: Actor, centre: Centre, plan: Plan) -> Survey:
    """Begin a survey with the standard questionnaire. Raises RefusedError: not_found, conflicted, invalid."""
    _check(plan)
    with transaction.atomic():
        return _begin(actor, centre, plan, None)


def begin_round_surveys(actor: Actor, round_: Round, wanted: Sequence[tuple[Centre, Plan]]) -> list[Survey]:
    """Begin one survey for each of some centres of a round, all or none.

    Raises RefusedError: not_found, conflicted, invalid, survey_running (with the centre's name).
    """
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise refuse("invalid", [Fault("中心（站）", "没有选择，或太多", f"请选择 1 至 {MOST_AT_ONCE} 个")])
    faults = [
        Fault(f"{centre.name}：{fault.place}", fault.message, fault.mend)
        for centre, plan in wanted
        for fault in _faults(plan)
    ]
    if faults:
        raise refuse("invalid", faults)
    made = []
    with transaction.atomic():
        for centre, plan in wanted:
            try:
                with transaction.atomic():
                    made.append(_begin(actor, centre, plan, round_))
            except IntegrityError:
                raise refuse("survey_running", name=centre.name) from None
    return made


def end_survey(actor: Actor, survey_id: int) -> Survey:
    """End a survey; its key and its list of households are destroyed, so that no mark can be matched again.

    Raises RefusedError.
    """
    with transaction.atomic():
        survey = locked_survey(survey_id)
        role = Role.SYSTEM if actor is SYSTEM else require(actor, Verb.CLOSE, survey)
        if survey.ended_at is None:
            survey.ended_at, survey.sealed_key = timezone.now(), ""
            survey.save(update_fields=["ended_at", "sealed_key"])
            households, _each = survey.households.all().delete()
            after = {"answers": survey.answers.count(), "households": households}
            record(actor, role, "survey.end", survey, after=after)
    return survey


def end_what_is_over() -> int:
    """End every survey whose last day has passed; returns how many."""
    over = list(Survey.objects.filter(ended_at=None, closes_on__lt=today()).values_list("pk", flat=True))
    for pk in over:
        end_survey(SYSTEM, pk)
    return len(over)


def locked_survey(survey_id: int) -> Survey:
    """A survey, locked. Raises RefusedError (`not_found`)."""
    found = Survey.objects.select_for_update(of=("self",)).select_related("centre", "body")
    survey = found.filter(pk=survey_id).first()
    if survey is None:
        raise refuse("not_found")
    return survey


def _begin(actor: Actor, centre: Centre, plan: Plan, round_: Round | None) -> Survey:
    survey = Survey.about(centre)
    role = require(actor, Verb.CREATE, survey)
    survey.round, survey.created_by = round_, actor.person
    survey.token, survey.sealed_key = secrets.token_urlsafe(16), encrypt(secrets.token_hex(32))
    survey.questionnaire, survey.plan = to_json(standard_questionnaire()), to_json(plan.sample)
    for name in PLANNED:
        setattr(survey, name, getattr(plan, name))
    survey.save(force_insert=True)
    after = {"centre": centre.pk, **{name: getattr(survey, name) for name in PLANNED}}
    record(actor, role, "survey.begin", survey, after=after)
    return survey


def _check(plan: Plan) -> None:
    faults = list(_faults(plan))
    if faults:
        raise refuse("invalid", faults)


def _faults(plan: Plan) -> Iterable[Fault]:
    if plan.closes_on < plan.opens_on or plan.closes_on < today():
        yield Fault("截止日期", "早于开始日期或今天", "请改晚一些")
    elif plan.closes_on - plan.opens_on > timedelta(days=LONGEST_DAYS):
        yield Fault("截止日期", "离开始日期超过一年", "一次调查最长一年")
    if not 0 < plan.population <= MOST_PEOPLE:
        yield Fault("服务人口", "应当大于 0", "请填成年居民人数")
    elif not 0 < plan.planned <= plan.population:
        yield Fault("计划样本", "应当大于 0，且不超过服务人口", "请改正")
    for label, quotas in (("年龄配额", plan.sample.groups), ("楼栋清单", plan.sample.places)):
        if sum(quota.planned for quota in quotas) > plan.planned:
            yield Fault(label, "各项份数之和超过计划样本", "请减少份数，或增加计划样本")
        if sum(quota.people for quota in quotas) > plan.population:
            yield Fault(label, "各项居民人数之和超过服务人口", "请核对人数")
