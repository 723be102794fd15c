"""`xingping serve`: starts, watches over and stops everything together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from xingping.cli.serve import Child, Supervisor

WITHIN = 40.0


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port: int = tried.getsockname()[1]
        return port


def wait_for(happened: Callable[[], bool], within: float = WITHIN) -> None:
    until = time.monotonic() + within
    while not happened():
        assert time.monotonic() < until, "没有等到"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A data folder of its own, settings as in real use."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST", "XINGPING", "DJANGO"))
    }
    return {**kept, "XINGPING_DATA": str(tmp_path_factory.mktemp("serve")), "XINGPING_DEMO": "1"}


def start(environment: dict[str, str], *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "xingping.cli.main", "serve", *options],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture(scope="module")
def site(environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    process = start(environment, "--port", str(port), "--prepare")
    yield process, port
    if process.poll() is None:
        process.kill()


def children_of(process: subprocess.Popen[str]) -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii")
    return [int(one) for one in listed.split()]


def test_unprepared_database_is_said(environment: dict[str, str]) -> None:
    process = start(environment, "--port", str(free_port()))
    told, _nothing = process.communicate(timeout=WITHIN)
    assert process.returncode == 1
    assert told == "数据库还没有升级到这个版本。请运行：xingping serve --prepare\n"


def test_says_where_to_open_and_serves_pages_and_hashed_files(
    site: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = site
    assert process.stdout
    assert process.stdout.readline() == f"星评已启动：http://127.0.0.1:{port}\n"
    assert f"http://127.0.0.1:{port}/account/" in process.stdout.readline()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
        page = answer.read().decode()
    sheet = page.split('rel="stylesheet" href="')[1].split('"')[0]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{sheet}") as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_busy_port_is_said(site: tuple[subprocess.Popen[str], int], environment: dict[str, str]) -> None:
    _process, port = site
    told, _nothing = start(environment, "--port", str(port)).communicate(timeout=WITHIN)
    assert told.startswith(f"端口 {port} 已被占用")


def test_killed_child_comes_back_and_all_stop_together(site: tuple[subprocess.Popen[str], int]) -> None:
    process, _port = site
    before = children_of(process)
    assert len(before) == 2
    os.kill(before[1], signal.SIGKILL)
    wait_for(lambda: len(children_of(process)) == 2 and before[1] not in children_of(process))
    after = children_of(process)
    process.send_signal(signal.SIGTERM)
    assert process.wait(WITHIN) == 0
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in after))


def test_site_that_cannot_start_ends_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    broken = Child("网站", [sys.executable, "-c", "raise SystemExit(3)"])
    assert Supervisor([broken], f"http://127.0.0.1:{free_port()}", []).run() == 1
    assert "网站没有启动成功" in capsys.readouterr().err
