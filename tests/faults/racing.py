"""Several workers at the same time, and the control: the same race with the locks switched off."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from xingping.rating.errors import RefusedError

WORKERS = (2, 8, 16)
WINDOW = 0.01
"""Seconds between checking and writing."""
HELD_OPEN = False
"""Whether the workers wait for each other there: a race without locks is then lost on a busy machine too."""
LONGEST_WAIT = 1.0
"""Seconds after which nobody else is waited for: not every act passes through a widened place."""


@dataclass
class Outcome:
    """What became of a race."""

    done: list[Any] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    broken: list[BaseException] = field(default_factory=list)
    """Anything but a clean answer: what a person would see as an error page."""


_meeting = threading.Barrier(1)
"""Where the workers of a race wait for each other."""


def pause() -> None:
    """The moment between checking and writing, as `widen` lets it pass."""
    if not HELD_OPEN:
        time.sleep(WINDOW)
        return
    with contextlib.suppress(threading.BrokenBarrierError):
        _meeting.wait(LONGEST_WAIT)


def race(acts: Sequence[Callable[[], Any]]) -> Outcome:
    """Start all at the same moment, each on its own open connection, and wait for the last."""
    global _meeting
    outcome, gate = Outcome(), threading.Barrier(len(acts))
    _meeting = threading.Barrier(len(acts))
    keep = threading.Lock()

    def run(act: Callable[[], Any]) -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            made = act()
            with keep:
                outcome.done.append(made)
        except RefusedError as error:
            with keep:
                outcome.refused.append(error.refusal.code)
        except BaseException as error:
            with keep:
                outcome.broken.append(error)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=run, args=(act,)) for act in acts]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return outcome


def widen(monkeypatch: pytest.MonkeyPatch, *places: str) -> None:
    """Let time pass after the permission check of the modules named."""
    from xingping.rating.permissions import require

    def slow(*given: Any, **named: Any) -> Any:
        role = require(*given, **named)
        pause()
        return role

    for place in places:
        monkeypatch.setattr(f"xingping.rating.services.{place}.require", slow)


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row locks off on PostgreSQL; on SQLite transactions that take their lock only when they write.

    What `widen` opens stands open until all have come.
    """
    monkeypatch.setattr("faults.racing.HELD_OPEN", True)
    if connection.vendor == "postgresql":
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_options: self)
    else:
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "transaction_mode", "DEFERRED")
