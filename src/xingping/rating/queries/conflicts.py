"""Who may not rate which case: what was declared, asked or follows from the register, typed.

Asked before any name is proposed: by the assignment, by setting a team by hand, and when a review starts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from xingping.core.policy import RoundPolicy
from xingping.core.roles import Role
from xingping.core.validity import add_months
from xingping.rating.calendar import today
from xingping.rating.models import (
    Assessor,
    Case,
    CaseEvent,
    Conflict,
    ConflictKind,
    RoleGrant,
    Standing,
)
from xingping.rating.queries.pinned import policy as pinned_policy

Pair = tuple[int, int]
"""(case id, assessor id)."""
SHORTEST_NAME = 4
"""An employer's name must be at least so long to count as part of a centre's, or the other way round."""
COUNTY, STREET = 6, 9


def conflicts(cases: Sequence[Case], assessors: Sequence[Assessor]) -> dict[Pair, tuple[ConflictKind, ...]]:
    """Every pair of a case and an assessor that may not meet, with why; four queries for a whole round.

    Cases come with their centre and body, assessors with their person.
    """
    found: dict[Pair, list[ConflictKind]] = defaultdict(list)
    kept, roles = _kept(cases, assessors), _other_roles(cases, assessors)
    for case in cases:
        for assessor in assessors:
            kinds = _kinds(case, assessor, kept.get((case.centre_id, assessor.pk), ()))
            if assessor.person_id in roles.get(case.pk, ()):
                kinds.append(ConflictKind.OTHER_ROLE)
            if kinds:
                found[case.pk, assessor.pk] = kinds
    return {pair: tuple(dict.fromkeys(kinds)) for pair, kinds in found.items()}


def conflicts_of(case: Case, assessor: Assessor) -> tuple[ConflictKind, ...]:
    """Why an assessor may not rate a case; empty: they may."""
    return conflicts([case], [assessor]).get((case.pk, assessor.pk), ())


@dataclass(frozen=True, slots=True)
class Kept:
    """A conflict that was written down, and whether it binds today by the usual cooling-off."""

    conflict: Conflict
    binds: bool


def kept_conflicts(assessor: Assessor) -> list[Kept]:
    """What was written down about an assessor, by kind, newest first; a round may cool off longer."""
    rows = Conflict.objects.filter(assessor=assessor).select_related("centre", "case", "by", "decided_by")
    years = RoundPolicy().cooling_off_years
    order = list(ConflictKind)
    kept = [Kept(one, _binds(one, years, today())) for one in rows.order_by("-pk")]
    return sorted(kept, key=lambda one: order.index(ConflictKind(one.conflict.kind)))


def _kinds(case: Case, assessor: Assessor, kept: Iterable[Conflict]) -> list[ConflictKind]:
    years = pinned_policy(case.policy_hash).cooling_off_years
    kinds = [ConflictKind(one.kind) for one in kept if _binds(one, years, today())]
    if _same_employer(assessor.employer_key, case.centre.name_key):
        kinds.append(ConflictKind.SAME_EMPLOYER)
    digits = near_digits(case.body.region_prefix)
    if digits and assessor.region[:digits] == case.region[:digits]:
        kinds.append(ConflictKind.SAME_COUNTY)
    return kinds


def near_digits(body_prefix: str) -> int:
    """How many digits make two places too near: the county; within a body of one county, the street.

    0 for a body of a single street, all of whose assessors are near.
    """
    if len(body_prefix) < COUNTY:
        return COUNTY
    return STREET if len(body_prefix) < STREET else 0


def _binds(conflict: Conflict, years: int, on: date) -> bool:
    """A recusal binds once granted or while it is undecided; a tie that ended binds until it cooled off."""
    if conflict.standing == Standing.DISMISSED:
        return False
    return conflict.ended_on is None or on <= add_months(conflict.ended_on, 12 * years)


def _same_employer(employer: str, centre: str) -> bool:
    if min(len(employer), len(centre)) < SHORTEST_NAME:
        return employer == centre
    return employer in centre or centre in employer


def _kept(cases: Sequence[Case], assessors: Sequence[Assessor]) -> Mapping[Pair, list[Conflict]]:
    """Conflicts that were written down, by (centre id, assessor id)."""
    rows = Conflict.objects.filter(
        centre__in={case.centre_id for case in cases}, assessor__in=[one.pk for one in assessors]
    )
    kept: dict[Pair, list[Conflict]] = defaultdict(list)
    for row in rows:
        kept[row.centre_id, row.assessor_id].append(row)
    return kept


def _other_roles(cases: Sequence[Case], assessors: Sequence[Assessor]) -> Mapping[int, set[int]]:
    """Case id -> people who acted on it in another role, or ever stood for its centre."""
    people = [one.person_id for one in assessors]
    acted = CaseEvent.objects.filter(case__in=[case.pk for case in cases], by__in=people)
    roles: dict[int, set[int]] = defaultdict(set)
    for case_id, person in acted.exclude(role=Role.ASSESSOR).values_list("case_id", "by_id"):
        if person is not None:
            roles[case_id].add(person)
    by_centre = defaultdict(set)
    stood = RoleGrant.objects.filter(Q(person__in=people), role=Role.APPLICANT)
    for centre, person in stood.filter(centre__in={case.centre_id for case in cases}).values_list(
        "centre_id", "person_id"
    ):
        by_centre[centre].add(person)
    for case in cases:
        roles[case.pk] |= by_centre.get(case.centre_id, set())
    return roles
