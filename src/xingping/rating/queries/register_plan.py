"""What a file of centres would change in the register, and everything that stands in its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from xingping.core.catalogue import find_guide
from xingping.core.faults import Fault
from xingping.core.guide import Guide
from xingping.core.sheet_content import fact_value_fault, true_on_fault
from xingping.documents.register_file import RegisterRow, place_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.models import Centre, Level, RatingBody, Region
from xingping.rating.name_likeness import alike, core, variants
from xingping.rating.permissions import allowed
from xingping.rating.queries.register import Known, known_centres
from xingping.rating.queries.visibility import visible_centres
from xingping.rating.services.centres import FIELDS, centre_faults, fill, values_of
from xingping.rating.verbs import Verb

STREET = 9
DEGREES = ("latitude", "longitude")
NEW, SKIP, SAME = "new", "skip", "same:"
"""Answers to names that look alike: another centre, leave the row out, this known centre."""
REPORT_EVERY = 500
MOST_ALIKE = 3
Report = Callable[[int, int], None]


@dataclass(slots=True)
class Step:
    """One centre to be entered (`known` is None) or changed."""

    line: int
    centre: Centre
    known: Known | None
    changes: dict[str, list[str]] = field(default_factory=dict)
    """{field: [before, after]}."""
    facts: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    """{(fact, ISO date): [value before or "", value after]}."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A new row whose name resembles a known centre's, or an earlier new row's, in the same street."""

    line: int
    code: str
    name: str
    other_line: int
    other: Centre


@dataclass(slots=True)
class Plan:
    """All that a file would do."""

    new: list[Step] = field(default_factory=list)
    changed: list[Step] = field(default_factory=list)
    unchanged: int = 0
    skipped: int = 0
    alike: list[Alike] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def steps(self) -> list[Step]:
        """Everything to be written."""
        return [*self.new, *self.changed]


def make_plan(
    actor: Actor,
    body: RatingBody,
    name: str,
    rows: Sequence[RegisterRow],
    answers: Mapping[str, str],
    report: Report = lambda done, all_: None,
) -> Plan:
    """Compare the rows of the file called `name` with the register, as the person who imports sees it."""
    planner = _Planner(actor, body, name, rows, answers)
    for done, row in enumerate(rows):
        planner.add(row)
        if done % REPORT_EVERY == 0:
            report(done, len(rows))
    planner.look_for_likenesses()
    return planner.plan


class _Planner:
    """Takes row after row."""

    def __init__(
        self,
        actor: Actor,
        body: RatingBody,
        name: str,
        rows: Sequence[RegisterRow],
        answers: Mapping[str, str],
    ) -> None:
        self.plan = Plan()
        self._actor, self._body, self._name = actor, body, name
        self._answers = answers
        self._guide: Guide = find_guide()
        self._today = today()
        self._counties = set(Region.objects.filter(level=Level.COUNTY).values_list("prefix", flat=True))
        codes = [row.values["code"] for row in rows if row.values.get("code")]
        self._known = known_centres(body, codes)
        self._same = self._centres_answered()

    def add(self, row: RegisterRow) -> None:
        """Compare one row."""
        code = row.values.get("code", "")
        answer = self._answers.get(code, "") if code not in self._known else ""
        if answer == SKIP:
            self.plan.skipped += 1
            return
        known = self._same.get(answer.removeprefix(SAME)) if answer else self._known.get(code)
        if known and allowed(self._actor, Verb.IMPORT, known.centre):
            self._fault(row, f"中心编号“{code}”已用于本机构的另一个中心（站）",
                        "请核对编号；该中心（站）可能不在您的地区范围内")  # fmt: skip
            return
        step = self._step(row, known)
        faults = [*self._wrong_record(row, step), *self._wrong_facts(row)]
        for fault in faults:
            self._fault(row, f"“{fault.place}”{fault.message}", fault.mend)
        if not faults:
            self._place(step)

    def look_for_likenesses(self) -> None:
        """Compare the names of new centres with the others of their street."""
        streets: dict[str, list[Step]] = defaultdict(list)
        for step in self.plan.new:
            streets[step.centre.region[:STREET]].append(step)
        if not streets:
            return
        known: dict[str, list[Centre]] = defaultdict(list)
        for centre in visible_centres(self._actor).filter(body=self._body, closed_on=None):
            if centre.region[:STREET] in streets:
                known[centre.region[:STREET]].append(centre)
        places = _place_names(streets)
        for street, steps in streets.items():
            self.plan.alike += _likenesses(steps, known[street], places[street])
        self.plan.alike = [
            one for one in sorted(self.plan.alike, key=lambda one: one.line)
            if self._answers.get(one.code) != NEW
        ]  # fmt: skip

    def _step(self, row: RegisterRow, known: Known | None) -> Step:
        centre = copy(known.centre) if known else Centre(body=self._body, is_demo=self._body.is_demo)
        values = _typed(row.values)
        if known:
            values["code"] = known.centre.code
        fill(centre, values)
        step = Step(row.line, centre, known)
        after = values_of(centre)
        before = known.values if known else {}
        step.changes = {
            one: [before.get(one, ""), after[one]] for one in FIELDS if before.get(one, "") != after[one]
        }
        standing = known.facts if known else {}
        for name, (value, day) in row.facts.items():
            old = standing.get((name, day), "")
            if old != value:
                step.facts[name, day] = [old, value]
        return step

    def _wrong_record(self, row: RegisterRow, step: Step) -> Iterator[Fault]:
        given = {name: getattr(step.centre, name) for name in FIELDS if name in row.values or step.known}
        if step.changes:
            yield from (
                fault for fault in centre_faults(given) if step.known or fault.place not in _missing(row)
            )
        region = step.centre.region
        if any(ord(letter) < 0x20 for letter in step.centre.name):
            yield Fault("名称", "里有换行或控制字符", "请改为一行")
        if len(region) != 12 or not region.isdigit():
            return
        if self._counties and region[:6] not in self._counties:
            yield Fault("行政区划代码", f"“{region}”不在区划代码表里", "请核对前六位（县、市、区）")
        elif allowed(self._actor, Verb.IMPORT, step.centre):
            yield Fault("行政区划代码", f"“{region}”不在您的地区范围内", "请核对；别的地区请由当地导入")

    def _wrong_facts(self, row: RegisterRow) -> Iterator[Fault]:
        for name, (value, day) in row.facts.items():
            fact = self._guide.by_fact[name]
            wrong = fact_value_fault(fact, value) or true_on_fault(day, self._today)
            if wrong:
                yield Fault(fact.label, *wrong)

    def _place(self, step: Step) -> None:
        if step.known is None:
            self.plan.new.append(step)
        elif step.changes or step.facts:
            self.plan.changed.append(step)
        else:
            self.plan.unchanged += 1

    def _fault(self, row: RegisterRow, what: str, mend: str) -> None:
        self.plan.faults.append(place_fault(self._name, row.line, what, mend))

    def _centres_answered(self) -> dict[str, Known]:
        """Visible centres that were named as the same as a new row: {id as text: known}."""
        named = {one.removeprefix(SAME) for one in self._answers.values() if one.startswith(SAME)}
        keys = [int(one) for one in named if one.isascii() and one.isdigit() and len(one) <= 18]
        rows = visible_centres(self._actor).filter(body=self._body, pk__in=keys)
        known = known_centres(self._body, list(rows.values_list("code", flat=True)))
        return {str(one.centre.pk): one for code, one in known.items() if code not in self._known}


def _missing(row: RegisterRow) -> set[str]:
    """Labels of the fields that the row does not give, because a fault of its cell is told already."""
    labels = {name: str(Centre._meta.get_field(name).verbose_name) for name in FIELDS}  # type: ignore[union-attr]
    return {label for name, label in labels.items() if name not in row.values}


def _typed(values: Mapping[str, str]) -> dict[str, Any]:
    typed: dict[str, Any] = dict(values)
    for name in DEGREES:
        if name in typed:
            typed[name] = Decimal(typed[name]).quantize(Decimal("0.000001")) if typed[name] else None
    return typed


def _place_names(streets: Iterable[str]) -> dict[str, list[str]]:
    """The names of the places above and at each street."""
    prefixes = {street[:digits] for street in streets for digits in (2, 4, 6, STREET)}
    names = dict(Region.objects.filter(prefix__in=prefixes).values_list("prefix", "name"))
    return {
        street: [names[street[:digits]] for digits in (2, 4, 6, STREET) if street[:digits] in names]
        for street in streets
    }


def _likenesses(steps: Sequence[Step], known: Sequence[Centre], places: Sequence[str]) -> Iterator[Alike]:
    """Pairs alike, each row with the first few centres it resembles."""
    filed: dict[str, list[tuple[str, int, Centre]]] = defaultdict(list)

    def file(centre: Centre, line: int) -> str:
        kept = core(centre.name, places)
        for one in variants(kept):
            filed[one].append((kept, line, centre))
        return kept

    for centre in known:
        file(centre, 0)
    for step in steps:
        kept = core(step.centre.name, places)
        for line, centre in _resembling(kept, filed):
            yield Alike(step.line, step.centre.code, step.centre.name, line, centre)
        file(step.centre, step.line)


def _resembling(
    kept: str, filed: Mapping[str, Sequence[tuple[str, int, Centre]]]
) -> Iterator[tuple[int, Centre]]:
    """The first few centres whose cores resemble this one."""
    seen: set[int] = set()
    for one in variants(kept):
        for other, line, centre in filed.get(one, ()):
            if id(centre) not in seen and alike(kept, other):
                seen.add(id(centre))
                yield line, centre
                if len(seen) == MOST_ALIKE:
                    return
