"""Sheets: one row each, with its scores as JSON, saved by compare-and-set.

Fields of a sheet are named `scores.31`, `statements.31`, `points.31.1`, `facts.households` in saves and
in the history; `core.sheet_content` checks them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.case import Case
from xingping.rating.models.fields import hash_field


class SavedDocument(models.Model):
    """What every sheet has: content as JSON, a version, and each device's last sequence."""

    scores = models.JSONField(default=dict)
    """{serial: hundredths of a point}."""
    statements = models.JSONField(default=dict)
    """{serial: text}: the applicant's statement, or the assessor's reason."""
    points = models.JSONField(default=dict)
    """{scoring point id: true or false}; a point not looked at is absent."""
    version = models.PositiveIntegerField(default=0)
    devices = models.JSONField(default=dict)
    """{"user:device": [last sequence, unix seconds of the last save]}."""
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        """No table of its own."""

        abstract = True


class SelfAssessment(SavedDocument):
    """自评: the applicant's own scores, statements, ticked points and facts."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="self_assessment")
    facts = models.JSONField(default=dict)
    """{fact: {"value": text, "true_on": ISO date}}."""
    locked_hash = hash_field(blank=True)
    """Content hash at the last submission; empty while open."""


class Sheet(SavedDocument):
    """评分表 of one assessor. Who that is stands in the team's own table; here only the blind label."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="sheets")
    label = models.CharField("盲评代号", max_length=4)
    revision = models.PositiveSmallIntegerField(default=1)
    """A correction after the lock is a new row with the next revision."""
    groups = models.JSONField(default=list)
    """Indicator groups of the guide it covers; empty: all."""
    flags = models.JSONField(default=dict)
    """{serial: {"not_seen": true, "confidence": 1..3, "reasons": [...]}}."""
    locked_at = models.DateTimeField(null=True, blank=True)
    content_hash = hash_field(blank=True)

    class Meta:
        """Constraints."""

        constraints = (
            models.UniqueConstraint(fields=("case", "label", "revision"), name="sheet_once_per_label"),
            models.CheckConstraint(
                condition=Q(locked_at=None, content_hash="") | (~Q(locked_at=None) & ~Q(content_hash="")),
                name="sheet_locked_with_hash",
            ),
        )


class SheetChange(models.Model):
    """One save of one sheet. It is an audit entry of its own and is sealed like one."""

    self_assessment = models.ForeignKey(
        SelfAssessment, models.CASCADE, null=True, blank=True, related_name="saves"
    )
    sheet = models.ForeignKey(Sheet, models.CASCADE, null=True, blank=True, related_name="saves")
    device = models.CharField(max_length=64)
    sequence = models.PositiveBigIntegerField()
    version = models.PositiveIntegerField()
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.CharField(max_length=32)
    """ISO time in UTC, hashed as it stands."""
    changes = models.JSONField()
    """{field: [before, after]}; null where the field was empty."""
    content_hash = hash_field()

    class Meta:
        """A device's sequence counts once; a change belongs to exactly one sheet."""

        constraints = (
            models.CheckConstraint(
                condition=Q(self_assessment=None, sheet__isnull=False)
                | Q(self_assessment__isnull=False, sheet=None),
                name="sheet_change_of_one_sheet",
            ),
            models.UniqueConstraint(
                fields=("self_assessment", "by", "device", "sequence"),
                condition=Q(sheet=None),
                name="self_assessment_sequence_once",
            ),
            models.UniqueConstraint(
                fields=("sheet", "by", "device", "sequence"),
                condition=Q(self_assessment=None),
                name="sheet_sequence_once",
            ),
        )


class SheetHistory(models.Model):
    """The sealed changes of a locked sheet, compacted into one row; each keeps its id and hash."""

    self_assessment = models.ForeignKey(
        SelfAssessment, models.CASCADE, null=True, blank=True, related_name="histories"
    )
    sheet = models.ForeignKey(Sheet, models.CASCADE, null=True, blank=True, related_name="histories")
    first_change = models.BigIntegerField()
    last_change = models.BigIntegerField()
    changes = models.JSONField()
    """The rows of SheetChange as JSON objects, in id order."""
    compacted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Belongs to exactly one sheet."""

        constraints = (
            models.CheckConstraint(
                condition=Q(self_assessment=None, sheet__isnull=False)
                | Q(self_assessment__isnull=False, sheet=None),
                name="sheet_history_of_one_sheet",
            ),
        )
