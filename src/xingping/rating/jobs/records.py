"""Periodic work on the records: seal the audit log, compact saves, recount deadlines, forget old keys."""

from __future__ import annotations

from datetime import time, timedelta

from django.utils import timezone

from xingping.rating.jobs.registry import periodic
from xingping.rating.models import IdempotencyKey
from xingping.rating.services.compacting import compact_locked
from xingping.rating.services.deadlines import recount_deadlines
from xingping.rating.services.sealing import seal_all

KEPT_KEYS = timedelta(days=30)


@periodic("seal the audit log", every=timedelta(seconds=5))
def seal_audit() -> None:
    """Chain what was written since the last block."""
    seal_all()


@periodic("compact the saves of locked sheets", every=timedelta(minutes=10))
def compact_sheets() -> None:
    """Gather sealed saves into histories."""
    compact_locked()


@periodic("recount deadlines", at=time(0, 30))
def recount() -> None:
    """Deadlines in a year whose working days have become known."""
    recount_deadlines()


@periodic("forget old request keys", at=time(3, 40))
def forget_keys() -> None:
    """A client does not repeat a request after a month."""
    IdempotencyKey.objects.filter(at__lt=timezone.now() - KEPT_KEYS).delete()
