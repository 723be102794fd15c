"""Counts deadlines anew once a year's working days are known."""

from __future__ import annotations

from django.db import transaction

from xingping.core.roles import Role
from xingping.core.validity import after_working_days
from xingping.rating.actor import SYSTEM
from xingping.rating.calendar import WORKING_DAY, today
from xingping.rating.models import Case
from xingping.rating.services.audit import record


def recount_deadlines() -> int:
    """Recount every deadline that still runs; returns how many moved. A deadline never moves forward.

    Deadlines that reach into a year whose holidays were not published are provisional; the later of the
    provisional and the recounted day holds, so that nobody loses days they were told they had.
    """
    moved = 0
    running = Case.objects.exclude(due_days=None).filter(due_on__gte=today())
    for case_id in running.values_list("pk", flat=True):
        with transaction.atomic():
            case = Case.objects.select_for_update().get(pk=case_id)
            if case.due_from is None or case.due_days is None or case.due_on is None:
                continue
            recounted = after_working_days(case.due_from, case.due_days, WORKING_DAY)
            if recounted <= case.due_on:
                continue
            before, case.due_on = {"due_on": case.due_on}, recounted
            case.save(update_fields=["due_on"])
            record(SYSTEM, Role.SYSTEM, "case.deadline", case, before=before, after={"due_on": recounted})
            moved += 1
    return moved
