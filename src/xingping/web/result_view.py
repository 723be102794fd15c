"""A result as officers and the panel read it: by indicator group under blind labels, and how certain it is.

Labels differ from group to group, so that rows of one group say nothing about another.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from xingping.core.scoring import IndicatorResult
from xingping.rating.queries.meetings import certain
from xingping.rating.queries.results import CaseResult

if TYPE_CHECKING:
    from xingping.science.certainty import Certainty


@dataclass(frozen=True, slots=True)
class ShownScore:
    """One score (hundredths, None where not covered) under its blind label, with the reason given."""

    label: str
    points: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One indicator with its scores, their spread (hundredths) and what counts."""

    row: IndicatorResult
    scores: tuple[ShownScore, ...]
    spread: int
    divergent: bool
    before: Fraction | None
    """Points before the panel's correction, None where it corrected nothing."""

    @property
    def reasons(self) -> tuple[ShownScore, ...]:
        """Scores with a reason."""
        return tuple(one for one in self.scores if one.reason)


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The indicators of one group; its labels are of no other."""

    name: str
    labels: tuple[str, ...]
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True, slots=True)
class ShownChance:
    """A star with its probability in percent."""

    stars: int
    percent: str
    share: str


def shown_groups(found: CaseResult) -> tuple[ShownGroup, ...]:
    """The whole result by indicator group."""
    by_serial = {one.indicator.serial: one for one in found.result.indicators}
    before = {one.indicator.serial: one.points for one in found.uncorrected.indicators}
    divergent = {one.serial for one in found.divergences}
    guide = found.rules.guide
    groups = []
    for group in guide.groups:
        serials = guide.by_group[group.id]
        labels = tuple(
            label for label, own in found.sheets.scores.items() if any(serial in own for serial in serials)
        )
        rows = tuple(
            _row(found, by_serial[serial], labels, before[serial], divergent=serial in divergent)
            for serial in serials
        )
        groups.append(ShownGroup(group.name, labels, rows))
    return tuple(group for group in groups if group.rows)


def shown_certainty(found: CaseResult) -> tuple[Certainty | None, tuple[ShownChance, ...]]:
    """How certain the star is, and the probability of each star; None where nothing can be said."""
    certainty = certain([found]).get(found.case.pk)
    if certainty is None:
        return None, ()
    return certainty, tuple(
        ShownChance(stars, f"{chance * 100:.1f}", f"{chance:.4f}")
        for stars, chance in sorted(certainty.probabilities.items(), reverse=True)
    )


def _row(
    found: CaseResult,
    row: IndicatorResult,
    labels: tuple[str, ...],
    before: Fraction | None,
    *,
    divergent: bool,
) -> ShownRow:
    serial = row.indicator.serial
    scores = tuple(
        ShownScore(
            label,
            found.sheets.scores[label].get(serial),
            found.sheets.reasons.get(label, {}).get(serial, ""),
        )
        for label in labels
    )
    given = [one.points for one in scores if one.points is not None]
    spread = max(given) - min(given) if given else 0
    return ShownRow(row, scores, spread, divergent, before if row.corrected else None)
