"""The fields of the scenario page with what was entered, ready for the template."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from xingping.core.aggregation import Aggregate
from xingping.core.faults import Fault
from xingping.core.points import show_hundredths
from xingping.core.standard import Edition, Indicator
from xingping.national.simulate import same_name_map
from xingping.rating.what_if import Plan
from xingping.web.supervisor import address

RULES = (
    (Aggregate.MEAN, _("平均（取全部专家的平均值）")),
    (Aggregate.MEDIAN, _("中位数（取居中的得分）")),
    (Aggregate.TRIMMED, _("去掉最高最低后平均（不足 5 个得分时不去）")),
)
RULE_NAMES = dict(RULES)
SLIDER_TIMES = 2
"""A slider goes to this many times the edition's points."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number field: what it is called, what stands in the edition, what was entered."""

    name: str
    label: str
    standing: str
    value: str
    most: str = ""
    fault: Fault | None = None

    @property
    def changed(self) -> bool:
        """Whether it says something else than the edition."""
        return self.value != self.standing


@dataclass(frozen=True, slots=True)
class IndicatorFields:
    """An indicator's points, and whether it is dropped."""

    indicator: Indicator
    number: Number
    dropped: bool


@dataclass(frozen=True, slots=True)
class SectionFields:
    """A level-1 indicator and those below it."""

    number: int
    field: Number
    indicators: list[IndicatorFields]

    @property
    def itemised(self) -> bool:
        """Whether an indicator's own points were changed: then they count, not the section's field."""
        return any(one.number.changed and not one.dropped for one in self.indicators)

    @property
    def changed(self) -> bool:
        """Whether something below was changed, so that it is shown opened."""
        return any(one.number.changed or one.dropped for one in self.indicators)


@dataclass(frozen=True, slots=True)
class MapField:
    """Where an indicator of the draft edition takes its score rate from."""

    indicator: Indicator
    name: str
    value: str
    sources: list[Indicator]
    fault: Fault | None


def section_fields(given: QueryDict, edition: Edition, faults: dict[str, Fault]) -> list[SectionFields]:
    """All weights of an edition."""
    dropped = set(given.getlist(address.DROP))
    found = []
    for number, section in enumerate(edition.level1, 1):
        inside = [
            IndicatorFields(
                one,
                _number(given, faults, address.indicator_field(one.serial), one.level3, one.points),
                one.serial in dropped,
            )
            for one in edition.indicators
            if one.level1 == section.name
        ]
        own = _number(given, faults, address.section_field(number), section.name, section.points)
        found.append(SectionFields(number, own, inside))
    return found


def band_fields(given: QueryDict, edition: Edition, faults: dict[str, Fault]) -> list[Number]:
    """The lowest rates, highest star first."""
    found = []
    for band in sorted(edition.bands, key=lambda one: -one.stars):
        name, standing = address.band_field(band.stars), address.percent(band.rate)
        said = given.get(name, "").strip() or standing
        found.append(Number(name, band.name, standing, said, "100", faults.get(name)))
    return found


def added_fields(given: QueryDict, edition: Edition, faults: dict[str, Fault]) -> dict[str, object]:
    """The assumed indicator."""
    names = (address.ADD_NAME, address.ADD_POINTS, address.ADD_LEVEL, address.ADD_RATE)
    name, points, level, rate = (given.get(one, "").strip() for one in names)
    return {
        "name": name,
        "points": points,
        "rate": rate or address.percent(address.USUAL_RATE),
        "levels": [
            (str(number), section.name, str(number) == level)
            for number, section in enumerate(edition.level1, 1)
        ],
        "faults": [
            faults[one] for one in (address.ADD_NAME, address.ADD_POINTS, address.ADD_RATE) if one in faults
        ],
    }


def map_fields(given: QueryDict, edition: Edition, plan: Plan, faults: dict[str, Fault]) -> list[MapField]:
    """One field per indicator of the draft edition; empty without a draft."""
    draft = plan.draft
    if draft is None:
        return []
    usual = same_name_map(edition, draft.edition).sources
    found = []
    for one in draft.edition.indicators:
        name = address.map_field(one.serial)
        sources = draft.mapping.sources.get(one.serial, ())
        said = given.get(name, "").strip() or ",".join(usual.get(one.serial, ()))
        named = [edition.by_serial[serial] for serial in sources]
        found.append(MapField(one, name, said, named, faults.get(name)))
    return found


def _number(given: QueryDict, faults: dict[str, Fault], name: str, label: str, standing: int) -> Number:
    shown = show_hundredths(standing)
    most = show_hundredths(standing * SLIDER_TIMES)
    return Number(name, label, shown, given.get(name, "").strip() or shown, most, faults.get(name))
