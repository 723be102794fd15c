"""Bulk award: so many cases of one announcement awarded by the real job, on SQLite, and a floor beside it.

The floor writes, for each case in one transaction, as many rows with as many bytes as an award leaves
behind, and does nothing else: no lock, no check, no number, no bundle. Cases are copies of one that the
services led there. The archive packages are another job, which is not measured here.

python bench/bulk_award.py [cases]
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests"), str(ROOT / "src")]

CASES = 1_000
WRITTEN = (
    "Certificate", "CertificateEvent", "Plaque", "PlaqueEvent", "Letter", "ResultBundle", "CaseEvent",
    "AuditEntry", "AuditSecret", "Message",
)  # fmt: skip
"""Models whose rows an award adds."""


def main(cases: int = CASES) -> None:
    """Make the cases, award them, write the floor, and print seconds and the ratio."""
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        os.environ |= {
            "XINGPING_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "XINGPING_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "xingping.config.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        _run(cases)


def _run(cases: int) -> None:
    from bulk_awards import announced_all, awardable
    from xingping.rating.jobs.runner import run_job
    from xingping.rating.models import Certificate
    from xingping.rating.services.issuer_keys import make_issuer_key

    started = time.monotonic()
    review, keys = awardable(cases)
    make_issuer_key(review.scene.body.pk)
    made = announced_all(review, keys)
    print(f"{cases:,} 个申报件，{time.monotonic() - started:.0f} 秒建成")
    before, first = _counts(), Certificate.objects.count()
    took, busy = _timed(lambda: run_job(made.job_id or 0))
    serials = sorted(Certificate.objects.values_list("serial", flat=True)[first:])
    if serials != list(range(1, cases + 1)):
        raise SystemExit("编号有重复或断号")
    rows = sum(_counts().values()) - sum(before.values())
    size = len(json.dumps(_bundle(), ensure_ascii=False))
    floor, floor_busy = _timed(lambda: _floor(cases, rows // cases, size))
    print(
        f"授予 {took:.1f} 秒（处理器 {busy:.1f} 秒），每件 {1000 * took / cases:.1f} 毫秒，{rows // cases} 行"
    )
    print(f"同样多的行裸插入，每件一个事务：{floor:.1f} 秒（处理器 {floor_busy:.1f} 秒）")
    print(f"授予对裸插入：{took / floor:.1f}；处理器时间 {busy / floor_busy:.1f}")


def _timed(act: Any) -> tuple[float, float]:  # noqa: ANN401 (something to call)
    started, busy = time.monotonic(), time.process_time()
    act()
    return time.monotonic() - started, time.process_time() - busy


def _counts() -> dict[str, int]:
    from django.apps import apps

    return {name: apps.get_model("rating", name).objects.count() for name in WRITTEN}


def _bundle() -> Any:  # noqa: ANN401 (JSON)
    from xingping.rating.models import ResultBundle

    return ResultBundle.objects.latest("pk").content


def _floor(cases: int, rows: int, size: int) -> None:
    """So many transactions of so many rows; one row as large as a bundle, the others of 300 bytes."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_floor (id INTEGER PRIMARY KEY, content TEXT NOT NULL)")
        for _ in range(cases):
            with transaction.atomic():
                for row in range(rows):
                    content = "x" * (size if row == 0 else 300)
                    cursor.execute("INSERT INTO bench_floor (content) VALUES (%s)", [content])


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:2]))
