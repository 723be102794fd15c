"""The result of a case from its locked sheets: points by `core`, disagreements, how certain the star is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from xingping.core.canonical import content_hash
from xingping.core.lifecycle import State
from xingping.core.reconciliation import Divergence, divergences
from xingping.core.roles import Role
from xingping.core.scoring import IndicatorResult, Result, score
from xingping.proof.bundle import result_part
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, CaseEvent, CasePurpose, Correction, Decision, Reconciliation
from xingping.rating.permissions import require
from xingping.rating.queries.blind_sheets import (
    BlindSheets,
    blind_sheets_of,
    corrections_of_all,
    round_state,
    round_subtotals,
)
from xingping.rating.queries.pinned import Rules, policy, rules_of
from xingping.rating.verbs import Verb

if TYPE_CHECKING:
    from xingping.science.certainty import Certainty, Prior

RESULT_ROLES = frozenset({Role.OFFICER, Role.PANEL, Role.AUDITOR})
"""Who reads results before they are told to the applicant."""
TOLD_STATES = frozenset(
    {State.IN_FEEDBACK, State.IN_NOTICE, State.NOT_AWARDED, State.UNDER_APPEAL, State.ANNOUNCED}
)
"""States in which the applicant knows the result."""


@dataclass(frozen=True)
class CaseResult:
    """A case's result: `result` counts the panel's corrections, `uncorrected` does not."""

    case: Case
    rules: Rules
    sheets: BlindSheets
    result: Result
    uncorrected: Result

    @property
    def stars(self) -> int:
        """Stars that may be proposed: what the points give; none below a binding target (policy).

        An upgrade before expiry binds always: short of it the star that is held stays as it is.
        """
        stars = self.result.stars or 0
        binds = self.rules.policy.target_binds or self.case.purpose == CasePurpose.UPGRADE
        bound = binds and stars < (self.case.target_stars or 0)
        return 0 if bound else stars

    @property
    def digest(self) -> str:
        """Hash of the exact result, so that nobody votes on points that changed."""
        return content_hash(result_part(self.result))

    @property
    def divergences(self) -> tuple[Divergence, ...]:
        """Indicators whose scores differ by more than the policy's limit."""
        return divergences(self.result.indicators, Fraction(self.rules.policy.divergence_percent, 100))


@dataclass(frozen=True, slots=True)
class ToldIndicator:
    """An indicator as the applicant is told it: exact points, reasons in an order that tells nothing."""

    serial: str
    points: Fraction
    full: int
    reasons: tuple[str, ...]
    corrected: bool
    correction: str = ""
    """Why the panel set other points than the assessors gave."""
    before: Fraction | None = None
    """Points of the decision that this one supersedes, where they were others."""


def case_result(case: Case) -> CaseResult | None:
    """The result of a case; None before every sheet is locked. For services and checked queries."""
    return case_results([case]).get(case.pk)


def case_results(cases: Collection[Case]) -> dict[int, CaseResult]:
    """As `case_result` for many cases, in four queries; cases with an open sheet are left out."""
    sheets, corrections = blind_sheets_of(cases), corrections_of_all(cases)
    return {
        case.pk: _scored(case, sheets[case.pk], corrections.get(case.pk, {}))
        for case in cases
        if case.pk in sheets
    }


def result_with(case: Case, changes: Mapping[str, int]) -> CaseResult | None:
    """The result as it would be with some points (hundredths) set otherwise; nothing is written."""
    found = blind_sheets_of([case])
    standing = corrections_of_all([case]).get(case.pk, {})
    return _scored(case, found[case.pk], {**standing, **changes}) if case.pk in found else None


def _scored(case: Case, sheets: BlindSheets, corrections: Mapping[str, int]) -> CaseResult:
    rules = rules_of(case)

    def scored(corrections: Mapping[str, int]) -> Result:
        return score(
            rules.edition, sheets.scores, rule=rules.guide.aggregate, step=rules.guide.step,
            corrections=corrections,
        )  # fmt: skip

    uncorrected = scored({})
    return CaseResult(case, rules, sheets, scored(corrections) if corrections else uncorrected, uncorrected)


def result_for(actor: Actor, case: Case) -> CaseResult:
    """The result for an officer, a panel member or an auditor.

    Raises RefusedError: `not_found`, `not_allowed`, `scores_hidden` before every sheet is locked, and as
    long as the policy may still give the case one more assessor (`queries.doubt`).
    """
    if require(actor, Verb.VIEW, case) not in RESULT_ROLES:
        raise refuse("not_allowed")
    found = None if hidden_for_one_more(case) else case_result(case)
    if found is None:
        raise refuse("scores_hidden")
    return found


def is_first_review(case: Case) -> bool:
    """Whether a case is in review and has never left it, so that nobody has seen a result."""
    left = CaseEvent.objects.filter(case=case, source=State.IN_REVIEW)
    return case.state == State.IN_REVIEW and not left.exists()


def hidden_for_one_more(case: Case) -> bool:
    """Whether the result stays hidden because the policy may still give the case one more assessor."""
    return bool(policy(case.policy_hash).one_more_below) and is_first_review(case)


def certainty_of(found: CaseResult) -> Certainty:
    """How certain the star is, by the disagreement of the whole round. For officers and the panel only.

    Raises ValueError where neither the case nor its round has two assessors of some group.
    """
    return certainties([found])[found.case.pk]


def certainties(results: Collection[CaseResult]) -> dict[int, Certainty]:
    """As `certainty_of` for many cases: what their rounds say is read once."""
    from xingping.science.certainty import star_certainty

    rounds = {found.case.round_id for found in results}
    priors = {round_id: _priors(round_id, round_state(round_id)) for round_id in rounds}
    return {
        found.case.pk: star_certainty(
            found.rules.edition,
            float(found.result.total),
            found.sheets.subtotals,
            priors[found.case.round_id],
            found.rules.guide.aggregate,
        )
        for found in results
    }


@lru_cache(maxsize=32)
def _priors(round_id: int, _state: tuple[object, ...]) -> Mapping[str, Prior]:
    """How far a round's assessors disagree; read again once a sheet or a member of the round is another."""
    from xingping.science.certainty import fit_priors

    return fit_priors(round_subtotals(round_id))


def unreconciled(found: CaseResult) -> tuple[Divergence, ...]:
    """Disagreements over the limit that no round of reconciliation has settled as they are now.

    A score that was corrected after its round, when the panel had sent the case back, is unsettled again.
    """
    answers = Reconciliation.objects.filter(case=found.case).exclude(answered_at=None)
    settled: dict[tuple[str, int], list[int]] = defaultdict(list)
    for serial, number, after in answers.values_list("serial", "round", "after"):
        settled[serial, number].append(after or 0)
    known = {(serial, tuple(sorted(after))) for (serial, _), after in settled.items()}
    now = {one.indicator.serial: tuple(sorted(one.scores.values())) for one in found.result.indicators}
    return tuple(one for one in found.divergences if (one.serial, now[one.serial]) not in known)


def standing_decision(case: Case) -> Decision | None:
    """The decision that stands, or None."""
    return Decision.objects.filter(case=case, superseded_at=None).first()


def told_result(actor: Actor, case: Case) -> tuple[ToldIndicator, ...]:
    """The decided result per indicator for the applicant: points and reasons, never names or labels.

    Raises RefusedError: `not_found`, and `not_allowed` before there is something to tell.
    """
    require(actor, Verb.VIEW, case)
    found = case_result(case) if State(case.state) in TOLD_STATES else None
    if found is None:
        raise refuse("not_allowed")
    why = dict(Correction.objects.filter(case=case, standing=True).values_list("serial", "reason"))
    earlier = _superseded_points(case)
    return tuple(_told(found, row, why, earlier) for row in found.result.indicators)


def _told(
    found: CaseResult, row: IndicatorResult, why: Mapping[str, str], earlier: Mapping[str, Fraction]
) -> ToldIndicator:
    serial, points = row.indicator.serial, row.points or Fraction(0)
    reasons = {own[serial] for own in found.sheets.reasons.values() if own.get(serial)}
    before = earlier.get(serial)
    return ToldIndicator(
        serial,
        points,
        row.indicator.points,
        tuple(sorted(reasons)),
        row.corrected,
        why.get(serial, ""),
        before if before != points else None,
    )


def _superseded_points(case: Case) -> dict[str, Fraction]:
    """Points by the last decision that was superseded, as the applicant was told them."""
    last = Decision.objects.filter(case=case).exclude(superseded_at=None).order_by("-pk").first()
    rows = last.result["indicators"] if last else []
    return {one["serial"]: Fraction(one["points"]) for one in rows}
