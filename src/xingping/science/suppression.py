"""Which numbers of published tables must be hidden so that no small number can be found by subtraction.

Tables are numbers tied to each other by equations (a total is the sum of its parts, who visited is who
was asked about the visit). A number under the smallest shown is hidden, and so many others with it that
no hidden number follows from the numbers shown, however they are added and subtracted.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

SMALLEST_CELL = 10
"""Numbers of fewer people are not shown (本机构规定)."""
Key = TypeVar("Key", bound=Hashable)
Equation = Mapping[Key, int]
"""Number -> its factor; all of them together make 0."""
_NOTHING = 1e-9


def hidden_numbers(
    numbers: Mapping[Key, int],
    equations: Sequence[Mapping[Key, int]],
    known: frozenset[Key] = frozenset(),
    smallest: int = SMALLEST_CELL,
) -> frozenset[Key]:
    """The numbers to hide. `known` are those that everybody learns elsewhere: they are never hidden.

    Where nothing less helps, everything but the known is hidden. Numbers that are hidden together in one
    sum make at least `smallest` together, where the sum has further parts to hide.
    """
    everything = frozenset(numbers) - known
    hidden = {key for key in everything if numbers[key] < smallest}
    while True:
        weak = _weak_equation(numbers, equations, hidden, known, smallest)
        if weak is None:
            return frozenset(hidden)
        more = [key for key in weak if key not in hidden and key not in known]
        if not more:
            return everything
        hidden.add(min(more, key=lambda key: (numbers[key], str(key))))


def found_numbers(equations: Sequence[Mapping[Key, int]], hidden: frozenset[Key]) -> frozenset[Key]:
    """Hidden numbers that follow from those shown by adding and subtracting."""
    import numpy as np

    keys = sorted(hidden, key=str)
    rows = [[equation.get(key, 0) for key in keys] for equation in equations]
    rows = [row for row in rows if any(row)]
    if not rows:
        return frozenset()
    _left, sizes, right = np.linalg.svd(np.array(rows, dtype=float))
    rank = int((sizes > _NOTHING).sum())
    free = np.abs(right[rank:]).sum(axis=0) if rank < len(keys) else np.zeros(len(keys))
    return frozenset(key for key, moves in zip(keys, free, strict=True) if moves < _NOTHING)


def _weak_equation(
    numbers: Mapping[Key, int],
    equations: Sequence[Mapping[Key, int]],
    hidden: set[Key],
    known: frozenset[Key],
    smallest: int,
) -> Sequence[Key] | None:
    """The keys of an equation in which more has to be hidden; None where all is safe."""
    open_ = [[key for key in equation if key not in hidden and key not in known] for equation in equations]
    for equation, more in zip(equations, open_, strict=True):
        covered = [key for key in equation if key in hidden]
        small = sum(numbers[key] for key in covered) < smallest and _one_side(equation, covered)
        if covered and (len(covered) == 1 or (small and more)):
            return list(equation)
    found = found_numbers(equations, frozenset(hidden))
    if not found:
        return None
    for equation, more in zip(equations, open_, strict=True):
        if more and not found.isdisjoint(equation):
            return list(equation)
    return [key for more in open_ for key in more] or [next(iter(found))]


def _one_side(equation: Mapping[Key, int], keys: Sequence[Key]) -> bool:
    """Whether keys stand on one side of an equation, so that their sum is known."""
    return len({equation[key] > 0 for key in keys}) == 1
