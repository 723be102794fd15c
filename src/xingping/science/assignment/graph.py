"""Keep the graph of assessors and cases in one piece, so that severity can be compared across it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from xingping.science.assignment.problem import Problem, allowed, wishes_unmet

Part = tuple[frozenset[int], frozenset[int]]
"""A connected part of the graph: (case rows, candidate columns)."""


def components(chosen: Sequence[Sequence[int]]) -> list[Part]:
    """Split into connected parts; rows without a team are left out."""
    owner: dict[int, int] = {}
    rows_of: dict[int, set[int]] = {}
    columns_of: dict[int, set[int]] = {}
    for row, team in enumerate(chosen):
        if not team:
            continue
        touched = {owner[column] for column in team if column in owner}
        rows = {row}.union(*(rows_of.pop(part) for part in touched))
        columns = set(team).union(*(columns_of.pop(part) for part in touched))
        rows_of[row], columns_of[row] = rows, columns
        owner.update(dict.fromkeys(columns, row))
    return [(frozenset(rows_of[part]), frozenset(columns_of[part])) for part in rows_of]


def join_components(problem: Problem, chosen: list[list[int]], costs: np.ndarray) -> list[list[int]]:
    """Swap one member at a time, at the least cost and opening no new wish, until the graph is one piece.

    Returns what could be joined; the caller names what could not.
    """
    parts = components(chosen)
    while len(parts) > 1:
        joined = next(_joined(problem, chosen, costs, parts), None)
        if joined is None:
            break
        chosen, parts = joined
    return chosen


def _joined(
    problem: Problem, chosen: list[list[int]], costs: np.ndarray, parts: list[Part]
) -> Iterator[tuple[list[list[int]], list[Part]]]:
    """Teams after one swap that leaves fewer parts, cheapest first."""
    for _, row, leaving, coming in sorted(_swaps(problem, chosen, costs, parts)):
        after = list(chosen)
        after[row] = [coming if column == leaving else column for column in chosen[row]]
        fewer = components(after)
        if len(fewer) < len(parts):
            yield after, fewer


def _swaps(
    problem: Problem,
    chosen: Sequence[Sequence[int]],
    costs: np.ndarray,
    parts: Sequence[Part],
) -> Iterator[tuple[float, int, int, int]]:
    """Swaps (extra cost, case row, leaving, coming) that tie the smallest part to another one."""
    loads = np.bincount([column for team in chosen for column in team], minlength=len(problem.candidates))
    rows, columns = min(parts, key=lambda part: (len(part[0]), min(part[0])))
    for row in sorted(rows):
        open_wishes = len(wishes_unmet(problem, row, chosen[row]))
        pinned = problem.pinned.get(problem.cases[row].id, frozenset())
        for leaving in chosen[row]:
            if problem.candidates[leaving].id in pinned:
                continue
            for coming in range(len(problem.candidates)):
                if (
                    coming in columns
                    or loads[coming] == 0
                    or loads[coming] >= problem.candidates[coming].capacity
                ):
                    continue
                team = [coming if column == leaving else column for column in chosen[row]]
                if allowed(problem, row, coming) and len(wishes_unmet(problem, row, team)) <= open_wishes:
                    yield float(costs[row, coming] - costs[row, leaving]), row, leaving, coming
