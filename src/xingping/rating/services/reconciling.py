"""Looking again (差异会商): an assessor confirms or changes an own score after seeing the others'."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.roles import Role
from xingping.core.scoring import score_fault
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Reconciliation, Sheet
from xingping.rating.permissions import require
from xingping.rating.queries.recipients import recipients
from xingping.rating.services.audit import record
from xingping.rating.services.messages import send_message
from xingping.rating.services.saving import sheet_rules
from xingping.rating.services.scoring import own_sheet, revise
from xingping.rating.services.transition import locked_case
from xingping.rating.verbs import Verb


def answer_reconciliation(
    actor: Actor, case_id: int, serial: str, points: int, reason: str
) -> Reconciliation:
    """Confirm (the same points) or change an own score (hundredths), with a reason; both are kept.

    With the last answer the changed scores become a new, locked revision of the sheet.
    Raises RefusedError: `nothing_to_reconcile`, `reasons_missing`, `invalid`, `wrong_state`.
    """
    with transaction.atomic():
        case = locked_case(case_id)
        role = require(actor, Verb.RECONCILE, case)
        sheet = own_sheet(actor, case)
        row = Reconciliation.objects.filter(case=case, sheet=sheet, serial=serial, answered_at=None).first()
        if row is None:
            raise refuse("nothing_to_reconcile")
        if not reason.strip():
            raise refuse("reasons_missing")
        _refuse_bad(case, serial, points, reason)
        row.after, row.reason, row.answered_at = points, reason.strip(), timezone.now()
        row.save(update_fields=["after", "reason", "answered_at"])
        record(
            actor, role, "sheet.reconcile", sheet,
            before={"serial": serial, "points": row.before}, after={"serial": serial, "points": points},
            reason=reason,
        )  # fmt: skip
        _finish(case, sheet)
    return row


def _finish(case: Case, sheet: Sheet) -> None:
    rows = list(Reconciliation.objects.filter(case=case, sheet=sheet))
    if any(row.after is None for row in rows):
        return
    changes = {row.serial: (row.after or 0, row.reason) for row in rows if row.after != row.before}
    if changes:
        revise(case, sheet, changes)
    if not Reconciliation.objects.filter(case=case, answered_at=None).exists():
        for person in recipients(case, (Role.OFFICER,)):
            send_message(
                person, subject=f"申报件 {case.number}：差异会商完毕", link=case.get_absolute_url(),
                key=f"reconciled:{case.pk}:{case.version}",
            )  # fmt: skip


def _refuse_bad(case: Case, serial: str, points: int, reason: str) -> None:
    rules = sheet_rules(case)
    indicator = rules.edition.by_serial[serial]
    wrong = score_fault(indicator, points, rules.guide.step) or text_fault(reason)
    if wrong:
        raise refuse("invalid", [Fault(f"指标 {serial}", *wrong)])
