"""Official documents (公文): notice, announcement, letters, minutes, sheets, set in one manner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xingping.documents.dates import chinese_date
from xingping.documents.typst_engine import render_accessible

Part = dict[str, Any]
"""One part of a document's body, as the template takes it."""

DEMO_NOTE = "演示文件，不具有任何效力。"


@dataclass(frozen=True, slots=True)
class Official:
    """One official document. `head` is the red head (issuing body), empty for internal papers."""

    title: str
    parts: Sequence[Part]
    signer: str
    signed: date
    head: str = ""
    number: str = ""
    addressee: str = ""
    contact: str = ""
    stamp: bool = True
    size: float = 14
    """Points of the body text: 16 by the norm, less where tables prevail."""


def official_pdf(document: Official) -> bytes:
    """The document as PDF, A4. The same arguments give the same bytes. Raises DocumentError."""
    data = {
        "title": document.title,
        "author": document.signer,
        "head": document.head,
        "number": document.number,
        "addressee": document.addressee,
        "parts": list(document.parts),
        "signer": document.signer,
        "signed": chinese_date(document.signed),
        "contact": document.contact,
        "stamp": document.stamp,
        "size": document.size,
    }
    return render_accessible("official", data, dated=document.signed)


def paragraph(text: str) -> Part:
    """Body text, its first line indented."""
    return {"kind": "paragraph", "text": text}


def heading(text: str) -> Part:
    """A heading within the body."""
    return {"kind": "heading", "text": text}


def fields(pairs: Sequence[tuple[str, str]]) -> Part:
    """A table of names and values."""
    return {"kind": "fields", "pairs": [list(pair) for pair in pairs]}


def table(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], right: Sequence[int] = ()
) -> Part:
    """A table; `widths` are shares (0: as wide as its content), `right` the columns set flush right."""
    return {
        "kind": "table",
        "head": list(head),
        "rows": [list(row) for row in rows],
        "widths": list(widths),
        "right": list(right),
    }


def signatures(title: str, names: Sequence[str]) -> Part:
    """A place for each person's signature under one heading, two beside each other."""
    return {"kind": "signatures", "text": title, "names": list(names)}


def note(text: str) -> Part:
    """Small print."""
    return {"kind": "note", "text": text}
