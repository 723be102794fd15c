"""Writing to the audit log: one entry in the transaction of the write it tells of."""

from __future__ import annotations

from collections.abc import Mapping
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
    if not connection.in_atomic_block:
        raise RuntimeError("an audit entry belongs into the transaction of its write")
    detail: dict[str, Any] = {"before": before or {}, "after": after or {}}
    if reason:
        detail["reason"] = reason
    if actor.address:
        detail["address"] = address_hash(actor.address)
    hidden, kept = hide_personal(detail)
    columns: dict[str, Any] = {
        "at": utc_text(timezone.now()),
        "actor": actor.user.pk if actor.user else None,
        "role": role.value,
        "verb": verb,
        "object_type": subject._meta.model_name or "",
        "object_id": str(subject.pk),
        "case": _key_of(subject, Case, "case_id"),
        "body": _key_of(subject, RatingBody, "body_id"),
        "detail": hidden,
    }
    entry = AuditEntry.objects.create(**columns, content_hash=entry_hash(columns))
    if kept:
        AuditSecret.objects.bulk_create(AuditSecret(entry=entry, **secret) for secret in kept)
    return entry


def _key_of(subject: models.Model, model: type[models.Model], column: str) -> int | None:
    key: int | None = subject.pk if isinstance(subject, model) else getattr(subject, column, None)
    return key


def changed_fields(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs between two states of an object, before and after."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: before.get(name) for name in names}, {name: after.get(name) for name in names}
