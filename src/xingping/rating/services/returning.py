"""Returning a case for correction (退回补正): by a level of the chain or by the rating body."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xingping.core.conditions import Condition
from xingping.core.faults import Fault
from xingping.core.lifecycle import Action
from xingping.core.roles import Role
from xingping.core.sheet_content import FORM, text_fault
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Case, IndicatorReturn, Outcome, Recommendation, SelfAssessment
from xingping.rating.queries.pinned import edition as pinned_edition
from xingping.rating.relations import unit_of
from xingping.rating.services.idempotency import once
from xingping.rating.services.transition import Check, Move, transition

LONGEST_REASON = 2_000


def return_for_correction(
    actor: Actor, case_id: int, reasons: Mapping[str, str], *, reason: str = "", key: str = ""
) -> Case:
    """Return a case with reasons at its indicators; only those are open again.

    `reasons` is {serial: what is to be corrected}; the serial "" (`FORM`) opens the application form.
    Raises RefusedError: `wrong_state`, `chain_not_finished`, `reasons_missing`, `invalid`.
    """
    given = {serial: text.strip() for serial, text in reasons.items() if isinstance(text, str)}
    summary = reason.strip() or "；".join(given.values())

    def reasons_given(case: Case) -> Check:
        faults = tuple(_faults(case, given))
        if faults:
            raise refuse("invalid", faults)
        return Check(bool(given) and all(given.values()))

    def write(move: Move) -> dict[str, Any]:
        move.case.open_serials = sorted(given)
        move.case.save(update_fields=["open_serials"])
        IndicatorReturn.objects.bulk_create(
            IndicatorReturn(event=move.event, case=move.case, serial=serial, reason=text)
            for serial, text in given.items()
        )
        SelfAssessment.objects.filter(case=move.case).update(locked_hash="")
        if move.role is Role.RECOMMENDER:
            _keep_opinion(move, summary)
        return {"open_serials": sorted(given)}

    return once(
        actor,
        key,
        "case.return",
        {"case": case_id, "reasons": given, "reason": reason},
        Case,
        lambda: transition(
            actor,
            case_id,
            Action.RETURN,
            reason=summary,
            checks={Condition.REASONS_GIVEN: reasons_given},
            write=write,
        ),
    )


def _keep_opinion(move: Move, opinion: str) -> None:
    """Keep the level's opinion to return; what levels below recommended goes on standing."""
    Recommendation.objects.create(
        case=move.case,
        round=move.case.round,
        level=move.source_level,
        unit=unit_of(move.case, move.source_level),
        outcome=Outcome.RETURNED,
        opinion=opinion,
        given_on=today(),
        by=move.actor.person,
    )


def _faults(case: Case, reasons: Mapping[str, str]) -> list[Fault]:
    faults = []
    known = pinned_edition(case.edition_hash).by_serial
    for serial, text in reasons.items():
        if serial != FORM and serial not in known:
            faults.append(Fault(f"指标 {serial}", "没有这项指标", "请从指标表中选择"))
        wrong = text_fault(text, LONGEST_REASON)
        faults += [Fault(f"指标 {serial}" if serial else "申报表", *wrong)] if wrong else []
    return faults
