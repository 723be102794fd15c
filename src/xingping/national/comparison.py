"""Two ratings of the same sheets side by side, case by case: what a what-if or a draft edition changes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from xingping.core.aggregation import Aggregate
from xingping.national.columns import CASE, KIND, REGION, rating_types, subtotal
from xingping.national.flows import Flows, Level, star_array
from xingping.national.metadata import DENOMINATOR, PARAMETERS, UNIT, edition_metadata
from xingping.national.output import check_output, parquet_output
from xingping.national.scheme import UNITS, Scheme, edition_scheme
from xingping.national.score import DecidedCases, Job, Rater


@dataclass(frozen=True, slots=True)
class Change:
    """What is compared with the edition as it stands."""

    scheme: Scheme
    parameters: Mapping[str, object]
    """Kept with the result, so that it can be computed again."""
    rule: Aggregate | None = None
    added: Mapping[Path, pa.Table] = field(default_factory=dict)
    """Points of indicators that the sheets do not have, by the file they came from."""


def compare_file(job: Job, change: Change, out: Path, level: Level) -> Flows:
    """Rate every case before and after and write `out`; returns who moves, by region and kind.

    Raises FaultsError as `score_file` does; then nothing is written.
    """
    given = {**job.given(), **change.added}
    check_output(out, *job.source.files, *given)
    standing = edition_scheme(job.edition)
    before = Rater(job, job.question(standing))
    added = pa.concat_tables(change.added.values()) if change.added else None
    after = Rater(job, job.question(change.scheme, change.rule), added)
    most = max(stars for scheme in (standing, change.scheme) for stars, _ in scheme.thresholds)
    flows, watch = Flows(most, level), DecidedCases(given)
    with parquet_output(out, comparison_types(len(change.scheme.sections)), _metadata(job, change)) as writer:
        for part in job.parts():
            old, new = before.rate(part), after.rate(part)
            watch.seen(old[CASE])
            writer.write(_side_by_side(old, new, len(change.scheme.sections)))
            regions, kinds = old[REGION].combine_chunks(), old[KIND].combine_chunks()
            flows.add(regions, kinds, star_array(old["stars"]), star_array(new["stars"]))
        watch.check()
    return flows


def comparison_types(sections: int) -> dict[str, str]:
    """Columns of a comparison. `total_before` counts 1/2520 of a hundredth of a point, all points after
    1/denominator (in the metadata); stars are null where not complete, `moved` where either is."""
    return {
        CASE: "int64",
        REGION: "string",
        KIND: "string",
        "assessors": "int16",
        "total_before": "int64",
        "stars_before": "int8",
        **{f"{subtotal(section)}_after": "int64" for section in range(sections)},
        "total_after": "int64",
        "stars_after": "int8",
        "moved": "int8",
    }


def _side_by_side(old: pa.Table, new: pa.Table, sections: int) -> pa.Table:
    # The same cases, both in the order of case_id.
    columns = {name: old[name] for name in list(rating_types(0))[:4]}
    columns |= {"total_before": old["total"], "stars_before": old["stars"]}
    columns |= {f"{subtotal(section)}_after": new[subtotal(section)] for section in range(sections)}
    columns |= {"total_after": new["total"], "stars_after": new["stars"]}
    return pa.table({**columns, "moved": pc.subtract(new["stars"], old["stars"])})


def _metadata(job: Job, change: Change) -> dict[str, str]:
    parameters = {"aggregate": job.rule.value, "decided": job.decided is not None, **change.parameters}
    return {
        **edition_metadata(job.edition, "comparison", job.source.simulated),
        UNIT: str(UNITS),
        DENOMINATOR: str(change.scheme.denominator),
        PARAMETERS: json.dumps(parameters, ensure_ascii=False, sort_keys=True),
    }
