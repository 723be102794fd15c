"""Counting what one address asks for, in this process alone: quick, forgetful, and writes nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Throttle:
    """At most `most` counted requests of one address in `seconds`.

    Each process counts for itself, so that n processes let n times as many through: enough to make
    guessing and copying slow, and nothing that a stranger asks for is written to the database.
    """

    def __init__(
        self, most: int, seconds: float, *, kept: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.most, self.seconds = most, seconds
        self._kept, self._clock = kept, clock
        self._counts: dict[str, tuple[float, int]] = {}
        self._lock = threading.Lock()

    def exhausted(self, address: str) -> bool:
        """Whether an address has used up what it may ask for."""
        started, count = self._counts.get(address, (0.0, 0))
        return count >= self.most and self._clock() - started < self.seconds

    def count(self, address: str) -> None:
        """Count one request of an address."""
        now = self._clock()
        with self._lock:
            started, count = self._counts.get(address, (now, 0))
            if now - started >= self.seconds:
                started, count = now, 0
            if len(self._counts) >= self._kept and address not in self._counts:
                self._forget(now)
            self._counts[address] = (started, count + 1)

    def _forget(self, now: float) -> None:
        """Drop what is over, and where that is not enough, everything: the memory stays bounded."""
        self._counts = {
            address: entry for address, entry in self._counts.items() if now - entry[0] < self.seconds
        }
        if len(self._counts) >= self._kept:
            self._counts.clear()
