"""Periodic work on the records."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import PersonFactory, submitted_scene
from xingping.rating.jobs.records import compact_sheets, forget_keys, recount, seal_audit
from xingping.rating.jobs.registry import periodic_work
from xingping.rating.models import AuditBlock, IdempotencyKey, SheetChange, SheetHistory

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_they_are_due_periodically() -> None:
    work = periodic_work()
    assert work["seal the audit log"].every == timedelta(seconds=5)
    assert {"compact the saves of locked sheets", "recount deadlines", "forget old request keys"} <= set(work)


def test_the_log_is_sealed_and_saves_are_compacted() -> None:
    submitted_scene()
    seal_audit()
    assert AuditBlock.objects.count() == 1
    compact_sheets()
    recount()
    assert (SheetChange.objects.count(), SheetHistory.objects.count()) == (0, 1)


def test_old_keys_are_forgotten() -> None:
    person = PersonFactory()
    for key in ("old", "new"):
        IdempotencyKey.objects.create(user=person, key=key, operation="x", request_hash="0", answer={})
    past = timezone.now() - timedelta(days=31)
    IdempotencyKey.objects.filter(key="old").update(at=past)
    forget_keys()
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["new"]
