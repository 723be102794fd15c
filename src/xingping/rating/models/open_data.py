"""What was published as open data, day by day."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.evidence import Blob


class OpenDataRelease(models.Model):
    """The open data of one day; never changed afterwards."""

    day = models.DateField("日期", primary_key=True)
    package = models.JSONField("数据包描述")
    """`datapackage.json` as published: files with checksums, and the data dictionary."""
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-day",)


class OpenDataFile(models.Model):
    """One file of a release, kept by its content."""

    release = models.ForeignKey(OpenDataRelease, models.CASCADE, related_name="files")
    name = models.CharField(max_length=40)
    table = models.CharField(max_length=20)
    rows = models.PositiveIntegerField()
    media_type = models.CharField(max_length=60)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")

    class Meta:
        """One file a name."""

        constraints = (
            models.UniqueConstraint(fields=("release", "name"), name="open_data_file_once"),
            models.CheckConstraint(condition=~Q(name=""), name="open_data_file_has_name"),
        )
        ordering = ("release", "pk")
