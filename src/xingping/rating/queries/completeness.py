"""What a case's application still lacks, read from the database for `core.completeness`."""

from __future__ import annotations

from xingping.core.completeness import Application, Gap, gaps
from xingping.core.sheet_content import SheetRules
from xingping.core.standard import Kind
from xingping.rating.calendar import today
from xingping.rating.models import Case, CaseFile, SelfAssessment
from xingping.rating.queries.pinned import rules_of


def application_of(case: Case, sheet: SelfAssessment) -> Application:
    """What the applicant has filled in so far."""
    files = CaseFile.objects.filter(case=case, current=True).values_list("kind", flat=True)
    return Application(
        target_stars=case.target_stars,
        eligibility=case.eligibility,
        files=set(files),
        content={
            "scores": sheet.scores,
            "statements": sheet.statements,
            "points": sheet.points,
            "facts": sheet.facts,
        },
    )


def case_gaps(case: Case, sheet: SelfAssessment) -> tuple[Gap, ...]:
    """Everything asked for and not there, blocking or not."""
    rules = rules_of(case)
    checked = SheetRules(rules.edition, rules.guide, Kind(case.kind), today())
    return gaps(checked, rules.policy, application_of(case, sheet))
