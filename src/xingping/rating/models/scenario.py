"""Saved what-if scenarios (假设方案): what is changed, never what comes of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.fields import hash_field


class SavedScenario(models.Model):
    """假设方案. Opening it computes it anew over what the reader may see; nothing published changes."""

    name = models.CharField("名称", max_length=80)
    owner = models.ForeignKey("rating.User", models.PROTECT, related_name="scenarios")
    body = models.ForeignKey(
        "rating.RatingBody", models.PROTECT, null=True, blank=True, related_name="scenarios"
    )
    """Of which body's people it can be shared with; None: of a person without a body."""
    shared = models.BooleanField("同机构可见", default=False)
    source = models.CharField("数据来源", max_length=40, blank=True)
    """Where it was made: a source of `queries.scenario_sources`; a hint, not a right."""
    content = models.JSONField("改动")
    """`rating.what_if.plan_json`."""
    edition_code = models.CharField("标准编号", max_length=40)
    edition_hash = hash_field()
    """The edition that the changes refer to."""
    is_demo = models.BooleanField("演示", default=False)
    created_at = models.DateTimeField("保存时间", auto_now_add=True)

    class Meta:
        """Constraints."""

        constraints = (
            models.UniqueConstraint(fields=("owner", "name"), name="scenario_name_once_per_owner"),
            models.CheckConstraint(condition=~Q(name=""), name="scenario_has_name"),
        )
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.name
