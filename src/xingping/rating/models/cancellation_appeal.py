"""The appeal (申诉) of a centre against the cancellation of its star."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.certificate_life import Incident
from xingping.rating.models.organisation import RatingBody


class CancellationAppeal(models.Model):
    """Filed once in writing, decided by somebody who took no part in the cancellation."""

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="appeal")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="cancellation_appeals")
    text = models.TextField("申诉理由")
    filed_by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(auto_now_add=True)
    due_on = models.DateField("答复期限", db_index=True)
    upheld = models.BooleanField("申诉成立", null=True, blank=True)
    conclusion = models.TextField("复查结论", blank=True)
    decided_by = models.ForeignKey("rating.User", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """With a reason; decided as a whole or not at all."""

        constraints = (
            models.CheckConstraint(condition=~Q(text=""), name="cancellation_appeal_has_text"),
            models.CheckConstraint(
                condition=Q(upheld=None, conclusion="", decided_by=None, decided_at=None)
                | (
                    Q(upheld__isnull=False, decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(conclusion="")
                ),
                name="cancellation_appeal_decided_whole",
            ),
        )
        ordering = ("pk",)
