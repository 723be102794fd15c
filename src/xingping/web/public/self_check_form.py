"""The self-check's form: sections, cards, facts and scoring points, arranged for its template."""

from __future__ import annotations

from dataclasses import dataclass

from xingping.core.guide import Fact, Guide
from xingping.core.standard import Edition, Indicator, Section
from xingping.web.guide_words import DescribedPoint, described
from xingping.web.public.standard_reading import Level1, outline


@dataclass(frozen=True, slots=True)
class Card:
    """One indicator to score."""

    indicator: Indicator
    level2: Section
    begins_level2: bool
    facts: tuple[Fact, ...]
    points: tuple[DescribedPoint, ...]


@dataclass(frozen=True, slots=True)
class FormSection:
    """One of the seven sections."""

    level1: Level1
    cards: tuple[Card, ...]


def form_sections(edition: Edition, guide: Guide) -> list[FormSection]:
    """All sections in table order."""
    return [FormSection(one, tuple(_cards(guide, one))) for one in outline(edition)]


def _cards(guide: Guide, section: Level1) -> list[Card]:
    return [
        _card(guide, indicator, level2.section, place == 0)
        for level2 in section.level2
        for place, indicator in enumerate(level2.indicators)
    ]


def _card(guide: Guide, indicator: Indicator, level2: Section, begins: bool) -> Card:
    points = tuple(described(guide, indicator))
    facts = dict.fromkeys(fact for one in points for fact in one.facts)
    return Card(indicator, level2, begins, tuple(facts), points)
