"""Forms that are printed, stamped and scanned back (申请表, 承诺书)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from xingping.documents.official import Part
from xingping.documents.qr import qr_svg
from xingping.documents.typst_engine import render_accessible

STAMP_HEIGHT = 24
"""Millimetres of a box to be stamped."""


def form_pdf(
    title: str, subtitle: str, parts: Sequence[Part], *, address: str, foot: str, printed: date
) -> bytes:
    """The form as PDF, A4. `address` is the case's page, in the QR by which a scan is told."""
    data: dict[str, Any] = {
        "title": title,
        "subtitle": subtitle,
        "parts": list(parts),
        "address": address,
        "qr": qr_svg(address),
        "foot": foot,
    }
    return render_accessible("form", data, dated=printed)


def title(text: str) -> Part:
    """The title of a section."""
    return {"kind": "title", "text": text}


def pairs(rows: Sequence[tuple[str, str]], wide: Sequence[str] = ()) -> Part:
    """Names and values, two a line; those named in `wide`, and one left without a partner, alone."""
    listed: list[dict[str, Any]] = [
        {"name": name, "value": value, "wide": name in wide} for name, value in rows
    ]
    half: dict[str, Any] | None = None
    for one in listed:
        if one["wide"] and half is not None:
            half["wide"], half = True, None
        elif not one["wide"]:
            half = one if half is None else None
    if half is not None:
        half["wide"] = True
    return {"kind": "pairs", "pairs": listed}


def stamp(name: str, text: str, sign: str = "负责人签名", height: int = STAMP_HEIGHT) -> Part:
    """A box with a text, to be signed, stamped and dated by hand."""
    return {"kind": "stamp", "name": name, "text": text, "sign": sign, "height": height}


def paragraph(text: str) -> Part:
    """Body text."""
    return {"kind": "paragraph", "text": text}


def clauses(items: Sequence[str]) -> Part:
    """Numbered clauses."""
    return {"kind": "clauses", "items": list(items)}


def note(text: str) -> Part:
    """Small print."""
    return {"kind": "note", "text": text}
