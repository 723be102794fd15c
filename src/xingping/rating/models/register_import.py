"""A file of centres on its way into the register: checked, shown, confirmed, written."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.fields import hash_field
from xingping.rating.models.job import Job
from xingping.rating.models.organisation import RatingBody


class ImportState(models.TextChoices):
    """Where an import stands."""

    CHECKING = "checking", "检查中"
    FAULTY = "faulty", "有错，没有导入"
    READY = "ready", "等待确认"
    WRITING = "writing", "导入中"
    DONE = "done", "已导入"
    GIVEN_UP = "given_up", "已放弃"


class ImportKind(models.TextChoices):
    """Into which register a file goes."""

    CENTRES = "centres", "中心（站）登记"
    ASSESSORS = "assessors", "专家库"


class RegisterImport(models.Model):
    """One file, what it would change, and what was decided about names that look alike.

    The content is kept only until the import has ended.
    """

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="imports")
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ImportKind.choices, default=ImportKind.CENTRES)
    file_name = models.CharField("文件名", max_length=255)
    content = models.BinaryField()
    sha256 = hash_field()
    state = models.CharField("状态", max_length=10, choices=ImportState.choices, default=ImportState.CHECKING)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    """What is running or ran last."""
    preview = models.JSONField(default=dict)
    """{"new": [...], "changed": [...], "alike": [...], "unchanged", "skipped", "faults": [...]}."""
    plan_hash = hash_field(blank=True, default="")
    """Of all that would be written; confirming names it, so that nothing else is written."""
    answers = models.JSONField(default=dict)
    """{code of a new row: "new", "skip" or "same:<id of a centre>"} for names that look alike."""
    is_stale = models.BooleanField(default=False)
    """Whether the register changed after the preview that was confirmed, so that it was made anew."""
    created_at = models.DateTimeField("上传时间", auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Constraints."""

        verbose_name = "登记表导入"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state_known"),
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="import_kind_known"),
        )
