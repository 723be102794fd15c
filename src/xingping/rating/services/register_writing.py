"""Writing a confirmed plan into the register: all of it, or nothing because the register has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone

from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.models import Centre, CentreChange, CentreFact, RegisterImport
from xingping.rating.queries.register import chunks, standing_facts
from xingping.rating.queries.register_plan import Plan, Step
from xingping.rating.services.audit import Told, record, record_all
from xingping.rating.services.centres import keep_keys, values_of


class RegisterChangedError(Exception):
    """The register is no longer as it was when the plan was made; nothing was written."""


def write_plan(actor: Actor, role: Role, import_: RegisterImport, plan: Plan) -> list[int]:
    """Write a plan inside the caller's transaction; returns the centres that are to be filed.

    Raises RegisterChangedError where a centre was changed, or a code used, since the plan was made.
    """
    _hold(plan.changed)
    for step in plan.steps:
        if "name" in step.changes:
            keep_keys(step.centre)
    _enter(plan.new)
    for step in plan.changed:
        _change(step)
    reason = f"导入 {import_.file_name}"[:400]
    CentreChange.objects.bulk_create(
        CentreChange(
            centre=one.centre, version=one.centre.version, changes=one.changes, reason=reason, by=actor.user
        )
        for one in plan.changed
        if one.changes
    )
    _keep_facts(actor, plan.steps)
    record_all(actor, role, _told(plan, reason))
    counts = {"new": len(plan.new), "changed": len(plan.changed), "unchanged": plan.unchanged}
    record(actor, role, "register.import", import_, after={"sha256": import_.sha256, **counts})
    return [step.centre.pk for step in plan.steps if step.changes]


def _hold(changed: Sequence[Step]) -> None:
    """Lock what is to be changed, in order, and check that it is as the plan knows it."""
    keys = sorted(one.centre.pk for one in changed)
    versions: dict[int, int] = {}
    for some in chunks(keys):
        locked = Centre.objects.select_for_update().filter(pk__in=some).order_by("pk")
        versions.update(locked.values_list("pk", "version"))
    facts = standing_facts(keys)
    for step in changed:
        same = versions.get(step.centre.pk) == step.centre.version and all(
            facts.get(step.centre.pk, {}).get(key, "") == before
            for key, (before, _after) in step.facts.items()
        )
        if not same:
            raise RegisterChangedError


def _enter(new: Sequence[Step]) -> None:
    try:
        with transaction.atomic():
            Centre.objects.bulk_create([step.centre for step in new])
    except IntegrityError:
        raise RegisterChangedError from None


def _change(step: Step) -> None:
    if not step.changes:
        return
    step.centre.version += 1
    fields = [*step.changes, "version", "updated_at"]
    if "name" in step.changes:
        fields += ["name_key", "name_pinyin"]
    step.centre.save(update_fields=fields)


def _keep_facts(actor: Actor, steps: Iterable[Step]) -> None:
    now = timezone.now()
    new: list[CentreFact] = []
    for step in steps:
        for (name, day), (before, after) in step.facts.items():
            if before:
                standing = CentreFact.objects.filter(
                    centre=step.centre, name=name, true_on=day, replaced_at=None
                )
                standing.update(replaced_at=now)
            new.append(CentreFact(centre=step.centre, name=name, value=after, true_on=day, by=actor.user))
    CentreFact.objects.bulk_create(new)


def _told(plan: Plan, reason: str) -> Iterable[Told]:
    """One entry for each centre, as entering and changing it by hand makes them, facts included."""
    for step in plan.new:
        yield Told("centre.create", step.centre, {}, {**values_of(step.centre), **_told_facts(step)}, reason)
    for step in plan.changed:
        before = {name: old for name, (old, _new) in step.changes.items()}
        after = {name: new for name, (_old, new) in step.changes.items()}
        verb = "centre.change" if step.changes else "centre.facts"
        yield Told(verb, step.centre, before, {**after, **_told_facts(step)}, reason)


def _told_facts(step: Step) -> dict[str, str]:
    return {name: f"{new} @ {day}" for (name, day), (_old, new) in step.facts.items()}
