"""What the pages of recommending units read by: the person with that role alone."""

from __future__ import annotations

from django.http import HttpRequest

from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Round
from xingping.rating.queries.recommending import Unit, has_level, units_of
from xingping.rating.queries.visibility import visible_cases, visible_rounds
from xingping.rating.relations import unit_of
from xingping.web.body.reading import reader_as


def unit_reader(request: HttpRequest) -> Actor:
    """The person as somebody of recommending units. Raises RefusedError (`not_found`)."""
    return reader_as(request, Role.RECOMMENDER)


def unit_case(request: HttpRequest, number: str) -> Case:
    """A submitted case of the unit's area, of a round that has its level."""
    cases = visible_cases(unit_reader(request)).select_related("centre__body", "round__body")
    found = cases.filter(number=number).first()
    if found is None:
        raise refuse("not_found")
    return found


def round_of_unit(request: HttpRequest, round_id: int, prefix: str) -> tuple[Round, Unit]:
    """A round and one of the person's own units that has a level in it."""
    reader = unit_reader(request)
    round_ = visible_rounds(reader).select_related("body").filter(pk=round_id).first()
    unit = next((one for one in units_of(reader) if one.prefix == prefix), None)
    if round_ is None or unit is None or not has_level(round_, unit):
        raise refuse("not_found")
    return round_, unit


def queue_unit(reader: Actor, case: Case) -> Unit | None:
    """The person's unit in whose queue a case lies now, or None."""
    if case.state != State.SUBMITTED or not case.level:
        return None
    prefix = unit_of(case, case.level)
    return next(
        (one for one in units_of(reader) if one.prefix == prefix and one.level.value == case.level), None
    )
