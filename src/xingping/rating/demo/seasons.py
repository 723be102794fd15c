"""What leading a demo case from its application to the panel's decision needs, in whichever round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from xingping.core.points import HUNDREDTHS
from xingping.core.policy import ItemKind
from xingping.core.standard import Kind
from xingping.rating.actor import Actor
from xingping.rating.demo.review import Reached, Reviewers, lead_review
from xingping.rating.demo.sheets import demo_sheet
from xingping.rating.models import Blob, Case, CaseFileKind, Centre, Round
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.results import case_result
from xingping.rating.services.accepting import accept
from xingping.rating.services.applications import create_case, fill_form
from xingping.rating.services.evidence import attach_file
from xingping.rating.services.saving import save_self_assessment
from xingping.rating.services.submitting import submit


@dataclass(frozen=True)
class Season:
    """A round without a chain of recommendation, and everybody and everything that its cases need."""

    round: Round
    officer: Actor
    reviewers: Reviewers
    files: Mapping[str, Blob]


def lead_to_feedback(
    season: Season, applicant: Actor, centre: Centre, draws: Random, quality: float | None = None
) -> Case:
    """An application of a centre, reviewed and decided; `quality` (0 to 1) instead of one by chance."""
    case = create_case(applicant, season.round.pk, centre.pk)
    rules = rules_of(case)
    fields = demo_sheet(rules.edition, rules.guide, Kind(case.kind), case.round.facts_on, draws, quality)
    save_self_assessment(applicant, case.pk, device="demo", sequence=1, fields=fields)
    fill_application(season, applicant, case)
    submit(applicant, case.pk)
    accept(season.officer, case.pk)
    lead_review(season.reviewers, case, Reached.IN_FEEDBACK, draws)
    return Case.objects.get(pk=case.pk)


def most_lost(case: Case, count: int) -> dict[str, int]:
    """So many indicators that lost most, with their full points (hundredths)."""
    found = case_result(Case.objects.get(pk=case.pk))
    rows = found.result.indicators if found else ()
    full = {row.indicator.serial: row.indicator.points for row in rows}
    lost = {row.indicator.serial: row.indicator.points - (row.points or 0) * HUNDREDTHS for row in rows}
    return {serial: full[serial] for serial in sorted(full, key=lambda one: -lost[one])[:count]}


def fill_application(season: Season, applicant: Actor, case: Case) -> None:
    """The application form and its two scans."""
    answers = {item.id: item.kind is ItemKind.CONDITION for item in rules_of(case).policy.eligibility}
    fill_form(applicant, case.pk, target_stars=3, eligibility=answers)
    for kind, title in ((CaseFileKind.FORM, "盖章申报表"), (CaseFileKind.PLEDGE, "承诺书")):
        attach_file(applicant, case.pk, kind, season.files[title], f"演示-{title}.jpg")
