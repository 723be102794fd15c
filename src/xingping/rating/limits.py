"""Rate limits that all processes count together, and that cost nothing when they refuse.

One row per limit and person says when the whole allowance will have come back (the "theoretical arrival
time" of the cell rate algorithm); one statement takes from it, on both databases. A process takes a
handful at once and remembers what it was refused, so that a flood is turned away from memory alone.
A process that is left with a part of a handful gives it back to nobody: with n processes an honest asker
may be held back by up to n - 1 handfuls of the burst too early, never let through too often.
"""

from __future__ import annotations

import hmac
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db import OperationalError, connection

from xingping.rating.errors import refuse

MOST_BUCKETS = 20_000
"""Addresses remembered at once by a process; the one not seen for longest is forgotten first."""
MOST_AT_ONCE = 16
"""Acts that a process takes from the shared allowance at once, at most an eighth of the burst."""
KEPT_SECONDS = 60.0
"""How long a process may hold what it took."""
PATIENCE, USUAL_PATIENCE = 50, 30_000
"""Milliseconds to wait for a busy SQLite here (then the act is let through) and everywhere else."""


@dataclass(frozen=True, slots=True)
class Rate:
    """How often something may be done: `burst` at once, then `per_minute` on average."""

    name: str
    per_minute: float
    burst: float

    @property
    def each(self) -> float:
        """Milliseconds after which one more is allowed."""
        return 60_000 / self.per_minute

    @property
    def handful(self) -> int:
        """How many a process takes at once."""
        return max(1, min(MOST_AT_ONCE, int(self.burst // 8)))


@dataclass(slots=True)
class _Held:
    """What a process holds for somebody: acts taken in advance, or until when it was refused."""

    left: int = 0
    taken_at: float = 0.0
    refused_until: float = 0.0


Take = Callable[[Rate, str, int], float]
"""(limit, who, acts) -> 0 where the shared allowance gave them, else the seconds to wait for one."""


class Buckets:
    """What this process holds of the shared allowances; safe between threads."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._held: OrderedDict[tuple[str, str], _Held] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, rate: Rate, who: str, now: float) -> int:
        """Count one act; 0 where it is allowed, else the seconds until one will be."""
        with self._lock:
            held = self._of(rate, who)
            if held.left and now - held.taken_at < KEPT_SECONDS:
                held.left -= 1
                return 0
            if now < held.refused_until:
                return max(1, math.ceil(held.refused_until - now))
        taken, seconds = rate.handful, self._take(rate, who, rate.handful)
        if seconds and taken > 1:
            taken, seconds = 1, self._take(rate, who, 1)
        with self._lock:
            if seconds:
                held.refused_until = now + seconds
                return max(1, math.ceil(seconds))
            held.left, held.taken_at = taken - 1, now
        return 0

    def refuses(self, rate: Rate, who: str, now: float) -> bool:
        """Whether this process knows that somebody has used up everything."""
        with self._lock:
            held = self._held.get((rate.name, who))
            return held is not None and not held.left and now < held.refused_until

    def clear(self) -> None:
        """Forget everything; for tests."""
        with self._lock:
            self._held.clear()

    def _of(self, rate: Rate, who: str) -> _Held:
        key = (rate.name, who)
        held = self._held.pop(key, None) or _Held()
        self._held[key] = held
        if len(self._held) > MOST_BUCKETS:
            self._held.popitem(last=False)
        return held


def take_shared(rate: Rate, who: str, count: int) -> float:
    """Take some acts from the allowance that all processes share; 0, or the seconds until there is one."""
    now, each = int(time.time() * 1000), rate.each
    key, most = _key(rate, who), math.ceil(rate.burst * each)
    cost = math.ceil(count * each)
    table = '"rating_ratecount"'
    later = f"CASE WHEN {table}.until > %s THEN {table}.until ELSE %s END + %s"
    statement = (
        f"INSERT INTO {table} (key, until) VALUES (%s, %s) "  # noqa: S608 - names of ours alone
        f"ON CONFLICT (key) DO UPDATE SET until = {later} WHERE {later} <= %s RETURNING until"
    )
    values: list[str | int] = [key, now + cost, now, now, cost, now, now, cost, now + most]
    try:
        with connection.cursor() as cursor:
            _be_patient(cursor, PATIENCE)
            try:
                cursor.execute(statement, values)
                if cursor.fetchone():
                    return 0.0
                cursor.execute(f"SELECT until FROM {table} WHERE key = %s", [key])  # noqa: S608
                found = cursor.fetchone()
            finally:
                _be_patient(cursor, USUAL_PATIENCE)
    except OperationalError:  # busy for longer than a limit is worth
        return 0.0
    return max(0.001, (found[0] + each - now - most) / 1000) if found else 0.0


def forget_old_counts() -> int:
    """Delete the rows that say nothing any more; returns how many."""
    from xingping.rating.models import RateCount

    return int(RateCount.objects.filter(until__lt=int(time.time() * 1000)).delete()[0])


BUCKETS = Buckets(take_shared)


def limit(rate: Rate, who: str, code: str = "too_many") -> None:
    """Count one act of somebody; raises RefusedError (`code`, with the seconds to wait)."""
    seconds = BUCKETS.wait(rate, who, time.monotonic())
    if seconds:
        raise refuse(code, seconds=seconds)


class Throttle:
    """At most `most` counted acts of one address in `seconds`, where not every request counts."""

    def __init__(self, name: str, most: int, seconds: float) -> None:
        self.rate = Rate(name, per_minute=most * 60 / seconds, burst=most)

    def exhausted(self, address: str) -> bool:
        """Whether an address has used up what it may do, as far as this process knows."""
        return BUCKETS.refuses(self.rate, address, time.monotonic())

    def count(self, address: str) -> bool:
        """Count one act; False where it was one too many."""
        return not BUCKETS.wait(self.rate, address, time.monotonic())


def _key(rate: Rate, who: str) -> str:
    """What the table knows somebody by: not to be read back without the site's key."""
    told = f"rate:{rate.name}:{who}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), told, sha256).hexdigest()[:32]


def _be_patient(cursor: object, milliseconds: int) -> None:
    if connection.vendor == "sqlite":
        cursor.execute(f"PRAGMA busy_timeout={milliseconds}")  # type: ignore[attr-defined]
