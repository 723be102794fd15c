"""The standard and the guide, arranged for reading: sections, search, errata of an indicator."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from xingping.core.guide import Guide
from xingping.core.standard import Edition, Erratum, Indicator, Section

_SERIALS = re.compile(r"序号\s*([0-9]+(?:[、，,\-]\s*[0-9]+)*)")
LONGEST_SEARCH = 60


@dataclass(frozen=True, slots=True)
class Level2:
    """A level-2 indicator with its level-3 indicators."""

    section: Section
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Level1:
    """A level-1 indicator: its place from 1 on, and what lies below."""

    place: int
    section: Section
    level2: tuple[Level2, ...]

    @property
    def count(self) -> int:
        """How many level-3 indicators it has."""
        return sum(len(one.indicators) for one in self.level2)


def outline(edition: Edition, only: Sequence[Indicator] | None = None) -> list[Level1]:
    """The edition's tree in table order, or the part of it that holds the indicators of `only`."""
    kept = edition.indicators if only is None else only
    tree = []
    for place, section in enumerate(edition.level1, start=1):
        below = tuple(
            Level2(one, found)
            for one in edition.level2
            if one.level1 == section.name
            and (found := tuple(i for i in kept if i.level1 == one.level1 and i.level2 == one.name))
        )
        if below:
            tree.append(Level1(place, section, below))
    return tree


def search(edition: Edition, guide: Guide, words: str) -> tuple[Indicator, ...]:
    """Indicators that hold every word, in either language, in names, requirement or scoring points.

    A number alone is a serial as printed.
    """
    wanted = _normal(words)[:LONGEST_SEARCH].split()
    if len(wanted) == 1 and wanted[0] in edition.by_printed_serial:
        return (edition.by_printed_serial[wanted[0]],)
    return tuple(one for one in edition.indicators if all(word in search_text(one, guide) for word in wanted))


def search_text(indicator: Indicator, guide: Guide) -> str:
    """Everything a search may find an indicator by."""
    of_guide = guide.by_serial.get(indicator.serial)
    points = [text for p in (of_guide.scoring_points if of_guide else ()) for text in (p.text, p.text_en)]
    own = [
        indicator.serial,
        indicator.level1,
        indicator.level2,
        indicator.level3,
        indicator.level3_en,
        indicator.requirement,
        indicator.requirement_en,
        *(threshold.text for threshold in indicator.thresholds),
    ]
    return _normal(" ".join(own + points))


def errata_of(edition: Edition, indicator: Indicator) -> list[Erratum]:
    """The irregularities of the print that touch an indicator."""
    return [one for one in edition.errata if indicator in _places(edition, one)]


def _places(edition: Edition, erratum: Erratum) -> list[Indicator]:
    found = _SERIALS.search(erratum.place)
    numbers = re.findall("[0-9]+", found.group(1)) if found else []
    return [edition.by_printed_serial[one] for one in numbers if one in edition.by_printed_serial]


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
