"""The register as a file: what is known of the centres of a body, and the rows of an export."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import QuerySet

from xingping.core.guide import Fact
from xingping.documents.register_columns import RECORD_COLUMNS, Holds
from xingping.documents.register_sheet import Cells
from xingping.rating.models import Centre, CentreFact, RatingBody
from xingping.rating.queries.regions import paths_of
from xingping.rating.services.centres import FIELDS, text_of, values_of

AT_ONCE = 500
One = TypeVar("One")


@dataclass(slots=True)
class Known:
    """A centre as it stands in the register."""

    centre: Centre
    values: Mapping[str, str]
    facts: dict[tuple[str, str], str] = field(default_factory=dict)
    """{(fact, ISO date): value}, standing ones."""


def chunks(items: Sequence[One], size: int = AT_ONCE) -> Iterator[Sequence[One]]:
    """Pieces of a list, small enough for one query."""
    return (items[start : start + size] for start in range(0, len(items), size))


def known_centres(body: RatingBody, codes: Sequence[str]) -> dict[str, Known]:
    """The centres of a body that have one of the codes, with their standing facts."""
    found: dict[str, Known] = {}
    for some in chunks(codes):
        centres = list(Centre.objects.filter(body=body, code__in=some))
        facts = standing_facts([one.pk for one in centres])
        for one in centres:
            one.body = body
            found[one.code] = Known(one, values_of(one), facts.get(one.pk, {}))
    return found


def standing_facts(centre_ids: Sequence[int]) -> dict[int, dict[tuple[str, str], str]]:
    """{centre: {(fact, ISO date): value}}."""
    facts: dict[int, dict[tuple[str, str], str]] = defaultdict(dict)
    for some in chunks(centre_ids):
        rows = CentreFact.objects.filter(centre__in=some, replaced_at=None)
        for centre_id, name, day, value in rows.values_list("centre_id", "name", "true_on", "value"):
            facts[centre_id][name, day.isoformat()] = value
    return facts


def export_rows(centres: QuerySet[Centre], facts: Iterable[Fact]) -> tuple[list[Fact], list[Cells]]:
    """The facts that occur, in the guide's order, and the cells of every centre; newest facts only."""
    rows = list(centres.order_by("code", "pk"))
    known = standing_facts([one.pk for one in rows])
    places = paths_of({one.region for one in rows})
    used = {name for of_centre in known.values() for name, _day in of_centre}
    cells = [_cells(one, known.get(one.pk, {}), places[one.region]) for one in rows]
    return [fact for fact in facts if fact.name in used], cells


def _cells(centre: Centre, facts: Mapping[tuple[str, str], str], place: str) -> Cells:
    kept = {one.name: one.holds for one in RECORD_COLUMNS}
    cells = {(name, kept[name]): text_of(getattr(centre, name)) for name in FIELDS}
    cells["place", Holds.IGNORED] = place
    cells["closed_on", Holds.IGNORED] = text_of(centre.closed_on)
    for (name, day), value in sorted(facts.items(), key=lambda one: one[0][1]):
        cells[name, Holds.FACT], cells[name, Holds.FACT_DATE] = value, day
    return cells
