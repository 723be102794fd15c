"""Saving and removing what-if scenarios. They change no rating."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.core.sheet_content import text_fault
from xingping.core.standard import Edition
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import RatingBody, SavedScenario
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.services.idempotency import once
from xingping.rating.verbs import Kind, Verb

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewScenario:
    """What somebody wants to keep."""

    name: str
    content: dict[str, Any]
    """`what_if.plan_json`."""
    edition: Edition
    source: str = ""
    shared: bool = False


def save_scenario(actor: Actor, new: NewScenario, *, key: str = "") -> SavedScenario:
    """Keep a scenario under a name of one's own. Raises RefusedError: `not_found`, `invalid`."""

    def act() -> SavedScenario:
        role = require(actor, Verb.LIST, Kind.STATISTICS)
        name = new.name.strip()
        _check_name(name)
        with transaction.atomic():
            if SavedScenario.objects.filter(owner=actor.person, name=name).exists():
                mend = "请换一个名称，或先删去原来的"
                raise refuse("invalid", [Fault("方案名称", f"您已有名为“{name}”的方案", mend)])
            saved = SavedScenario.objects.create(
                name=name,
                owner=actor.person,
                body=_body(actor, role),
                shared=new.shared,
                source=new.source,
                content=new.content,
                edition_code=new.edition.code,
                edition_hash=new.edition.hash,
                is_demo=actor.person.is_demo,
            )
            record(actor, role, "scenario.save", saved, after=_told(saved))
            return saved

    told = {"name": new.name, "content": new.content, "source": new.source, "shared": new.shared}
    return once(actor, key, "scenario.save", told, SavedScenario, act)


def remove_scenario(actor: Actor, scenario_id: int) -> None:
    """Remove one's own scenario. Raises RefusedError: `not_found`."""
    role = require(actor, Verb.LIST, Kind.STATISTICS)
    with transaction.atomic():
        found = SavedScenario.objects.select_for_update().filter(pk=scenario_id, owner=actor.person).first()
        if found is None:
            raise refuse("not_found")
        record(actor, role, "scenario.remove", found, before=_told(found))
        found.delete()


def _check_name(name: str) -> None:
    wrong = text_fault(name)
    if not name:
        wrong = "没有名称", "请写一个看得懂的名称，例如“党建引领降到 300 分”"
    elif len(name) > LONGEST_NAME:
        wrong = f"名称超过 {LONGEST_NAME} 个字", "请写短一些"
    if wrong:
        raise refuse("invalid", [Fault("方案名称", *wrong)])


def _body(actor: Actor, role: Role) -> RatingBody | None:
    """The body in whose work the scenario is made."""
    bodies = {grant.body_id for grant in actor.grants_as(role) if grant.body_id is not None}
    return RatingBody.objects.filter(pk__in=bodies).order_by("pk").first()


def _told(saved: SavedScenario) -> dict[str, Any]:
    return {
        "name": saved.name,
        "shared": saved.shared,
        "content": saved.content,
        "edition_code": saved.edition_code,
        "edition_hash": saved.edition_hash,
    }
