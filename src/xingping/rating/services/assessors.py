"""The register of assessors: entering, changing, leaving."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from xingping.rating.actor import Actor
from xingping.rating.assessor_rules import FIELDS, assessor_faults
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Assessor, RatingBody, User
from xingping.rating.permissions import require
from xingping.rating.queries.assessors import holders
from xingping.rating.search_keys import search_key
from xingping.rating.services.audit import changed_fields, record
from xingping.rating.services.idempotency import once
from xingping.rating.verbs import Verb


def register_assessor(
    actor: Actor, body: RatingBody, person: User, values: Mapping[str, Any], *, key: str = ""
) -> Assessor:
    """Enter somebody who holds the role of an assessor into the body's register.

    Raises RefusedError: `not_found`, `not_allowed`, `not_an_assessor`, `assessor_registered`, `invalid`.
    """

    def act() -> Assessor:
        with transaction.atomic():
            RatingBody.objects.select_for_update().get(pk=body.pk)
            assessor = Assessor(body=body, person=person)
            role = require(actor, Verb.CREATE, assessor)
            if person.pk not in holders(body.pk):
                raise refuse("not_an_assessor", name=person.get_full_name())
            if Assessor.objects.filter(body=body, person=person).exists():
                raise refuse("assessor_registered", name=person.get_full_name())
            _fill(assessor, values)
            assessor.save()
            record(actor, role, "assessor.create", assessor, after=_values(assessor))
            return assessor

    request = {"body": body.pk, "person": person.pk, "values": {name: str(values[name]) for name in values}}
    return once(actor, key, "assessor.create", request, Assessor, act)


def change_assessor(actor: Actor, assessor_id: int, version: int, values: Mapping[str, Any]) -> Assessor:
    """Change some fields. Raises RefusedError: `changed_meanwhile`, and as registering."""
    with transaction.atomic():
        assessor = _locked(assessor_id)
        role = require(actor, Verb.CHANGE, assessor)
        if assessor.version != version:
            raise refuse("changed_meanwhile")
        old = _values(assessor)
        _fill(assessor, values)
        before, after = changed_fields(old, _values(assessor))
        if after:
            assessor.version += 1
            assessor.save()
            record(actor, role, "assessor.change", assessor, before=before, after=after)
    return assessor


def leave_register(actor: Actor, assessor_id: int, reason: str, *, on: date | None = None) -> Assessor:
    """Note that an assessor no longer takes part; the record stays. Raises `reasons_missing`."""
    with transaction.atomic():
        assessor = _locked(assessor_id)
        role = require(actor, Verb.CHANGE, assessor)
        if not reason.strip():
            raise refuse("reasons_missing")
        assessor.left_on = on or today()
        assessor.version += 1
        assessor.save(update_fields=["left_on", "version"])
        record(actor, role, "assessor.leave", assessor, after={"left_on": assessor.left_on}, reason=reason)
    return assessor


def rejoin_register(actor: Actor, assessor_id: int, reason: str) -> Assessor:
    """Take somebody who had left back into the register. Raises `reasons_missing`."""
    with transaction.atomic():
        assessor = _locked(assessor_id)
        role = require(actor, Verb.CHANGE, assessor)
        if not reason.strip():
            raise refuse("reasons_missing")
        assessor.left_on = None
        assessor.version += 1
        assessor.save(update_fields=["left_on", "version"])
        record(actor, role, "assessor.rejoin", assessor, reason=reason)
    return assessor


def _locked(assessor_id: int) -> Assessor:
    found = Assessor.objects.select_for_update(of=("self",)).filter(pk=assessor_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def _values(assessor: Assessor) -> dict[str, Any]:
    return {name: getattr(assessor, name) for name in FIELDS}


def _fill(assessor: Assessor, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            setattr(assessor, name, values[name])
    faults = list(assessor_faults(assessor))
    if faults:
        raise refuse("invalid", faults)
    assessor.employer_key = search_key(assessor.employer)
