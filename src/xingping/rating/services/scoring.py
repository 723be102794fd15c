"""An assessor's own sheet: saving, locking, and correcting after the case was sent back.

A save follows the rules of `saving`; the person is found in the team, never in the sheet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from xingping.core.assessor_sheet import (
    ASSESSOR_SECTIONS,
    assessor_field_fault,
    covered_serials,
    lock_faults,
)
from xingping.core.canonical import content_hash
from xingping.core.lifecycle import Action
from xingping.core.roles import Role
from xingping.core.sheet_content import SCORES, STATEMENTS
from xingping.rating.actor import Actor
from xingping.rating.audit_content import plain
from xingping.rating.errors import refuse
from xingping.rating.models import Case, CaseEvent, Sheet, TeamMember
from xingping.rating.permissions import require
from xingping.rating.queries.blind_sheets import progress
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.recipients import recipients
from xingping.rating.queries.team import undecided_requests
from xingping.rating.services.audit import record
from xingping.rating.services.messages import send_message
from xingping.rating.services.saving import (
    SITTING_SECONDS,
    Edit,
    SaveAnswer,
    merge,
    note_device,
    refuse_malformed,
    sheet_rules,
    write_changes,
)
from xingping.rating.verbs import Verb


def save_sheet(
    actor: Actor, case_id: int, *, device: str, sequence: int, fields: Mapping[str, Edit]
) -> SaveAnswer:
    """Apply a save to the actor's own open sheet and say what became of each field.

    Raises RefusedError: `not_found`, `wrong_state`, `sheet_locked_already`, `invalid` when malformed.
    """
    return _save(actor, Q(pk=case_id), device, sequence, fields)


def save_sheet_by_number(
    actor: Actor, number: str, *, device: str, sequence: int, fields: Mapping[str, Edit]
) -> SaveAnswer:
    """The same for the case of a number: one query less, for saves come after every keystroke."""
    return _save(actor, Q(number=number), device, sequence, fields)


def _save(actor: Actor, which: Q, device: str, sequence: int, fields: Mapping[str, Edit]) -> SaveAnswer:
    refuse_malformed(device, sequence, fields)
    with transaction.atomic():
        case = _locked_case(which)
        role = require(actor, Verb.SCORE, case)
        sheet = own_sheet(actor, case)
        sheet.case = case
        last_sequence, last_second = sheet.devices.get(device, (0, 0))
        if sequence <= last_sequence:
            return SaveAnswer(sheet.version, stale=True, content=sheet_content(sheet), sheet=sheet)
        if sheet.locked_at is not None:
            raise refuse("sheet_locked_already")
        rules = sheet_rules(case)
        serials = covered_serials(rules.guide, sheet.groups)
        answer, changes = merge(
            sheet, fields, lambda name, value: assessor_field_fault(rules, serials, name, value)
        )
        now = timezone.now()
        note_device(sheet, device, sequence, now)
        if changes:
            write_changes(actor, sheet, changes, device=device, sequence=sequence)
            if now.timestamp() - last_second > SITTING_SECONDS:
                record(actor, role, "sheet.sitting", sheet, after={"version": sheet.version})
        else:
            sheet.save(update_fields=["devices"])
    return replace(answer, sheet=sheet)


def lock_sheet(actor: Actor, case_id: int, version: int) -> Sheet:
    """Lock the actor's own sheet for good; `version` is the one that was being looked at.

    The page asks for the password again first. Raises RefusedError: `changed_meanwhile`,
    `sheet_not_complete` with every fault, `sheet_locked_already`, `wrong_state`, `not_found`, and
    `recusal_undecided` while the applicant's request about anybody of the team waits.
    """
    with transaction.atomic():
        case = _locked_case(Q(pk=case_id))
        role = require(actor, Verb.SCORE, case)
        sheet = own_sheet(actor, case)
        if sheet.locked_at is not None:
            raise refuse("sheet_locked_already")
        if sheet.version != version:
            raise refuse("changed_meanwhile")
        if undecided_requests(case):
            raise refuse("recusal_undecided")
        _refuse_incomplete(case, sheet)
        close(sheet)
        record(actor, role, "sheet.lock", sheet, after={"content": sheet.content_hash})
        if progress(case).complete:
            for person in recipients(case, (Role.OFFICER,)):
                send_message(
                    person, subject=f"申报件 {case.number}：评分表已全部锁定",
                    link=case.get_absolute_url(), key=f"locked:{case.pk}:{case.version}",
                )  # fmt: skip
    return sheet


def correct_sheet(actor: Actor, case_id: int, changes: Mapping[str, tuple[int, str]], reason: str) -> Sheet:
    """After the panel sent the case back: correct own locked scores {serial: (hundredths, reason)}.

    The correction is a new, locked revision; the earlier one stays. Raises RefusedError:
    `not_sent_back`, `reasons_missing`, `sheet_not_complete`, `invalid`.
    """
    with transaction.atomic():
        case = _locked_case(Q(pk=case_id))
        role = require(actor, Verb.SCORE, case)
        sheet = own_sheet(actor, case)
        sent_back = CaseEvent.objects.filter(case=case, action=Action.SEND_BACK).exists()
        if sheet.locked_at is None or not sent_back:
            raise refuse("not_sent_back")
        if not reason.strip() or not changes:
            raise refuse("reasons_missing")
        revised = revise(case, sheet, changes)
        record(
            actor, role, "sheet.correct", revised,
            before={"content": sheet.content_hash}, after={"content": revised.content_hash}, reason=reason,
        )  # fmt: skip
    return revised


def own_sheet(actor: Actor, case: Case) -> Sheet:
    """The newest revision of the sheet of a member of the case's team; raises `not_found`."""
    member = TeamMember.objects.filter(team__case=case, ended_at=None, assessor__person=actor.person)
    label = member.values_list("label", flat=True).first()
    sheet = Sheet.objects.filter(case=case, label=label).order_by("-revision").first() if label else None
    if sheet is None:
        raise refuse("not_found")
    return sheet


def sheet_content(sheet: Sheet) -> dict[str, dict[str, Any]]:
    """The content of an assessor's sheet, {section: {key: value}}."""
    return {section: getattr(sheet, section) for section in ASSESSOR_SECTIONS}


def sheet_hash(sheet: Sheet) -> str:
    """Content hash of an assessor's sheet."""
    return content_hash(plain({**sheet_content(sheet), "groups": sheet.groups, "revision": sheet.revision}))


def close(sheet: Sheet) -> None:
    """Lock a sheet with its content hash."""
    sheet.content_hash = sheet_hash(sheet)
    sheet.locked_at = timezone.now()
    sheet.save()


def revise(case: Case, sheet: Sheet, changes: Mapping[str, tuple[int, str]]) -> Sheet:
    """A new, locked revision of a locked sheet with other scores and their reasons."""
    rules = sheet_rules(case)
    serials = covered_serials(rules.guide, sheet.groups)
    faults = [
        fault
        for serial, (value, reason) in changes.items()
        for name, one in ((f"{SCORES}.{serial}", value), (f"{STATEMENTS}.{serial}", reason or None))
        if (fault := assessor_field_fault(rules, serials, name, one))
    ]
    if faults:
        raise refuse("invalid", faults)
    revised = Sheet(
        case=case,
        label=sheet.label,
        revision=sheet.revision + 1,
        groups=sheet.groups,
        scores={**sheet.scores, **{serial: value for serial, (value, _) in changes.items()}},
        statements={**sheet.statements, **{serial: why for serial, (_, why) in changes.items() if why}},
        points=sheet.points,
        flags=sheet.flags,
        version=sheet.version + 1,
    )
    _refuse_incomplete(case, revised)
    close(revised)
    return revised


def _refuse_incomplete(case: Case, sheet: Sheet) -> None:
    rules = sheet_rules(case)
    faults = list(
        lock_faults(
            rules,
            covered_serials(rules.guide, sheet.groups),
            sheet.scores,
            sheet.statements,
            reason_below_full=rules_of(case).policy.reason_below_full,
        )
    )
    if faults:
        raise refuse("sheet_not_complete", faults, count=len(faults))


def _locked_case(which: Q) -> Case:
    """A case under its lock, without its round: saving needs no more."""
    case = Case.objects.select_for_update().filter(which).first()
    if case is None:
        raise refuse("not_found")
    return case
