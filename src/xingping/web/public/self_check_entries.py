"""What a visitor entered in the self-check, as the page sends it: read strictly, kept nowhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from xingping.core.fact_values import read_facts
from xingping.core.faults import FaultsError
from xingping.core.guide import Fact, FactType, FactValue, Guide, PointKind
from xingping.core.points import parse_hundredths, show_decimal, show_hundredths
from xingping.core.scoring import score_fault
from xingping.core.standard import Edition, Indicator, Kind

MOST_ENTRIES = 2000
LONGEST_TEXT = 100
FULL_WIDTH = str.maketrans("０１２３４５６７８９．。\u3000", "0123456789.. ")
"""What a Chinese keyboard types for digits; no more, lest ² be read as 2."""
MOST_SHEETS = 50


class BadEntriesError(ValueError):
    """The request is not what the page sends."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries as typed: texts, not yet numbers."""

    kind: Kind = Kind.URBAN
    subject: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    ticks: frozenset[str] = frozenset()
    sheets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()
    target: int | None = None
    effort: Mapping[PointKind, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Values:
    """Entries as values, and for each entry that cannot be used what to put right."""

    facts: Mapping[str, FactValue]
    ticks: Mapping[str, bool]
    sheets: Mapping[str, Mapping[str, int]]
    fact_faults: Mapping[str, str]
    score_faults: Mapping[str, str]


def read_entries(body: bytes | str) -> Entries:
    """Read the page's JSON. Raises BadEntriesError for anything that the page would not send."""
    try:
        data = json.loads(body, parse_constant=_refused)
        return _entries(_object(data))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadEntriesError(str(error)) from None


def values_of(entries: Entries, edition: Edition, guide: Guide) -> Values:
    """Entries as values of this edition and guide; what belongs to neither is left out."""
    facts, fact_faults = _facts(entries, guide)
    sheets: dict[str, dict[str, int]] = {}
    score_faults: dict[str, str] = {}
    for label, typed in entries.sheets.items():
        sheets[label] = {}
        for serial, text in typed.items():
            indicator = edition.by_serial.get(serial)
            if indicator is None or not text.strip():
                continue
            hundredths = read_score(text, indicator, guide.step)
            if hundredths is None:
                score_faults[serial] = score_help(indicator, guide.step)
            else:
                sheets[label][serial] = hundredths
    ticks = {name: True for name in entries.ticks if name in guide.by_point}
    return Values(facts, ticks, sheets, fact_faults, score_faults)


def read_score(text: str, indicator: Indicator, step: int) -> int | None:
    """A typed score as hundredths, or None where it is not allowed. Full-width digits are understood."""
    plain = text.translate(FULL_WIDTH).strip()
    try:
        hundredths = parse_hundredths(plain)
    except ValueError:
        return None
    return None if score_fault(indicator, hundredths, step) else hundredths


def score_help(indicator: Indicator, step: int) -> str:
    """What a score of this indicator may be."""
    return _("请填 0 至 %(most)s 之间、%(step)s 的整数倍") % {
        "most": show_hundredths(indicator.points),
        "step": show_hundredths(step),
    }


def fact_help(fact: Fact) -> str:
    """What a fact's value may be."""
    if fact.type is FactType.CHOICE:
        return _("请从列表中选择")
    bounds = {"least": show_decimal(fact.minimum), "most": show_decimal(fact.maximum)}
    if fact.type is FactType.INTEGER:
        return _("请填 %(least)s 至 %(most)s 之间的整数") % bounds
    return _("请填 %(least)s 至 %(most)s 之间的数") % bounds


def _facts(entries: Entries, guide: Guide) -> tuple[dict[str, FactValue], dict[str, str]]:
    values: dict[str, FactValue] = {}
    faults: dict[str, str] = {}
    for name, text in entries.facts.items():
        fact = guide.by_fact.get(name)
        if fact is None:
            continue
        try:
            values |= read_facts(guide, {name: text})
        except FaultsError:
            faults[name] = fact_help(fact)
    return values, faults


def _entries(data: dict[str, Any]) -> Entries:
    sheets = {_text(label): _texts(sheet) for label, sheet in _object(data.get("sheets", {})).items()}
    if len(sheets) > MOST_SHEETS:
        raise BadEntriesError("too many sheets")
    target = data.get("target")
    if target is not None and (isinstance(target, bool) or not isinstance(target, int)):
        raise BadEntriesError("target")
    return Entries(
        kind=Kind(data.get("kind", Kind.URBAN)),
        subject=_text(data.get("subject", "")).strip(),
        facts=_texts(data.get("facts", {})),
        ticks=_names(data.get("ticks", [])),
        sheets=sheets,
        fixed=_names(data.get("fixed", [])),
        target=target,
        effort={PointKind(kind): _effort(value) for kind, value in _object(data.get("effort", {})).items()},
    )


def _refused(constant: str) -> None:
    raise BadEntriesError(constant)


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > MOST_ENTRIES:
        raise BadEntriesError("object")
    return value


def _texts(value: object) -> dict[str, str]:
    return {_text(name): _text(text) for name, text in _object(value).items()}


def _names(value: object) -> frozenset[str]:
    if not isinstance(value, list) or len(value) > MOST_ENTRIES:
        raise BadEntriesError("list")
    return frozenset(_text(name) for name in value)


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\x00" in value:
        raise BadEntriesError("text")
    value.encode()  # a lone surrogate cannot be stored or sent
    return value


def _effort(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 1000:
        raise BadEntriesError("effort")
    return value
