"""An edition's whole content as integers and strings, to be stored by its hash and read again.

A rated case pins its edition. Should that edition's files ever be replaced, the stored content still
gives the same Edition, so that old results can be recomputed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from xingping.core.edition_file import FORMAT, make_edition
from xingping.core.faults import Fault, FaultsError
from xingping.core.points import HUNDREDTHS, show_decimal
from xingping.core.reading import MOST_DECIMALS, Source, Table
from xingping.core.standard import Band, Edition, Indicator, Section, Threshold

_NUMBERS = ("total_points", "points", "rate", "value")
_DAYS = ("published", "effective")


def edition_content(edition: Edition) -> dict[str, Any]:
    """The content of an edition's two files, numbers and dates as strings, with its hash."""
    return {"hash": edition.hash, "edition": _head(edition), "indicators": _table(edition)}


def read_edition_content(content: Mapping[str, Any], name: str = "标准") -> Edition:
    """Make the edition of its stored content again; `name` is what faults call it.

    Raises FaultsError when the content is no edition, or not the one whose hash it carries.
    """
    source = Source(name)
    values = _typed(content)
    table = Table(values if isinstance(values, dict) else {}, name, source)
    pinned = table.text("hash")
    edition = make_edition(table.table("edition"), table.table("indicators"), source.faults)
    if edition.hash != pinned:
        raise FaultsError([Fault(name, "内容与它的指纹不符，可能被改动过", "请换用未改动的原件")])
    return edition


def _typed(value: object, key: str = "") -> object:
    """Strings that stand for numbers and dates become such; what does not fit stays and is a fault."""
    if isinstance(value, Mapping):
        return {inner: _typed(item, inner) for inner, item in value.items()}
    if isinstance(value, list | tuple):
        return [_typed(item) for item in value]
    try:
        if key in _NUMBERS and isinstance(value, str):
            return Decimal(value)
        if key in _DAYS and isinstance(value, str):
            return date.fromisoformat(value)
    except (InvalidOperation, ValueError):
        return value
    return value


def _head(edition: Edition) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "code": edition.code,
        "title": edition.title,
        "title_en": edition.title_en,
        "publisher": edition.publisher,
        "publisher_en": edition.publisher_en,
        "published": edition.published.isoformat(),
        "effective": edition.effective.isoformat(),
        "total_points": _points(edition.total_points),
        "bands_clause": edition.bands_clause,
        "table": edition.table,
        "validity": {
            "years": edition.validity_years,
            "review_months": edition.review_months,
            "clause": edition.validity_clause,
        },
        "bands": [_band(one) for one in edition.bands],
        "clauses": [_texts(one, "number", "title", "title_en", "text", "text_en") for one in edition.clauses],
    } | _optional(
        errata=[_texts(one, "place", "printed", "read_as", "why", "note_en") for one in edition.errata]
    )


def _band(band: Band) -> dict[str, Any]:
    return {
        "stars": band.stars,
        "rate": _number(band.rate),
        "points": _points(band.points),
    } | _texts(band, "name", "name_en", "level", "mark", "clause")


def _table(edition: Edition) -> dict[str, Any]:
    facts = [
        {"name": name, "label": label, "label_en": edition.facts_en[name], "unit": edition.fact_units[name]}
        for name, label in edition.facts.items()
    ]
    return {"level1": [_level1(edition, one) for one in edition.level1]} | _optional(facts=facts)


def _level1(edition: Edition, section: Section) -> dict[str, Any]:
    inner = [_level2(edition, one) for one in edition.level2 if one.level1 == section.name]
    return _section(section) | {"level2": inner}


def _level2(edition: Edition, section: Section) -> dict[str, Any]:
    names = (section.level1, section.name)
    inner = [_indicator(one) for one in edition.indicators if (one.level1, one.level2) == names]
    return _section(section) | {"level3": inner}


def _section(section: Section) -> dict[str, Any]:
    return _texts(section, "name", "name_en") | {"points": _points(section.points)}


def _indicator(indicator: Indicator) -> dict[str, Any]:
    return {
        "serial": indicator.serial,
        "name": indicator.level3,
        "name_en": indicator.level3_en,
        "points": _points(indicator.points),
        "requirement": indicator.requirement,
        "requirement_en": indicator.requirement_en,
    } | _optional(
        thresholds=[_threshold(one) for one in indicator.thresholds],
        periods=[_texts(one, "text", "text_en") | {"name": one.name.value} for one in indicator.periods],
    )


def _threshold(threshold: Threshold) -> dict[str, Any]:
    return _texts(threshold, "fact", "text", "text_en") | _optional(
        op=threshold.op.value,
        value=None if threshold.value is None else _number(threshold.value),
        level=threshold.level,
        kind=threshold.kind and threshold.kind.value,
    )


def _optional(**values: object) -> dict[str, Any]:
    """What is there: without None and empty lists, which the files leave out."""
    return {key: value for key, value in values.items() if value}


def _texts(one: object, *names: str) -> dict[str, str]:
    return {name: getattr(one, name) for name in names}


def _points(hundredths: int) -> str:
    return _number(Fraction(hundredths, HUNDREDTHS))


def _number(value: Fraction) -> str:
    return show_decimal(value, MOST_DECIMALS)
