"""What an assessor reads of the own work: the case, the own sheet with its total, every change made to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xingping.core.assessor_sheet import ASSESSOR_SECTIONS, FLAGS, OwnTotal, lock_faults, own_total
from xingping.core.faults import Fault
from xingping.core.guide import Guide
from xingping.core.lifecycle import State
from xingping.core.points import round_down, show_hundredths
from xingping.core.roles import Role
from xingping.core.sheet_content import SheetRules, field_serials
from xingping.core.standard import Kind
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, SelfAssessment, Sheet, SheetChange, SheetHistory
from xingping.rating.permissions import require
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.reviews import OwnSheet, own_sheet_view
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.verbs import Verb


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one field of the own sheet; `at` is ISO time in UTC, values are JSON values."""

    at: str
    device: str
    field: str
    before: Any
    after: Any


def assessor_case(actor: Actor, number: str) -> Case:
    """A case on whose team the actor is, with centre and round. Raises RefusedError: `not_found`."""
    case = visible_cases(actor).filter(number=number).select_related("round", "centre", "body").first()
    if case is None or require(actor, Verb.VIEW, case) is not Role.ASSESSOR:
        raise refuse("not_found")
    return case


def own_sheet_of(actor: Actor, number: str) -> tuple[Case, OwnSheet]:
    """A case and the actor's own sheet of it. Raises RefusedError: `not_found`, also before the review."""
    case = assessor_case(actor, number)
    return case, own_sheet_view(actor, case)


def is_open(case: Case, sheet: Sheet) -> bool:
    """Whether the sheet may still be filled in."""
    return case.state == State.IN_REVIEW and sheet.locked_at is None


def total_of(case: Case, serials: Collection[str], scores: Mapping[str, int]) -> OwnTotal:
    """The running total of the own sheet, by `core`."""
    return own_total(rules_of(case).edition, serials, scores)


def shown_self_scores(case: Case, scores: Mapping[str, int], wanted: Collection[str]) -> dict[str, int]:
    """Self-scores {serial: hundredths} of `wanted` indicators; by policy only those scored by oneself.

    Call it after the permission has been asked.
    """
    hidden = rules_of(case).policy.hide_self_scores
    own: dict[str, int] = SelfAssessment.objects.values_list("scores", flat=True).get(case=case)
    return {
        serial: points
        for serial, points in own.items()
        if serial in wanted and (not hidden or serial in scores)
    }


def sheet_json(case: Case, own: OwnSheet, *, known: int = -1) -> dict[str, Any]:
    """The own sheet as JSON: its content, its total, and the self-scores that may be seen beside it."""
    sheet = own.sheet
    return {
        "version": sheet.version,
        "revision": sheet.revision,
        "state": case.state,
        "open": is_open(case, sheet),
        "locked_at": sheet.locked_at.isoformat() if sheet.locked_at else None,
        "content_hash": sheet.content_hash,
        "serials": list(own.serials),
        "self_scores": dict(own.self_scores),
        "total": total_json(total_of(case, own.serials, sheet.scores)),
        "content": None
        if sheet.version == known
        else {section: getattr(sheet, section) for section in ASSESSOR_SECTIONS},
    }


def total_json(total: OwnTotal) -> dict[str, Any]:
    """A running total for showing."""
    return {
        "points": round_down(total.points),
        "full": show_hundredths(total.full),
        "scored": total.scored,
        "asked": total.asked,
        "sections": [
            {
                "name": one.name,
                "points": round_down(one.points),
                "full": show_hundredths(one.full),
                "scored": one.scored,
                "asked": one.asked,
            }
            for one in total.sections
        ],
    }


def own_history(actor: Actor, case: Case, serial: str = "") -> list[Change]:
    """Every change of the own sheet, newest first; of one indicator, or of all.

    Raises RefusedError: `not_found`.
    """
    sheet = own_sheet_view(actor, case).sheet
    sheets = Sheet.objects.filter(case=case, label=sheet.label).values("pk")
    rows = list(SheetChange.objects.filter(sheet__in=sheets).values("id", "at", "device", "changes"))
    for kept in SheetHistory.objects.filter(sheet__in=sheets):
        rows += kept.changes
    rows.sort(key=lambda row: row["id"], reverse=True)
    guide = rules_of(case).guide
    changes = (change for row in rows for change in _changes(row))
    return [one for one in changes if not serial or serial in _serials(guide, one.field)]


def _changes(row: Mapping[str, Any]) -> Iterator[Change]:
    for field, (before, after) in row["changes"].items():
        yield Change(row["at"], row["device"], field, before, after)


def _serials(guide: Guide, field: str) -> frozenset[str]:
    """The indicators that a field belongs to."""
    section, _, key = field.partition(".")
    return frozenset((key,)) if section == FLAGS else field_serials(guide, field)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something without which the own sheet cannot be locked, and the indicator where it is missing."""

    serial: str
    fault: Fault


def gaps_of(case: Case, own: OwnSheet) -> tuple[Gap, ...]:
    """Everything that is missing before the own sheet can be locked, in table order."""
    rules = rules_of(case)
    asked = SheetRules(rules.edition, rules.guide, Kind(case.kind), today())
    sheet = own.sheet
    return tuple(
        Gap(serial, fault)
        for serial in own.serials
        for fault in lock_faults(
            asked, (serial,), sheet.scores, sheet.statements,
            reason_below_full=rules.policy.reason_below_full,
        )
    )  # fmt: skip
