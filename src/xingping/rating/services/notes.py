"""Notes of officers for their colleagues; nobody outside the body sees them."""

from __future__ import annotations

from django.db import transaction

from xingping.core.faults import Fault
from xingping.core.sheet_content import text_fault
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Note
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.services.idempotency import once
from xingping.rating.verbs import Verb


def add_note(actor: Actor, case_id: int, text: str, *, key: str = "") -> Note:
    """Write a note on a case. Raises RefusedError: `not_found`, `not_allowed`, `invalid`."""

    def act() -> Note:
        with transaction.atomic():
            case = Case.objects.filter(pk=case_id).first()
            if case is None:
                raise refuse("not_found")
            role = require(actor, Verb.NOTE, case)
            wrong = text_fault(text) or (None if text.strip() else ("没有内容", "请写一句话"))
            if wrong:
                raise refuse("invalid", [Fault("备注", *wrong)])
            note = Note.objects.create(case=case, by=actor.person, text=text.strip())
            record(actor, role, "case.note", case, after={"note": note.text})
            return note

    return once(actor, key, "case.note", {"case": case_id, "text": text}, Note, act)
