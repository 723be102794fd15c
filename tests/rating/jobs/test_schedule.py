"""Periodic work: one turn at a time, and a failure stops nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from xingping.rating.jobs import registry, schedule
from xingping.rating.models import Schedule

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""12:00 in Asia/Shanghai."""


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Only the test's own periodic work; the list of what ran."""
    monkeypatch.setattr(registry, "_PERIODIC", {})
    monkeypatch.setattr(registry, "load", lambda: None)
    return []


@pytest.mark.django_db
def test_work_is_done_when_due_and_not_before(alone: list[str]) -> None:
    registry.periodic("tick", every=timedelta(seconds=10))(lambda: alone.append("tick"))
    assert schedule.run_due(NOON) == ["tick"]
    assert schedule.run_due(NOON + timedelta(seconds=9)) == []
    assert schedule.run_due(NOON + timedelta(seconds=10)) == ["tick"]
    assert alone == ["tick", "tick"]


@pytest.mark.django_db
def test_daily_work_waits_for_its_time_in_shanghai(alone: list[str]) -> None:
    registry.periodic("remind", at=time(13, 0))(lambda: alone.append("remind"))
    assert schedule.run_due(NOON) == []
    assert Schedule.objects.get().due_at == datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    assert schedule.run_due(NOON + timedelta(hours=1)) == ["remind"]
    assert Schedule.objects.get().due_at == datetime(2026, 11, 25, 5, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_one_failing_kind_of_work_does_not_stop_the_next(alone: list[str]) -> None:
    def fail() -> None:
        raise RuntimeError("broken")

    registry.periodic("broken", every=timedelta(seconds=1))(fail)
    registry.periodic("sound", every=timedelta(seconds=1))(lambda: alone.append("sound"))
    assert schedule.run_due(NOON) == ["broken", "sound"]
    assert alone == ["sound"]
