"""The register of assessors: entering, changing, importing, leaving."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Lower

from xingping.core.catalogue import find_guide
from xingping.core.faults import Fault
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Assessor, RatingBody, User
from xingping.rating.permissions import require
from xingping.rating.queries.assessors import holders
from xingping.rating.search_keys import search_key
from xingping.rating.services.audit import changed_fields, record
from xingping.rating.services.idempotency import once
from xingping.rating.verbs import Verb

FIELDS = (
    "profession", "employer", "region", "languages", "groups", "trained_until", "available_from",
    "available_until", "capacity",
)  # fmt: skip
"""What is written about an assessor."""
DATES = ("trained_until", "available_from", "available_until")
LENGTHS = {"profession": 40, "employer": 120}
MOST_AT_ONCE = 2_000
_LABELS = {
    "profession": "专业",
    "employer": "工作单位",
    "trained_until": "培训有效期",
    "available_from": "可参加评审自",
    "available_until": "可参加评审至",
}
MOST_CASES = 99
_CODE = re.compile(r"[0-9]{12}")


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


def import_assessors(
    actor: Actor, body: RatingBody, rows: Sequence[tuple[str, str, Mapping[str, Any]]]
) -> list[Assessor]:
    """Enter many assessors at once: all or none. Each row is (place, user name or e-mail, values).

    People are invited first; the import describes those who hold the role. Raises RefusedError
    (`invalid`) with every fault by place.
    """
    if len(rows) > MOST_AT_ONCE:
        raise refuse("invalid", [Fault("文件", f"超过 {MOST_AT_ONCE} 行", "请分几次导入")])
    people = _people({account.lower() for _, account, _ in rows})
    faults: list[Fault] = []
    made = []
    with transaction.atomic():
        for place, account, values in rows:
            person = people.get(account.lower())
            if person is None:
                faults.append(Fault(place, f"没有账号“{account[:60]}”", "请先邀请此人开通账号"))
                continue
            try:
                with transaction.atomic():
                    made.append(register_assessor(actor, body, person, values))
            except RefusedError as error:
                if error.refusal.code in ("not_found", "not_allowed"):
                    raise
                own = [Fault(place, f"{one.place}：{one.message}", one.mend) for one in error.refusal.faults]
                faults += own or [Fault(place, error.refusal.message, error.refusal.mend)]
        if faults:
            raise refuse("invalid", faults)
    return made


def _people(accounts: set[str]) -> dict[str, User]:
    named = User.objects.annotate(low_name=Lower("username"), low_email=Lower("email"))
    by_email = named.filter(low_email__in=accounts).exclude(email="")
    found: dict[str, User] = {user.email.lower(): user for user in by_email}
    found |= {user.username.lower(): user for user in named.filter(low_name__in=accounts)}
    return found


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
    faults = list(_faults(assessor))
    if faults:
        raise refuse("invalid", faults)
    assessor.employer_key = search_key(assessor.employer)


def _faults(assessor: Assessor) -> Iterator[Fault]:
    for name, longest in LENGTHS.items():
        text = getattr(assessor, name)
        wrong = text_fault(text, longest) or (None if text.strip() else ("没有填写", "请填写"))
        if wrong:
            yield Fault(_label(name), *wrong)
    if not (isinstance(assessor.region, str) and _CODE.fullmatch(assessor.region)):
        yield Fault("行政区划代码", "不是 12 位数字", "请从地区中选择")
    known = {group.id for group in find_guide().groups}
    if not isinstance(assessor.groups, list) or not set(assessor.groups) <= known:
        yield Fault("可评的指标组", "有不认识的指标组", f"请从中选择：{'、'.join(sorted(known))}")
    languages = assessor.languages
    if (
        not isinstance(languages, list)
        or len(languages) > 10
        or any(text_fault(one, 20) for one in languages)
    ):
        yield Fault("语言", "填写不正确", "每种语言不超过 20 字，最多 10 种")
    yield from _number_faults(assessor)


def _number_faults(assessor: Assessor) -> Iterator[Fault]:
    if type(assessor.capacity) is not int or not 1 <= assessor.capacity <= MOST_CASES:
        yield Fault("同时承担件数上限", f"应当是 1 至 {MOST_CASES} 的整数", "请改正")
    wrong = [name for name in DATES if not isinstance(getattr(assessor, name), date | None)]
    yield from (Fault(_label(name), "不是日期", "请按 2026-03-31 的形式填写") for name in wrong)
    first, last = assessor.available_from, assessor.available_until
    if not wrong and first and last and last < first:
        yield Fault("可参加评审的日期", "止期早于起期", "请改正日期")


def _label(name: str) -> str:
    return _LABELS[name]
