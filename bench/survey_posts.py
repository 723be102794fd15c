"""Answers to a survey: posts a second, and what a flood does to the other pages; SQLite and PostgreSQL.

First the limits are lifted: each post is another resident's, checked, deduplicated, kept and audited. The
floor on the same server in the same run is a bare view that changes one row and commits.
Then the limits are as they are, and ten times the planned rate is sent from ever new addresses, while
somebody reads the page of another survey and the public search. The readers are measured in turns: at the
planned rate, and in the flood.

python bench/survey_posts.py [seconds]
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests"), str(ROOT / "bench")]

from postgresql import postgresql  # noqa: E402

from _site import environment_of, server  # noqa: E402

SECONDS = 4.0
AT_ONCE = 8
PLANNED = 10.0
"""Posts a second that the limit of all surveys lets through (web/public/survey.py: EVERYBODY)."""
TIMES = 10
READS_EACH_SECOND = 10.0
TURNS = 3
MOST_SLOWER = 1.2
NUMBERS = itertools.count(1)
Make = Callable[[], tuple[str, bytes, dict[str, str]]]
"""Path, body and headers of the next request."""


@dataclass
class Seen:
    """What clients saw."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def add(self, status: int, seconds: float) -> None:
        """Count an answer."""
        self.times.append(seconds)
        self.statuses[status] += 1

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        return sorted(self.times)[min(len(self.times) - 1, int(share * len(self.times)))] * 1000


def main(seconds: float = SECONDS) -> None:
    """Measure both databases and print their lines."""
    print(
        f"{os.cpu_count()} 个处理器，负载 {os.getloadavg()[0]:.0f}；每项 {seconds:.0f} 秒；毫秒为客户端所见\n"
    )
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        _measure("SQLite", f"sqlite:///{folder}/bench.sqlite3", folder, 1, seconds)
        with postgresql(durable=True) as url:
            _measure("PostgreSQL", url, folder, os.cpu_count() or 1, seconds)


def _measure(name: str, url: str, folder: str, workers: int, seconds: float) -> None:
    environment = {
        **environment_of(url, f"{folder}/{name}", "_survey_settings"),
        "XINGPING_SECRET_KEY": "bench " * 12,
        "XINGPING_PROXIES": "1",
    }
    made = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "_survey_world.py")],
        env=environment, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    form = json.loads(made.stdout.splitlines()[-1])
    with server(environment, workers) as port:
        posts, floor = Seen(), Seen()
        for _turn in range(TURNS):
            _many(port, seconds / TURNS, floor, lambda: (f"/bench/floor/{random.randint(1, 64)}", b"", {}))
            _many(port, seconds / TURNS, posts, lambda: _post(form, f"/bench/survey/{form['survey']}"))
        assert set(posts.statuses) == {303}, posts.statuses
        rates = [len(one.times) / seconds for one in (posts, floor)]
        print(
            f"{name}：答卷 {rates[0]:.0f} 份/秒，p50 {posts.percentile(0.5):.1f}、"
            f"p95 {posts.percentile(0.95):.1f} 毫秒；"
            f"底线 {rates[1]:.0f} 次/秒，p95 {floor.percentile(0.95):.1f} 毫秒；比 {rates[0] / rates[1]:.2f}"
        )
        _flood(name, port, form, seconds)


def _flood(name: str, port: int, form: dict[str, str], seconds: float) -> None:
    calm, flooded, sent = Seen(), Seen(), Seen()
    address = f"/s/{form['survey']}/"
    _paced(port, 3, PLANNED * TIMES, Seen(), lambda: _post(form, address))  # the burst is used up
    for _turn in range(TURNS):
        for seen, rate, told in ((calm, PLANNED, Seen()), (flooded, PLANNED * TIMES, sent)):
            reader = threading.Thread(target=_reads, args=(port, seconds, form["survey"], seen))
            reader.start()
            _paced(port, seconds, rate, told, lambda: _post(form, address))
            reader.join()
    refused = sent.statuses[429] / sum(sent.statuses.values())
    slower = statistics.median(flooded.times) / statistics.median(calm.times)
    verdict = "达到" if slower <= MOST_SLOWER else "未达到"
    print(
        f"{name}：十倍流量（实发 {len(sent.times) / seconds / TURNS:.0f} 份/秒）中 {refused:.0%} 答 429，"
        f"p95 {sent.percentile(0.95):.1f} 毫秒；答复 {dict(sent.statuses)}；"
        f"其他页面中位 {calm.percentile(0.5):.1f} → {flooded.percentile(0.5):.1f} 毫秒，"
        f"p95 {calm.percentile(0.95):.1f} → {flooded.percentile(0.95):.1f} 毫秒；中位变为 {slower:.2f} 倍"
        f"（目标 {MOST_SLOWER}：{verdict}）"
    )


def _post(form: dict[str, str], address: str) -> tuple[str, bytes, dict[str, str]]:
    """Another resident's form, from another address."""
    number = next(NUMBERS)
    values = {
        "q_age": "60plus", "q_knows": "well", "q_visited": "often", "q_heard": "yes", "q_joined": "no",
        "q_satisfied": "5", "q_recommends": "9", "q_words": "很好", "mark": f"{number}-1", "year": "1950",
        "agrees": "on", "token": form["token"], "answer": form["answer"], "csrfmiddlewaretoken": "b" * 32,
    }  # fmt: skip
    who = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    headers = {
        "Cookie": f"csrftoken={'b' * 32}",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": who,
    }
    return address, urlencode(values).encode(), headers


def _many(port: int, seconds: float, seen: Seen, make: Make) -> None:
    """Clients at once, each one request after another."""
    _run([lambda: _closed(port, seconds, seen, make) for _client in range(AT_ONCE)])


def _closed(port: int, seconds: float, seen: Seen, make: Make) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        _ask(connection, "POST", *make(), seen)
    connection.close()


def _paced(port: int, seconds: float, rate: float, seen: Seen, make: Make) -> None:
    """So many posts a second, whether they are answered quickly or not, as far as 16 clients can."""
    begun, tickets = time.monotonic(), iter(range(int(rate * seconds)))
    lock = threading.Lock()

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            with lock:
                ticket = next(tickets, None)
            if ticket is None:
                break
            time.sleep(max(0.0, begun + ticket / rate - time.monotonic()))
            if time.monotonic() > begun + seconds + 1:
                break
            _ask(connection, "POST", *make(), seen)
        connection.close()

    _run([client] * 16)


def _reads(port: int, seconds: float, survey: str, seen: Seen) -> None:
    """Somebody reads other pages at a steady pace."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    begun = time.monotonic()
    for number in range(int(seconds * READS_EACH_SECOND)):
        time.sleep(max(0.0, begun + number / READS_EACH_SECOND - time.monotonic()))
        path = ("/about/", "/complaint/", f"/s/{survey}/")[number % 3]
        _ask(connection, "GET", path, b"", {}, seen)
    connection.close()


def _ask(
    connection: http.client.HTTPConnection, method: str, path: str, body: bytes, headers: dict[str, str],
    seen: Seen,
) -> None:  # fmt: skip
    started = time.perf_counter()
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    seen.add(answer.status, time.perf_counter() - started)


def _run(clients: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=one) for one in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
