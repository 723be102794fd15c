"""A round in memory: what-if in milliseconds, a thousand weightings against the bare matrix product."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from os import cpu_count
from time import perf_counter

import numpy as np
from measure import serve, timed
from threadpoolctl import threadpool_limits

from data import make
from xingping.core.catalogue import find_edition
from xingping.national.duckdb_engine import DuckEngine
from xingping.national.expression import Layout
from xingping.national.flows import Level
from xingping.national.matrix import Round, load_round
from xingping.national.scenario import Scenario
from xingping.national.score import Job
from xingping.national.sensitivity import random_weights, sensitivity
from xingping.national.source import open_source

VECTORS = 1000
_BLOCK = 8192


def loaded(centres: str) -> dict[str, object]:
    """Load a round and time what can be asked of it."""
    edition, engine = find_edition(), DuckEngine()
    start = perf_counter()
    one = load_round(Job(open_source(make(int(centres), Layout.WIDE), edition), edition, engine))
    found: dict[str, object] = {"load": perf_counter() - start, "matrix_mb": one.values.nbytes / 2**20}
    engine.close()
    few = Scenario(weights={"31": 80, "32": 20})
    all_weights = Scenario(weights={serial: 10 + at for at, serial in enumerate(edition.serials)})
    found["what_if"] = timed(lambda: one.what_if(few), 15)
    found["what_if_counties"] = timed(lambda: one.flows(one.what_if(few), Level.COUNTY), 15)
    found["what_if_all"] = timed(lambda: one.flows(one.what_if(all_weights), Level.COUNTY), 15)
    weights = random_weights(len(edition.indicators), VECTORS, 20, 1)
    found["vectors"] = timed(lambda: sensitivity(one, weights), 3)
    found["product"] = timed(lambda: _product(one, weights), 3)
    found["product_blas"] = timed(lambda: _product_blas(one, weights), 3)
    return found


def _product(one: Round, weights: np.ndarray) -> None:
    """The product alone, in blocks on all cores as ours does it, nothing kept."""
    factors = weights.astype(np.float32)

    def block(first: int) -> float:
        return float((factors @ one.values[:, first : first + _BLOCK].astype(np.float32))[0, 0])

    with threadpool_limits(1, "blas"), ThreadPoolExecutor(cpu_count()) as pool:
        list(pool.map(block, range(0, len(one.cases), _BLOCK)))


def _product_blas(one: Round, weights: np.ndarray) -> None:
    """The product alone, the threads left to BLAS."""
    factors = weights.astype(np.float32)
    for first in range(0, len(one.cases), 10 * _BLOCK):
        factors @ one.values[:, first : first + 10 * _BLOCK].astype(np.float32)


if __name__ == "__main__":
    serve({"loaded": loaded})
