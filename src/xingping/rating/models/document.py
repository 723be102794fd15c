"""Editions, guides and round policies as they were when a case was pinned to them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.fields import hash_field


class DocumentKind(models.TextChoices):
    """What a pinned document is."""

    EDITION = "edition", "标准版本"
    GUIDE = "guide", "评分细则"
    POLICY = "policy", "批次办法"


class PinnedDocument(models.Model):
    """The JSON of an edition, guide or policy, found by its content hash; never changed."""

    hash = hash_field(primary_key=True)
    kind = models.CharField(max_length=8, choices=DocumentKind.choices)
    name = models.CharField(max_length=120)
    content = models.JSONField()
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Constraints."""

        constraints = (
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="pinned_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.hash[:12]}"
