"""A real worker that takes its time within each award, between the certificate and the letter."""

from __future__ import annotations

import sys
import time
from typing import Any

from xingping.cli.framework import start_django

start_django()

from xingping.cli.main import main  # noqa: E402
from xingping.rating.services import announcing  # noqa: E402

WITHIN = 0.2
"""Seconds between two writes of one award, so that a kill hits the middle of a transaction."""
deliver_award = announcing.deliver_award


def slowly(*given: Any) -> Any:
    """Wait, then deliver."""
    time.sleep(WITHIN)
    return deliver_award(*given)


announcing.deliver_award = slowly

if __name__ == "__main__":
    sys.exit(main(["worker"]))
