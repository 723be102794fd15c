"""A scoring guide (评分细则): the rating body's own rules on an edition, versioned and hashed.

Nothing in here is part of the standard: every guide carries a `label` that says whose rules these are.
A guide is read from TOML by `xingping.core.guide_file.read_guide`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from xingping.core.aggregation import Aggregate
from xingping.core.standard import Kind

FULL_SHARE = 100
"""Weights and shares are whole percent; the weights of one indicator add up to this."""


class PointKind(StrEnum):
    """How a scoring point is judged."""

    YES_NO = "yes_no"
    QUANTITY = "quantity"
    COUNT = "count"
    SHARE = "share"
    LEVEL = "level"
    TREND = "trend"
    NARRATIVE = "narrative"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _KIND_LABELS[self]

    @property
    def ticked(self) -> bool:
        """Whether a person ticks it (met or not) instead of facts deciding it."""
        return self in (PointKind.YES_NO, PointKind.NARRATIVE)


_KIND_LABELS = {
    PointKind.YES_NO: "是否",
    PointKind.QUANTITY: "数量",
    PointKind.COUNT: "个数",
    PointKind.SHARE: "占比",
    PointKind.LEVEL: "等级",
    PointKind.TREND: "趋势",
    PointKind.NARRATIVE: "说明",
}


class EvidenceMode(StrEnum):
    """How evidence (佐证材料) for a scoring point is shown."""

    UPLOAD = "upload"
    LINK = "link"
    ON_SITE = "on_site"
    """Shown on the spot only; uploading is impossible (persons, minors, mediation, party files)."""

    @property
    def label(self) -> str:
        """Chinese name."""
        return _MODE_LABELS[self]


_MODE_LABELS = {
    EvidenceMode.UPLOAD: "上传",
    EvidenceMode.LINK: "公开链接",
    EvidenceMode.ON_SITE: "现场查验",
}


class FactType(StrEnum):
    """What a fact's value is."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice fact."""

    id: str
    label: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Fact:
    """Something about a centre that is asked once and used by any number of scoring points."""

    name: str
    label: str
    label_en: str
    unit: str
    unit_en: str
    type: FactType
    minimum: Fraction
    """Smallest value allowed (0 for choices)."""
    maximum: Fraction
    """Largest value allowed (0 for choices)."""
    choices: tuple[Choice, ...] = ()
    """For choice facts, in the order they are offered."""
    applies: Kind | None = None
    """Asked of urban or rural centres only; None: of both."""


FactValue = int | Fraction | str
"""A fact's value: a number, or the id of a choice."""


class Better(StrEnum):
    """Which way a measured value is better."""

    MORE = "more"
    LESS = "less"


class Shape(StrEnum):
    """How the share moves between the knots of a curve."""

    TIERS = "tiers"
    LINEAR = "linear"


@dataclass(frozen=True, slots=True)
class Knot:
    """At `value` the point gives `share` percent of its weight."""

    value: Fraction
    share: int


@dataclass(frozen=True, slots=True)
class Curve:
    """Measured value -> share of the weight, from the worst knot to the best."""

    shape: Shape
    knots: tuple[Knot, ...]
    better: Better = Better.MORE


@dataclass(frozen=True, slots=True)
class Level:
    """One choice of a level fact and the share it gives."""

    choice: str
    share: int


@dataclass(frozen=True, slots=True)
class Trend:
    """Better than before gives everything, the same gives `unchanged` percent, worse gives nothing."""

    better: Better
    unchanged: int


@dataclass(frozen=True, slots=True)
class ScoringPoint:
    """A scoring point (评分要点): one thing of an indicator that can be met, partly met or unmet."""

    id: str
    text: str
    text_en: str
    kind: PointKind
    weight: int
    """Percent of the indicator's points; those that apply to one kind of centre add up to 100."""
    evidence: tuple[str, ...]
    """Existing documents usually accepted; nothing is made for the rating."""
    evidence_en: tuple[str, ...]
    evidence_mode: EvidenceMode
    facts: tuple[str, ...] = ()
    """Names of facts: [value], [numerator, denominator], [part, whole] or [now, before]."""
    per: int = 1
    """A quantity of two facts is numerator / denominator x per."""
    unit: str = ""
    """Unit of numerator / denominator x per, such as ㎡/百户; "" where the fact's own unit holds."""
    unit_en: str = ""
    curve: Curve | None = None
    levels: tuple[Level, ...] = ()
    trend: Trend | None = None
    when_none: int | None = None
    """Percent that a share gives when its whole is 0 (no complaint came in); None: not known."""
    applies: Kind | None = None
    """Counts for urban or rural centres only; None: for both."""
    effort: int | None = None
    """Effort to meet it, where it differs from its kind's (relative, this guide's own estimate)."""


@dataclass(frozen=True, slots=True)
class IndicatorGuide:
    """The scoring points of one indicator, and the assessors' group that scores it."""

    serial: str
    group: str
    scoring_points: tuple[ScoringPoint, ...]

    def points_for(self, kind: Kind) -> tuple[ScoringPoint, ...]:
        """Scoring points that count for an urban or a rural centre."""
        return tuple(point for point in self.scoring_points if point.applies in (None, kind))


@dataclass(frozen=True, slots=True)
class Group:
    """A group of indicators that assessors are assigned to as a whole."""

    id: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Effort:
    """Effort to meet one scoring point by its kind: relative numbers, the guide's own estimate."""

    label: str
    label_en: str
    by_kind: Mapping[PointKind, int]


@dataclass(frozen=True)
class Guide:
    """A scoring guide for one edition. `step` is in hundredths of a point."""

    name: str
    title: str
    title_en: str
    version: str
    label: str
    """Whose rules these are, shown wherever the guide is."""
    label_en: str
    edition: str
    """Code of the edition."""
    edition_hash: str | None
    """Content hash of the edition where the guide pins it."""
    step: int
    aggregate: Aggregate
    evidence_limit: int
    """How many items of evidence per indicator are accepted."""
    effort: Effort
    groups: tuple[Group, ...]
    facts: tuple[Fact, ...]
    indicators: tuple[IndicatorGuide, ...]
    """In the order of the edition's table."""
    hash: str
    """SHA-256 (hex) over the canonical JSON of everything above."""

    @cached_property
    def by_serial(self) -> Mapping[str, IndicatorGuide]:
        """Indicators by their serial ("9-10" for the merged one)."""
        return {indicator.serial: indicator for indicator in self.indicators}

    @cached_property
    def by_fact(self) -> Mapping[str, Fact]:
        """Facts by name."""
        return {fact.name: fact for fact in self.facts}

    @cached_property
    def by_point(self) -> Mapping[str, ScoringPoint]:
        """Scoring points by id."""
        return {point.id: point for indicator in self.indicators for point in indicator.scoring_points}

    @cached_property
    def by_group(self) -> Mapping[str, tuple[str, ...]]:
        """Group id -> serials of its indicators, in table order."""
        return {
            group.id: tuple(one.serial for one in self.indicators if one.group == group.id)
            for group in self.groups
        }

    def effort_of(self, point: ScoringPoint) -> int:
        """Effort to meet a scoring point: its own, else that of its kind."""
        return self.effort.by_kind[point.kind] if point.effort is None else point.effort
