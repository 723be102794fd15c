"""The scenario page on a national file: whole requests against the computation alone, in the same run.

Run: .venv/bin/python bench/scenario_page.py [centres]
Places are real, scores simulated and labelled so. Each answer has another weight, so that none is a repeat.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests"), str(ROOT / "bench" / "national")]
ASKED = 40
TARGET = 1_000
"""Milliseconds: "in one second"."""
SECTIONS = 7


def main() -> int:
    """Measure and print; 1 where a what-if takes longer than the target."""
    centres = int(sys.argv[1]) if len(sys.argv) > 1 else 650_000
    from data import make
    from xingping.national.expression import Layout

    path = make(centres, Layout.WIDE)
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        os.environ |= {
            "XINGPING_DATA": folder,
            "XINGPING_NATIONAL_FILE": str(path),
            "DJANGO_SETTINGS_MODULE": "xingping.config.settings",
        }
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.SECOND_FACTOR_ROLES = []
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        return _measure(centres)


def _measure(centres: int) -> int:
    from django.test import Client
    from django.test.utils import setup_test_environment

    from factories import BodyFactory, officer_of
    from xingping.rating.queries.scenario_sources import FILE

    setup_test_environment()  # keeps what a page was made from
    client = Client()
    client.force_login(officer_of(BodyFactory(region_prefix="")).person)
    first = _timed(client, f"/scenarios/?source={FILE}")
    waits = [first]
    while waits[-1][2].context is None or "stars" not in waits[-1][2].context:
        time.sleep(0.2)
        waits.append(_timed(client, f"/scenarios/?source={FILE}"))
    counted = sum(row.before for row in waits[-1][2].context["stars"])
    loading = sum(one[0] for one in waits) / 1000
    print(f"{centres:,} 个中心，页面上 {counted:,} 件；装入 {loading:.1f} 秒，仅一次")
    found = []
    for number in range(ASKED):
        weight = 50 + 5 * number
        found.append(_timed(client, f"/scenarios/?source={FILE}&w{number % SECTIONS + 1}={weight}"))
    floor = sorted(_timed(client, "/healthz")[1] for _ in range(ASKED))
    wall, cpu = sorted(one[0] for one in found), sorted(one[1] for one in found)
    p50, p95 = quantiles(wall, n=20)[9], quantiles(wall, n=20)[18]
    print(f"改一项一级权重，整页：中位 {p50:.0f} 毫秒，95 % {p95:.0f} 毫秒（目标 {TARGET}）")
    print(f"处理器时间中位 {cpu[ASKED // 2]:.0f} 毫秒；空白页 {floor[ASKED // 2]:.1f} 毫秒")
    return 0 if p95 <= TARGET and counted == centres else 1


def _timed(client: Any, address: str) -> tuple[float, float, Any]:  # noqa: ANN401
    """Milliseconds and processor milliseconds of a request, and its answer."""
    started, spent = time.perf_counter(), time.process_time()
    response = client.get(address)
    took = (time.perf_counter() - started) * 1000, (time.process_time() - spent) * 1000
    if response.status_code != 200:
        sys.exit(f"{address}: {response.status_code}")
    return *took, response


if __name__ == "__main__":
    sys.exit(main())
