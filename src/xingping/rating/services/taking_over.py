"""Filling a self-assessment from somewhere else: a self-check, where nothing is filled in yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from xingping.core.fact_values import read_facts
from xingping.core.faults import FaultsError
from xingping.core.guide import Guide
from xingping.core.points import parse_hundredths, show_decimal
from xingping.core.sheet_content import FACTS, POINTS, SCORES, field_fault, split_field
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.models import Case
from xingping.rating.permissions import require
from xingping.rating.services.audit import record
from xingping.rating.services.saving import locked_self_assessment, open_fault, sheet_rules, write_changes
from xingping.rating.verbs import Verb

DEVICE = "self-check"


def take_over_entries(
    actor: Actor, case: Case, facts: Mapping[str, str], ticks: Collection[str], scores: Mapping[str, str]
) -> int:
    """Fill empty fields from texts as typed into the self-check; returns how many were filled.

    What cannot be read, or does not belong to this centre's kind, is left out. Raises RefusedError:
    `not_found`, `not_allowed`, `wrong_state`.
    """
    with transaction.atomic():
        locked, sheet = locked_self_assessment(case.pk)
        role = require(actor, Verb.FILL, locked)
        rules = sheet_rules(locked)
        wanted = _fields(rules.guide, facts, ticks, scores)
        changes: dict[str, tuple[Any, Any]] = {}
        for name, value in wanted.items():
            section, key = split_field(name)
            if key in getattr(sheet, section) or field_fault(rules, name, value):
                continue
            if open_fault(locked, rules, name) is None:
                changes[name] = (None, value)
        if changes:
            sequence = int(timezone.now().timestamp() * 1_000_000)
            write_changes(actor, sheet, changes, device=DEVICE, sequence=sequence)
            record(actor, role, "self_assessment.self_check", locked, after={"fields": len(changes)})
    return len(changes)


def _fields(
    guide: Guide, facts: Mapping[str, str], ticks: Collection[str], scores: Mapping[str, str]
) -> dict[str, Any]:
    """Texts as fields of a sheet; a fact of the self-check is true today."""
    fields: dict[str, Any] = {f"{POINTS}.{name}": True for name in ticks}
    for name, text in facts.items():
        try:
            read = read_facts(guide, {name: text})
        except FaultsError:
            continue
        for fact, value in read.items():
            said = value if isinstance(value, str) else show_decimal(Fraction(value))
            fields[f"{FACTS}.{fact}"] = {"value": said, "true_on": today().isoformat()}
    for serial, text in scores.items():
        try:
            fields[f"{SCORES}.{serial}"] = parse_hundredths(text)
        except ValueError:
            continue
    return fields
