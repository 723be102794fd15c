"""The announcement (公告) and what goes with it: awards one by one, letters of delivery, the archive."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.case import Case
from xingping.rating.models.certificate import Certificate
from xingping.rating.models.evidence import Blob
from xingping.rating.models.fields import hash_field
from xingping.rating.models.organisation import RatingBody


class Announcement(models.Model):
    """公告: number and day, and the cases that it awards."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="announcements")
    round = models.ForeignKey("rating.Round", models.PROTECT, related_name="announcements")
    number = models.CharField("公告文号", max_length=80)
    announced_on = models.DateField("公告日期")
    created_by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    job = models.ForeignKey("rating.Job", models.SET_NULL, null=True, blank=True, related_name="+")
    finished_at = models.DateTimeField(null=True, blank=True)
    """Every case of it was awarded or refused; from then on it is public."""
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        """One number a body."""

        constraints = (models.UniqueConstraint(fields=("body", "number"), name="announcement_number_once"),)
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/notice/announcements/{self.pk}/"


class AnnouncementItem(models.Model):
    """One case of an announcement: awarded with its certificate, or refused with the reason."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="announcement_items")
    position = models.PositiveIntegerField()
    certificate = models.OneToOneField(
        Certificate, models.PROTECT, null=True, blank=True, related_name="announcement_item"
    )
    awarded_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField("未能授予的原因", max_length=400, blank=True)

    class Meta:
        """A case is in one announcement, unless it was refused there; awarded with a certificate."""

        constraints = (
            models.UniqueConstraint(fields=("announcement", "position"), name="announcement_position_once"),
            models.UniqueConstraint(fields=("case",), condition=Q(refusal=""), name="announcement_case_once"),
            models.CheckConstraint(
                condition=Q(awarded_at=None, certificate=None)
                | Q(awarded_at__isnull=False, certificate__isnull=False, refusal=""),
                name="announcement_awarded_with_certificate",
            ),
        )
        ordering = ("announcement", "position")


class LetterKind(models.TextChoices):
    """What a letter delivers."""

    AWARDED = "awarded", "星级评定结果送达书"
    NOT_AWARDED = "not", "星级评定结果告知书"


class Letter(models.Model):
    """A letter of delivery (送达). Its words are kept, so that it reads the same for ever."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="letters")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=8, choices=LetterKind.choices)
    number = models.CharField("文号", max_length=80, unique=True)
    content = models.JSONField(default=dict)
    """What the letter says; dates as ISO text."""
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="+")
    """The letter itself, where it rests on points that an appeal may change."""
    delivered_at = models.DateTimeField("送达时间")
    opened_at = models.DateTimeField("查收时间", null=True, blank=True)
    opened_by = models.ForeignKey("rating.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        """In order of delivery."""

        constraints = (
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_known"),
        )
        ordering = ("case", "pk")


class ArchivePackage(models.Model):
    """归档: everything about an ended case in one BagIt package, with its hash and how long it is kept."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="archive")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="archives")
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="archives")
    manifest_hash = hash_field()
    """SHA-256 of the package's tag manifest, which names the hash of every other list in it."""
    files = models.PositiveIntegerField()
    keep_until = models.DateField("保存至")
    made_at = models.DateTimeField(auto_now_add=True)
