"""Messages to people: always in the inbox on the site, by e-mail where an address is known."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Message(models.Model):
    """One message to one person; `key` makes sending it again harmless."""

    recipient = models.ForeignKey(
        "rating.User", models.PROTECT, related_name="inbox", verbose_name=_("收件人")
    )
    key = models.CharField(max_length=160, blank=True, default="")
    subject = models.CharField(_("标题"), max_length=200)
    body = models.TextField(_("正文"), blank=True, default="")
    link = models.CharField(_("链接"), max_length=300, blank=True, default="")
    created_at = models.DateTimeField(_("时间"), auto_now_add=True)
    read_at = models.DateTimeField(_("阅读时间"), null=True, blank=True)
    emailed_at = models.DateTimeField(_("邮件发出时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("消息")
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=["recipient", "read_at"], name="message_unread")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recipient", "key"], condition=~models.Q(key=""), name="message_once_a_key"
            ),
        ]

    def __str__(self) -> str:
        return self.subject
