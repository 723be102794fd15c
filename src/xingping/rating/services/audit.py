"""Writing to the audit log: one entry in the transaction of the write it tells of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models
from django.utils import timezone

from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.audit_content import address_hash, entry_hash, hide_personal
from xingping.rating.models import AuditEntry, AuditSecret, Case, RatingBody


def utc_text(moment: datetime) -> str:
    """A moment as the log writes it: ISO 8601 in UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def record(
    actor: Actor,
    role: Role,
    verb: str,
    subject: models.Model,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> AuditEntry:
    """Add an entry about `subject`. Call it inside the transaction of the write, after the write.

    `before` and `after` hold the fields that changed; those in `audit_content.PERSONAL_FIELDS`, and the
    reason, enter the entry as salted commitments only. The case and the body that the entry is found
    by are the subject's own.
    Raises RuntimeError outside a transaction.
    """
    return record_all(actor, role, [Told(verb, subject, before or {}, after or {}, reason)])[0]


@dataclass(frozen=True, slots=True)
class Told:
    """What one entry tells: done to what, the fields that changed, why."""

    verb: str
    subject: models.Model
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""


def record_all(actor: Actor, role: Role, told: Iterable[Told]) -> list[AuditEntry]:
    """Add one entry for each of many writes of one transaction, as `record` does, in few statements."""
    if not connection.in_atomic_block:
        raise RuntimeError("an audit entry belongs into the transaction of its write")
    entries, secrets = [], []
    for one in told:
        entry, kept = _entry(actor, role, one)
        entries.append(entry)
        secrets += [AuditSecret(entry=entry, **secret) for secret in kept]
    AuditEntry.objects.bulk_create(entries)
    AuditSecret.objects.bulk_create(secrets)
    return entries


def _entry(actor: Actor, role: Role, told: Told) -> tuple[AuditEntry, list[dict[str, Any]]]:
    """An entry that is not yet written, and its secrets."""
    detail: dict[str, Any] = {"before": told.before, "after": told.after}
    if told.reason:
        detail["reason"] = told.reason
    if actor.address:
        detail["address"] = address_hash(actor.address)
    if actor.token_id is not None:
        detail["token"] = actor.token_id
    hidden, kept = hide_personal(detail)
    columns: dict[str, Any] = {
        "at": utc_text(timezone.now()),
        "actor": actor.user.pk if actor.user else None,
        "role": role.value,
        "verb": told.verb,
        "object_type": told.subject._meta.model_name or "",
        "object_id": str(told.subject.pk),
        "case": _key_of(told.subject, Case, "case_id"),
        "body": _key_of(told.subject, RatingBody, "body_id"),
        "detail": hidden,
    }
    return AuditEntry(**columns, content_hash=entry_hash(columns)), kept


def _key_of(subject: models.Model, model: type[models.Model], column: str) -> int | None:
    key: int | None = subject.pk if isinstance(subject, model) else getattr(subject, column, None)
    return key


def changed_fields(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs between two states of an object, before and after."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}
