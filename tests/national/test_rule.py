from __future__ import annotations

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xingping.core.aggregation import Aggregate, aggregate
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.rule import PLAIN_UP_TO, units
from xingping.national.scheme import UNITS

GROUPS = st.lists(st.lists(st.integers(0, 5000), max_size=10), min_size=1, max_size=20)


def _by_duckdb(engine: DuckEngine, groups: list[list[int]], rule: Aggregate) -> list[int | None]:
    """Units of every group, by the expression; an empty group holds one row without a score."""
    rows = [
        {"number": number, "score": score} for number, group in enumerate(groups) for score in group or [None]
    ]
    schema = pa.schema([("number", pa.int64()), ("score", pa.int16())])
    engine._connection.register("scores", pa.Table.from_pylist(rows, schema=schema))
    table = ibis.table({"number": "int64", "score": "int16"}, name="scores")
    query = table.group_by("number").agg(units=units(table.score, rule)).order_by("number")
    return [row[1] for row in engine._connection.sql(str(ibis.to_sql(query, dialect="duckdb"))).fetchall()]


@pytest.mark.parametrize("rule", list(Aggregate))
@settings(max_examples=25)
@given(groups=GROUPS)
def test_units_are_2520_times_the_core_aggregate(rule: Aggregate, groups: list[list[int]]) -> None:
    engine = DuckEngine()
    expected = [_core(group, rule) for group in groups]
    assert _by_duckdb(engine, groups, rule) == expected
    engine.close()


def _core(group: list[int], rule: Aggregate) -> int | None:
    if not group:
        return None
    numerator, denominator = aggregate(group, rule)
    assert (numerator * UNITS) % denominator == 0
    return numerator * UNITS // denominator


@pytest.mark.parametrize("rule", list(Aggregate))
def test_up_to_its_limit_a_rule_is_the_plain_mean_and_beyond_it_is_not(rule: Aggregate) -> None:
    skewed = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1000]
    for count in range(1, PLAIN_UP_TO[rule] + 1):
        values = skewed[-count:]
        numerator, denominator = aggregate(values, rule)
        assert numerator * count == sum(values) * denominator
    beyond = PLAIN_UP_TO[rule] + 1
    if beyond <= len(skewed):
        numerator, denominator = aggregate(skewed[-beyond:], rule)
        assert numerator * beyond != 1000 * denominator


@pytest.mark.parametrize("rule", list(Aggregate))
def test_more_than_ten_values_have_no_units(engine: DuckEngine, rule: Aggregate) -> None:
    assert _by_duckdb(engine, [[100] * 11, [100] * 10], rule) == [None, 100 * UNITS]
