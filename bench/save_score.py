"""Saving one score through the API, at 8 and 50 at once, on SQLite and PostgreSQL.

Each client is signed in, works on a case of its own and saves one score after another, as the workspace
does. On the same server in the same run: the floor, a bare view that changes one row and commits, and
the usual other way, a signed-in view that writes all 57 rows of a sheet at each save.
Both databases are durable (SQLite synchronous=FULL, PostgreSQL with fsync). Server and clients share the
machine's processors.

python bench/save_score.py [seconds]
"""

from __future__ import annotations

import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tools"), str(ROOT / "tests"), str(ROOT / "bench")]

from postgresql import postgresql  # noqa: E402

from _site import environment_of, server  # noqa: E402

AT_ONCE = (8, 50)
SECONDS = 6.0
WARM_UP = 0.5
TURNS = 3
TARGETS = {"SQLite": 150, "PostgreSQL": 300}
"""Saves a second at 8 at once."""
SERIALS = [str(number) for number in (*range(1, 9), *range(11, 50))]


Request = tuple[str, bytes, dict[str, str]]
Requests = Callable[[int], Iterator[Request]]
"""The requests of one client, given its number."""


@dataclass(frozen=True)
class Figures:
    """Requests a second and milliseconds of one."""

    rate: float
    p50: float
    p95: float


def main(seconds: float = SECONDS) -> None:
    """Measure both databases and print a line for each."""
    print(f"{os.cpu_count()} 个处理器；每项 {seconds:.0f} 秒；毫秒为客户端所见\n")
    print("数据库      并发   保存/秒  p50 ms  p95 ms  底线/秒  57行/秒  对底线  对57行   目标")
    with tempfile.TemporaryDirectory(prefix="xingping-bench-") as folder:
        _measure("SQLite", f"sqlite:///{folder}/bench.sqlite3", folder, 1, seconds)
        with postgresql(durable=True) as url:
            _measure("PostgreSQL", url, folder, os.cpu_count() or 1, seconds)


def _measure(name: str, url: str, folder: str, workers: int, seconds: float) -> None:
    environment = environment_of(url, f"{folder}/{name}", "_floor_settings")
    made = subprocess.run(
        [sys.executable, str(ROOT / "bench" / "_floor_world.py"), str(max(AT_ONCE))],
        env=environment, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    clients = json.loads(made.stdout.splitlines()[-1])
    with server(environment, workers) as port:
        for at_once in AT_ONCE:
            own = [_floor, lambda number: _saves(clients[number])]
            floor, saves = _in_turns(port, at_once, seconds, own)
            # Last, because a database goes on tidying up after so many changed rows.
            (rows,) = _in_turns(
                port, at_once, seconds, [lambda number: _whole_sheet(number, clients[number])]
            )
            target = TARGETS[name] if at_once == min(AT_ONCE) else 0
            met = f"{target}：{'达到' if saves.rate >= target else '未达到'}" if target else ""
            print(
                f"{name:<11}{at_once:>4}{saves.rate:>10.0f}{saves.p50:>8.1f}{saves.p95:>8.1f}"
                f"{floor.rate:>9.0f}{rows.rate:>9.0f}{saves.rate / floor.rate:>8.2f}"
                f"{saves.rate / rows.rate:>8.2f}   {met}",
                flush=True,
            )


def _in_turns(port: int, at_once: int, seconds: float, kinds: Sequence[Requests]) -> list[Figures]:
    """Each kind of request several times in turn, so that whatever else runs falls on all alike."""
    taken: list[list[float]] = [[] for _ in kinds]
    for requests in kinds:  # not counted: each process reads the edition and the guide at its first save
        _load(port, at_once, seconds / TURNS, requests)
    for _ in range(TURNS):
        for number, requests in enumerate(kinds):
            taken[number] += _load(port, at_once, seconds / TURNS, requests)
    return [_figures(sorted(one), seconds) for one in taken]


def _floor(number: int) -> Iterator[Request]:
    while True:
        yield f"/bench/floor/{number + 1}", b"", {}


def _whole_sheet(number: int, client: dict[str, str]) -> Iterator[Request]:
    while True:
        yield f"/bench/whole-sheet/{number + 1}", b"", {"Cookie": f"sessionid={client['session']}"}


def _saves(client: dict[str, str]) -> Iterator[Request]:
    """One score after another, each on the base of the last, with a rising sequence."""
    headers = {
        "Cookie": f"sessionid={client['session']}; csrftoken={client['csrf']}",
        "X-CSRFToken": client["csrf"],
        "Content-Type": "application/json",
    }
    device, sequence = f"bench-{time.monotonic_ns()}", 0
    held: dict[str, int | None] = client.setdefault("held", {})  # type: ignore[arg-type,assignment]
    while True:
        serial = SERIALS[sequence % len(SERIALS)]
        sequence += 1
        value = 50 * (sequence % 10)
        field = {f"scores.{serial}": {"base": held.get(serial), "value": value}}
        held[serial] = value
        body = json.dumps({"device": device, "sequence": sequence, "fields": field}).encode()
        yield f"/api/v1/cases/{client['number']}/self-assessment", body, headers


def _load(
    port: int, at_once: int, seconds: float, requests: Callable[[int], Iterator[Request]]
) -> list[float]:
    """Let so many clients send one request after another for some seconds."""
    gate = threading.Barrier(at_once)
    times: list[list[float]] = [[] for _ in range(at_once)]
    wrong: list[str] = []

    def run(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        gate.wait()
        begin = time.perf_counter()
        for path, body, headers in requests(number):
            started = time.perf_counter()
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            ended = time.perf_counter()
            if answer.status != 200 or b'"conflicts": [{' in content:
                wrong.append(f"{answer.status} {content[:200]!r}")
                break
            if started - begin > WARM_UP:
                times[number].append(ended - started)
            if ended - begin > WARM_UP + seconds:
                break
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        sys.exit(f"{len(wrong)} 个客户端得到错误的答复：{wrong[0]}")
    return [one for client in times for one in client]


def _figures(taken: Sequence[float], seconds: float) -> Figures:
    """From the seconds of each request, sorted."""
    return Figures(
        rate=len(taken) / seconds,
        p50=1000 * statistics.median(taken),
        p95=1000 * taken[int(len(taken) * 0.95)],
    )


if __name__ == "__main__":
    main(*(float(one) for one in sys.argv[1:]))
