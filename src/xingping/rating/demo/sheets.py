"""Invented facts, ticks and self-scores of a demo centre, by a seeded source of chance."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from xingping.core.guide import Fact, FactType, Guide
from xingping.core.points import show_decimal
from xingping.core.standard import Edition, Kind
from xingping.core.suggestion import suggest
from xingping.rating.services.saving import Edit

USUAL: dict[str, tuple[int, int]] = {
    "facility_area": (350, 1600),
    "households": (700, 3600),
    "public_security_cases": (0, 12),
    "public_security_cases_before": (6, 16),
    "sense_of_security": (88, 99),
    "sense_of_security_before": (85, 96),
    "volunteers": (120, 640),
    "volunteers_before": (90, 500),
    "media_reports": (0, 14),
    "media_kinds": (0, 4),
    "five_parties": (2, 5),
    "partner_party_organisations": (3, 14),
    "regular_party_organisations": (2, 8),
    "social_organisations": (4, 18),
    "brand_years": (0, 6),
    "complaints": (0, 20),
}
"""Fact -> usual range; other counts lie between 1 and 12."""
PARTS = {
    "assets_matching": "assets_checked",
    "funds_received": "funds_budgeted",
    "staff_filled": "staff_posts",
    "staff_dedicated": "staff",
    "staff_professional": "staff",
    "staff_college": "staff",
    "party_units_built": "party_units_qualified",
    "deliberation_applied": "deliberation_results",
    "complaints_answered": "complaints",
}
"""A part -> the whole it is a part of."""


def demo_sheet(
    edition: Edition, guide: Guide, kind: Kind, true_on: date, draws: Random, quality: float | None = None
) -> dict[str, Edit]:
    """Everything a diligent centre would fill in; quality (0 to 1) differs from centre to centre."""
    quality = draws.uniform(0.55, 0.98) if quality is None else quality
    facts = _facts(guide, kind, quality, draws)
    ticks = {point.id: draws.random() < quality for point in guide.by_point.values() if not point.facts}
    advice = suggest(guide, edition, facts=facts, ticks=ticks, kind=kind)
    fields = {
        f"facts.{name}": Edit(None, {"value": _text(value), "true_on": true_on.isoformat()})
        for name, value in facts.items()
    }
    fields |= {f"points.{name}": Edit(None, met) for name, met in ticks.items()}
    for one in advice.indicators:
        full = one.indicator.points
        wished = one.hundredths + draws.choice((0, 0, 0, guide.step, 2 * guide.step))
        fields[f"scores.{one.indicator.serial}"] = Edit(None, min(full, wished))
    return fields


def _facts(guide: Guide, kind: Kind, quality: float, draws: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for fact in guide.facts:
        if fact.applies not in (None, kind):
            continue
        whole = found.get(PARTS.get(fact.name, ""))
        found[fact.name] = (
            _value(fact, quality, draws) if whole is None else _part(fact, whole, quality, draws)
        )
    return found


def _value(fact: Fact, quality: float, draws: Random) -> Any:  # noqa: ANN401
    if fact.type is FactType.CHOICE:
        last = len(fact.choices) - 1
        return fact.choices[min(last, max(0, round(draws.gauss(quality, 0.2) * last)))].id
    low, high = USUAL.get(fact.name, (1, 12))
    number = Fraction(draws.randint(low, high))
    return min(max(number, fact.minimum), fact.maximum)


def _part(fact: Fact, whole: Fraction, quality: float, draws: Random) -> Fraction:
    part = Fraction(round(float(whole) * min(1.0, draws.gauss(quality, 0.1))))
    return min(max(part, fact.minimum), whole)


def _text(value: Any) -> str:  # noqa: ANN401
    return value if isinstance(value, str) else show_decimal(value)
