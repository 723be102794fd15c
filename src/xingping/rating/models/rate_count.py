"""Rate limits as all processes count them."""

from __future__ import annotations

from django.db import models


class RateCount(models.Model):
    """When somebody's whole allowance will have come back; `rating.limits` reads and writes it."""

    key = models.CharField(max_length=32, primary_key=True)
    """A keyed hash of the limit and of whom it counts; an address cannot be read from it."""
    until = models.BigIntegerField(db_index=True)
    """Milliseconds since 1970; a row of the past says nothing and is deleted."""
