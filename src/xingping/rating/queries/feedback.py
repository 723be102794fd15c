"""What an applicant answered to a draft result, and what became of each error of fact that it named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.db.models import Count, F, QuerySet

from xingping.core.standard import Indicator
from xingping.rating.models import Case, Correction, Decision, Feedback
from xingping.rating.queries.pinned import rules_of


class Standing(StrEnum):
    """What became of an error of fact that was named."""

    WAITING = "waiting"
    REFUSED = "refused"
    REFERRED = "referred"
    CORRECTED = "corrected"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Claim:
    """An error of fact: at which indicator, in the applicant's words, and what became of it."""

    indicator: Indicator
    text: str
    standing: Standing
    before: Fraction
    """Exact points of the decision against which it was named."""
    after: Fraction | None = None
    """Exact points of the decision after that."""
    reason: str = ""
    """Why it was not taken up, or why the panel corrected the points."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a draft result."""

    given: Feedback
    claims: tuple[Claim, ...]

    @property
    def waiting(self) -> tuple[Claim, ...]:
        """What nobody has answered: still to be looked at, or before the panel."""
        return tuple(one for one in self.claims if one.standing in (Standing.WAITING, Standing.REFERRED))


def answers_of(case: Case) -> list[Answer]:
    """Every answer of the applicant, the newest first; three queries and one an answer at most."""
    found = Feedback.objects.filter(case=case).select_related("decision", "by").prefetch_related("refusals")
    given = list(found.order_by("-pk"))
    if not given:
        return []
    decisions = list(Decision.objects.filter(case=case).order_by("pk"))
    indicators = rules_of(case).edition.by_serial
    return [Answer(one, _claims(case, one, decisions, indicators)) for one in given]


def open_answer(case: Case) -> Feedback | None:
    """The answer whose errors are dealt with now: to the decision that stands, else to the last one."""
    rows = Decision.objects.filter(case=case)
    decision = rows.filter(superseded_at=None).first() or rows.order_by("-pk").first()
    return Feedback.objects.filter(decision=decision, confirmed=False).first() if decision else None


def unanswered(given: Feedback) -> tuple[str, ...]:
    """Serials of the errors named for which no reason was given, in the order they were named."""
    refused = set(given.refusals.values_list("serial", flat=True))
    return tuple(serial for serial in given.errors if serial not in refused)


def claims_open(case: Case) -> int:
    """How many errors named against the decision that stands wait for an answer."""
    given = Feedback.objects.filter(case=case, decision__superseded_at=None, confirmed=False).first()
    return len(unanswered(given)) if given else 0


def with_open_claims() -> QuerySet[Feedback]:
    """Answers to decisions that stand, with errors that wait for an answer."""
    rows = Feedback.objects.filter(decision__superseded_at=None, confirmed=False)
    counted: QuerySet[Feedback] = rows.alias(refused=Count("refusals")).filter(refused__lt=F("error_count"))
    return counted


def _claims(
    case: Case, given: Feedback, decisions: list[Decision], indicators: Mapping[str, Indicator]
) -> tuple[Claim, ...]:
    refused = {one.serial: one.reason for one in given.refusals.all()}
    later = next((one for one in decisions if one.pk > given.decision_id), None)
    before, after = points_of_decision(given.decision), points_of_decision(later) if later else {}
    reasons = _corrected(case, given.decision, later) if later else {}
    found = []
    for serial, indicator in indicators.items():
        if serial not in given.errors:
            continue
        standing = _standing(given, serial in refused, before[serial], after.get(serial))
        reason = refused.get(serial) or (reasons.get(serial, "") if standing is Standing.CORRECTED else "")
        found.append(
            Claim(indicator, given.errors[serial], standing, before[serial], after.get(serial), reason)
        )
    return tuple(found)


def _standing(given: Feedback, refused: bool, before: Fraction, after: Fraction | None) -> Standing:
    if after is not None and after != before:
        return Standing.CORRECTED
    if refused:
        return Standing.REFUSED
    if after is not None:
        return Standing.UNCHANGED
    return Standing.WAITING if given.decision.superseded_at is None else Standing.REFERRED


def points_of_decision(decision: Decision) -> dict[str, Fraction]:
    """Exact points of each indicator, by serial, as a decision kept them."""
    return {one["serial"]: Fraction(one["points"]) for one in decision.result["indicators"]}


def _corrected(case: Case, earlier: Decision, later: Decision) -> dict[str, str]:
    """Why the panel corrected points between two decisions, by serial."""
    rows = Correction.objects.filter(case=case, at__gt=earlier.at, at__lte=later.at).order_by("pk")
    return dict(rows.values_list("serial", "reason"))
