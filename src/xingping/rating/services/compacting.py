"""Gathers the sealed saves of a locked sheet into one row of history; every save keeps its id and hash."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from xingping.rating.models import (
    AuditSeal,
    Case,
    SealedKind,
    SelfAssessment,
    Sheet,
    SheetChange,
    SheetHistory,
)
from xingping.rating.queries.audit_check import CHANGE_COLUMNS

AT_ONCE = 200


def compact_locked(limit: int = AT_ONCE) -> int:
    """Compact up to `limit` locked sheets whose saves are all sealed; returns how many were compacted."""
    own = SheetChange.objects.filter(self_assessment=OuterRef("pk"))
    theirs = SheetChange.objects.filter(sheet=OuterRef("pk"))
    locked = SelfAssessment.objects.exclude(locked_hash="").filter(Exists(own))[:limit]
    done = sum(_compact(sheet.case_id, self_assessment=sheet) for sheet in locked)
    sheets = Sheet.objects.exclude(locked_at=None).filter(Exists(theirs))[:limit]
    return done + sum(_compact(sheet.case_id, sheet=sheet) for sheet in sheets)


def _compact(
    case_id: int, *, self_assessment: SelfAssessment | None = None, sheet: Sheet | None = None
) -> bool:
    """One sheet, under the lock of its case; False where a save has no seal yet."""
    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case_id)
        saves = SheetChange.objects.filter(self_assessment=self_assessment, sheet=sheet)
        rows = list(saves.order_by("pk").values(*CHANGE_COLUMNS))
        ids = [row["id"] for row in rows]
        sealed = AuditSeal.objects.filter(kind=SealedKind.CHANGE, source__in=ids).count()
        if not rows or sealed != len(rows):
            return False
        SheetHistory.objects.create(
            self_assessment=self_assessment,
            sheet=sheet,
            first_change=ids[0],
            last_change=ids[-1],
            changes=rows,
        )
        saves.filter(pk__lte=ids[-1]).delete()
    return True
