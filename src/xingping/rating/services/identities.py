"""Who stands behind a case's sheets: the one function that tells, to auditors only, on the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, TeamMember, User
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.verbs import Verb


@dataclass(frozen=True, slots=True)
class Identity:
    """A person, the label of their sheets, and their blind label in each indicator group."""

    person: User
    label: str
    labels: Mapping[str, str]


def reveal_identities(actor: Actor, case_id: int, reason: str) -> tuple[Identity, ...]:
    """Tell an auditor who scored a case; that it was asked, by whom and why, enters the audit log first.

    Raises RefusedError: `not_found`, `not_allowed`, `reasons_missing`.
    """
    with transaction.atomic():
        case = Case.objects.filter(pk=case_id).first()
        if case is None:
            raise refuse("not_found")
        role = require(actor, Verb.VERIFY, case)
        if not reason.strip():
            raise refuse("reasons_missing")
        record(actor, role, "case.identities", case, reason=reason)
        members = TeamMember.objects.filter(team__case=case).select_related("assessor__person")
        return tuple(
            Identity(one.assessor.person, one.label, one.labels) for one in members.order_by("label")
        )
