"""The verification page `/v/<token>` over 650,000 certificates, on SQLite and PostgreSQL.

On the same server in the same run: a bare view that reads one row by its index, and one that reads
nothing. Cold: every request another certificate. Kept: the same few certificates again and again, as
when a plaque is in the news; what is kept is at most 4 seconds old. Server and clients share the
machine's processors; the kinds take turns, so that whatever else runs falls on all alike.

python bench/verification_page.py [certificates] [seconds]
"""

from __future__ import annotations

import http.client
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tools")]

from postgresql import postgresql  # noqa: E402

from _certificate_world import token_of  # noqa: E402
from _site import environment_of, server  # noqa: E402

CERTIFICATES = 650_000
SECONDS = 1.0
AT_ONCE = 4
TURNS = 9
KEPT = 20
"""Certificates that are asked for again and again."""
TARGET = 0.8
Address = Callable[[random.Random], str]


def main(certificates: int = CERTIFICATES, seconds: float = SECONDS) -> None:
    """Measure both databases and print requests a second, p95 and the ratios."""
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        _measure("SQLite", f"sqlite:///{folder}/bench.sqlite3", folder, certificates, seconds)
        with postgresql() as url:
            _measure("PostgreSQL", url, folder, certificates, seconds)


def _measure(name: str, url: str, folder: str, certificates: int, seconds: float) -> None:
    environment = environment_of(url, f"{folder}/{name}", "_floor_page_settings")
    started = time.monotonic()
    command = [sys.executable, str(ROOT / "bench" / "_certificate_world.py"), str(certificates)]
    subprocess.run(command, env=environment, check=True)
    print(f"{name}：{certificates:,} 张证书，{time.monotonic() - started:.0f} 秒建成；{AT_ONCE} 个客户端同时")

    def token(draws: random.Random) -> str:
        return token_of(draws.randint(1, certificates))

    def again(draws: random.Random) -> str:
        return token_of(draws.randint(1, KEPT))

    kinds: dict[str, Address] = {
        "读一行": lambda draws: f"/bench/row/{token(draws)}",
        "核验页": lambda draws: f"/v/{token(draws)}",
        "空视图": lambda draws: f"/bench/nothing/{token(draws)}",
        "核验页（保留中）": lambda draws: f"/v/{again(draws)}",
    }
    with server(environment, 1) as port:
        rates = _measured(port, kinds, seconds)
    _say(rates["核验页"] / rates["读一行"], "核验页对读一行")
    _say(rates["核验页（保留中）"] / rates["空视图"], "保留中的核验页对空视图")


def _measured(port: int, kinds: dict[str, Address], seconds: float) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in kinds}
    for _ in range(TURNS):
        for name, address in kinds.items():
            taken[name] += _load(port, address, seconds)
    for name, times in taken.items():
        times.sort()
        rate, median = len(times) / seconds / TURNS, 1000 * times[len(times) // 2]
        late = 1000 * times[int(len(times) * 0.95)]
        print(f"{name:<10} {rate:7.0f}／秒   中位 {median:.2f} 毫秒   p95 {late:.2f} 毫秒")
    return {name: len(times) / seconds / TURNS for name, times in taken.items()}


def _say(ratio: float, what: str) -> None:
    print(f"{what}：{ratio:.2f}（目标 {TARGET}，{'达到' if ratio >= TARGET else '未达到'}）")


def _load(port: int, address: Address, seconds: float) -> list[float]:
    """Seconds of each request, of so many clients for some seconds, after a short warm-up."""
    times: list[list[float]] = [[] for _ in range(AT_ONCE)]

    def run(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        draws = random.Random(time.monotonic_ns() + number)
        begin = time.perf_counter()
        while True:
            started = time.perf_counter()
            connection.request("GET", address(draws))
            answer = connection.getresponse()
            answer.read()
            ended = time.perf_counter()
            if answer.status != 200:
                raise SystemExit(f"HTTP {answer.status}")
            if started - begin > 0.3:
                times[number].append(ended - started)
            if ended - begin > seconds + 0.3:
                break
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for client in times for one in client]


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:2]), *(float(one) for one in sys.argv[2:3]))
