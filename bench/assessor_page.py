"""An assessor's scoring page and save through the whole site, 1, 8 and 50 at once, against a bare read.

All in one process with threads, on SQLite as in production; each client is one of the assessors of a case
of its own team. Server time is the processor time of one request (middleware, session, template, JSON).

python bench/assessor_page.py [requests a line]
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]

REQUESTS = 200
AT_ONCE = (1, 8, 50)
TARGET_MS = 15.0


def main(requests: int = REQUESTS) -> None:
    """Make a database of its own, measure, print."""
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        os.environ.update(XINGPING_DATA=folder, DJANGO_SETTINGS_MODULE="xingping.config.settings")
        os.environ.pop("XINGPING_DATABASE_URL", None)
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        settings.ALLOWED_HOSTS = ["*"]
        settings.SECOND_FACTOR_ROLES = []
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
        _measure(requests)


def _measure(requests: int) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from reviewing import SERIALS, in_review

    review = in_review()
    clients = [Client() for _ in review.assessors]
    for client, actor in zip(clients, review.assessors, strict=True):
        client.force_login(actor.person)
    number = review.fresh().number
    sequences = count(1)

    def page(turn: int) -> None:
        assert clients[turn % 3].get(f"/assessor/cases/{number}/score/").status_code == 200

    def save(turn: int) -> None:
        sequence = next(sequences)
        field = {
            f"statements.{SERIALS[sequence % len(SERIALS)]}": {"base": None, "value": f"理由 {sequence}"}
        }
        body = {"device": f"d{turn % 3}", "sequence": sequence, "fields": field}
        address = f"/api/v1/cases/{number}/sheet"
        answer = clients[turn % 3].post(address, body, content_type="application/json")
        assert answer.status_code == 200

    def floor(_turn: int) -> None:
        assert clients[0].get("/healthz").status_code == 200

    print("请求          并发   p50 ms   p95 ms  处理器 ms  SQL  对底线")
    bare = 1.0
    for name, act in (("底线 /healthz", floor), ("评分页", page), ("保存一项", save)):
        act(0)
        with CaptureQueriesContext(connection) as captured:
            act(0)
        for at_once in AT_ONCE:
            p50, p95, used = _figures(act, requests, at_once)
            bare = used if act is floor and at_once == 1 else bare
            ratio = f"{used / bare:>7.1f}"
            print(
                f"{name:<10}{at_once:>6}{p50:>9.1f}{p95:>9.1f}{used:>10.1f}{len(captured):>5}{ratio}",
                flush=True,
            )
    print(f"目标：保存的服务器时间 {TARGET_MS:.0f} ms 以内")


def _figures(act: Callable[[int], Any], requests: int, at_once: int) -> tuple[float, float, float]:
    """Milliseconds of a request as its client waits (p50, p95), and of processor time of one."""

    def timed(turn: int) -> float:
        started = perf_counter()
        act(turn)
        return (perf_counter() - started) * 1000

    used = process_time()
    with ThreadPoolExecutor(at_once) as pool:
        taken = list(pool.map(timed, range(requests)))
    used = (process_time() - used) * 1000 / requests
    return median(taken), quantiles(taken, n=20)[-1], used


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
