"""A round as columns: its sheets as the wide national file, and the loaded round of a what-if."""

from __future__ import annotations

import tempfile
from collections.abc import Hashable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Count, Max, QuerySet, Sum

from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import DEFAULT_CODE, find_edition
from xingping.core.standard import Edition, Kind
from xingping.national.engines import open_engine
from xingping.national.matrix import Round as Loaded
from xingping.national.matrix import load_round
from xingping.national.point_table import write_points
from xingping.national.score import Job
from xingping.national.sheet_file import SheetRow, write_sheets
from xingping.national.source import open_source, said_edition
from xingping.rating.actor import Actor
from xingping.rating.loaded_rounds import LOADED, Loading, Progress
from xingping.rating.models import Case, Correction, SelfAssessment, Sheet
from xingping.rating.queries import pinned
from xingping.rating.queries.scenario_sources import READERS, Basis, Source, scored_cases

SELF_ASSESSED = "按自评分估算（尚无专家评分）"
DEMO = "演示数据，不是真实评分"


def edition_of(source: Source) -> Edition:
    """The edition by which a source was scored. Raises FaultsError for a file that says none we have."""
    if source.round is not None:
        return pinned.edition(source.round.edition_hash)
    return find_edition(said_edition(source.file) or DEFAULT_CODE)


def own_rule(source: Source) -> Aggregate:
    """The rule of a round's guide; the mean for a file."""
    return pinned.guide(source.round.guide_hash).aggregate if source.round else Aggregate.MEAN


def simulated(source: Source) -> str:
    """What a source says of scores that are not experts' own; "" where nothing."""
    if source.round is None:
        return open_source(source.file, edition_of(source)).simulated
    said = (DEMO if source.round.is_demo else "", SELF_ASSESSED if source.basis is Basis.SELF else "")
    return "；".join(one for one in said if one)


def sheet_rows(cases: QuerySet[Case], source: Source) -> Iterator[SheetRow]:
    """The sheets of a round's cases in the order of the cases; assessors are numbers within their case."""
    rows = _locked_sheets(cases) if source.basis is Basis.SHEETS else _self_assessments(cases)
    for case, region, kind, assessor, scores in rows:
        yield SheetRow(case, region, Kind(kind), assessor, scores)


def write_round(path: Path, cases: QuerySet[Case], source: Source) -> None:
    """Write a round as the wide Parquet of docs/national.md. Raises FaultsError when it cannot be written."""
    write_sheets(path, edition_of(source), sheet_rows(cases, source), simulated=simulated(source))


def decided_points(cases: QuerySet[Case], source: Source) -> QuerySet[Correction]:
    """Points that the panel decided instead of what the sheets give; none where self-scores count."""
    if source.basis is not Basis.SHEETS:
        return Correction.objects.none()
    return Correction.objects.filter(case__in=cases, standing=True).order_by("case_id", "serial")


def write_decided(path: Path, cases: QuerySet[Case], source: Source) -> int:
    """Write the panel's points as the decided points of docs/national.md; returns how many there are.

    With `write_round` this is the whole of a round: `national score --decided` gives its results again.
    Raises FaultsError when the file cannot be written.
    """
    rows = decided_points(cases, source).values_list("case_id", "serial", "points")
    return write_points(path, edition_of(source), rows)


def loaded(actor: Actor, source: Source, rule: Aggregate | None = None) -> Loaded | Loading:
    """The round in memory as far as this person may count it, or how far loading the file is.

    Raises FaultsError for a national file that is not one.
    """
    # One self-assessment a case: every rule gives the same.
    rule = own_rule(source) if rule is None or source.basis is Basis.SELF else rule
    if source.round is None:
        said = source.file.stat()
        key: Hashable = (source.name, str(source.file), said.st_mtime_ns, said.st_size, source.prefixes, rule)
        return LOADED.start(key, lambda progress: _load_file(source, rule, progress))
    cases = scored_cases(actor, source)
    grants = tuple(grant for grant in actor.grants if grant.role in READERS)
    key = (source.name, source.basis, grants, _signature(cases, source), rule)
    return LOADED.get(key, lambda progress: _load_cases(cases, source, rule, progress))


def _signature(cases: QuerySet[Case], source: Source) -> tuple[object, ...]:
    """Changes when a case, a sheet or the panel's points come, go or change."""
    sheets = (
        Sheet.objects.filter(case__in=cases)
        if source.basis is Basis.SHEETS
        else SelfAssessment.objects.filter(case__in=cases)
    )
    found = sheets.aggregate(Count("pk"), Sum("pk"), Sum("case_id"), Sum("version"), Max("updated_at"))
    decided = decided_points(cases, source).order_by().aggregate(Count("pk"), Sum("pk"))
    return (*found.values(), *decided.values())


def _load_cases(cases: QuerySet[Case], source: Source, rule: Aggregate, progress: Progress) -> Loaded:
    with tempfile.TemporaryDirectory(prefix="xingping-") as folder:
        path = Path(folder) / "round.parquet"
        write_round(path, cases, source)
        decided = Path(folder) / "decided.parquet"
        given = decided if write_decided(decided, cases, source) else None
        return _load(path, edition_of(source), rule, progress, given)


def _load_file(source: Source, rule: Aggregate, progress: Progress) -> Loaded:
    return _narrowed(_load(source.file, edition_of(source), rule, progress), source.prefixes)


def _load(
    path: Path, edition: Edition, rule: Aggregate, progress: Progress, decided: Path | None = None
) -> Loaded:
    with open_engine() as engine:
        return load_round(Job(open_source(path, edition), edition, engine, rule, decided, progress))


def _narrowed(round_: Loaded, prefixes: tuple[str, ...]) -> Loaded:
    """Only the cases of some regions."""
    if "" in prefixes:
        return round_
    inside = np.zeros(len(round_.regions), np.bool_)
    for prefix in prefixes:
        inside |= np.asarray(pc.starts_with(round_.regions, pattern=prefix))
    kept = np.flatnonzero(inside)
    still_open = inside[round_.open_cases]
    chosen = pa.array(kept)
    return replace(
        round_,
        cases=round_.cases[kept],
        regions=round_.regions.take(chosen),
        kinds=round_.kinds.take(chosen),
        values=round_.values[:, kept],
        open_cases=np.searchsorted(kept, round_.open_cases[still_open]),
        gaps=round_.gaps[:, still_open],
    )


_Row = tuple[int, str, str, int, dict[str, int]]


def _self_assessments(cases: QuerySet[Case]) -> Iterator[_Row]:
    rows = cases.order_by("pk").values_list("pk", "region", "kind", "self_assessment__scores")
    for case, region, kind, scores in rows.iterator(chunk_size=2000):
        yield case, region, kind, 1, scores


def _locked_sheets(cases: QuerySet[Case]) -> Iterator[_Row]:
    """The last locked revision of every assessor's sheet."""
    rows = (
        Sheet.objects.filter(case__in=cases, locked_at__isnull=False)
        .order_by("case_id", "label", "-revision")
        .values_list("case_id", "case__region", "case__kind", "label", "scores")
    )
    case_now, label_now, number = 0, "", 0
    for case, region, kind, label, scores in rows.iterator(chunk_size=2000):
        if (case, label) == (case_now, label_now):
            continue
        number = number + 1 if case == case_now else 1
        case_now, label_now = case, label
        yield case, region, kind, number, scores
