"""Rate limits shared by all processes: microseconds of one counted act against a bare one-row update.

Run: .venv/bin/python bench/limits.py
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path[:0] = [str(Path(__file__).parents[1] / "src")]
ACTS, ROUNDS = 400, 7


def main() -> int:
    """Measure and print; 1 where a refusal is not far cheaper than a write."""
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        os.environ |= {"XINGPING_DATA": folder, "DJANGO_SETTINGS_MODULE": "xingping.config.settings"}
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from xingping.rating.limits import Buckets, Rate, take_shared
        from xingping.rating.models import RateCount

        wide, none = Rate("wide", 10**9, 10**6), Rate("none", 0.001, 1)
        buckets = Buckets(take_shared)
        RateCount.objects.create(key="floor", until=0)
        floor = _each(lambda: RateCount.objects.filter(key="floor").update(until=1))
        taken = _each(lambda: buckets.wait(wide, "a", time.monotonic()))
        refused = _each(lambda: buckets.wait(none, "a", time.monotonic()))
    for title, one in (("one-row update", floor), ("act allowed", taken), ("act refused", refused)):
        print(f"{title:16}{one:10.1f} µs   {one / floor:8.4f} of the update")
    return 0 if refused < floor / 10 else 1


def _each(act: Callable[[], object]) -> float:
    """Median microseconds of one call."""
    times = []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        for _number in range(ACTS):
            act()
        times.append((time.perf_counter() - started) / ACTS * 1e6)
    return median(times)


if __name__ == "__main__":
    sys.exit(main())
