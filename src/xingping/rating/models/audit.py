"""The audit log: entries that never change, their erasable personal values, and the chain of blocks."""

from __future__ import annotations

from django.db import models

from xingping.rating.models.fields import hash_field


class AuditEntry(models.Model):
    """Who did what to which object. Append-only by triggers; hashed over canonical JSON.

    Personal values stand here as salted commitments only; values and salts lie in AuditSecret.
    """

    at = models.CharField(max_length=32, db_index=True)
    """ISO time in UTC with microseconds, hashed as it stands."""
    actor = models.BigIntegerField(null=True, db_index=True)
    """The user's id, or null for the system; no foreign key, so that entries outlive accounts."""
    role = models.CharField(max_length=16)
    verb = models.CharField(max_length=48, db_index=True)
    object_type = models.CharField(max_length=32)
    object_id = models.CharField(max_length=64)
    case = models.BigIntegerField(null=True, db_index=True)
    body = models.BigIntegerField(null=True, db_index=True)
    detail = models.JSONField()
    """{"before": ..., "after": ..., "reason": ..., "address": ...}, personal parts as commitments."""
    content_hash = hash_field()

    class Meta:
        """Finding the history of an object."""

        indexes = (models.Index(fields=("object_type", "object_id", "id"), name="audit_object"),)


class AuditSecret(models.Model):
    """A personal value of an entry and its salt. May be erased; the entry stays verifiable."""

    entry = models.ForeignKey(AuditEntry, models.CASCADE, related_name="secrets")
    field = models.CharField(max_length=64)
    salt = models.CharField(max_length=64)
    value = models.JSONField()

    class Meta:
        """One value per field."""

        constraints = (models.UniqueConstraint(fields=("entry", "field"), name="audit_secret_once"),)


class AuditBlock(models.Model):
    """A sealed block: the Merkle root over its entries, chained to the block before."""

    number = models.BigIntegerField(primary_key=True)
    previous = hash_field()
    root = hash_field()
    count = models.PositiveIntegerField()
    sealed_at = models.CharField(max_length=32)
    hash = hash_field(unique=True)
    signature = models.CharField(max_length=200, blank=True)
    """Ed25519 over the hash, in hex, where the deployment has an issuer key."""


class SealedKind(models.TextChoices):
    """What a seal covers."""

    ENTRY = "entry", "审计记录"
    CHANGE = "change", "保存记录"


class AuditSeal(models.Model):
    """The place of one entry, or one save of a sheet, in a block."""

    kind = models.CharField(max_length=6, choices=SealedKind.choices)
    source = models.BigIntegerField()
    """Id of the AuditEntry or SheetChange."""
    block = models.ForeignKey(AuditBlock, models.PROTECT, related_name="seals")
    position = models.PositiveIntegerField()
    leaf = hash_field()
    """Content hash at the time of sealing, so that the first bad entry can be named."""

    class Meta:
        """Sealed once; no place twice."""

        constraints = (
            models.UniqueConstraint(fields=("kind", "source"), name="sealed_once"),
            models.UniqueConstraint(fields=("block", "position"), name="seal_place_once"),
        )
