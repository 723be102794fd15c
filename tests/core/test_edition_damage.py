"""Whatever stands in an edition's files in place of what belongs there, the reader names it and goes on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from xingping.core.edition_file import make_edition
from xingping.core.faults import Fault, FaultsError
from xingping.core.reading import Source, Table
from xingping.core.standard import Edition

SIBLING = Path(__file__).parent.parent / "data" / "editions" / "t_demo_0001_2025"
GONE = object()
ODD: list[Any] = [GONE, 0, -1, 10**18, True, "", "x", " x", "\x00", "\ud800", [], [1], [[]], {}, {"a": 1}]
ODD += [
    Decimal("NaN"),
    Decimal("-Infinity"),
    Decimal("1e-99"),
    Decimal("1e99"),
    date(1, 1, 1),
    date(9999, 12, 31),
]
ODD += [datetime(2025, 1, 1), "9" * 1000]

Where = tuple[str | int, ...]


def parsed() -> dict[str, Any]:
    """Both files of the small edition as plain values."""
    return {
        name: tomllib.loads((SIBLING / f"{name}.toml").read_text(encoding="utf-8"), parse_float=Decimal)
        for name in ("edition", "indicators")
    }


def places(value: Any, where: Where = ()) -> Iterator[Where]:
    """Every place in nested values, but for the root."""
    inner = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    for key, item in inner:
        yield (*where, key)
        yield from places(item, (*where, key))


def read(files: dict[str, Any]) -> Edition | tuple[Fault, ...]:
    """The edition, or its faults; any other exception is a failure of the test."""
    faults: list[Fault] = []
    tables = [Table(files[name], name, Source(name, faults)) for name in ("edition", "indicators")]
    try:
        return make_edition(*tables, faults)
    except FaultsError as error:
        return error.faults


def test_undamaged_it_is_read(sibling: Edition) -> None:
    assert read(parsed()) == sibling


@pytest.mark.parametrize("where", [one for one in places(parsed()) if len(one) > 1], ids=str)
def test_odd_values_end_in_faults_that_name_the_file_or_in_an_edition(where: Where) -> None:
    good = parsed()
    for odd in ODD:
        files = deepcopy(good)
        holder: Any = files
        for key in where[:-1]:
            holder = holder[key]
        if odd is GONE:
            del holder[where[-1]]
        else:
            holder[where[-1]] = odd
        found = read(files)
        if isinstance(found, Edition):
            assert len(found.hash) == 64
            assert sum(one.points for one in found.indicators) == found.total_points
        else:
            assert found
            assert all(fault.place.startswith(("edition", "indicators")) for fault in found)
            assert all(fault.message and fault.mend for fault in found)
