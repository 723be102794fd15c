"""`xingping worker`: does background work until it is stopped. Start as many as there are cores."""

from __future__ import annotations

import argparse
import threading

INTERVAL = 0.5
"""Seconds between two looks into an empty queue."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "--drain", action="store_true", help="做完现有任务即退出，不做定时任务（用于维护与测试）"
    )


def run(options: argparse.Namespace) -> int:
    """Take wakes from the queue in this thread, do periodic work in another."""
    from xingping.cli.framework import start_django

    start_django()
    from django.core.management import call_command

    from xingping.rating.jobs import registry, schedule

    registry.load()
    stop = threading.Event()
    if not options.drain:
        threading.Thread(target=schedule.run_forever, args=(stop,), name="schedule", daemon=True).start()
    try:
        call_command(
            "db_worker",
            interval=INTERVAL,
            batch=options.drain,
            reload=False,
            startup_delay=False,
            queue_name="*",
            verbosity=0,
        )
    except SystemExit as stopped:  # how the worker answers SIGTERM and SIGINT
        return int(stopped.code or 0)
    finally:
        stop.set()
    return 0
