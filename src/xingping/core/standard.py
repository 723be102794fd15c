"""An edition of a rating standard: only what its text says, frozen and hashed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from xingping.core.points import show_decimal


class Comparison(StrEnum):
    """How a threshold of the text compares a fact with its value."""

    AT_LEAST = ">="
    MORE = "more"
    GROWS = "grows"
    FALLS = "falls"
    EXISTS = "exists"


class Frequency(StrEnum):
    """How often the text asks for something; only some of them have a length (年度, 季度, 月度)."""

    ANNUAL = "年度"
    QUARTERLY = "季度"
    MONTHLY = "月度"
    REGULAR = "定期"
    FIXED_HOURS = "定时"

    @property
    def label_en(self) -> str:
        """English name."""
        return self.name.lower().replace("_", " ")


class Kind(StrEnum):
    """What a centre serves: an urban community (社区) or a village (村)."""

    URBAN = "urban"
    RURAL = "rural"


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit that the text itself states; `value` is None where it only names a level or a rate."""

    fact: str
    op: Comparison
    value: Fraction | None
    unit: str
    kind: Kind | None
    text: str
    """The limit in short Chinese words, for people."""
    text_en: str = ""
    level: str | None = None
    """The level that the text names (大专, 省级) where it gives no number."""

    @property
    def value_text(self) -> str:
        """The number with its unit: "0.5 平方米/户"; "" where the text gives none."""
        return "" if self.value is None else f"{show_decimal(self.value)} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Period:
    """Something that the text asks for at intervals."""

    name: Frequency
    text: str
    text_en: str

    def __str__(self) -> str:
        return f"{self.name.value}：{self.text}"


@dataclass(frozen=True, slots=True)
class Section:
    """A level-1 or level-2 indicator with its points in hundredths."""

    name: str
    name_en: str
    points: int
    level1: str
    """Name of the level-1 indicator it belongs to (its own name on level 1)."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A level-3 indicator: one row of table A.1 (points in hundredths)."""

    serial: str
    level1: str
    level2: str
    level3: str
    level3_en: str
    points: int
    requirement: str
    requirement_en: str
    clause: str
    thresholds: tuple[Threshold, ...] = ()
    periods: tuple[Period, ...] = ()

    @property
    def trends(self) -> tuple[Threshold, ...]:
        """The thresholds that ask for growth or decline."""
        return tuple(one for one in self.thresholds if one.op in (Comparison.GROWS, Comparison.FALLS))


@dataclass(frozen=True, slots=True)
class Band:
    """A star band of clause 6: reached when the exact rate is not lower than `rate`."""

    stars: int
    name: str
    name_en: str
    rate: Fraction
    points: int
    clause: str
    level: str = ""
    """The level (一级 to 五级) that clause 6 names before the star."""
    mark: str = ""
    """The star mark of table 1."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the text by its printed number, restated in short."""

    number: str
    title: str
    title_en: str
    text: str
    text_en: str


@dataclass(frozen=True, slots=True)
class Erratum:
    """An irregularity of the printed text and how it is read."""

    place: str
    printed: str
    read_as: str
    why: str
    note_en: str = ""
    """All of it in one English sentence."""


@dataclass(frozen=True)
class Edition:
    """One edition of a standard. Points are integer hundredths; indicators stand in table order."""

    code: str
    title: str
    title_en: str
    publisher: str
    published: date
    effective: date
    total_points: int
    validity_years: int
    review_months: int
    validity_clause: str
    bands_clause: str
    bands: tuple[Band, ...]
    level1: tuple[Section, ...]
    level2: tuple[Section, ...]
    indicators: tuple[Indicator, ...]
    errata: tuple[Erratum, ...]
    hash: str
    """SHA-256 (hex) over the canonical JSON of the normative content."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """Fact name -> Chinese name, for the facts that thresholds speak of."""
    facts_en: Mapping[str, str] = field(default_factory=dict)
    """Fact name -> English name."""
    fact_units: Mapping[str, str] = field(default_factory=dict)
    """Fact name -> unit, "" where the text gives none."""
    clauses: tuple[Clause, ...] = ()
    publisher_en: str = ""
    table: str = ""
    """What the indicator table is called in clause references: 附录 A 表 A.1."""

    def __hash__(self) -> int:
        return hash(self.hash)

    @cached_property
    def by_serial(self) -> Mapping[str, Indicator]:
        """Indicators by their serial ("9-10" for the merged one)."""
        return {indicator.serial: indicator for indicator in self.indicators}

    @cached_property
    def serials(self) -> tuple[str, ...]:
        """All serials in the order of the table."""
        return tuple(indicator.serial for indicator in self.indicators)

    @cached_property
    def by_printed_serial(self) -> Mapping[str, Indicator]:
        """Indicators by every serial the print uses: "9", "10" and "9-10" all mean the merged one."""
        printed: dict[str, Indicator] = {}
        for indicator in self.indicators:
            printed[indicator.serial] = indicator
            first, dash, last = indicator.serial.partition("-")
            if dash:
                printed |= {str(number): indicator for number in range(int(first), int(last) + 1)}
        return printed

    def stars_for(self, rate: Fraction) -> int:
        """Stars that an exact rate reaches, 0 below the first band (clause 6)."""
        return max((band.stars for band in self.bands if rate >= band.rate), default=0)
