"""Rounds in memory: loaded once, forgotten when there is no room, never kept half loaded."""

from __future__ import annotations

from threading import Event

import numpy as np
import pyarrow as pa
import pytest

from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import find_edition
from xingping.national.matrix import Round
from xingping.rating.loaded_rounds import LoadedRounds, Loading, Progress


def small_round(cases: int = 2) -> Round:
    """A round of cases in full points."""
    edition = find_edition()
    values = np.array([[one.points] * cases for one in edition.indicators], np.int64)
    return Round(
        edition=edition,
        rule=Aggregate.MEAN,
        cases=np.arange(cases),
        regions=pa.array(["510104017001"] * cases),
        kinds=pa.array(["urban"] * cases),
        values=values,
        quantum=2520,
        open_cases=np.array([], np.int64),
        gaps=np.zeros((len(values), 0), np.bool_),
    )


def test_a_round_is_loaded_once_per_key() -> None:
    rounds, loads = LoadedRounds(), []

    def load(progress: Progress) -> Round:
        loads.append(1)
        return small_round()

    assert rounds.get("a", load) is rounds.get("a", load)
    rounds.get("b", load)
    assert len(loads) == 2


def test_what_cannot_be_loaded_is_said_each_time_and_not_kept() -> None:
    rounds = LoadedRounds()

    def fail(progress: Progress) -> Round:
        raise ValueError("damaged")

    with pytest.raises(ValueError, match="damaged"):
        rounds.get("a", fail)
    with pytest.raises(ValueError, match="damaged"):
        rounds.start("a", fail)
    mended = small_round()
    assert rounds.get("a", lambda progress: mended) is mended


def test_the_least_lately_used_goes_first() -> None:
    one = small_round()
    size = one.values.nbytes * 3
    rounds = LoadedRounds(most_bytes=size)
    kept = {name: rounds.get(name, lambda progress: small_round()) for name in "ab"}
    assert rounds.get("a", lambda progress: one) is kept["a"]
    rounds.get("c", lambda progress: small_round())
    assert rounds.get("a", lambda progress: one) is kept["a"]
    assert rounds.get("b", lambda progress: one) is one


def test_a_long_load_says_how_far_it_is() -> None:
    rounds, go = LoadedRounds(), Event()
    made = small_round()

    def load(progress: Progress) -> Round:
        progress(3, 4)
        assert go.wait(20)
        return made

    waiting = rounds.start("a", load, wait=0.2)
    assert isinstance(waiting, Loading)
    assert waiting.percent == 75
    go.set()
    assert rounds.start("a", load, wait=20) is made
