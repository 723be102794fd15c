"""How points become stars, as integers: what the column expression needs to know of an edition.

One unit is 1/2520 of a hundredth of a point, divided further by a common factor where weights are not
those of the edition; 2520 is divisible by every number of assessors from 1 to 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm

from xingping.core.faults import Fault, FaultsError
from xingping.core.standard import Band, Edition

UNITS = 2520
"""Units in a hundredth of a point."""
MOST_ASSESSORS = 10
"""Most sheets that may cover one indicator; up to here every aggregate is a whole number of units."""
LARGEST_TOTAL = 2**62
"""Totals stay below this, so that no 64-bit sum can overflow."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one indicator's points give to one level-1 section: points x multiplier."""

    serial: str
    section: int
    multiplier: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one indicator's points give to one level-1 section, before there is a common denominator."""

    serial: str
    section: int
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Scheme:
    """Integer form of an edition, a what-if or a draft edition. All totals in units."""

    limits: Mapping[str, int]
    """Every indicator of the file, serial -> max points in hundredths, in table order."""
    sections: tuple[str, ...]
    """Names of the level-1 indicators, in order."""
    parts: tuple[Part, ...]
    """Contributions of scored indicators; an indicator without one is not needed."""
    constants: tuple[int, ...]
    """Units that every case has in each section (indicators whose score rate is assumed)."""
    added: Mapping[str, int]
    """Indicators scored in a file of their own: serial -> max points in hundredths."""
    denominator: int
    """Units in a hundredth of a point: a multiple of 2520."""
    full: int
    """Units of a full score."""
    thresholds: tuple[tuple[int, int], ...]
    """(stars, fewest units), rising."""

    @property
    def required(self) -> tuple[str, ...]:
        """Scored indicators of the file that a complete case needs, in table order."""
        needed = {part.serial for part in self.parts}
        return tuple(serial for serial in self.limits if serial in needed)

    @property
    def scale(self) -> int:
        """How many units one unit of the edition itself makes."""
        return self.denominator // UNITS

    def of_section(self, section: int) -> tuple[Part, ...]:
        """The parts of one section, in table order."""
        return tuple(part for part in self.parts if part.section == section)


def edition_scheme(edition: Edition) -> Scheme:
    """The edition exactly as it stands."""
    return make_scheme(
        limits={one.serial: one.points for one in edition.indicators},
        sections=[section.name for section in edition.level1],
        shares=edition_shares(edition),
        rates=band_rates(edition.bands),
        full=Fraction(edition.total_points),
    )


def edition_shares(edition: Edition) -> list[Share]:
    """Each indicator gives its own points to its own level-1 section."""
    order = {section.name: index for index, section in enumerate(edition.level1)}
    return [Share(one.serial, order[one.level1], Fraction(1)) for one in edition.indicators]


def band_rates(bands: Iterable[Band]) -> dict[int, Fraction]:
    """Stars -> the rate from which they are given (clause 6)."""
    return {band.stars: band.rate for band in bands}


def make_scheme(
    *,
    limits: Mapping[str, int],
    sections: Iterable[str],
    shares: Iterable[Share],
    rates: Mapping[int, Fraction],
    full: Fraction,
    constants: Mapping[int, Fraction] | None = None,
    added: Mapping[str, int] | None = None,
) -> Scheme:
    """Bring exact shares to one denominator. `full` and `constants` (by section) are in hundredths.

    Raises FaultsError when no indicator is left, or when a denominator would be too fine for 64 bits.
    """
    names = tuple(sections)
    kept = [share for share in shares if share.factor]
    given = constants or {}
    # Amounts, unlike factors, need only be whole after the 2520 is in.
    fine = [(amount * UNITS).denominator for amount in (full, *given.values())]
    scale = lcm(1, *(share.factor.denominator for share in kept), *fine)
    units = scale * UNITS
    if not kept and not given:
        raise FaultsError([Fault("指标", "一项指标也不剩", "请至少保留一项指标")])
    if full * units >= LARGEST_TOTAL:
        raise FaultsError(
            [Fault("权重", "权重的公分母太大，无法用 64 位整数精确计算", "请改用更简单的整数分值")]
        )
    return Scheme(
        limits=dict(limits),
        sections=names,
        parts=_whole(kept, scale),
        constants=tuple(int(given.get(section, Fraction(0)) * units) for section in range(len(names))),
        added=dict(added or {}),
        denominator=units,
        full=int(full * units),
        thresholds=tuple((stars, ceil(rate * full * units)) for stars, rate in sorted(rates.items())),
    )


def _whole(shares: Iterable[Share], scale: int) -> tuple[Part, ...]:
    """Parts with whole multipliers; several shares of one indicator in one section become one part."""
    multipliers: dict[tuple[str, int], int] = {}
    for share in shares:
        place = share.serial, share.section
        multipliers[place] = multipliers.get(place, 0) + int(share.factor * scale)
    return tuple(Part(serial, section, value) for (serial, section), value in multipliers.items())
