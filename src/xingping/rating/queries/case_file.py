"""A whole case for the people who decide on it: facts, self-assessment, evidence, opinions, history.

Rules come from the documents that the case is pinned to; the number of queries does not depend on how
much a case holds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from xingping.core.completeness import Gap
from xingping.core.fact_values import read_facts
from xingping.core.faults import FaultsError
from xingping.core.guide import Fact, FactType, FactValue, Guide
from xingping.core.scoring import Result, score
from xingping.core.standard import Indicator, Kind, Section
from xingping.core.suggestion import SuggestedScore, Suggestion, suggest
from xingping.core.validity import add_months
from xingping.rating.models import (
    Case,
    CaseEvent,
    CaseFile,
    EvidenceVersion,
    IndicatorReturn,
    Recommendation,
    SelfAssessment,
)
from xingping.rating.queries.completeness import case_gaps
from xingping.rating.queries.pinned import Rules, rules_of

OWN_SHEET = "自评"
"""Label of the applicant's own sheet when `core` scores it."""


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact of the case: its value in words, and whether it is older than the policy's limit."""

    fact: Fact
    value: str
    true_on: date
    stale: bool


@dataclass(frozen=True, slots=True)
class ShownIndicator:
    """One indicator of the self-assessment with everything about it."""

    indicator: Indicator
    own: int | None
    """Self-score in hundredths."""
    statement: str
    advice: SuggestedScore
    evidence: tuple[EvidenceVersion, ...]
    returns: tuple[IndicatorReturn, ...]
    """Corrections asked for, newest first."""

    @property
    def above_advice(self) -> bool:
        """Whether the centre gives itself more than facts and ticked points would even at best."""
        return self.own is not None and self.own > self.advice.at_most


@dataclass(frozen=True, slots=True)
class ShownSection:
    """A level-1 section with its self-score and its indicators."""

    section: Section
    number: int
    points: Any
    """Exact points of the self-score."""
    indicators: tuple[ShownIndicator, ...]


@dataclass(frozen=True)
class CaseFileView:
    """Everything about a case that its page shows."""

    case: Case
    rules: Rules
    sheet: SelfAssessment
    result: Result
    sections: tuple[ShownSection, ...]
    facts: tuple[ShownFact, ...]
    files: tuple[CaseFile, ...]
    recommendations: tuple[Recommendation, ...]
    events: tuple[CaseEvent, ...]
    form_returns: tuple[IndicatorReturn, ...]
    gaps: tuple[Gap, ...]

    @property
    def evidence_count(self) -> int:
        """Items of evidence, each counted once."""
        shown = {one.pk for part in self.sections for row in part.indicators for one in row.evidence}
        return len(shown)

    @property
    def eligibility(self) -> list[tuple[Any, bool | None, bool]]:
        """(item, answer, whether the answer allows the application)."""
        answers = self.case.eligibility
        return [
            (one, answers.get(one.id), one.met(answers.get(one.id))) for one in self.rules.policy.eligibility
        ]


def case_file(case: Case) -> CaseFileView:
    """Read a case; some ten queries whatever it holds."""
    rules = rules_of(case)
    sheet = SelfAssessment.objects.get(case=case)
    evidence, returns = _evidence(case), _returns(case)
    own = {OWN_SHEET: dict(sheet.scores)}
    result = score(rules.edition, own, rule=rules.guide.aggregate, step=rules.guide.step, partial=True)
    return CaseFileView(
        case=case,
        rules=rules,
        sheet=sheet,
        result=result,
        sections=_sections(rules, sheet, _advice(rules, sheet, case), result, evidence, returns),
        facts=_facts(rules, sheet, case),
        files=tuple(
            CaseFile.objects.filter(case=case, current=True).select_related("blob", "by").order_by("at")
        ),
        recommendations=tuple(
            Recommendation.objects.filter(case=case).select_related("by", "scan__blob").order_by("pk")
        ),
        events=tuple(CaseEvent.objects.filter(case=case).select_related("by").order_by("sequence")),
        form_returns=tuple(returns.get("", ())),
        gaps=case_gaps(case, sheet),
    )


def _sections(
    rules: Rules,
    sheet: SelfAssessment,
    advice: Suggestion,
    result: Result,
    evidence: Mapping[str, list[EvidenceVersion]],
    returns: Mapping[str, list[IndicatorReturn]],
) -> tuple[ShownSection, ...]:
    def shown(indicator: Indicator) -> ShownIndicator:
        serial = indicator.serial
        return ShownIndicator(
            indicator=indicator,
            own=sheet.scores.get(serial),
            statement=str(sheet.statements.get(serial, "")),
            advice=advice.by_serial[serial],
            evidence=tuple(evidence.get(serial, ())),
            returns=tuple(returns.get(serial, ())),
        )

    return tuple(
        ShownSection(
            section=subtotal.section,
            number=number,
            points=subtotal.points,
            indicators=tuple(
                shown(one) for one in rules.edition.indicators if one.level1 == subtotal.section.name
            ),
        )
        for number, subtotal in enumerate(result.level1, start=1)
    )


def _advice(rules: Rules, sheet: SelfAssessment, case: Case) -> Suggestion:
    """Advice by what was saved; what no longer fits the guide is left out."""
    known = rules.guide.by_point
    ticks = {name: bool(met) for name, met in sheet.points.items() if name in known}
    return suggest(
        rules.guide,
        rules.edition,
        facts=_fact_values(rules.guide, sheet),
        ticks=ticks,
        kind=Kind(case.kind),
    )


def _fact_values(guide: Guide, sheet: SelfAssessment) -> dict[str, FactValue]:
    values: dict[str, FactValue] = {}
    for name, fact in sheet.facts.items():
        try:
            values |= read_facts(guide, {name: str(fact["value"])})
        except FaultsError:
            continue
    return values


def _facts(rules: Rules, sheet: SelfAssessment, case: Case) -> tuple[ShownFact, ...]:
    oldest = add_months(case.round.facts_on, -rules.policy.stale_months)
    shown = []
    for fact in rules.guide.facts:
        given = sheet.facts.get(fact.name)
        if given is None:
            continue
        true_on = date.fromisoformat(given["true_on"])
        shown.append(ShownFact(fact, _said(fact, str(given["value"])), true_on, true_on < oldest))
    return tuple(shown)


def _said(fact: Fact, value: str) -> str:
    if fact.type is FactType.CHOICE:
        return next((choice.label for choice in fact.choices if choice.id == value), value)
    return f"{value} {fact.unit}".strip()


def _evidence(case: Case) -> dict[str, list[EvidenceVersion]]:
    """{serial: what is shown for it}, each item once a serial; two queries."""
    versions = _current_versions(case)
    shown: dict[str, list[EvidenceVersion]] = defaultdict(list)
    for version in versions:
        for serial in dict.fromkeys(link.serial for link in version.item.links.all()):
            shown[serial].append(version)
    return shown


def _current_versions(case: Case) -> QuerySet[EvidenceVersion]:
    return (
        EvidenceVersion.objects.filter(item__case=case, item__removed_at=None, current=True)
        .select_related("blob", "item")
        .prefetch_related("item__links")
        .order_by("pk")
    )


def _returns(case: Case) -> dict[str, list[IndicatorReturn]]:
    found: dict[str, list[IndicatorReturn]] = defaultdict(list)
    rows: Iterable[IndicatorReturn] = IndicatorReturn.objects.filter(case=case).select_related("event")
    for one in sorted(rows, key=lambda row: row.pk, reverse=True):
        found[one.serial].append(one)
    return found
