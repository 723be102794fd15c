"""One table of short pieces of text, so that search works the same on every database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Gram(models.Model):
    """A piece of 1 to 3 characters that occurs in a name, its pinyin or its initials.

    `kind` says which table `target` (its primary key as text) belongs to. Written and read by
    `queries.search` alone.
    """

    kind = models.CharField(max_length=20)
    gram = models.CharField(max_length=3)
    target = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "gram", "target"], name="gram_once_a_target"),
        ]
        indexes: ClassVar = [models.Index(fields=["kind", "target"], name="gram_target")]
