"""A stretch of a stored file, handed on in blocks; closed with the answer that sends it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

BLOCK = 256 * 1024


class Source(Protocol):
    """An opened file, or the body of an answer of an S3-compatible store."""

    def read(self, amount: int, /) -> bytes:
        """At most so many bytes; none at the end."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Blocks(Iterator[bytes]):
    """`length` bytes of a source from its present place on. Fewer where the source ends before."""

    def __init__(self, source: Source, length: int) -> None:
        self._source, self._left = source, length

    def __next__(self) -> bytes:
        """The next block; closes the source behind the last one."""
        block = self._source.read(min(BLOCK, self._left)) if self._left > 0 else b""
        if not block:
            self.close()
            raise StopIteration
        self._left -= len(block)
        return block

    def close(self) -> None:
        """Let go of the source, whether or not anything was read."""
        self._source.close()
