"""A guide while it is being read: each part beside its table of the file, so that faults have a place."""

from __future__ import annotations

from dataclasses import dataclass, field

from xingping.core.guide import EvidenceMode, Fact, Group, IndicatorGuide, ScoringPoint
from xingping.core.reading import Table


@dataclass(slots=True)
class Draft:
    """Everything read so far, in file order."""

    header: Table
    groups: list[tuple[Table, Group]] = field(default_factory=list)
    facts: list[tuple[Table, Fact]] = field(default_factory=list)
    indicators: list[tuple[Table, IndicatorGuide]] = field(default_factory=list)
    points: list[tuple[Table, ScoringPoint]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Inherited:
    """What an indicator says for all its scoring points; None where each says it itself."""

    evidence: tuple[tuple[str, ...], tuple[str, ...]] | None
    """The documents in Chinese and in English."""
    mode: EvidenceMode | None
