"""Rounds held in memory by each process, so that a what-if takes milliseconds.

The key says everything that the values depend on, the reader's grants included: nobody is ever handed a
round that was loaded for somebody who may see more.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock, Thread

from xingping.national.matrix import Round

MOST_BYTES = 600 * 2**20
"""What is kept together; the round asked for last stays in any case."""
WAIT_SECONDS = 4.0
"""How long a request waits for a large file before it says how far it is."""

Progress = Callable[[int, int], None]
Load = Callable[[Progress], Round]


@dataclass(slots=True)
class Loading:
    """A round on its way; `done` of `of` parts."""

    done: int = 0
    of: int = 1
    found: Round | None = None
    error: Exception | None = None
    thread: Thread | None = None
    lock: Lock = field(default_factory=Lock)

    @property
    def percent(self) -> int:
        """How far it is, rounded down."""
        return self.done * 100 // max(self.of, 1)

    def report(self, done: int, of: int) -> None:
        """Note the progress."""
        self.done, self.of = done, of


class LoadedRounds:
    """The rounds of one process, least lately used first."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, Loading] = OrderedDict()

    def get(self, key: Hashable, load: Load) -> Round:
        """The round, loaded now if it is not there. Raises what `load` raises; then nothing is kept."""
        entry = self._entry(key)
        with entry.lock:
            if entry.found is None:
                self._run(key, entry, load)
        return self._result(key, entry)

    def start(self, key: Hashable, load: Load, wait: float = WAIT_SECONDS) -> Round | Loading:
        """The round, or how far it is when loading it takes longer than `wait` seconds."""
        entry = self._entry(key)
        with entry.lock:
            if entry.found is None and entry.thread is None:
                entry.thread = Thread(target=self._run, args=(key, entry, load), daemon=True)
                entry.thread.start()
        if entry.thread is not None:
            entry.thread.join(wait)
            if entry.thread.is_alive():
                return entry
        return self._result(key, entry)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def _entry(self, key: Hashable) -> Loading:
        with self._lock:
            entry = self._kept.setdefault(key, Loading())
            self._kept.move_to_end(key)
            return entry

    def _run(self, key: Hashable, entry: Loading, load: Load) -> None:
        try:
            entry.found = load(entry.report)
        except Exception as error:
            # Raised again in the request that asks.
            entry.error = error
        self._shrink(key)

    def _result(self, key: Hashable, entry: Loading) -> Round:
        if entry.found is not None:
            return entry.found
        with self._lock:
            self._kept.pop(key, None)
        raise entry.error or RuntimeError("a round was neither loaded nor refused")

    def _shrink(self, latest: Hashable) -> None:
        with self._lock:
            sizes = {key: _bytes(one.found) for key, one in self._kept.items() if one.found is not None}
            total = sum(sizes.values())
            for key, size in sizes.items():
                if total <= self._most_bytes:
                    return
                if key != latest:
                    del self._kept[key]
                    total -= size


def _bytes(found: Round) -> int:
    arrays = (found.cases, found.values, found.gaps, found.standing.totals, found.standing.stars)
    return sum(one.nbytes for one in arrays) + int(found.regions.nbytes) + int(found.kinds.nbytes)


LOADED = LoadedRounds()
"""This process's rounds."""
