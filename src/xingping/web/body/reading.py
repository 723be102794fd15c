"""What the rating body's pages read by: the person with the roles of officers and auditors alone.

Somebody who is also an applicant or a recommending unit sees here no more than an officer does.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest

from xingping.core.lifecycle import Action, State, actions_from
from xingping.core.roles import Role
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import refuse
from xingping.rating.models import Case, Centre, Round
from xingping.rating.permissions import allowed
from xingping.rating.queries.visibility import visible_cases, visible_centres, visible_rounds
from xingping.rating.verbs import Verb

DECISIONS = (Action.ACCEPT, Action.RETURN, Action.REFUSE)
"""What an officer decides on an application, in the order of the buttons."""


def reader_as(request: HttpRequest, *roles: Role) -> Actor:
    """The person with some of the roles held; raises RefusedError (`not_found`) where none is held."""
    actor = request_actor(request)
    kept = tuple(grant for grant in actor.grants if grant.role in roles)
    if not kept:
        raise refuse("not_found")
    return replace(actor, grants=kept)


def office_reader(request: HttpRequest) -> Actor:
    """Whoever reads the rating body's cases: its officers, and auditors."""
    return reader_as(request, Role.OFFICER, Role.AUDITOR)


def round_reader(request: HttpRequest) -> Actor:
    """Whoever reads rounds and the register: officers, auditors and administrators."""
    return reader_as(request, Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)


def office_case(request: HttpRequest, number: str) -> Case:
    """A case by its number. Raises RefusedError (`not_found`)."""
    cases = visible_cases(office_reader(request)).select_related("centre__body", "round__body", "officer")
    found = cases.filter(number=number).first()
    if found is None:
        raise refuse("not_found")
    return found


def office_round(request: HttpRequest, round_id: int) -> Round:
    """A round. Raises RefusedError (`not_found`)."""
    found = visible_rounds(round_reader(request)).select_related("body").filter(pk=round_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def office_centre(request: HttpRequest, centre_id: int) -> Centre:
    """A centre of the register. Raises RefusedError (`not_found`)."""
    centres = visible_centres(round_reader(request)).select_related("body")
    found = centres.filter(pk=centre_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def decisions_on(actor: Actor, case: Case) -> tuple[Action, ...]:
    """What a person may decide on a case as it lies now; the services check again under their lock."""
    state = State(case.state)
    with_body = state is State.RECOMMENDED or (state is State.SUBMITTED and not case.level)
    offered = [
        action
        for action in actions_from(state, Role.OFFICER)
        if action in DECISIONS and (with_body or action is Action.REFUSE)
    ]
    return tuple(action for action in offered if allowed(actor, Verb(action.value), case) is None)
