"""Who moves: the cases whose star changes, sorted in memory; names only for those who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.standard import Kind
from xingping.national.flows import Level
from xingping.rating.actor import Actor
from xingping.rating.queries.regions import paths_of
from xingping.rating.queries.scenario_sources import Source
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.what_if import Answer, points
from xingping.web.displays import centre_kind, rate
from xingping.web.supervisor.words import signed, star_label
from xingping.web.tables import Column, Table, TableSpec

UP, DOWN = "up", "down"
CHUNK = 5_000
"""Names asked for at once."""


@dataclass(frozen=True, slots=True)
class Mover:
    """One case before and after. `name` and `number` are empty where the reader may not see the case."""

    case: int
    region: str
    """12-digit code; of a street where the reader may not see the case."""
    kind: str
    before: Fraction
    after: Fraction
    rate_before: Fraction
    rate_after: Fraction
    stars_before: int
    stars_after: int
    seen: bool = False
    name: str = ""
    place: str = ""


class MoverRows:
    """What `web.tables.Table` asks of a query set, over positions of an answer."""

    ordered = True

    def __init__(
        self, answer: Answer, actor: Actor, source: Source, positions: npt.NDArray[np.int64]
    ) -> None:
        self._answer, self._actor, self._source, self._positions = answer, actor, source, positions

    def order_by(self, *fields: str) -> MoverRows:
        """Sorted by fields of `_keys`, "-" for falling; equal ones by case."""
        keys = [self._answer.before.cases[self._positions]]
        for name in reversed(fields):
            if name.removeprefix("-") in SORTS:
                found = self._key(name.removeprefix("-"))
                keys.append(-found if name.startswith("-") else found)
        order = np.lexsort(keys)
        return MoverRows(self._answer, self._actor, self._source, self._positions[order])

    def count(self) -> int:
        """How many."""
        return len(self._positions)

    __len__ = count

    def __iter__(self) -> Iterator[Mover]:
        return iter(self[:])

    def __getitem__(self, part: slice) -> list[Mover]:
        chosen = self._positions[part]
        found: list[Mover] = []
        for first in range(0, len(chosen), CHUNK):
            found += self._named([_mover(self._answer, int(one)) for one in chosen[first : first + CHUNK]])
        return found

    def _named(self, movers: list[Mover]) -> list[Mover]:
        names = _names(self._actor, self._source, (one.case for one in movers))
        shown = [
            replace(one, seen=one.case in names, name=names.get(one.case, ""), region=_coarse(one, names))
            for one in movers
        ]
        places = paths_of({one.region for one in shown})
        return [replace(one, place=places[one.region]) for one in shown]

    def _key(self, name: str) -> npt.NDArray[Any]:
        old, new = self._answer.before.standing, self._answer.after
        if name == "change":
            return (new.stars.astype(np.int64) - old.stars)[self._positions]
        if name == "region":
            codes = np.asarray(self._answer.before.regions.cast("int64"))
            return codes[self._positions]
        return {"before": old.totals, "after": new.totals, "stars": old.stars.astype(np.int64)}[name][
            self._positions
        ]


SORTS = frozenset({"change", "region", "before", "after", "stars"})


def movers_table(request: HttpRequest, actor: Actor, source: Source, answer: Answer, at: str) -> Table:
    """The cases of a region that rise or fall, as the address sorts and cuts them."""
    old, new = answer.before.standing.stars, answer.after.stars
    inside = answer.inside(at)
    step = new[inside].astype(np.int64) - old[inside]
    known = (old[inside] >= 0) & (new[inside] >= 0)
    wanted = request.GET.get("move", "")
    chosen = known & (step > 0 if wanted == UP else step < 0 if wanted == DOWN else step != 0)
    rows = MoverRows(answer, actor, source, inside[chosen])
    return Table(request, rows, _spec(request.GET, source))  # type: ignore[arg-type]


def may_see(actor: Actor, source: Source, case: int) -> bool:
    """Whether one case may be shown."""
    return case in _names(actor, source, [case])


def _names(actor: Actor, source: Source, cases: Iterable[int]) -> dict[int, str]:
    """Names of the cases that the reader may see; a national file has numbers only."""
    if source.round is None:
        return {case: _("%(number)s 号") % {"number": case} for case in cases} if source.names else {}
    seen = visible_cases(actor).filter(pk__in=list(cases))
    return dict(seen.values_list("pk", "centre__name"))


def _mover(answer: Answer, place: int) -> Mover:
    before, old, new = answer.before, answer.before.standing, answer.after
    return Mover(
        case=int(before.cases[place]),
        region=before.regions[place].as_py(),
        kind=before.kinds[place].as_py(),
        before=points(old, place),
        after=points(new, place),
        rate_before=Fraction(int(old.totals[place]), old.scheme.full),
        rate_after=Fraction(int(new.totals[place]), new.scheme.full),
        stars_before=int(old.stars[place]),
        stars_after=int(new.stars[place]),
    )


def _coarse(one: Mover, names: dict[int, str]) -> str:
    digits = int(Level.STREET)
    return one.region if one.case in names else one.region[:digits].ljust(len(one.region), "0")


def _spec(given: QueryDict, source: Source) -> TableSpec:
    kept = given.copy()
    for name in ("sort", "page", "move", "export"):
        kept.pop(name, None)
    tail = kept.urlencode()

    def working(one: Mover) -> str | None:
        return f"{reverse('supervisor:case', args=[one.case])}?{tail}" if one.seen else None

    centre = gettext_lazy("中心（站）") if source.round else gettext_lazy("编号")
    return TableSpec(
        caption=gettext_lazy("星级有变化的中心（站）"),
        columns=(
            Column("name", centre, lambda one: one.name or _("无权查看名称"), kind="main", url=working),
            Column("region", gettext_lazy("地区"), lambda one: one.place, sort=("region",)),
            Column("kind", gettext_lazy("类型"), lambda one: centre_kind(Kind(one.kind))),
            Column("before", gettext_lazy("现行得分"), lambda one: one.before, ("before",), "number"),
            Column("after", gettext_lazy("假设得分"), lambda one: one.after, ("after",), "number"),
            Column(
                "rates",
                gettext_lazy("得分率"),
                lambda one: f"{rate(one.rate_before)} → {rate(one.rate_after)}",
                kind="number",
            ),
            Column("stars", gettext_lazy("现行星级"), lambda one: star_label(one.stars_before), ("stars",)),
            Column("stars_after", gettext_lazy("假设星级"), lambda one: star_label(one.stars_after)),
            Column(
                "change",
                gettext_lazy("变化"),
                lambda one: signed(one.stars_after - one.stars_before),
                ("change",),
                "number",
                plain=lambda one: one.stars_after - one.stars_before,
            ),
        ),
        default_sort="change",
        empty_title=gettext_lazy("没有中心（站）的星级变化"),
        empty_text=gettext_lazy("改动分值、星级分档或汇总方法后，星级有变化的会列在这里。"),
        export_name="scenario",
    )
