"""What assessors and officers see of a review, never more than their part allows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from xingping.core.assessor_sheet import covered_serials
from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import (
    Assessor,
    Case,
    ConflictKind,
    Reconciliation,
    SelfAssessment,
    Sheet,
    Team,
    TeamMember,
)
from xingping.rating.permissions import require
from xingping.rating.queries.assessors import holders, in_register, loads, unavailable
from xingping.rating.queries.conflicts import conflicts
from xingping.rating.queries.pinned import rules_of
from xingping.rating.verbs import Verb


@dataclass(frozen=True)
class OwnSheet:
    """An assessor's own sheet, what it covers, and the self-scores that may be shown beside it."""

    sheet: Sheet
    serials: tuple[str, ...]
    self_scores: Mapping[str, int]
    """{serial: hundredths}; by policy only of indicators that the assessor has scored."""

    @property
    def unscored(self) -> tuple[str, ...]:
        """Serials still without a score, in table order."""
        return tuple(serial for serial in self.serials if serial not in self.sheet.scores)


@dataclass(frozen=True)
class Divergent:
    """An indicator to look at again: the own row, and everybody's scores and reasons by blind label.

    `own.label` is the own label in the indicator's group.
    """

    own: Reconciliation
    scores: Mapping[str, int]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """An assessor as officers see them for one case: free, or why not."""

    assessor: Assessor
    load: int
    conflicts: tuple[ConflictKind, ...]
    unavailable: str

    @property
    def free(self) -> bool:
        """Whether the assessor may be put on the team."""
        return not self.conflicts and not self.unavailable


def own_sheet_view(actor: Actor, case: Case) -> OwnSheet:
    """The actor's own sheet of a case. Raises RefusedError: `not_found`."""
    if require(actor, Verb.VIEW, case) is not Role.ASSESSOR:
        raise refuse("not_found")
    member = _membership(actor, case)
    sheet = Sheet.objects.filter(case=case, label=member.label).order_by("-revision").first()
    if sheet is None or not member.label:
        raise refuse("not_found")
    rules = rules_of(case)
    own: Mapping[str, int] = SelfAssessment.objects.get(case=case).scores
    if rules.policy.hide_self_scores:
        own = {serial: points for serial, points in own.items() if serial in sheet.scores}
    return OwnSheet(sheet, covered_serials(rules.guide, sheet.groups), own)


def to_reconcile(actor: Actor, case: Case) -> tuple[Divergent, ...]:
    """What the actor has to look at again in the present round, in table order; the others' scores of
    these indicators and of no others, as they were when the round was opened.

    Raises RefusedError: `not_found`; `scores_hidden` outside a reconciliation.
    """
    if require(actor, Verb.VIEW, case) is not Role.ASSESSOR:
        raise refuse("not_found")
    member = _membership(actor, case)
    if case.state != State.RECONCILING:
        raise refuse("scores_hidden")
    rows = list(Reconciliation.objects.filter(case=case).select_related("sheet"))
    latest = max((row.round for row in rows), default=0)
    by_serial: dict[str, list[Reconciliation]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.label):
        if row.round == latest:
            by_serial[row.serial].append(row)
    order = [one.serial for one in rules_of(case).edition.indicators]
    return tuple(
        _divergent(own, by_serial[serial])
        for serial in order
        for own in by_serial.get(serial, ())
        if own.sheet.label == member.label
    )


def _divergent(own: Reconciliation, rows: list[Reconciliation]) -> Divergent:
    """What everybody had given before anybody looked again: an answer must not sway the next one."""
    reasons = {row.label: row.sheet.statements.get(row.serial, "") for row in rows}
    return Divergent(
        own=own,
        scores={row.label: row.before for row in rows},
        reasons={label: text for label, text in reasons.items() if text},
    )


def reconciliations(actor: Actor, case: Case) -> QuerySet[Reconciliation]:
    """All rows of a reconciliation for officers, the panel and auditors: labels, never times or ids.

    Only once every row is answered: before, who has answered would show.
    """
    if require(actor, Verb.VIEW, case) not in (Role.OFFICER, Role.PANEL, Role.AUDITOR):
        raise refuse("not_allowed")
    rows = Reconciliation.objects.filter(case=case)
    if rows.filter(answered_at=None).exists():
        raise refuse("scores_hidden")
    return rows.only("round", "serial", "label", "before", "after", "reason").order_by(
        "round", "serial", "label"
    )


def team_names(actor: Actor, case: Case) -> tuple[tuple[str, bool], ...]:
    """(name, whether lead) of the team: officers and auditors always, the applicant once announced.

    Sorted by lead and name. Raises RefusedError: `not_found`, `not_allowed`.
    """
    role = require(actor, Verb.VIEW, case)
    team = Team.objects.filter(case=case).first()
    announced = team is not None and team.announced_at is not None
    if role not in (Role.OFFICER, Role.AUDITOR) and not (role is Role.APPLICANT and announced):
        raise refuse("not_allowed")
    members = TeamMember.objects.filter(team=team, ended_at=None).select_related("assessor__person")
    names = [(one.assessor.person.get_full_name(), one.lead) for one in members]
    return tuple(sorted(names, key=lambda one: (not one[1], one[0])))


def choices(actor: Actor, case: Case, words: str = "") -> tuple[Choice, ...]:
    """Every assessor of the register for one case, the free ones first; a few queries.

    Raises RefusedError: `not_found`, `not_allowed`, `wrong_state`.
    """
    require(actor, Verb.TEAM, case)
    register = in_register(case.body_id)
    if words:
        register = register.filter(Q(person__name__icontains=words) | Q(profession__icontains=words))
    found = list(register)
    bound, carried, held = conflicts([case], found), loads(case.body_id), holders(case.body_id)
    rows = [
        Choice(
            one,
            carried.get(one.pk, 0),
            bound.get((case.pk, one.pk), ()),
            unavailable(one, load=carried.get(one.pk, 0), held=one.person_id in held),
        )
        for one in found
    ]
    return tuple(sorted(rows, key=lambda row: (not row.free, row.load, row.assessor.pk)))


def _membership(actor: Actor, case: Case) -> TeamMember:
    member = TeamMember.objects.filter(team__case=case, ended_at=None, assessor__person=actor.person).first()
    if member is None:
        raise refuse("not_found")
    return member
