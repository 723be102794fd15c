"""On site (现场): the packages that assessors take along, their photos, and how a visit was closed."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from xingping.rating.models.case import Case
from xingping.rating.models.evidence import Blob
from xingping.rating.models.fields import hash_field
from xingping.rating.models.sheet import Sheet
from xingping.rating.models.team import Visit


class FieldPackage(models.Model):
    """A case that one device took along, and the last receipt that the device asked for."""

    key = models.UUIDField(primary_key=True)
    """Instance id, given by the device, so that a repeated request finds the same package."""
    case = models.ForeignKey(Case, models.CASCADE, related_name="field_packages")
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    device = models.CharField(max_length=64)
    taken_at = models.DateTimeField(auto_now_add=True)
    receipt = models.JSONField(default=dict)
    """What had arrived when the device last asked; empty before. See `core.field_receipt`."""
    receipt_number = models.PositiveBigIntegerField(default=0)
    """Number of the manifest that the receipt answers; it only rises."""
    receipt_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """A receipt has its time."""

        constraints = (
            models.CheckConstraint(
                condition=Q(receipt_number=0, receipt_at=None)
                | Q(receipt_number__gt=0, receipt_at__isnull=False),
                name="field_receipt_with_time",
            ),
        )


class SitePhoto(models.Model):
    """A photo taken on site for one indicator. Whose it is stands in the sheet's label, never here."""

    key = models.UUIDField(primary_key=True)
    """Given by the device: the same photo sent again is the same row. Random, so that it tells nothing."""
    case = models.ForeignKey(Case, models.CASCADE, related_name="site_photos")
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="photos")
    serial = models.CharField(max_length=8)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="site_photos")
    caption = models.CharField("说明", max_length=200, blank=True)
    taken_at = models.CharField("拍摄时间", max_length=32)
    """ISO time by the device's clock."""
    place = models.JSONField("拍摄地点", default=dict, blank=True)
    """{"latitude": text, "longitude": text, "accuracy": metres}; empty where the device gave none."""
    distance = models.PositiveIntegerField("距中心", null=True, blank=True)
    """Metres from the registered place of the centre, where both are known."""
    removed_at = models.DateTimeField(null=True, blank=True)
    """Taken out before the lock. The row stays, so that a repeated request does not bring it back."""

    class Meta:
        """Found by case and indicator."""

        indexes = (models.Index(fields=("case", "serial"), name="site_photo_of_indicator"),)


class VisitClosing(models.Model):
    """How a visit ended on site: the record by modes, who was there, both signatures. Never changed.

    A second report of the same visit, from another device, is kept beside the first and does not stand.
    """

    key = models.UUIDField(primary_key=True)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="closings")
    standing = models.BooleanField(default=True)
    talk = models.TextField("座谈", blank=True)
    reading = models.TextField("查阅", blank=True)
    interview = models.TextField("访谈", blank=True)
    attendance = models.JSONField("出席", default=list)
    opened_at = models.CharField("首次会议", max_length=32)
    closed_at = models.CharField("末次会议", max_length=32)
    """ISO times by the device's clock; the visit itself holds when they arrived."""
    team_signer = models.CharField("评审组签名人", max_length=80)
    team_signature = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    centre_signer = models.CharField("中心签名人", max_length=80)
    centre_signature = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    content_hash = hash_field()
    """Over everything above, signatures by their SHA-256."""
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One closing stands."""

        constraints = (
            models.UniqueConstraint(
                fields=("visit",), condition=Q(standing=True), name="visit_one_standing_closing"
            ),
        )

    @property
    def opened(self) -> datetime:
        """When the first meeting was held, by the device's clock."""
        return datetime.fromisoformat(self.opened_at)

    @property
    def closed(self) -> datetime:
        """When the last meeting was held, by the device's clock."""
        return datetime.fromisoformat(self.closed_at)
