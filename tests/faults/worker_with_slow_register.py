"""A real worker that takes its time at one place of an import, so that it can be killed there."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xingping.cli.framework import start_django

start_django()

from xingping.cli.main import main  # noqa: E402
from xingping.rating.jobs import register_import  # noqa: E402

SLOW = os.environ.get("SLOW_PLACE", "")
"""Name of the function of the job's module after which the worker waits the first time."""


def waiting(act: Callable[..., Any]) -> Callable[..., Any]:
    """Do it, say so, and wait long enough to be killed."""

    def slow(*given: Any) -> Any:
        done = act(*given)
        Path(os.environ["SAY_SO"]).write_text("here", encoding="ascii")
        time.sleep(30)
        return done

    return slow


if __name__ == "__main__":
    register_import.FILED_AT_ONCE = 2
    if SLOW:
        setattr(register_import, SLOW, waiting(getattr(register_import, SLOW)))
    sys.exit(main(["worker"]))
