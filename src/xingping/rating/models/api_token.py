"""Tokens with which a person's own programs use the API."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xingping.rating.models.fields import hash_field


class ApiToken(models.Model):
    """A token of one person; only its hash is kept, so that it can be shown once alone."""

    person = models.ForeignKey("rating.User", models.PROTECT, related_name="api_tokens")
    name = models.CharField(_("用途"), max_length=60)
    scopes = models.JSONField(_("可以做什么"), default=list)
    """Names of `rating.scopes.Scope`; what the person may not do now, the token may not do either."""
    token_hash = hash_field(unique=True)
    hint = models.CharField(max_length=8)
    """Its first characters, by which its owner knows it again."""
    created_at = models.DateTimeField(_("生成时间"), auto_now_add=True)
    expires_at = models.DateTimeField(_("失效时间"))
    revoked_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)
    """To the minute."""

    class Meta:
        verbose_name = _("接口令牌")
        ordering = ("-created_at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="apitoken_has_name"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="apitoken_expires_after_creation"
            ),
        ]
