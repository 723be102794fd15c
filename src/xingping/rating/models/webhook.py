"""Where a body's own systems are told of what happens, and every telling."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from xingping.rating.models.organisation import RatingBody


class WebhookState(models.TextChoices):
    """Whether an address is told anything."""

    ACTIVE = "active", "启用"
    PAUSED = "paused", "已停用"
    FAILED = "failed", "多次失败，已自动停用"


class Webhook(models.Model):
    """An address of a body's own system; written by `services.webhooks`."""

    body = models.ForeignKey(RatingBody, models.PROTECT, related_name="webhooks")
    name = models.CharField("名称", max_length=60)
    address = models.CharField("接收地址", max_length=500)
    secret = models.TextField("签名密钥（加密）")
    """Encrypted under the keys of the settings; shown once, when it is made."""
    old_secret = models.TextField("原来的密钥（加密）", blank=True)
    """Signs beside the present one until `old_until`; then it is emptied."""
    old_until = models.DateTimeField("原来的密钥用到", null=True, blank=True)
    events = models.JSONField("通知哪些事件", default=list)
    """Values of `core.webhook.Event`."""
    state = models.CharField("状态", max_length=8, choices=WebhookState.choices, default=WebhookState.ACTIVE)
    given_up = models.PositiveIntegerField("连续未送达", default=0)
    """Deliveries given up one after the other; back to 0 with the first that arrives."""
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey("rating.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    class Meta:
        """Constraints."""

        verbose_name = "事件通知"
        constraints = (
            models.CheckConstraint(condition=Q(state__in=WebhookState.values), name="webhook_state_known"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(address=""), name="webhook_named"),
            models.CheckConstraint(
                condition=Q(old_secret="", old_until=None) | (~Q(old_secret="") & Q(old_until__isnull=False)),
                name="webhook_old_secret_ends",
            ),
            models.UniqueConstraint(fields=("body", "address"), name="webhook_address_once_per_body"),
        )
        ordering = ("body", "name", "id")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return f"/office/webhooks/{self.pk}/"


class DeliveryState(models.TextChoices):
    """Where the telling of one event stands."""

    WAITING = "waiting", "等待送达"
    DELIVERED = "delivered", "已送达"
    GIVEN_UP = "given_up", "未送达"


class WebhookDelivery(models.Model):
    """One event to be told to one address; made in the transaction of the event."""

    webhook = models.ForeignKey(Webhook, models.PROTECT, related_name="deliveries")
    event_id = models.UUIDField(default=uuid4)
    """The same for every attempt and every address: receivers know a repetition by it."""
    event = models.CharField("事件", max_length=40)
    content = models.JSONField()
    """What is told; numbers and states, nothing about persons."""
    state = models.CharField(
        "状态", max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.JSONField("尝试", default=list)
    """[{"at": ISO, "status": HTTP status or 0, "milliseconds": int, "error": text}], oldest first."""
    created_at = models.DateTimeField("发生时间", auto_now_add=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        """Constraints and the index of the log."""

        verbose_name = "通知记录"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="webhook_delivery_state_known"
            ),
            models.UniqueConstraint(fields=("webhook", "event_id"), name="webhook_event_once"),
        )
        indexes = (
            models.Index(fields=("webhook", "-created_at"), name="webhook_delivery_log"),
            models.Index(fields=("ended_at",), name="webhook_delivery_ended"),
        )
        ordering = ("-created_at", "-id")
