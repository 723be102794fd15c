"""What a verification checked, one step after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One thing checked: its name, whether it holds, and what was found (in Chinese)."""

    name: str
    holds: bool
    found: str

    def __str__(self) -> str:
        return f"{'✓' if self.holds else '✗'} {self.name}：{self.found}"


def all_hold(steps: Iterable[Step]) -> bool:
    """Whether there are steps and every one holds."""
    listed = tuple(steps)
    return bool(listed) and all(step.holds for step in listed)
