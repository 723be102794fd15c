"""The review of a case: starting it, opening a reconciliation, handing it to the panel."""

from __future__ import annotations

from typing import Any

from xingping.core.conditions import Condition
from xingping.core.lifecycle import Action, State
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Reconciliation, TeamMember
from xingping.rating.queries.blind_sheets import progress, standing_sheets
from xingping.rating.queries.results import CaseResult, case_result, unreconciled
from xingping.rating.queries.team import team_faults, undecided_requests
from xingping.rating.services.blinding import relabel
from xingping.rating.services.idempotency import once
from xingping.rating.services.transition import Check, Move, transition


def start_review(actor: Actor, case_id: int, *, key: str = "") -> Case:
    """Start the review: the team is complete and free of conflicts; labels are drawn and sheets made.

    Raises RefusedError: `team_not_complete` with every fault, `wrong_state`.
    """

    def write(move: Move) -> dict[str, Any]:
        relabel(move.case)
        return {"sheets": progress(move.case).sheets}

    checks = {Condition.TEAM_COMPLETE: _team_complete}
    return once(
        actor, key, "case.start_review", {"case": case_id}, Case,
        lambda: transition(actor, case_id, Action.START_REVIEW, checks=checks, write=write),
    )  # fmt: skip


def open_reconciliation(actor: Actor, case_id: int, *, key: str = "") -> Case:
    """Open the reconciliation of what differs too much: each assessor concerned looks again.

    Raises RefusedError: `sheets_not_locked`, `no_divergence`, `recusal_undecided`, `wrong_state`.
    """
    checks = {Condition.SHEETS_LOCKED: _sheets_locked, Condition.DIVERGENT: _divergent}
    return once(
        actor, key, "case.open_reconciliation", {"case": case_id}, Case,
        lambda: transition(
            actor, case_id, Action.OPEN_RECONCILIATION, checks=checks, write=_open_rows
        ),
    )  # fmt: skip


def to_panel(actor: Actor, case_id: int, *, key: str = "") -> Case:
    """Hand a case to the panel once nothing differs too much, or everybody concerned has looked again.

    Raises RefusedError: `sheets_not_locked`, `divergence_open`, `recusal_undecided`, `wrong_state`.
    """

    def write(move: Move) -> dict[str, Any]:
        _refuse_undecided(move.case)
        found = case_result(move.case)
        return {"result": found.digest if found else ""}

    checks = {Condition.SHEETS_LOCKED: _sheets_locked, Condition.AGREED: _agreed}
    return once(
        actor, key, "case.to_panel", {"case": case_id}, Case,
        lambda: transition(actor, case_id, Action.TO_PANEL, checks=checks, write=write),
    )  # fmt: skip


def _team_complete(case: Case) -> Check:
    faults = team_faults(case)
    return Check(not faults, faults=tuple(faults))


def _sheets_locked(case: Case) -> Check:
    """Every sheet is locked; the faults of a team that has become too small are named."""
    found = progress(case)
    return Check(found.complete, faults=() if found.enough else tuple(team_faults(case)))


def _divergent(case: Case) -> Check:
    found = case_result(case)
    return Check(found is not None and bool(unreconciled(found)))


def _agreed(case: Case) -> Check:
    """In review: nothing unsettled over the limit. In reconciliation: every row is answered."""
    if case.state == State.RECONCILING:
        return Check(not Reconciliation.objects.filter(case=case, answered_at=None).exists())
    found = case_result(case)
    return Check(found is not None and not unreconciled(found))


def _open_rows(move: Move) -> dict[str, Any]:
    """A row for everybody who scored an indicator that differs too much; by label, ids tell nothing."""
    case = move.case
    _refuse_undecided(case)
    found = case_result(case)
    assert found is not None  # checked under the same lock  # noqa: S101
    rows = list(_rows(case, found, _round(case)))
    Reconciliation.objects.bulk_create(sorted(rows, key=lambda row: (row.serial, row.label)))
    return {"serials": sorted({row.serial for row in rows})}


def _refuse_undecided(case: Case) -> None:
    """Later nobody could leave the team any more."""
    if undecided_requests(case):
        raise refuse("recusal_undecided")


def _round(case: Case) -> int:
    last = Reconciliation.objects.filter(case=case).order_by("-round").values_list("round", flat=True).first()
    return (last or 0) + 1


def _rows(case: Case, found: CaseResult, number: int) -> list[Reconciliation]:
    guide = found.rules.guide
    sheets = standing_sheets(case)
    members = TeamMember.objects.filter(team__case=case, ended_at=None)
    return [
        Reconciliation(
            case=case,
            round=number,
            serial=one.serial,
            sheet=sheets[member.label],
            label=member.labels[guide.by_serial[one.serial].group],
            before=sheets[member.label].scores[one.serial],
        )
        for one in unreconciled(found)
        for member in members
        if one.serial in sheets[member.label].scores
    ]
