"""Objections: what an officer sees, and what their objector follows with the receipt."""

from __future__ import annotations

from django.db.models import QuerySet

from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Objection
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.secrets import decrypt
from xingping.rating.services.objections import receipt_hash


def office_objections(reader: Actor) -> QuerySet[Objection]:
    """Objections about the cases that an officer or auditor sees; give it a reader with those roles alone."""
    cases = visible_cases(reader)
    return Objection.objects.filter(case__in=cases.order_by().values("pk")).select_related(
        "case__centre", "item__notice", "handler", "blob"
    )


def followed(receipt: str) -> Objection:
    """The objection that a receipt belongs to. Raises RefusedError (`receipt_unknown`)."""
    found = (
        Objection.objects.filter(receipt_hash=receipt_hash(receipt))
        .select_related("item__notice", "case")
        .first()
    )
    if found is None:
        raise refuse("receipt_unknown")
    return found


def contact_of(objection: Objection) -> str:
    """How to reach the objector; for whoever handles the objection, never for the centre."""
    return decrypt(objection.contact) if objection.contact else ""
