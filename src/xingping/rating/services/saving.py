"""Saving a sheet: field by field, by compare-and-set, safe to repeat and to reorder.

The self-assessment's save is here; an assessor's, by the same rules, in `scoring`.

A save carries the device's name, its rising sequence and {field: {base, value}}. Under the lock of the
case a sequence that is not newer than the device's last is answered with the present state; a field
whose base equals the present value is applied; any other comes back as a conflict with both values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.sheet_content import (
    SECTIONS,
    SheetRules,
    field_fault,
    field_place,
    field_serials,
)
from xingping.core.standard import Kind
from xingping.rating.actor import Actor
from xingping.rating.audit_content import change_hash
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, SelfAssessment, Sheet, SheetChange
from xingping.rating.permissions import require
from xingping.rating.queries.compiled import A_NUMBER, A_TEXT, Compiled
from xingping.rating.queries.pinned import rules_of
from xingping.rating.services.audit import record, utc_text
from xingping.rating.verbs import Verb

SITTING_SECONDS = 30 * 60
"""A save after this long a pause begins a new sitting, which enters the audit log."""
MOST_FIELDS = 600
LONGEST_DEVICE = 64
MOST_DEVICES = 100
MOST_SEQUENCE = 2**53 - 1
_READ_OF_CASE = (
    "number", "state", "open_serials", "kind", "body", "centre", "region",
    "edition_hash", "guide_hash", "policy_hash",
)  # fmt: skip
"""All that a save asks of its case."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A field as it was when the person began to type, and as it is to be (JSON values, None: empty)."""

    base: Any
    value: Any


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that somebody else changed meanwhile."""

    field: str
    base: Any
    yours: Any
    present: Any


@dataclass(frozen=True)
class SaveAnswer:
    """What became of a save."""

    version: int
    applied: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    faults: Mapping[str, Fault] = field(default_factory=dict)
    """Fields whose value cannot be kept, with what is wrong."""
    stale: bool = False
    """The sequence was not newer than the device's last: nothing was applied."""
    content: Mapping[str, Mapping[str, Any]] | None = None
    """The whole present state, when stale."""
    sheet: Sheet | None = None
    """The assessor's sheet as it is after the save, with its case, for its running total."""


def save_self_assessment(
    actor: Actor, case_id: int, *, device: str, sequence: int, fields: Mapping[str, Edit]
) -> SaveAnswer:
    """Apply a save to a case's self-assessment and say what became of each field.

    Raises RefusedError: `not_found`, `not_allowed`, `wrong_state`, or `invalid` for a malformed save.
    """
    return _save(actor, lambda: list(_case_of(Q(pk=case_id))), device, sequence, fields)


def save_by_number(
    actor: Actor, number: str, *, device: str, sequence: int, fields: Mapping[str, Edit]
) -> SaveAnswer:
    """The same for the case of a number: one query less, for saves come after every keystroke."""
    return _save(actor, lambda: _BY_NUMBER(number), device, sequence, fields)


def _save(
    actor: Actor, found: Callable[[], list[Case]], device: str, sequence: int, fields: Mapping[str, Edit]
) -> SaveAnswer:
    refuse_malformed(device, sequence, fields)
    with transaction.atomic():
        case, sheet = _locked(found())
        role = require(actor, Verb.FILL, case)
        who = f"{actor.user.pk if actor.user else 0}:{device}"
        last_sequence, last_second = sheet.devices.get(who, (0, 0))
        if sequence <= last_sequence:
            return SaveAnswer(sheet.version, stale=True, content=content_of(sheet))
        rules = sheet_rules(case)
        answer, changes = merge(
            sheet,
            fields,
            lambda name, value: field_fault(rules, name, value) or open_fault(case, rules, name),
        )
        now = timezone.now()
        note_device(sheet, who, sequence, now)
        if changes:
            write_changes(actor, sheet, changes, device=device, sequence=sequence)
            if now.timestamp() - last_second > SITTING_SECONDS:
                record(actor, role, "self_assessment.sitting", case, after={"version": sheet.version})
        else:
            sheet.save(update_fields=["devices"])
    return answer


def locked_self_assessment(case_id: int) -> tuple[Case, SelfAssessment]:
    """A case under its lock, then its self-assessment.

    Every writer takes the lock of the case first, so that nobody waits in a circle; the sheet is read
    afterwards, because a row joined to a locked one may be out of date.
    """
    return _locked(list(Case.objects.select_for_update().filter(pk=case_id)))


def _locked(found: list[Case]) -> tuple[Case, SelfAssessment]:
    if not found:
        raise refuse("not_found")
    case = found[0]
    (sheet,) = _SHEET_OF(case.pk)
    sheet.case = case
    return case, sheet


def _case_of(which: Q) -> QuerySet[Case]:
    return Case.objects.select_for_update().only(*_READ_OF_CASE).filter(which)


_BY_NUMBER = Compiled(Case, lambda number: _case_of(Q(number=number)), (A_TEXT,))
_SHEET_OF = Compiled(SelfAssessment, lambda case: SelfAssessment.objects.filter(case=case), (A_NUMBER,))


def write_changes(
    actor: Actor,
    sheet: SelfAssessment | Sheet,
    changes: Mapping[str, tuple[Any, Any]],
    *,
    device: str,
    sequence: int,
) -> None:
    """Write applied changes {field: (before, after)} and their row of history."""
    own = isinstance(sheet, SelfAssessment)
    for name, (_, value) in changes.items():
        section, _, key = name.partition(".")
        values: dict[str, Any] = getattr(sheet, section)
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
    sheet.version += 1
    touched = {name.partition(".")[0] for name in changes}
    sheet.save(update_fields=[*touched, "version", "devices", "updated_at"])
    columns = {
        "self_assessment_id": sheet.pk if own else None,
        "sheet_id": None if own else sheet.pk,
        "device": device,
        "sequence": sequence,
        "version": sheet.version,
        "by_id": actor.user.pk if actor.user else None,
        "at": utc_text(datetime.now(UTC)),
        "changes": {name: list(pair) for name, pair in changes.items()},
    }
    SheetChange.objects.create(**columns, content_hash=change_hash(columns))


def content_of(sheet: SelfAssessment) -> dict[str, dict[str, Any]]:
    """The content of a self-assessment, {section: {key: value}}."""
    return {section: getattr(sheet, section) for section in SECTIONS}


def sheet_rules(case: Case) -> SheetRules:
    """By what the sheets of a case are checked today."""
    rules = rules_of(case)
    return SheetRules(rules.edition, rules.guide, Kind(case.kind), today())


def open_fault(case: Case, rules: SheetRules, name: str) -> Fault | None:
    """Why a field may not be changed during a correction, or None."""
    if case.open_serials is None or field_serials(rules.guide, name) & set(case.open_serials):
        return None
    return Fault(field_place(rules, name), "没有列入本次补正范围", "只能修改退回意见中列出的指标")


def merge(
    sheet: SelfAssessment | Sheet,
    fields: Mapping[str, Edit],
    fault_of: Callable[[str, Any], Fault | None],
) -> tuple[SaveAnswer, dict[str, tuple[Any, Any]]]:
    """Compare each field with the present content: what applies, what conflicts, what is at fault.

    Returns the answer and the changes {field: (before, after)}; nothing is written yet.
    """
    applied, conflicts, faults, changes = [], [], {}, {}
    for name, edit in fields.items():
        fault = fault_of(name, edit.value)
        if fault:
            faults[name] = fault
            continue
        section, _, key = name.partition(".")
        present = getattr(sheet, section).get(key)
        if present == edit.value and type(present) is type(edit.value):
            applied.append(name)
        elif present == edit.base and type(present) is type(edit.base):
            changes[name] = (present, edit.value)
            applied.append(name)
        else:
            conflicts.append(Conflict(name, edit.base, edit.value, present))
    version = sheet.version + bool(changes)
    return SaveAnswer(version, tuple(applied), tuple(conflicts), faults), changes


def note_device(sheet: SelfAssessment | Sheet, who: str, sequence: int, now: datetime) -> None:
    """Keep the device's sequence; of very many devices the longest unused are forgotten."""
    sheet.devices[who] = [sequence, int(now.timestamp())]
    while len(sheet.devices) > MOST_DEVICES:
        del sheet.devices[min(sheet.devices, key=lambda one: sheet.devices[one][1])]


def refuse_malformed(device: str, sequence: int, fields: Mapping[str, Edit]) -> None:
    """Refuse (`invalid`) a save whose device, sequence or number of fields cannot be."""
    faults = []
    if not 0 < len(device) <= LONGEST_DEVICE or not device.isascii() or not device.isprintable():
        faults.append(Fault("设备", "设备标识不正确", "请刷新页面"))
    if type(sequence) is not int or not 0 < sequence <= MOST_SEQUENCE:
        faults.append(Fault("序号", "保存序号不正确", "请刷新页面"))
    if len(fields) > MOST_FIELDS:
        faults.append(Fault("内容", f"一次保存超过 {MOST_FIELDS} 项", "请分几次保存"))
    if faults:
        raise refuse("invalid", faults)
