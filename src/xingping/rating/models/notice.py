"""The pre-award notice (公示): what is proposed, for how long, and the objections that anybody may raise."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xingping.core.objection import ObjectionState
from xingping.rating.models.case import Case
from xingping.rating.models.evidence import Blob
from xingping.rating.models.fields import hash_field, region_check, region_field
from xingping.rating.models.organisation import RatingBody


class Notice(models.Model):
    """公示 of one round: prepared, previewed, then published once; its address never changes."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="notices")
    round = models.ForeignKey("rating.Round", models.PROTECT, related_name="notices")
    number = models.CharField("公示文号", max_length=80)
    contact = models.CharField("受理异议的联系方式", max_length=200)
    published_on = models.DateField("公示日期", null=True, blank=True)
    first_end = models.DateField("原定最后一日", null=True, blank=True)
    ends_on = models.DateField("公示最后一日", null=True, blank=True, db_index=True)
    """Last day on which objections and appeals are received; moved by extensions only."""
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    created_by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_demo = models.BooleanField("演示", default=False)

    class Meta:
        """One number a body; published with its dates or not at all."""

        constraints = (
            models.UniqueConstraint(fields=("body", "number"), name="notice_number_once"),
            models.CheckConstraint(
                condition=Q(published_on=None, first_end=None, ends_on=None, published_at=None)
                | Q(
                    published_on__isnull=False,
                    published_at__isnull=False,
                    first_end__gt=F("published_on"),
                    ends_on__gte=F("first_end"),
                ),
                name="notice_published_with_dates",
            ),
        )
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The public page."""
        return f"/notice/{self.pk}/"


class NoticeItem(models.Model):
    """One case proposed for award, with the star that the notice says; never an unsuccessful one."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="items")
    case = models.ForeignKey(Case, models.PROTECT, related_name="notice_items")
    stars = models.PositiveSmallIntegerField("拟授予星级")
    centre_name = models.CharField(max_length=120)
    region = region_field()
    ended_at = models.DateTimeField(null=True, blank=True)
    """The case no longer stands in this notice: reopened, or its star was changed by an appeal."""

    class Meta:
        """Once a notice; in one running notice at a time; always a star."""

        constraints = (
            models.UniqueConstraint(fields=("notice", "case"), name="notice_item_once"),
            models.UniqueConstraint(
                fields=("case",), condition=Q(ended_at=None), name="notice_item_stands_once"
            ),
            models.CheckConstraint(condition=Q(stars__range=(1, 5)), name="notice_item_has_a_star"),
            region_check("notice_item"),
        )
        ordering = ("notice", "region", "centre_name", "pk")


class NoticeExtension(models.Model):
    """A notice made longer, with the reason that the page shows."""

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="extensions")
    before = models.DateField("原最后一日")
    until = models.DateField("延长至")
    reason = models.CharField("理由", max_length=400)
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Only ever longer, and with a reason."""

        constraints = (
            models.CheckConstraint(condition=Q(until__gt=F("before")), name="notice_only_made_longer"),
            models.CheckConstraint(condition=~Q(reason=""), name="notice_extension_has_reason"),
        )
        ordering = ("notice", "pk")


class Objection(models.Model):
    """异议 by anybody against one proposed award. Its state is set in `services.objections` only."""

    item = models.ForeignKey(NoticeItem, models.PROTECT, related_name="objections")
    case = models.ForeignKey(Case, models.PROTECT, related_name="objections")
    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="objections")
    number = models.PositiveIntegerField("异议序号")
    """Counts the objections against a case from 1."""
    receipt_hash = hash_field(unique=True)
    """SHA-256 of the receipt, of which only the objector has the 128 bits."""
    reason = models.TextField("异议理由")
    contact = models.TextField("联系方式（加密）", blank=True)
    """Encrypted under the keys of the settings; the centre never sees it."""
    blob = models.ForeignKey(Blob, models.PROTECT, null=True, blank=True, related_name="objections")
    file_name = models.CharField(max_length=255, blank=True)
    sender = models.CharField(max_length=32, blank=True, db_index=True)
    """Keyed hash of the client's address, for the limit of objections an hour."""
    state = models.CharField(
        max_length=10,
        default=ObjectionState.FILED,
        choices=[(one.value, one.label) for one in ObjectionState],
    )
    handler = models.ForeignKey(
        "rating.User", models.PROTECT, null=True, blank=True, related_name="objections_handled"
    )
    due_on = models.DateField("答复期限", db_index=True)
    filed_at = models.DateTimeField(auto_now_add=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Numbered without doubles; replied with a reply's date, and by somebody."""

        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="objection_number_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="objection_has_reason"),
            models.CheckConstraint(condition=Q(state__in=list(ObjectionState)), name="objection_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=("filed", "handled"), replied_at=None)
                | Q(state__in=("upheld", "rejected"), replied_at__isnull=False, handler__isnull=False),
                name="objection_replied_by_somebody",
            ),
        )
        indexes = (models.Index(fields=("body", "state", "due_on"), name="objection_desk"),)
        ordering = ("pk",)

    def get_absolute_url(self) -> str:
        """Where officers handle it; the objector follows it with the receipt."""
        return f"/office/objections/{self.pk}/"


class ObjectionStep(models.Model):
    """One step of an objection, in order; public ones are what the objector sees with the receipt."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="steps")
    sequence = models.PositiveIntegerField()
    action = models.CharField(max_length=10)
    text = models.TextField(blank=True)
    public = models.BooleanField(default=True)
    by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In order, without doubles."""

        constraints = (models.UniqueConstraint(fields=("objection", "sequence"), name="objection_step_once"),)
        ordering = ("objection", "sequence")


class CentreReply(models.Model):
    """The centre's own words beside its result, shown where the case's policy publishes them."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="centre_reply")
    text = models.TextField("中心（站）的说明")
    by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        """Never empty."""

        constraints = (models.CheckConstraint(condition=~Q(text=""), name="centre_reply_has_text"),)
