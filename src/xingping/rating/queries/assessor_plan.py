"""What a file of assessors would write into a body's register, or everything wrong with it, row by row."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from xingping.core.catalogue import find_guide
from xingping.core.faults import Fault
from xingping.documents.assessor_file import SEPARATOR
from xingping.documents.register_file import RegisterRow, place_fault
from xingping.rating.assessor_rules import DATES, FIELDS, assessor_faults
from xingping.rating.models import Assessor, RatingBody, User
from xingping.rating.queries.assessors import holders
from xingping.rating.queries.regions import paths_of

USUAL_CAPACITY = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One row: whom it is about, whether they stand in the register, and the fields that would change."""

    line: int
    person: User
    known: Assessor | None
    values: Mapping[str, Any]
    changes: Mapping[str, tuple[Any, Any]]


@dataclass
class AssessorPlan:
    """Rows that would be written, how many change nothing, and every fault."""

    steps: list[Step] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def hash(self) -> str:
        """Of everything that would be written, and over what."""
        rows = [
            [one.line, one.person.pk, one.known.version if one.known else None, shown_values(one.values)]
            for one in self.steps
        ]
        return sha256(json.dumps(rows, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def plan_assessors(body: RatingBody, name: str, rows: Iterable[RegisterRow]) -> AssessorPlan:
    """Compare the rows of a file called `name` with the register; a few queries for all of them."""
    plan = AssessorPlan()
    people = _people(body)
    known = {one.person_id: one for one in Assessor.objects.filter(body=body)}
    seen: dict[int, int] = {}
    for row in rows:
        account = row.values.get("account", "")
        person = people.get(account.casefold())
        if person is None:
            if account:
                what = f"“{account[:60]}”没有账号，或没有本机构的评定专家角色"
                plan.faults.append(place_fault(name, row.line, what, "请先发邀请链接，或授予角色"))
            continue
        if seen.setdefault(person.pk, row.line) != row.line:
            what = f"与第 {seen[person.pk]} 行是同一个人"
            plan.faults.append(place_fault(name, row.line, what, "请只保留一行"))
            continue
        _add(plan, name, row, person, known.get(person.pk))
    return plan


def export_assessors(assessors: QuerySet[Assessor]) -> list[dict[str, str]]:
    """The register as the rows that the import reads."""
    rows = list(assessors.select_related("person").order_by("person__name", "pk"))
    places = paths_of({one.region for one in rows})
    return [
        {
            "account": one.person.username,
            "name": one.person.get_full_name(),
            "place": places.get(one.region, ""),
            **shown_values({name: getattr(one, name) for name in FIELDS}),
        }
        for one in rows
    ]


def shown_values(values: Mapping[str, Any]) -> dict[str, str]:
    """Values as the file and the preview write them."""
    return {name: _shown(name, value) for name, value in values.items()}


def group_names() -> dict[str, str]:
    """Name of an indicator group -> its id."""
    return {group.name: group.id for group in find_guide().groups}


def _add(plan: AssessorPlan, name: str, row: RegisterRow, person: User, known: Assessor | None) -> None:
    values, faults = _read(row.values)
    if known is not None and known.left_on is not None:
        faults.append(("此人已退出专家库", "请在其页面上重新登记，或删去这一行"))
    one = known or Assessor(person=person)
    old = {field: getattr(one, field) for field in FIELDS}
    for field_name, value in values.items():
        setattr(one, field_name, value)
    faults += [(f"{fault.place}：{fault.message}", fault.mend) for fault in assessor_faults(one)]
    if faults:
        plan.faults += [place_fault(name, row.line, *fault) for fault in faults]
        return
    changes = {key: (old[key], value) for key, value in values.items() if known is None or old[key] != value}
    if known is not None and not changes:
        plan.unchanged += 1
        return
    plan.steps.append(Step(row.line, person, known, values, changes))


def _read(texts: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Values of the fields whose column the file has, and what cannot be read."""
    values: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for name in FIELDS:
        if name not in texts:
            continue
        text = texts[name]
        if name == "groups":
            values[name] = list(_groups(text, faults))
        elif name == "languages":
            values[name] = _parts(text)
        elif name in DATES:
            values[name] = date.fromisoformat(text) if text else None
        elif name == "capacity":
            plain = text.isascii() and text.isdigit() and len(text) < 4
            values[name] = int(text) if plain else (text or USUAL_CAPACITY)
        else:
            values[name] = text
    return values, faults


def _groups(text: str, faults: list[tuple[str, str]]) -> Iterator[str]:
    known = group_names()
    for one in _parts(text):
        if one in known:
            yield known[one]
        else:
            faults.append((f"没有叫“{one[:20]}”的指标组", f"请从中选择：{SEPARATOR.join(known)}"))


def _parts(text: str) -> list[str]:
    for other in (",", "，", ";", "；", "/"):
        text = text.replace(other, SEPARATOR)
    return list(dict.fromkeys(part.strip() for part in text.split(SEPARATOR) if part.strip()))


def _people(body: RatingBody) -> dict[str, User]:
    """User name or e-mail, as compared -> who holds the role of an assessor of the body."""
    people: Sequence[User] = list(User.objects.filter(pk__in=holders(body.pk)))
    by_email = {one.email.casefold(): one for one in people if one.email}
    return by_email | {one.username.casefold(): one for one in people}


def _shown(name: str, value: Any) -> str:  # noqa: ANN401
    if name == "groups":
        names = {key: label for label, key in group_names().items()}
        return SEPARATOR.join(names.get(one, one) for one in value)
    if isinstance(value, list):
        return SEPARATOR.join(value)
    return "" if value is None else str(value)
