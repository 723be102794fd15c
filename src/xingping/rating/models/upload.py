"""Uploads on their way: pieces arrive in order, survive a lost connection, and end as one file."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xingping.rating.models.case import Case
from xingping.rating.models.evidence import Blob


class Upload(models.Model):
    """One file on its way. It ends with a blob, or with the reason why the file was refused."""

    key = models.UUIDField(primary_key=True)
    """Given by the device, so that a repeated start goes on with the same upload."""
    case = models.ForeignKey(Case, models.CASCADE, related_name="uploads")
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    file_name = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    pieces = models.JSONField(default=list)
    """Names of the pieces in the storage, in order; empty again once the upload has ended."""
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="uploads")
    refusal = models.JSONField(default=dict, blank=True)
    """{"code", "message", "mend"} where the file was refused."""
    started_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        """Never more received than announced."""

        constraints = (
            models.CheckConstraint(
                condition=Q(size__gt=0, received__lte=F("size")), name="upload_within_its_size"
            ),
        )

    @property
    def ended(self) -> bool:
        """Whether it ended, one way or the other."""
        return self.blob_id is not None or bool(self.refusal)
