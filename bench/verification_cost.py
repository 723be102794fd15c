"""Processor time of one verification page, beside a bare view that reads one row, in one process.

No server and no clients: the application is called as a server calls it, so that whatever else runs on
the machine counts for little. All kinds go through the same middleware and take turns. Cold: every
request another certificate. Kept: the same certificate within the 4 seconds for which it is kept.

python bench/verification_cost.py [certificates] [requests a turn]
"""

from __future__ import annotations

import io
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests"), str(ROOT / "src")]

from _certificate_world import token_of  # noqa: E402

CERTIFICATES, REQUESTS, TURNS = 2_000, 300, 9
TARGET = 0.8
"""Share of the bare view's throughput that the page reaches at the least."""


def main(certificates: int = CERTIFICATES, requests: int = REQUESTS) -> None:
    """Make the database, measure, print microseconds a request and the ratios."""
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        os.environ |= {
            "XINGPING_DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "XINGPING_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "_floor_page_settings",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}:{ROOT / 'bench'}",
        }
        command = [sys.executable, str(ROOT / "bench" / "_certificate_world.py"), str(certificates)]
        subprocess.run(command, check=True)
        from xingping.config.wsgi import application

        ask = _asker(application)
        numbers = [1 + number * 7 % certificates for number in range(requests)]
        cold = [token_of(number) for number in numbers]
        kinds: dict[str, list[str]] = {
            "读一行": [f"/bench/row/{token}" for token in cold],
            "核验页": [f"/v/{token}" for token in cold],
            "空视图": [f"/bench/nothing/{token}" for token in cold],
            "核验页（保留中）": [f"/v/{cold[0]}"] * requests,
        }
        taken = _measured(ask, kinds)
    for name, microseconds in taken.items():
        print(f"{name:<10} {microseconds:7.0f} 微秒处理器时间")
    _say(taken["读一行"] / taken["核验页"], "核验页对读一行")
    _say(taken["空视图"] / taken["核验页（保留中）"], "保留中的核验页对空视图")


def _measured(ask: Callable[[str], None], kinds: dict[str, list[str]]) -> dict[str, float]:
    from xingping.web.public.verification import forget_pages

    taken: dict[str, list[float]] = {name: [] for name in kinds}
    for turn in range(TURNS + 1):
        for name, addresses in kinds.items():
            forget_pages()
            started = time.process_time()
            for address in addresses:
                ask(address)
            if turn:
                taken[name].append(1e6 * (time.process_time() - started) / len(addresses))
    return {name: statistics.median(times) for name, times in taken.items()}


def _asker(application: Any) -> Callable[[str], None]:  # noqa: ANN401 (a WSGI application)
    def ask(address: str) -> None:
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": address, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
            "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip
        statuses: list[str] = []
        answer = application(environ, lambda status, _headers: statuses.append(status))
        b"".join(answer)
        answer.close()
        if not statuses[0].startswith("200"):
            raise SystemExit(f"{address}: {statuses[0]}")

    return ask


def _say(ratio: float, what: str) -> None:
    print(f"{what}：{ratio:.2f}（目标 {TARGET}，{'达到' if ratio >= TARGET else '未达到'}）")


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:3]))
