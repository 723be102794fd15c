"""Names and types of the national files' columns (docs/national.md): sheets in, ratings out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

CASE = "case_id"
REGION = "region"
KIND = "kind"
ASSESSOR = "assessor_id"
INDICATOR = "indicator"
SCORE = "score"
POINTS = "points"

KEYS = (CASE, REGION, KIND)
"""What names a case; the same on each of its sheets."""

SHEET_TYPES: Mapping[str, str] = {CASE: "int64", REGION: "string", KIND: "string", ASSESSOR: "int64"}
"""Columns that every file of sheets begins with."""
LONG_TYPES: Mapping[str, str] = {**SHEET_TYPES, INDICATOR: "string", SCORE: "int16"}
"""A long file: one row per score."""
FILLED = frozenset(LONG_TYPES)
"""Columns without a null on any row of a file of sheets; readers need half the time where it says so."""
DECIDED_TYPES: Mapping[str, str] = {CASE: "int64", INDICATOR: "string", POINTS: "int16"}
"""A file of decided points, and one of scores for indicators that a what-if adds."""


def wide_types(serials: Iterable[str]) -> dict[str, str]:
    """A wide file: one row per sheet, one column per indicator in hundredths, null where not scored."""
    return {**SHEET_TYPES, **dict.fromkeys(serials, "int16")}


def subtotal(section: int) -> str:
    """Column of a level-1 subtotal; sections count from 0, columns from 1."""
    return f"level1_{section + 1}"


def rating_types(sections: int) -> dict[str, str]:
    """A file of ratings: points in units (Scheme.denominator), stars null where not complete."""
    return {
        CASE: "int64",
        REGION: "string",
        KIND: "string",
        "assessors": "int16",
        **{subtotal(section): "int64" for section in range(sections)},
        "total": "int64",
        "complete": "boolean",
        "stars": "int8",
    }
