"""Expecting a refusal by its code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from xingping.rating.errors import Refusal, RefusedError


class Caught:
    """The refusal, once the block has ended."""

    refusal: Refusal

    @property
    def places(self) -> list[str]:
        """Where the faults are."""
        return [fault.place for fault in self.refusal.faults]


@contextmanager
def refused(code: str) -> Iterator[Caught]:
    """The block must be refused with this code."""
    caught = Caught()
    with pytest.raises(RefusedError) as error:
        yield caught
    caught.refusal = error.value.refusal
    assert caught.refusal.code == code, str(error.value)
