"""Answers to requests that a client may repeat."""

from __future__ import annotations

from django.db import models

from xingping.rating.models.fields import hash_field


class IdempotencyKey(models.Model):
    """A key that a client chose for one write, with what was asked and what was answered."""

    user = models.ForeignKey("rating.User", models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    operation = models.CharField(max_length=64)
    request_hash = hash_field()
    answer = models.JSONField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        """A user's key is used once."""

        constraints = (models.UniqueConstraint(fields=("user", "key"), name="idempotency_key_once"),)
