"""Progress of a long command on one line of a terminal; silent where nobody watches."""

from __future__ import annotations

import sys

HUNDRED = 100


class Progress:
    """Shows what is being done and how far it is."""

    def __init__(self) -> None:
        self._last = ""
        self._shown = sys.stderr.isatty()

    def report(self, doing: str, done: int, of: int) -> None:
        """Show a share of a piece of work; only when the line changes."""
        line = f"{doing} {done * HUNDRED // max(of, 1)}%"
        if self._shown and line != self._last:
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)
            self._last = line

    def end(self) -> None:
        """Finish the line."""
        if self._last:
            print(file=sys.stderr)
