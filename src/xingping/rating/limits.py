"""Rate limits that cost nothing when they refuse: token buckets in the memory of each web process.

A flood is turned away before anything is read from or written to the database. Several processes each
hold their own buckets, so a site of n processes lets through up to n times the rate.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

from xingping.rating.errors import refuse

MOST_BUCKETS = 20_000
"""Addresses remembered at once; the one not seen for longest is forgotten first."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may be done: `burst` at once, then `per_minute` on average."""

    name: str
    per_minute: float
    burst: float


class Buckets:
    """Token buckets by (rate, who); safe between threads."""

    def __init__(self) -> None:
        self._levels: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, rate: Rate, who: str, now: float) -> int:
        """Take one token; 0 where there was one, else the seconds until there will be."""
        key = (rate.name, who)
        with self._lock:
            level, before = self._levels.pop(key, (rate.burst, now))
            level = min(rate.burst, level + (now - before) * rate.per_minute / 60)
            taken = level >= 1
            self._levels[key] = (level - 1 if taken else level, now)
            if len(self._levels) > MOST_BUCKETS:
                self._levels.popitem(last=False)
        return 0 if taken else max(1, math.ceil((1 - level) * 60 / rate.per_minute))

    def clear(self) -> None:
        """Forget everything; for tests."""
        with self._lock:
            self._levels.clear()


BUCKETS = Buckets()


def limit(rate: Rate, who: str) -> None:
    """Count one act of somebody; raises RefusedError (`too_many`, with the seconds to wait)."""
    seconds = BUCKETS.wait(rate, who, time.monotonic())
    if seconds:
        raise refuse("too_many", seconds=seconds)
