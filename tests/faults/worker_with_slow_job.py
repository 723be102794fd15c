"""A real worker that also knows the kind of job that the fault tests kill."""

from __future__ import annotations

import sys
import time

from xingping.cli.framework import start_django

start_django()

from xingping.cli.main import main  # noqa: E402
from xingping.rating.jobs.registry import JSON, job  # noqa: E402
from xingping.rating.jobs.run import Run  # noqa: E402
from xingping.rating.models import Message  # noqa: E402

STEPS = 5


@job("slow")
def slow(run: Run) -> JSON:
    """Write one message a step, slowly."""
    for step in range(STEPS):
        run.once(f"message {step}", lambda step=step: _write(run, step), progress=20 * (step + 1))  # type: ignore[misc]
        time.sleep(0.3)
    return STEPS


def _write(run: Run, step: int) -> JSON:
    Message.objects.create(recipient_id=run.created_by_id, subject=f"step {step}")
    return step


if __name__ == "__main__":
    sys.exit(main(["worker"]))
