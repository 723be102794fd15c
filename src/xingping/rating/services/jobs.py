"""Starting work in the background."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from xingping.rating.jobs.registry import JSON
from xingping.rating.jobs.wake import wake
from xingping.rating.models import Job, User


def start_job(
    kind: str,
    *,
    title: str,
    arguments: Mapping[str, JSON] | None = None,
    key: str = "",
    by: User | None = None,
    due_at: datetime | None = None,
) -> Job:
    """Record a job and wake a worker, both with the surrounding transaction or not at all.

    `title` is what its progress bar says. A `key` makes starting idempotent: a job with the same
    key is returned instead of a second one. `due_at` postpones it (default: at once).
    """
    values = {
        "kind": kind,
        "title": title,
        "arguments": dict(arguments or {}),
        "created_by": by,
        "due_at": due_at or timezone.now(),
        "woken_at": timezone.now(),
    }
    with transaction.atomic():
        if key:
            job, created = Job.objects.get_or_create(key=key, defaults=values)
        else:
            job, created = Job.objects.create(**values), True
        if created:
            wake.using(run_after=due_at).enqueue(job.pk)
    return job
