"""What every page of an applicant begins with."""

from __future__ import annotations

from django.http import HttpRequest

from xingping.core.lifecycle import EDITABLE_STATES, State
from xingping.core.sheet_content import FORM
from xingping.rating.actor import request_actor
from xingping.rating.models import Case
from xingping.rating.queries.applicant import applicant_case

ACTOR = "centre"
"""Name of the workspace, for its navigation card."""


def own_case(request: HttpRequest, number: str) -> Case:
    """The applicant's own case of the address. Raises RefusedError: `not_found`."""
    return applicant_case(request_actor(request), number)


def is_editable(case: Case) -> bool:
    """Whether the applicant may change anything now."""
    return State(case.state) in EDITABLE_STATES


def form_is_open(case: Case) -> bool:
    """Whether the application form may be changed now."""
    return is_editable(case) and (case.open_serials is None or FORM in case.open_serials)
