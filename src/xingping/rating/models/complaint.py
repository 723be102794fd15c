"""Complaints, suggestions and praise from residents; who sent them is sealed, for the handler alone."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from xingping.core.complaint import (
    CATEGORY_LABELS,
    LONGEST_TEXT,
    MOST_STARS,
    SAID_LABELS,
    STATE_LABELS,
    ComplaintState,
)
from xingping.rating.models.fields import hash_field, region_check, region_field
from xingping.rating.models.organisation import Centre, RatingBody


class Channel(models.TextChoices):
    """How it came in."""

    PAGE = "page", "网页"
    QR = "qr", "现场扫码"
    DESK = "desk", "电话或来访登记"


class Complaint(models.Model):
    """One message of a resident about a centre. `text` is masked; the words as sent are sealed."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="complaints")
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, blank=True, related_name="complaints")
    region = region_field()
    place = models.CharField("涉及的中心（站）", max_length=120, blank=True)
    """As the complainant named it, where it was not chosen."""
    said = models.CharField(
        "类型", max_length=12, choices=[(one.value, text) for one, text in SAID_LABELS.items()]
    )
    category = models.CharField(
        "事项", max_length=12, choices=[(one.value, text) for one, text in CATEGORY_LABELS.items()]
    )
    channel = models.CharField("渠道", max_length=4, choices=Channel.choices)
    text = models.TextField("内容", max_length=LONGEST_TEXT)
    sealed_text = models.TextField(blank=True)
    """Encrypted; empty once erased."""
    sealed_contact = models.TextField(blank=True)
    """Encrypted; empty for an anonymous sender, and once erased."""
    was_anonymous = models.BooleanField("匿名")
    may_pass_contact = models.BooleanField("同意把联系方式转给接收单位", default=False)
    receipt_hash = hash_field(unique=True)
    content_hash = hash_field()
    """Keyed; tells a repetition of the same form from another one with the same key."""
    state = models.CharField(
        "状态",
        max_length=16,
        choices=[(one.value, text) for one, text in STATE_LABELS.items()],
        default=ComplaintState.RECEIVED,
    )
    received_on = models.DateField("收到日期")
    due_on = models.DateField("答复期限")
    handler = models.ForeignKey("rating.User", models.PROTECT, null=True, blank=True, related_name="+")
    reply = models.TextField("答复", blank=True)
    replied_on = models.DateField("答复日期", null=True, blank=True)
    reopening = models.TextField("再次反映", blank=True)
    second_reply = models.TextField("再次答复", blank=True)
    ended_on = models.DateField(null=True, blank=True)
    """Day of the last reply or of the transfer; retention counts from it."""
    satisfaction = models.PositiveSmallIntegerField("对办理的满意度", null=True, blank=True)
    group = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="duplicates")
    """The first report of the same matter."""
    is_serious = models.BooleanField("严重", default=False)
    receiver = models.CharField("转往", max_length=120, blank=True)
    ground = models.CharField("转办理由", max_length=400, blank=True)
    shared_text = models.TextField("交中心（站）说明的文字", blank=True)
    """What the centre reads: masked and looked over by the handler; empty: the centre sees nothing."""
    shared_at = models.DateTimeField(null=True, blank=True)
    centre_answer = models.TextField("中心（站）的说明", blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """The last guards, and the officer's list."""

        verbose_name = "投诉与表扬"
        constraints = (
            models.CheckConstraint(condition=Q(state__in=[*ComplaintState]), name="complaint_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="complaint_has_text"),
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__gte=1, satisfaction__lte=MOST_STARS),
                name="complaint_satisfaction_range",
            ),
            models.CheckConstraint(
                condition=Q(replied_on=None) | Q(replied_on__gte=F("received_on")),
                name="complaint_replied_after",
            ),
            models.CheckConstraint(
                condition=~Q(state=ComplaintState.TRANSFERRED) | ~Q(receiver=""),
                name="complaint_transferred_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(shared_at=None) | ~Q(shared_text=""), name="complaint_shared_text"
            ),
            models.CheckConstraint(
                condition=Q(group=None) | ~Q(group=F("pk")), name="complaint_not_own_group"
            ),
            region_check("complaint"),
        )
        indexes = (
            models.Index(fields=("body", "state", "due_on"), name="complaint_queue"),
            models.Index(fields=("centre", "received_on"), name="complaint_of_centre"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What officers call it."""
        return f"TS{self.received_on:%Y}-{self.pk:06d}"


class ComplaintEvent(models.Model):
    """One step, for officers; what the complainant sees is on the complaint itself."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="events")
    what = models.CharField(max_length=16)
    note = models.TextField(blank=True)
    by = models.ForeignKey("rating.User", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """In the order in which they happened."""

        ordering = ("pk",)
