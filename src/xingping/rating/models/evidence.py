"""Evidence (佐证材料): files stored once by content, items in versions, links to indicators."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from xingping.rating.models.case import Case
from xingping.rating.models.fields import hash_field


class Blob(models.Model):
    """A stored file, once per content; the file itself lies in the storage under its hash."""

    sha256 = hash_field(primary_key=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    perceptual_hash = models.CharField(max_length=16, blank=True, db_index=True)
    """64 bits in hex, of images only; empty otherwise."""
    preview = models.JSONField(default=dict, blank=True)
    """What was made from it: {"thumbnail": sha256, ...}."""
    scanned_at = models.DateTimeField(null=True, blank=True)
    stored_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256[:12]


class EvidenceMode(models.TextChoices):
    """How an item is shown; on-site only items have neither file nor link."""

    UPLOAD = "upload", "上传"
    LINK = "link", "公开链接"
    ON_SITE = "on_site", "现场查验"


class EvidenceItem(models.Model):
    """One item of evidence of a case; what it shows stands in its newest version."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="evidence")
    key = models.UUIDField()
    """Given by the device, so that a repeated upload makes no second item."""
    removed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Constraints."""

        constraints = (models.UniqueConstraint(fields=("case", "key"), name="evidence_key_once_per_case"),)


class EvidenceVersion(models.Model):
    """What an item shows; replaced by the next version, never overwritten."""

    item = models.ForeignKey(EvidenceItem, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    current = models.BooleanField(default=True)
    mode = models.CharField("方式", max_length=8, choices=EvidenceMode.choices)
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="versions")
    file_name = models.CharField("文件名", max_length=255, blank=True)
    url = models.URLField("公开链接", max_length=1000, blank=True)
    caption = models.CharField("说明", max_length=400)
    dated = models.DateField("形成日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    taken = models.JSONField("拍摄信息", default=dict, blank=True)
    """From the file: {"at": ISO time, "latitude": text, "longitude": text}; never published."""
    not_secret = models.BooleanField("已确认不涉密", default=False)
    masked = models.BooleanField("已确认个人信息已遮盖", default=False)
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One current version; content fits the mode; confirmations given."""

        constraints = (
            models.UniqueConstraint(fields=("item", "number"), name="evidence_version_once"),
            models.UniqueConstraint(
                fields=("item",), condition=Q(current=True), name="evidence_one_current_version"
            ),
            models.CheckConstraint(
                condition=Q(mode="upload", blob__isnull=False, url="")
                | (Q(mode="link", blob=None) & ~Q(url=""))
                | Q(mode="on_site", blob=None, url=""),
                name="evidence_fits_mode",
            ),
            models.CheckConstraint(
                condition=Q(mode="on_site") | Q(not_secret=True, masked=True), name="evidence_confirmed"
            ),
        )


class EvidenceLink(models.Model):
    """An item shown for an indicator, or for one of its scoring points."""

    item = models.ForeignKey(EvidenceItem, models.CASCADE, related_name="links")
    serial = models.CharField(max_length=8, db_index=True)
    point = models.CharField(max_length=16, blank=True)

    class Meta:
        """Linked once."""

        constraints = (
            models.UniqueConstraint(fields=("item", "serial", "point"), name="evidence_linked_once"),
        )


class CaseFileKind(models.TextChoices):
    """Scans that belong to the case itself."""

    FORM = "form", "盖章申报表"
    PLEDGE = "pledge", "承诺书"
    OPINION = "opinion", "推荐意见"
    NOTICE = "notice", "书面告知"
    OTHER = "other", "其他"


class CaseFile(models.Model):
    """A scan that belongs to the case, not to an indicator."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=8, choices=CaseFileKind.choices)
    level = models.CharField(max_length=16, blank=True)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="case_files")
    file_name = models.CharField(max_length=255)
    current = models.BooleanField(default=True)
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """One current form, pledge and opinion per level."""

        constraints = (
            models.UniqueConstraint(
                fields=("case", "kind", "level"),
                condition=Q(current=True) & ~Q(kind__in=("notice", "other")),
                name="case_file_one_current",
            ),
            models.CheckConstraint(condition=Q(kind__in=CaseFileKind.values), name="case_file_kind_known"),
        )
