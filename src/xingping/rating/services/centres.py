"""The register of centres: register, change, close, and facts with the date they were true."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from xingping.core.catalogue import find_guide
from xingping.core.faults import Fault
from xingping.core.guide import Guide
from xingping.core.sheet_content import fact_value_fault, text_fault, true_on_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Centre, CentreChange, CentreFact, RatingBody
from xingping.rating.permissions import require
from xingping.rating.search_keys import keys_of
from xingping.rating.services.audit import changed_fields, record
from xingping.rating.services.centre_index import index_centres
from xingping.rating.services.idempotency import once
from xingping.rating.verbs import Verb

FIELDS = (
    "code", "name", "form", "kind", "region", "address", "communities", "contact_name", "contact_phone",
    "opening_hours", "latitude", "longitude",
)  # fmt: skip
"""What a person may write about a centre; everything else follows from it."""
_CODE = re.compile(r"[0-9A-Za-z\-]{1,32}")


def register_centre(actor: Actor, body: RatingBody, values: Mapping[str, Any], *, key: str = "") -> Centre:
    """Enter a new centre into a body's register.

    Raises RefusedError: `not_found`/`not_allowed`, `invalid` with all faults, `centre_code_taken`.
    """

    def act() -> Centre:
        centre = Centre(body=body, is_demo=body.is_demo)
        fill(centre, values)
        role = require(actor, Verb.CREATE, centre)
        _refuse_faults(centre, values)
        if Centre.objects.filter(body=body, code=centre.code).exists():
            raise refuse("centre_code_taken", code=centre.code)
        keep_keys(centre)
        centre.save()
        index_centres([centre.pk])
        record(actor, role, "centre.create", centre, after=values_of(centre))
        return centre

    return once(actor, key, "centre.create", {"body": body.pk, "values": _texts(values)}, Centre, act)


def change_centre(
    actor: Actor, centre_id: int, version: int, values: Mapping[str, Any], *, reason: str = ""
) -> Centre:
    """Change some fields of a centre; `version` is the one that was being looked at.

    Raises RefusedError: `changed_meanwhile` when somebody else changed it since, and as registering.
    """
    with transaction.atomic():
        centre = _locked(centre_id)
        role = require(actor, Verb.CHANGE, centre)
        if centre.version != version:
            raise refuse("changed_meanwhile")
        old = values_of(centre)
        fill(centre, values)
        require(actor, Verb.CHANGE, centre)
        _refuse_faults(centre, values)
        before, after = changed_fields(old, values_of(centre))
        if not after:
            return centre
        if Centre.objects.filter(body=centre.body_id, code=centre.code).exclude(pk=centre.pk).exists():
            raise refuse("centre_code_taken", code=centre.code)
        keep_keys(centre)
        centre.version += 1
        centre.save()
        index_centres([centre.pk])
        _keep_change(actor, centre, before, after, reason)
        record(actor, role, "centre.change", centre, before=before, after=after, reason=reason)
    return centre


def close_centre(actor: Actor, centre_id: int, closed_on: date, reason: str) -> Centre:
    """Note that a centre no longer exists; it stays in the register and can no longer apply."""
    with transaction.atomic():
        centre = _locked(centre_id)
        role = require(actor, Verb.CREATE, centre)
        if not reason.strip():
            raise refuse("reasons_missing")
        before = {"closed_on": centre.closed_on}
        centre.closed_on = closed_on
        centre.version += 1
        centre.save()
        index_centres([centre.pk])
        _keep_change(actor, centre, before, {"closed_on": closed_on}, reason)
        record(
            actor, role, "centre.close", centre, before=before, after={"closed_on": closed_on}, reason=reason
        )
    return centre


def set_facts(actor: Actor, centre_id: int, facts: Mapping[str, tuple[str, date]]) -> None:
    """Record facts of the general guide about a centre: {fact: (value, the day on which it was true)}.

    A fact already known for that day is replaced, its old value kept. Raises RefusedError (`invalid`)
    with every fault.
    """
    with transaction.atomic():
        centre = _locked(centre_id)
        role = require(actor, Verb.CHANGE, centre)
        faults = list(_fact_faults(find_guide(), facts))
        if faults:
            raise refuse("invalid", faults)
        written = keep_facts(actor, centre, facts)
        if written:
            record(actor, role, "centre.facts", centre, after=written)


def keep_facts(actor: Actor, centre: Centre, facts: Mapping[str, tuple[str, date]]) -> dict[str, str]:
    """Write checked facts that are new; returns what was written. For steps that hold the permission."""
    standing = {
        (fact.name, fact.true_on): fact
        for fact in CentreFact.objects.filter(centre=centre, name__in=facts, replaced_at=None)
    }
    written = {}
    for name, (value, true_on) in facts.items():
        known = standing.get((name, true_on))
        if known and known.value == value:
            continue
        if known:
            known.replaced_at = timezone.now()
            known.save(update_fields=["replaced_at"])
        CentreFact.objects.create(centre=centre, name=name, value=value, true_on=true_on, by=actor.user)
        written[name] = f"{value} @ {true_on.isoformat()}"
    return written


def centre_faults(values: Mapping[str, Any]) -> list[Fault]:
    """Everything wrong with the fields of a centre; also used by the import."""
    unknown = [Fault(name, "登记表里没有这一项", "请删去") for name in values if name not in FIELDS]
    centre = Centre()
    fill(centre, values)
    return unknown + _faults(centre, values)


def _refuse_faults(centre: Centre, values: Mapping[str, Any]) -> None:
    faults = [Fault(name, "登记表里没有这一项", "请删去") for name in values if name not in FIELDS]
    faults += _faults(centre, values)
    if faults:
        raise refuse("invalid", faults)


def _faults(centre: Centre, values: Mapping[str, Any]) -> list[Fault]:
    faults = []
    for name in FIELDS:
        label = str(Centre._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        wrong = text_fault(values[name]) if isinstance(values.get(name), str) else None
        faults += [Fault(label, *wrong)] if wrong else []
    if not _CODE.fullmatch(centre.code):
        faults.append(
            Fault("中心编号", "应当是 1 至 32 位字母、数字或短横", "请填统一社会信用代码或本机构编号")
        )
    if faults:
        return faults
    try:
        centre.clean_fields(exclude={"body", "name_key", "name_pinyin"})
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            label = str(Centre._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            faults.append(Fault(label, "；".join(messages).rstrip("。"), "请改正后再保存"))
    return faults


def _fact_faults(guide: Guide, facts: Mapping[str, tuple[str, date]]) -> list[Fault]:
    faults = []
    for name, (value, true_on) in facts.items():
        fact = guide.by_fact.get(name)
        if fact is None:
            faults.append(Fault(name, "评分细则里没有这项数据", "请删去"))
            continue
        wrong = fact_value_fault(fact, value) or true_on_fault(true_on.isoformat(), today())
        faults += [Fault(f"数据“{fact.label}”", *wrong)] if wrong else []
    return faults


def fill(centre: Centre, values: Mapping[str, Any]) -> None:
    """Set the given fields; texts are kept raw but for blanks at their ends."""
    for name in FIELDS:
        if name in values:
            value = values[name]
            setattr(centre, name, value.strip() if isinstance(value, str) else value)


def keep_keys(centre: Centre) -> None:
    """Set the keys by which the centre is compared and sorted."""
    keys = keys_of(centre.name)
    centre.name_key, centre.name_pinyin = keys.name[:160], keys.sort[:400]


def _keep_change(
    actor: Actor, centre: Centre, before: Mapping[str, Any], after: Mapping[str, Any], reason: str
) -> None:
    changes = {name: [text_of(before.get(name)), text_of(after[name])] for name in after}
    CentreChange.objects.create(
        centre=centre, version=centre.version, changes=changes, reason=reason[:400], by=actor.user
    )


def _locked(centre_id: int) -> Centre:
    centre = Centre.objects.select_for_update().filter(pk=centre_id).first()
    if centre is None:
        raise refuse("not_found")
    return centre


def values_of(centre: Centre) -> dict[str, str]:
    """The fields of a record as the audit log and the history write them."""
    return {name: text_of(getattr(centre, name)) for name in FIELDS}


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): text_of(value) for name, value in values.items()}


def text_of(value: object) -> str:
    """A value as the audit log and the history write it."""
    return "" if value is None else str(value)
