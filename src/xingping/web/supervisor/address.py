"""A scenario as an address: what the fields are called, what they mean, and how a plan is written back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from django.http import QueryDict
from django.utils.translation import gettext as _

from xingping.core.aggregation import Aggregate
from xingping.core.catalogue import editions, find_edition
from xingping.core.faults import Fault, FaultsError
from xingping.core.points import HUNDREDTHS, show_decimal, show_hundredths
from xingping.core.standard import Edition, Section
from xingping.national.scenario import AddedIndicator, Scenario
from xingping.national.simulate import EditionMap, same_name_map
from xingping.rating.what_if import Draft, Plan

SOURCE, RULE, DRAFT, ASSUMED, DROP = "source", "rule", "draft", "assume", "drop"
ADD_NAME, ADD_POINTS, ADD_LEVEL, ADD_RATE = "add", "add-points", "add-level", "add-rate"
USUAL_RATE = Fraction(3, 5)
"""What an indicator without scores is assumed to reach where nothing else is said."""
_WHOLE = re.compile(r"[0-9]{1,9}")
_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")
_SERIALS = re.compile(r"[\s,，、;；]+")
LONGEST_NAME = 60


def section_field(number: int) -> str:
    """Field of the n-th level-1 weight, from 1."""
    return f"w{number}"


def indicator_field(serial: str) -> str:
    """Field of an indicator's points."""
    return f"i-{serial}"


def band_field(stars: int) -> str:
    """Field of a band's lowest rate, in percent."""
    return f"b{stars}"


def map_field(serial: str) -> str:
    """Field of the old serials that an indicator of the draft edition takes its score rate from."""
    return f"m-{serial}"


@dataclass(slots=True)
class Reading:
    """What an address says: the plan, and what in it could not be read (field -> fault)."""

    plan: Plan
    faults: dict[str, Fault] = field(default_factory=dict)


def read_address(given: QueryDict, edition: Edition) -> Reading:
    """Read an address against the edition of its source; fields that say what stands anyway are no change."""
    reader = _Reader(given, edition)
    draft = reader.draft()
    scenario = Scenario(rule=reader.rule()) if draft else reader.scenario()
    return Reading(Plan(scenario, draft), reader.faults)


def plan_address(plan: Plan, edition: Edition, source: str = "") -> QueryDict:
    """The shortest address of a plan."""
    query = QueryDict(mutable=True)
    if source:
        query[SOURCE] = source
    scenario = plan.scenario
    for key, weight in scenario.weights.items():
        query[_weight_field(key, edition)] = str(weight)
    standing = {band.stars: band.rate for band in edition.bands}
    for stars, rate in sorted(scenario.bands.items()):
        if rate != standing[stars]:
            query[band_field(stars)] = percent(rate)
    if scenario.drop:
        query.setlist(DROP, [serial for serial in edition.serials if serial in scenario.drop])
    for one in scenario.add[:1]:
        query[ADD_NAME], query[ADD_POINTS] = one.serial, str(one.points)
        query[ADD_LEVEL] = str([section.name for section in edition.level1].index(one.level1) + 1)
        query[ADD_RATE] = percent(one.rate if one.rate is not None else USUAL_RATE)
    if scenario.rule:
        query[RULE] = scenario.rule.value
    if plan.draft:
        _write_draft(query, plan.draft, edition)
    return query


def percent(rate: Fraction) -> str:
    """A rate as the fields show it: 60, 87.5."""
    return show_decimal(rate * 100)


def drafts(edition: Edition) -> list[Edition]:
    """Installed editions other than the one that the scores are by."""
    return [one for one in editions() if one.hash != edition.hash]


def _write_draft(query: QueryDict, draft: Draft, edition: Edition) -> None:
    query[DRAFT] = draft.edition.code
    if draft.assumed is not None and draft.assumed != USUAL_RATE:
        query[ASSUMED] = percent(draft.assumed)
    usual = same_name_map(edition, draft.edition).sources
    for serial in draft.edition.serials:
        sources = draft.mapping.sources.get(serial, ())
        if sources != usual.get(serial, ()):
            query[map_field(serial)] = ",".join(sources) or "-"


def _weight_field(key: str, edition: Edition) -> str:
    names = [section.name for section in edition.level1]
    return section_field(names.index(key) + 1) if key in names else indicator_field(key)


class _Reader:
    """Reads field by field and gathers what is wrong."""

    def __init__(self, given: QueryDict, edition: Edition) -> None:
        self._given, self._edition = given, edition
        self.faults: dict[str, Fault] = {}

    def rule(self) -> Aggregate | None:
        said = self._text(RULE)
        return Aggregate(said) if said in list(Aggregate) else None

    def scenario(self) -> Scenario:
        drop = frozenset(self._given.getlist(DROP)) & set(self._edition.serials)
        weights: dict[str, int] = {}
        for number, section in enumerate(self._edition.level1, 1):
            weights |= dict(self._section(number, section, drop))
        return Scenario(weights, self._bands(), drop, self._added(), self.rule())

    def draft(self) -> Draft | None:
        code = self._text(DRAFT)
        if not code:
            return None
        try:
            edition = find_edition(code)
        except FaultsError as error:
            self.faults[DRAFT] = error.faults[0]
            return None
        usual = same_name_map(self._edition, edition).sources
        sources = {serial: self._sources(serial, usual.get(serial, ())) for serial in edition.serials}
        assumed = self._rate(ASSUMED, USUAL_RATE)
        return Draft(edition, EditionMap({new: old for new, old in sources.items() if old}), assumed)

    def _sources(self, serial: str, usual: tuple[str, ...]) -> tuple[str, ...]:
        said = self._text(map_field(serial))
        if not said:
            return usual
        if said == "-":
            return ()
        found = []
        for text in _SERIALS.split(said):
            one = self._edition.by_printed_serial.get(text)
            if one is None and text:
                wrong = _("%(code)s 没有序号为“%(serial)s”的指标")
                self._fault(
                    map_field(serial),
                    wrong % {"code": self._edition.code, "serial": text},
                    _("请填写旧版的序号，几个用逗号隔开；没有来源填“-”"),
                )
            elif one is not None and one.serial not in found:
                found.append(one.serial)
        return tuple(found)

    def _section(self, number: int, section: Section, drop: frozenset[str]) -> Iterator[tuple[str, int]]:
        """Changed indicators count; only where there are none does the section's own field."""
        inside = [one for one in self._edition.indicators if one.level1 == section.name]
        changed = False
        for one in inside:
            weight = self._weight(indicator_field(one.serial), one.points)
            if weight is not None and one.serial not in drop:
                changed = True
                yield one.serial, weight
        weight = self._weight(section_field(number), section.points)
        if weight is not None and not changed:
            yield section.name, weight

    def _weight(self, name: str, standing: int) -> int | None:
        """Whole points; None where the field is empty or says what stands."""
        said = self._text(name)
        if not said or said == show_hundredths(standing):
            return None
        if not _WHOLE.fullmatch(said):
            self._fault(name, _("“%(text)s”不是整数") % {"text": said}, _("分值请写整数（分）"))
            return None
        return None if int(said) * HUNDREDTHS == standing else int(said)

    def _bands(self) -> dict[int, Fraction]:
        standing = {band.stars: band.rate for band in self._edition.bands}
        said = {stars: self._rate(band_field(stars), rate) for stars, rate in standing.items()}
        return {} if said == standing else said

    def _added(self) -> tuple[AddedIndicator, ...]:
        name = self._text(ADD_NAME)
        if not name:
            return ()
        points = self._weight(ADD_POINTS, 0)
        level = self._text(ADD_LEVEL)
        names = [section.name for section in self._edition.level1]
        place = int(level) - 1 if _WHOLE.fullmatch(level) else 0
        if points is None:
            self.faults.setdefault(
                ADD_POINTS, Fault(_("增加的指标"), _("没有写分值"), _("请写大于 0 的整数（分）"))
            )
            return ()
        rate = self._rate(ADD_RATE, USUAL_RATE)
        return (AddedIndicator(name[:LONGEST_NAME], points, names[min(place, len(names) - 1)], rate),)

    def _rate(self, name: str, usual: Fraction) -> Fraction:
        said = self._text(name).removesuffix("%")
        if not said:
            return usual
        if not _PERCENT.fullmatch(said) or Fraction(said) > 100:
            wrong = _("“%(text)s”不是 0 至 100 之间的百分数") % {"text": said}
            self._fault(name, wrong, _("例如 60 或 87.5"))
            return usual
        return Fraction(said) / 100

    def _text(self, name: str) -> str:
        return self._given.get(name, "").replace("\x00", "").strip()

    def _fault(self, name: str, what: str, mend: str) -> None:
        self.faults[name] = Fault(self._place(name), what, mend)

    def _place(self, name: str) -> str:
        """What a field is called on the page."""
        if name.startswith("i-"):
            return _("指标 %(serial)s") % {"serial": name[2:]}
        if name.startswith("m-"):
            return _("新指标 %(serial)s 的来源") % {"serial": name[2:]}
        if name.startswith("w"):
            return self._edition.level1[int(name[1:]) - 1].name
        if re.fullmatch(r"b[0-9]+", name):
            return _("%(stars)s 星的最低得分率") % {"stars": name[1:]}
        return _("假定的得分率") if name in (ASSUMED, ADD_RATE) else _("增加的指标")
