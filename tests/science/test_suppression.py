"""Numbers hidden so that no small one follows by adding and subtracting."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import settings as property_settings
from hypothesis import strategies as st

from xingping.science.suppression import SMALLEST_CELL, found_numbers, hidden_numbers

Numbers = dict[tuple[int, str], int]


def linked(groups: list[tuple[int, int, int]]) -> tuple[Numbers, list[dict[tuple[int, str], int]]]:
    """Per group: who visited, who did not, and of the visitors who was content; with the sums of all."""
    numbers: Numbers = {}
    equations: list[dict[tuple[int, str], int]] = []
    names = ("came", "stayed", "content", "not", "all")
    for number, (content, unhappy, stayed) in enumerate(groups):
        counts = (content + unhappy, stayed, content, unhappy, content + unhappy + stayed)
        numbers |= {(number, name): count for name, count in zip(names, counts, strict=True)}
    for name in names:
        numbers[-1, name] = sum(numbers[number, name] for number in range(len(groups)))
        equations.append({**{(number, name): 1 for number in range(len(groups))}, (-1, name): -1})
    for number in range(-1, len(groups)):
        equations.append({(number, "came"): 1, (number, "stayed"): 1, (number, "all"): -1})
        equations.append({(number, "content"): 1, (number, "not"): 1, (number, "came"): -1})
    return numbers, equations


def follows(rows: list[list[Fraction]], width: int) -> set[int]:
    """Columns that a system fixes, by Gauss in exact numbers: the attacker, written independently."""
    fixed, placed = [row[:] for row in rows], 0
    for column in range(width):
        pivot = next((row for row in range(placed, len(fixed)) if fixed[row][column]), None)
        if pivot is None:
            continue
        fixed[placed], fixed[pivot] = fixed[pivot], fixed[placed]
        fixed[placed] = [one / fixed[placed][column] for one in fixed[placed]]
        for row in range(len(fixed)):
            if row != placed and fixed[row][column]:
                factor = fixed[row][column]
                fixed[row] = [a - factor * b for a, b in zip(fixed[row], fixed[placed], strict=True)]
        placed += 1
    return {
        columns[0]
        for row in fixed
        for columns in [[c for c, one in enumerate(row) if one]]
        if len(columns) == 1
    }


@given(st.lists(st.tuples(*[st.integers(0, 40)] * 3), min_size=2, max_size=4))
@property_settings(max_examples=150, deadline=None)
def test_no_hidden_number_follows_from_those_shown(groups: list[tuple[int, int, int]]) -> None:
    numbers, equations = linked(groups)
    known = frozenset(key for key in numbers if key[1] == "all")
    hidden = hidden_numbers(numbers, equations, known)
    assert not hidden & known
    assert all(count >= SMALLEST_CELL for key, count in numbers.items() if key not in hidden | known)
    if hidden == frozenset(numbers) - known:
        return
    keys = sorted(hidden)
    rows = [[Fraction(equation.get(key, 0)) for key in keys] for equation in equations]
    assert follows(rows, len(keys)) == set()
    assert found_numbers(equations, hidden) == frozenset()


def test_nothing_is_hidden_without_need_and_no_sum_of_hidden_ones_is_small() -> None:
    numbers, equations = linked([(20, 20, 20), (20, 20, 20)])
    assert hidden_numbers(numbers, equations) == frozenset()
    parts = {"a": 3, "b": 4, "c": 50, "d": 60, "all": 117}
    equation = {"a": 1, "b": 1, "c": 1, "d": 1, "all": -1}
    assert hidden_numbers(parts, [equation]) == {"a", "b", "c"}
    assert hidden_numbers({"a": 3, "all": 3}, [{"a": 1, "all": -1}], frozenset({"all"})) == {"a"}
    assert hidden_numbers({"a": 12}, []) == frozenset()
    assert found_numbers([], frozenset({"a"})) == frozenset()
