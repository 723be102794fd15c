"""An edition as plain values: what `standard show --json` prints, and the content its hash covers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from xingping.core.points import HUNDREDTHS, show_rate
from xingping.core.standard import Band, Edition, Indicator, Threshold

HASH_FORMAT = 1
"""Raised if what the hash covers ever changes, so that old hashes are not taken for new ones."""


def plain_number(value: Fraction | None) -> int | float | None:
    """A JSON number: an integer where whole."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else float(value)


def plain_points(hundredths: int) -> int | float:
    """Hundredths as a JSON number of points: an integer where whole."""
    whole, rest = divmod(hundredths, HUNDREDTHS)
    return hundredths / HUNDREDTHS if rest else whole


def edition_json(edition: Edition) -> dict[str, Any]:
    """The edition as JSON values, as contracts.md lists them, with more keys behind those."""
    return {
        "code": edition.code,
        "title": edition.title,
        "published": edition.published.isoformat(),
        "total_points": plain_points(edition.total_points),
        "validity_years": edition.validity_years,
        "bands": [_band_json(band) for band in edition.bands],
        "indicators": [_indicator_json(edition, indicator) for indicator in edition.indicators],
        "errata": [
            {"place": one.place, "printed": one.printed, "read_as": one.read_as, "why": one.why}
            | {"note_en": one.note_en}
            for one in edition.errata
        ],
        "title_en": edition.title_en,
        "publisher": edition.publisher,
        "effective": edition.effective.isoformat(),
        "review_months": edition.review_months,
        "level1": [
            {"name": one.name, "name_en": one.name_en, "points": plain_points(one.points)}
            for one in edition.level1
        ],
        "level2": [
            {"level1": one.level1, "name": one.name, "name_en": one.name_en}
            | {"points": plain_points(one.points)}
            for one in edition.level2
        ],
        "facts": [
            {"name": name, "label": label, "label_en": edition.facts_en[name]}
            | {"unit": edition.fact_units[name]}
            for name, label in edition.facts.items()
        ],
        "clauses": [
            {"number": one.number, "title": one.title, "title_en": one.title_en}
            | {"text": one.text, "text_en": one.text_en}
            for one in edition.clauses
        ],
        "hash": edition.hash,
    }


def _band_json(band: Band) -> dict[str, Any]:
    return {
        "stars": band.stars,
        "rate": show_rate(band.rate),
        "points": plain_points(band.points),
        "name": band.name,
        "name_en": band.name_en,
        "level": band.level,
        "mark": band.mark,
        "clause": band.clause,
    }


def _indicator_json(edition: Edition, indicator: Indicator) -> dict[str, Any]:
    return {
        "serial": indicator.serial,
        "level1": indicator.level1,
        "level2": indicator.level2,
        "level3": indicator.level3,
        "points": plain_points(indicator.points),
        "requirement": indicator.requirement,
        "thresholds": [_threshold_json(threshold) for threshold in indicator.thresholds],
        "periods": [
            {"name": one.name.value, "text": one.text, "text_en": one.text_en} for one in indicator.periods
        ],
        "level3_en": indicator.level3_en,
        "requirement_en": indicator.requirement_en,
        "clause": indicator.clause,
    }


def _threshold_json(threshold: Threshold) -> dict[str, Any]:
    return {
        "fact": threshold.fact,
        "op": threshold.op.value,
        "value": plain_number(threshold.value),
        "unit": threshold.unit,
        "kind": threshold.kind and threshold.kind.value,
        "level": threshold.level,
        "text": threshold.text,
        "text_en": threshold.text_en,
    }


def normative_content(edition: Edition) -> dict[str, Any]:
    """What the edition's hash covers: only what decides a rating, in integers and strings.

    Restatements, translations, clause summaries and notes on errata are our words and may be improved
    without making another edition.
    """
    return {
        "format": HASH_FORMAT,
        "code": edition.code,
        "published": edition.published.isoformat(),
        "effective": edition.effective.isoformat(),
        "total_points": edition.total_points,
        "validity_years": edition.validity_years,
        "review_months": edition.review_months,
        "bands": [
            {"stars": one.stars, "rate": str(one.rate), "points": one.points, "mark": one.mark}
            for one in edition.bands
        ],
        "indicators": [
            {
                "serial": one.serial,
                "level1": one.level1,
                "level2": one.level2,
                "level3": one.level3,
                "points": one.points,
                "thresholds": [_normative_threshold(threshold) for threshold in one.thresholds],
                "periods": [period.name.value for period in one.periods],
            }
            for one in edition.indicators
        ],
    }


def _normative_threshold(threshold: Threshold) -> dict[str, str]:
    return {
        "fact": threshold.fact,
        "op": threshold.op.value,
        "value": "" if threshold.value is None else str(threshold.value),
        "level": threshold.level or "",
        "unit": threshold.unit,
        "kind": threshold.kind.value if threshold.kind else "",
    }
