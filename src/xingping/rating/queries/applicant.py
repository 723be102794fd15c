"""What an applicant sees: its centres, the rounds they may enter, its cases and how far they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from xingping.core.completeness import Application, gaps
from xingping.core.lifecycle import EDITABLE_STATES
from xingping.core.roles import Role
from xingping.core.sheet_content import SECTIONS, SheetRules
from xingping.core.standard import Kind
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import Refusal, refuse
from xingping.rating.models import Case, CaseFile, Centre, Round, RoundState, SelfAssessment
from xingping.rating.models.case import ENDED
from xingping.rating.permissions import require
from xingping.rating.queries.entry import entry_of, stars_in_force
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.visibility import visible_cases, visible_centres
from xingping.rating.relations import takes_part
from xingping.rating.verbs import Verb


@dataclass(frozen=True, slots=True)
class Chance:
    """A centre that may enter a round today and has not."""

    centre: Centre
    round: Round
    refusal: Refusal | None = None
    """Why it may not after all: a star in force, or a ban of the round's policy."""


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case with how much of its application is filled in."""

    case: Case
    done: int
    asked: int
    """Indicators scored, of all."""
    missing: int
    """Things without which it cannot be submitted."""

    @property
    def editable(self) -> bool:
        """Whether the applicant may change it now."""
        return self.case.state in EDITABLE_STATES


def own_keys(actor: Actor) -> set[int]:
    """Keys of the centres for which a person applies."""
    return {grant.centre_id for grant in actor.grants_as(Role.APPLICANT) if grant.centre_id is not None}


def own_centres(actor: Actor) -> QuerySet[Centre]:
    """Centres for which a person applies, by name."""
    return (
        visible_centres(actor)
        .filter(pk__in=own_keys(actor))
        .select_related("body")
        .order_by("name_pinyin", "pk")
    )


def own_cases(actor: Actor) -> list[OwnCase]:
    """Cases of one's own centres, newest first, with progress; a constant number of queries."""
    files = Prefetch("files", CaseFile.objects.filter(current=True), to_attr="current_files")
    cases = (
        visible_cases(actor)
        .filter(centre_id__in=own_keys(actor))
        .select_related("round", "centre", "self_assessment")
        .prefetch_related(files)
        .order_by("-created_at", "-pk")
    )
    return [_own(case) for case in cases]


def chances(actor: Actor, centres: Sequence[Centre]) -> list[Chance]:
    """Centres and the open rounds that each has not entered yet, the nearest closing day first."""
    day = today()
    rounds = list(
        Round.objects.filter(
            body_id__in={centre.body_id for centre in centres},
            state=RoundState.OPEN,
            opened_at__isnull=False,
            opens_on__lte=day,
            closes_on__gte=day,
        ).order_by("closes_on", "pk")
    )
    running = set(
        Case.objects.filter(centre__in=centres).exclude(state__in=ENDED).values_list("centre_id", "round_id")
    )
    held = stars_in_force([centre.pk for centre in centres], day)
    return [
        Chance(centre, round_, entry_of(round_, centre.pk, held.get(centre.pk), day).refusal)
        for round_ in rounds
        for centre in centres
        if takes_part(round_, centre) and not _closed(centre) and (centre.pk, round_.pk) not in running
    ]


def visible_case(actor: Actor, number: str) -> Case:
    """A case by its number. Raises RefusedError (`not_found`) for one that the person may not see."""
    case = Case.objects.select_related("round", "centre", "body").filter(number=number).first()
    if case is None:
        raise refuse("not_found")
    require(actor, Verb.VIEW, case)
    return case


def applicant_case(actor: Actor, number: str) -> Case:
    """A case of one's own centre. Raises RefusedError (`not_found`) for all others."""
    case = visible_case(actor, number)
    if case.centre_id not in own_keys(actor):
        raise refuse("not_found")
    return case


def case_id_of(actor: Actor, number: str) -> int:
    """The key of a case that a person may see; the permission itself is checked under the lock.

    Raises RefusedError: `not_found`.
    """
    found = visible_cases(actor).filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise refuse("not_found")
    return found


def self_assessment_of(actor: Actor, number: str) -> tuple[Case, SelfAssessment]:
    """A case and its self-assessment, for its own applicant. Raises RefusedError: `not_found`."""
    case = applicant_case(actor, number)
    return case, SelfAssessment.objects.get(case=case)


def earlier_cases(case: Case) -> QuerySet[Case]:
    """Other cases of the same centre, newest first, to copy from."""
    return (
        Case.objects.filter(centre_id=case.centre_id)
        .exclude(pk=case.pk)
        .select_related("round")
        .order_by("-created_at", "-pk")
    )


def own_progress(case: Case) -> OwnCase:
    """One case with its progress."""
    case.current_files = list(CaseFile.objects.filter(case=case, current=True))  # type: ignore[attr-defined]
    return _own(case)


def _own(case: Case) -> OwnCase:
    if case.state not in EDITABLE_STATES:
        return OwnCase(case, 0, 0, 0)
    rules = rules_of(case)
    checked = SheetRules(rules.edition, rules.guide, Kind(case.kind), today())
    sheet = case.self_assessment
    application = Application(
        case.target_stars,
        case.eligibility,
        {file.kind for file in case.current_files},  # type: ignore[attr-defined]
        {section: getattr(sheet, section) for section in SECTIONS},
    )
    missing = sum(gap.blocking for gap in gaps(checked, rules.policy, application))
    return OwnCase(case, len(sheet.scores), len(rules.edition.indicators), missing)


def _closed(centre: Centre) -> bool:
    return centre.closed_on is not None and centre.closed_on <= today()
