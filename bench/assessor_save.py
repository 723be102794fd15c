"""Saving one score of an assessor's sheet: server time and queries, against a bare one-row commit.

In one process on SQLite as in production (WAL, synchronous=FULL); the API around it is not in it.

python bench/assessor_save.py [saves]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

SAVES = 300
TARGET_MS = 15.0


def main(saves: int = SAVES) -> None:
    """Make a database of its own, measure, print."""
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        os.environ.update(XINGPING_DATA=folder, DJANGO_SETTINGS_MODULE="xingping.config.settings")
        os.environ.pop("XINGPING_DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        _measure(saves)


def _measure(saves: int) -> None:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from reviewing import SERIALS, in_review, put
    from xingping.rating.models import Case
    from xingping.rating.services.saving import Edit

    review = in_review()
    present: dict[str, int | None] = {}

    def save(number: int) -> None:
        name, value = f"scores.{SERIALS[number % len(SERIALS)]}", 50 * (number // len(SERIALS) % 2)
        answer = put(review, 0, {name: Edit(present.get(name), value)}, sequence=number + 1)
        present[name] = value
        assert answer.applied == (name,)

    def bare(number: int) -> None:
        with transaction.atomic():
            Case.objects.filter(pk=review.case_id).update(due_for=str(number))

    with CaptureQueriesContext(connection) as captured:
        save(0)
    floor = _times(bare, range(saves))
    began = process_time()
    times = _times(save, range(1, saves + 1))
    used = (process_time() - began) * 1000 / saves
    print(f"底线（一行提交）：p50 {median(floor):.2f} ms，p95 {quantiles(floor, n=20)[-1]:.2f} ms")
    print(
        f"评分表保存一项：p50 {median(times):.2f} ms，p95 {quantiles(times, n=20)[-1]:.2f} ms，"
        f"首次 {len(captured)} 条 SQL（含事务与审计），{saves} 次"
    )
    print(f"每次用处理器 {used:.2f} ms")
    ratio = median(times) / median(floor)
    print(f"与底线之比 {ratio:.1f}；目标 p50 {TARGET_MS:.0f} ms，用了 {median(times) / TARGET_MS:.0%}")


def _times(act: Callable[[int], None], numbers: range) -> list[float]:
    """Milliseconds of each."""
    found = []
    for number in numbers:
        started = perf_counter()
        act(number)
        found.append((perf_counter() - started) * 1000)
    return found


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
