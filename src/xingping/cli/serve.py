"""`xingping serve`: the site and its background work in one command, watched over and stopped together."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from types import FrameType
from urllib.error import HTTPError

READY_WITHIN = 30.0
GRACE = 15.0
"""Seconds a child has to finish its requests or its present step after being asked to stop."""
CALM = 60.0
"""A child that ran for so many seconds starts again at once; one that fails at once waits ever longer."""
LONGEST_PAUSE = 30.0
TICK = 0.2


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "--host", default="127.0.0.1", help="监听地址；对外服务时写 0.0.0.0，并放在反向代理之后"
    )
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    parser.add_argument("--workers", type=int, help="网站进程数；默认 SQLite 为 1，PostgreSQL 为处理器个数")
    parser.add_argument("--threads", type=int, default=4, help="每个网站进程的线程数，默认 4")
    parser.add_argument(
        "--jobs", type=int, default=1, help="后台任务进程数，默认 1；另有机器专做后台任务时写 0"
    )
    parser.add_argument("--prepare", action="store_true", help="先升级数据库并收集静态文件")


def run(options: argparse.Namespace) -> int:
    """Start everything, print where to open it, and keep it running until asked to stop."""
    from xingping.cli.framework import start_django

    start_django()
    if not _port_free(options.host, options.port):
        print(
            f"端口 {options.port} 已被占用。请换一个：xingping serve --port {options.port + 1}",
            file=sys.stderr,
        )
        return 1
    if options.prepare:
        _prepare()
    elif _behind():
        print("数据库还没有升级到这个版本。请运行：xingping serve --prepare", file=sys.stderr)
        return 1
    children = [_site(options)] + [_jobs(number) for number in range(1, options.jobs + 1)]
    address = _address(options)
    return Supervisor(children, address, _greeting(address)).run()


@dataclass
class Child:
    """One process to keep running."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    resume: float = 0.0

    def start(self) -> None:
        """Start it in a group of its own, so that Ctrl-C reaches it only through us."""
        self.process = subprocess.Popen(  # noqa: S603 our own command line
            self.command, env={**os.environ, **self.environment}, start_new_session=True
        )
        self.started = time.monotonic()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps children running; stops all of them together."""

    def __init__(self, children: list[Child], address: str, greeting: list[str]) -> None:
        self.children, self.address, self.greeting = children, address, greeting
        self.stopping = False

    def run(self) -> int:
        """Run until a signal; the status is 0 then, 1 when the site never answered."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)
        for child in self.children:
            child.start()
        try:
            if not self._ready():
                return 0 if self.stopping else 1
            print("\n".join(self.greeting), flush=True)
            while not self.stopping:
                self._revive()
                time.sleep(TICK)
            return 0
        finally:
            self._stop()

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _ready(self) -> bool:
        until = time.monotonic() + READY_WITHIN
        site = self.children[0]
        while time.monotonic() < until and site.alive and not self.stopping:
            if _answers(self.address):
                return True
            time.sleep(TICK / 4)
        if not self.stopping:
            print("网站没有启动成功，请看上面的说明。", file=sys.stderr)
        return False

    def _revive(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.alive:
                continue
            if not child.resume:
                calm = now - child.started > CALM
                child.pause = 0.0 if calm else min(max(1.0, child.pause * 2), LONGEST_PAUSE)
                child.resume = now + child.pause
                print(f"{child.name}意外停止，{child.pause:.0f} 秒后重新启动。", file=sys.stderr, flush=True)
            if now >= child.resume:
                child.resume = 0.0
                child.start()

    def _stop(self) -> None:
        alive = [child.process for child in self.children if child.process and child.alive]
        for process in alive:
            process.terminate()
        until = time.monotonic() + GRACE
        for process in alive:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _site(options: argparse.Namespace) -> Child:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", options.host, "--port", str(options.port)]
    command += ["--workers", str(options.workers or _default_workers())]
    command += ["--blocking-threads", str(options.threads), "--respawn-failed-workers"]
    command += ["--log-level", "warning", "xingping.config.wsgi:application"]
    return Child("网站", command)


def _jobs(number: int) -> Child:
    return Child(f"后台任务 {number} ", [sys.executable, "-m", "xingping.cli.main", "worker"])


def _default_workers() -> int:
    from django.db import connection

    return 1 if connection.vendor == "sqlite" else (os.cpu_count() or 1)


def _address(options: argparse.Namespace) -> str:
    host = "127.0.0.1" if options.host in {"0.0.0.0", "::"} else options.host  # noqa: S104 compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{options.port}"


def _greeting(address: str) -> list[str]:
    """Where to open what."""
    from django.conf import settings
    from django.urls import reverse

    from xingping.rating.services.invitations import invite_first_administrator

    lines = [f"星评已启动：{address}"]
    if settings.DEMO:
        lines.append(f"演示账号（各种角色，一点即可登录）：{address}{reverse('account_login')}")
    elif invited := invite_first_administrator():
        link = invited.link if settings.PRODUCTION else address + invited.path
        lines.append(f"还没有管理员。请在 24 小时内打开此链接设置（只能用一次）：{link}")
    return [*lines, "按 Ctrl-C 停止。"]


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:  # noqa: S310 our own address
            return bool(answer.status == 200)
    except HTTPError:  # it answers, whatever it says to our address
        return True
    except OSError:
        return False


def _port_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return False
    return True


def _behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _prepare() -> None:
    from django.core.management import call_command

    from xingping.rating.services.regions import is_loaded, load_upper

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not is_loaded():
        load_upper()
