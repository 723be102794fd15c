"""A what-if: the edition with other weights, bands or indicators; exact fractions until a scheme is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

from xingping.core.aggregation import Aggregate
from xingping.core.faults import Fault, FaultsError
from xingping.core.points import HUNDREDTHS, show_exact
from xingping.core.standard import Edition, Indicator
from xingping.national.scheme import Scheme, Share, band_rates, make_scheme

LARGEST_WEIGHT = 1_000_000
"""In points; keeps every total within 64 bits."""

LARGEST_SCORED = (2**15 - 1) // HUNDREDTHS
"""In points; what a column of int16 hundredths holds."""


@dataclass(frozen=True, slots=True)
class AddedIndicator:
    """An indicator that the edition does not have.

    Its points come from a file (`rate` None), or every case is assumed to reach `rate` of them.
    """

    serial: str
    points: int
    """Max points, in whole points."""
    level1: str
    rate: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is changed. Everything left empty stays as in the edition."""

    weights: Mapping[str, int] = field(default_factory=dict)
    """New max points (whole points): by serial, or by level-1 name, which scales its indicators alike."""
    bands: Mapping[int, Fraction] = field(default_factory=dict)
    """Stars -> lowest rate; replaces all bands of the edition."""
    drop: frozenset[str] = frozenset()
    """Serials that no longer count."""
    add: tuple[AddedIndicator, ...] = ()
    rule: Aggregate | None = None
    """Another rule for several assessors."""

    @property
    def linear(self) -> bool:
        """Whether the loaded values of a round suffice (no other rule, no scores from another file)."""
        return self.rule is None and all(one.rate is not None for one in self.add)

    def scheme(self, edition: Edition) -> Scheme:
        """The edition so changed. Raises FaultsError with everything that does not fit it."""
        faults = [*_weight_faults(self, edition), *_band_faults(self, edition), *_add_faults(self, edition)]
        if faults:
            raise FaultsError(faults)
        factors = _factors(self, edition)
        sections = [section.name for section in edition.level1]
        kept = [one for one in edition.indicators if one.serial not in self.drop]
        shares = [Share(one.serial, sections.index(one.level1), factors[one.serial]) for one in kept]
        constants: dict[int, Fraction] = {}
        for extra in self.add:
            section = sections.index(extra.level1)
            if extra.rate is None:
                shares.append(Share(extra.serial, section, Fraction(1)))
            else:
                given = extra.rate * extra.points * HUNDREDTHS
                constants[section] = constants.get(section, Fraction(0)) + given
        full = sum((one.points * factors[one.serial] for one in kept), Fraction(0))
        full += sum(extra.points for extra in self.add) * HUNDREDTHS
        return make_scheme(
            limits={one.serial: one.points for one in edition.indicators},
            sections=sections,
            shares=shares,
            rates=self.bands or band_rates(edition.bands),
            full=full,
            constants=constants,
            added={one.serial: one.points * HUNDREDTHS for one in self.add if one.rate is None},
        )

    def as_json(self) -> dict[str, object]:
        """What was changed, to be kept with the result; fractions as exact texts."""
        return {
            "weights": dict(self.weights),
            "bands": {str(stars): show_exact(rate) for stars, rate in sorted(self.bands.items())},
            "drop": sorted(self.drop),
            "add": [
                {
                    "serial": one.serial,
                    "points": one.points,
                    "level1": one.level1,
                    "rate": None if one.rate is None else show_exact(one.rate),
                }
                for one in self.add
            ],
            "aggregate": self.rule.value if self.rule else None,
        }


def _factors(scenario: Scenario, edition: Edition) -> dict[str, Fraction]:
    """How many times its points in the edition each indicator weighs."""
    factors = {one.serial: Fraction(1) for one in edition.indicators}
    for section in edition.level1:
        wanted = scenario.weights.get(section.name)
        inside = _remaining(scenario, edition, section.name)
        total = sum(one.points for one in inside)
        if wanted is not None and total:
            factors |= dict.fromkeys((one.serial for one in inside), Fraction(wanted * HUNDREDTHS, total))
    for one in edition.indicators:
        if one.serial in scenario.weights:
            factors[one.serial] = Fraction(scenario.weights[one.serial] * HUNDREDTHS, one.points)
    return factors


def _remaining(scenario: Scenario, edition: Edition, level1: str) -> list[Indicator]:
    return [one for one in edition.indicators if one.level1 == level1 and one.serial not in scenario.drop]


def _weight_faults(scenario: Scenario, edition: Edition) -> list[Fault]:
    faults = []
    names = {section.name for section in edition.level1}
    for key, weight in scenario.weights.items():
        place = f"权重 {key}"
        if key not in edition.by_serial and key not in names:
            faults.append(
                Fault(place, "标准里没有这项指标", "请写序号（如 31）或一级指标名称（如 党建引领）")
            )
        elif not 0 <= weight <= LARGEST_WEIGHT:
            faults.append(
                Fault(place, f"{weight} 不是可用的分值", f"请写 0 至 {LARGEST_WEIGHT} 的整数（分）")
            )
        elif key in scenario.drop:
            faults.append(Fault(place, "这项指标同时被去掉了", "权重与去掉只能选一样"))
        elif key in names and not _remaining(scenario, edition, key) and weight:
            faults.append(Fault(place, "其下的指标都去掉了，分值无处可放", "请改为 0，或少去掉几项"))
        elif key in names and any(
            one.serial in scenario.weights for one in _remaining(scenario, edition, key)
        ):
            faults.append(Fault(place, "其下的指标另外也给了分值", "一级指标与其下的指标，只能给其中一种"))
    faults += [
        Fault(f"去掉 {serial}", "标准里没有这项指标", "请按标准附录 A 的序号填写（9、10 合为 9-10）")
        for serial in sorted(scenario.drop - set(edition.by_serial))
    ]
    return faults


def _band_faults(scenario: Scenario, edition: Edition) -> list[Fault]:
    known = {band.stars for band in edition.bands}
    rates = [rate for _, rate in sorted(scenario.bands.items())]
    faults = []
    if scenario.bands and set(scenario.bands) != known:
        wanted = "、".join(f"{stars} 星" for stars in sorted(known))
        faults.append(Fault("星级分档", "没有给齐各星级的最低得分率", f"请给出 {wanted}"))
    if any(not 0 < rate <= 1 for rate in rates):
        faults.append(Fault("星级分档", "最低得分率要大于 0、不超过 1", "例如 0.6 或 60%"))
    if any(lower >= higher for lower, higher in pairwise(rates)):
        faults.append(Fault("星级分档", "各星级的最低得分率没有逐级升高", "请从低到高填写"))
    return faults


def _add_faults(scenario: Scenario, edition: Edition) -> list[Fault]:
    names = {section.name for section in edition.level1}
    serials = [one.serial for one in scenario.add]
    faults = []
    for one in scenario.add:
        place = f"增加 {one.serial}"
        if one.serial in edition.by_printed_serial or serials.count(one.serial) > 1:
            faults.append(Fault(place, "序号已经有了", "请另取一个序号"))
        if one.level1 not in names:
            faults.append(
                Fault(place, f"没有名为“{one.level1}”的一级指标", f"可选：{'、'.join(sorted(names))}")
            )
        if not 0 < one.points <= LARGEST_WEIGHT:
            faults.append(
                Fault(place, f"分值 {one.points} 不可用", f"请写 1 至 {LARGEST_WEIGHT} 的整数（分）")
            )
        elif one.rate is None and one.points > LARGEST_SCORED:
            faults.append(
                Fault(place, "由文件给分的指标分值太大", f"至多 {LARGEST_SCORED} 分（得分列为 int16）")
            )
        if one.rate is not None and not 0 <= one.rate <= 1:
            faults.append(Fault(place, "假定的得分率要在 0 与 1 之间", "例如 60%"))
    return faults
