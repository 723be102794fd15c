"""Reports about a centre in the media, kept by the centre; used as evidence for indicator 56."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.core.media import LEVEL_LABELS, LONGEST_LINK, LONGEST_OUTLET, LONGEST_TITLE, MEDIUM_LABELS
from xingping.rating.models.evidence import Blob, EvidenceItem
from xingping.rating.models.fields import hash_field, region_check, region_field
from xingping.rating.models.organisation import Centre, RatingBody


class MediaReport(models.Model):
    """One report. `body` and `region` are the centre's; a report that was used is not changed any more."""

    centre = models.ForeignKey(Centre, models.PROTECT, related_name="media_reports")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="+")
    region = region_field()
    level = models.CharField(
        "媒体层级", max_length=12, choices=[(one.value, text) for one, text in LEVEL_LABELS.items()]
    )
    medium = models.CharField(
        "媒体类型", max_length=12, choices=[(one.value, text) for one, text in MEDIUM_LABELS.items()]
    )
    title = models.CharField("标题", max_length=LONGEST_TITLE)
    outlet = models.CharField("媒体名称", max_length=LONGEST_OUTLET)
    link = models.CharField("链接", max_length=LONGEST_LINK, blank=True)
    link_hash = hash_field(blank=True)
    """SHA-256 of `core.media.link_key`; empty where there is no link."""
    published_on = models.DateField("报道日期")
    screenshot = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+")
    screenshot_name = models.CharField(max_length=255, blank=True)
    archived = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+")
    """A copy of the page or the paper as PDF or picture: links die."""
    archived_name = models.CharField(max_length=255, blank=True)
    confirmed = models.BooleanField("已确认不涉密、个人信息已遮盖", default=False)
    created_by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        """Something to look at; one standing report per link and centre."""

        constraints = (
            models.UniqueConstraint(
                fields=("centre", "link_hash"),
                condition=Q(removed_at=None) & ~Q(link_hash=""),
                name="media_link_once_per_centre",
            ),
            models.CheckConstraint(
                condition=~Q(link="") | Q(screenshot__isnull=False) | Q(archived__isnull=False),
                name="media_can_be_looked_at",
            ),
            models.CheckConstraint(
                condition=Q(level__in=[one.value for one in LEVEL_LABELS]), name="media_level_known"
            ),
            models.CheckConstraint(
                condition=Q(medium__in=[one.value for one in MEDIUM_LABELS]), name="media_medium_known"
            ),
            models.CheckConstraint(condition=~Q(title="") & ~Q(outlet=""), name="media_has_title_and_outlet"),
            models.CheckConstraint(condition=Q(confirmed=True), name="media_confirmed"),
            region_check("media_report"),
        )
        indexes = (models.Index(fields=("centre", "published_on"), name="media_of_centre"),)

    def __str__(self) -> str:
        return self.title


class MediaUse(models.Model):
    """That a report became an item of evidence of a case."""

    report = models.ForeignKey(MediaReport, models.PROTECT, related_name="uses")
    item = models.OneToOneField(EvidenceItem, models.CASCADE, related_name="media_use")
    at = models.DateTimeField(auto_now_add=True)
