"""The sensitivity of a whole file: each case's firmness written out, and a summary that can be repeated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa

from xingping.core.standard import Edition
from xingping.national.columns import CASE, KIND, REGION
from xingping.national.flows import INCOMPLETE
from xingping.national.matrix import Round, load_round
from xingping.national.metadata import PARAMETERS, edition_metadata
from xingping.national.output import check_output, parquet_output
from xingping.national.score import Job
from xingping.national.sensitivity import (
    Sensitivity,
    Weights,
    random_weights,
    sensitivity,
    single_weights,
)

TYPES: Mapping[str, str] = {
    CASE: "int64",
    REGION: "string",
    KIND: "string",
    "stars": "int8",
    "vectors": "int32",
    "changed": "int32",
}
"""`changed` of `vectors` weightings give the case another star; null, like `stars`, where not complete."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which weights to try. The same plan always draws the same weights."""

    vectors: int = 1000
    spread: int = 20
    """Largest change of a weight, in percent of the indicator's points."""
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Pull:
    """One indicator's own pull: cases that change star when only its weight goes up or down."""

    serial: str
    level3: str
    up: int
    down: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What the whole round shows."""

    plan: Plan
    weights_hash: str
    cases: int
    """Complete cases, which are the ones looked at."""
    incomplete: int
    firm: int
    """Cases that keep their star under every weighting."""
    least_changed: int
    median_changed: int
    most_changed: int
    """Cases with another star, over the weightings."""
    pulls: tuple[Pull, ...]
    """Strongest first."""

    def as_json(self) -> dict[str, object]:
        """Integers only; shares are left to the reader."""
        return {
            "vectors": self.plan.vectors,
            "spread": self.plan.spread,
            "seed": self.plan.seed,
            "weights_hash": self.weights_hash,
            "cases": self.cases,
            "incomplete": self.incomplete,
            "firm": self.firm,
            "changed": {
                "least": self.least_changed,
                "median": self.median_changed,
                "most": self.most_changed,
            },
            "indicators": [
                {"serial": one.serial, "name": one.level3, "up": one.up, "down": one.down}
                for one in self.pulls
            ],
        }


def sensitivity_file(job: Job, out: Path, plan: Plan) -> Summary:
    """Load a round, try the weights, write each case's firmness to `out`.

    Raises FaultsError as `score_file` does; then nothing is written.
    """
    check_output(out, *job.source.files, *job.given())
    weights = random_weights(len(job.edition.indicators), plan.vectors, plan.spread, plan.seed)
    loaded = load_round(job)
    found = sensitivity(loaded, weights)
    summary = _summary(loaded, found, plan)
    parameters = {
        "command": "sensitivity",
        "aggregate": job.rule.value,
        "decided": job.decided is not None,
        "vectors": plan.vectors,
        "spread": plan.spread,
        "seed": plan.seed,
        "weights_hash": summary.weights_hash,
    }
    metadata = edition_metadata(job.edition, "sensitivity", job.source.simulated)
    metadata[PARAMETERS] = json.dumps(parameters, sort_keys=True)
    with parquet_output(out, TYPES, metadata) as writer:
        writer.write(_table(loaded, found))
    return summary


def weights_hash(weights: Weights) -> str:
    """SHA-256 (hex) over the weights as little-endian 64-bit integers, vector by vector."""
    return sha256(weights.astype("<i8").tobytes()).hexdigest()


def _table(loaded: Round, found: Sensitivity) -> pa.Table:
    changed = np.zeros(len(loaded.cases), np.int32)
    changed[found.positions] = found.changed_by_case
    open_cases = loaded.standing.stars == INCOMPLETE
    vectors = np.full(len(loaded.cases), len(found.weights), np.int32)
    return pa.table(
        {
            CASE: loaded.cases,
            REGION: loaded.regions,
            KIND: loaded.kinds,
            "stars": pa.array(loaded.standing.stars, mask=open_cases),
            "vectors": vectors,
            "changed": pa.array(changed, mask=open_cases),
        }
    )


def _summary(loaded: Round, found: Sensitivity, plan: Plan) -> Summary:
    ordered = np.sort(found.changed_by_vector)
    return Summary(
        plan=plan,
        weights_hash=weights_hash(found.weights),
        cases=len(found.positions),
        incomplete=len(loaded.cases) - len(found.positions),
        firm=int(np.count_nonzero(found.changed_by_case == 0)),
        least_changed=int(ordered[0]),
        median_changed=int(ordered[len(ordered) // 2]),
        most_changed=int(ordered[-1]),
        pulls=_pulls(loaded, loaded.edition, plan.spread),
    )


def _pulls(loaded: Round, edition: Edition, spread: int) -> tuple[Pull, ...]:
    changed = sensitivity(loaded, single_weights(len(edition.indicators), spread)).changed_by_vector.tolist()
    pulls = [
        Pull(one.serial, one.level3, changed[2 * row], changed[2 * row + 1])
        for row, one in enumerate(edition.indicators)
    ]
    return tuple(sorted(pulls, key=lambda pull: -(pull.up + pull.down)))
