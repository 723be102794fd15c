"""The verification page, quickly: one rendered template for each face, filled with a certificate's values.

The template is rendered once for each combination of language, face and parts shown, with marks where a
certificate's own values go; a request then only fetches its row and puts its values between the pieces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import format_html

from xingping.core.certificate_face import Face
from xingping.rating.queries.verification import Shown
from xingping.web.displays import CHINESE, day
from xingping.web.public.profile_words import section_name

MARK = "\ue000"
"""A private character that stands around the name of each value to be filled in."""
_PIECES = re.compile(f"{MARK}([a-z0-9_]+){MARK}")
SIGNS = {
    Face.VALID: ("circle-check", "ok"),
    Face.IN_REREVIEW: ("refresh", "warn"),
    Face.EXPIRED: ("calendar-event", "off"),
    Face.SUSPENDED: ("alert-triangle", "warn"),
    Face.CANCELLED: ("circle-x", "bad"),
    Face.REPLACED: ("refresh", "off"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """Everything but the values: certificates of one shape share a rendered page."""

    language: str
    face: Face
    stars: int
    in_rereview: bool
    under_appeal: bool
    may_apply: bool
    plaque: str
    total: bool
    subtotals: tuple[tuple[str, str], ...]
    """(name, full points) of what is published."""
    reason: bool
    changed_from: int
    change_reason: bool
    contact: bool
    is_demo: bool


def verification_html(shown: Shown, language: str, plaque: str = "") -> str:
    """The page of a certificate in a language; `plaque` is the serial that was scanned."""
    row, published = shown.row, shown.row["published"]
    subtotals = published.get("subtotals", ())
    shape = Shape(
        language,
        shown.face,
        row["stars"],
        shown.in_rereview,
        shown.under_appeal,
        shown.may_apply,
        shown.plaque,
        "total" in published,
        tuple((name, most) for name, _points, most in subtotals),
        bool(row["state_reason"]),
        row["changed_from"],
        bool(row["changed_from"] and row["change_reason"]),
        bool(row["body__contact"]),
        row["is_demo"],
    )
    values = _values(row, plaque)
    for number, (_name, points, _most) in enumerate(subtotals):
        values[f"points{number}"] = points
    pieces = _pieces(shape)
    return "".join(piece if place % 2 == 0 else escape(values[piece]) for place, piece in enumerate(pieces))


def _values(row: Mapping[str, Any], plaque: str) -> dict[str, str]:
    return {
        "token": row["token"],
        "number": row["number"],
        "centre": row["centre_name"],
        "body": row["body__name"],
        "contact": row["body__contact"],
        "awarded": row["awarded_on"].isoformat(),
        "last_day": row["last_day"].isoformat(),
        "until": row["applies_until"].isoformat() if row["applies_until"] else "",
        "since": day(row["state_since"]),
        "reason": row["state_reason"],
        "change_reason": row["change_reason"],
        "announcement": row["announcement_number"],
        "announced": row["announced_on"].isoformat(),
        "standard": row["edition_code"],
        "total": row["published"].get("total", ""),
        "plaque": plaque,
    }


@lru_cache(maxsize=512)
def _pieces(shape: Shape) -> tuple[str, ...]:
    """The page between its values: text, name, text, name, ... text."""
    with translation.override(shape.language):
        marks = {name: f"{MARK}{name}{MARK}" for name in _NAMES}
        subtotals = [
            {
                "name": section_name(name, shape.language),
                "most": most,
                "points": f"{MARK}points{number}{MARK}",
            }
            for number, (name, most) in enumerate(shape.subtotals)
        ]
        icon, tone = SIGNS[shape.face]
        context = {
            **marks,
            "shape": shape,
            "face": shape.face.value,
            "icon_name": icon,
            "tone": tone,
            "subtotals": subtotals,
            "complaint": _address("public:complaint"),
            "own": format_html(' lang="{}"', CHINESE) if shape.language == "en" else "",
            "other_language": "zh-hans" if shape.language == "en" else "en",
        }
        return tuple(_PIECES.split(render_to_string("public/verification.html", context)))


_NAMES = (
    "token", "number", "centre", "body", "contact", "awarded", "last_day", "since", "reason", "announcement",
    "announced", "standard", "total", "plaque", "change_reason", "until",
)  # fmt: skip


def _address(name: str) -> str:
    """An address of the public pages, "" where they are not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
