"""Who may give which role, and look after whom."""

from __future__ import annotations

import pytest

from xingping.core.roles import GRANTABLE, Role
from xingping.rating.granting import Scope, looking_after, may_give, may_look_after, roles_to_give
from xingping.rating.queries.grants import Grant

SITE = Grant(Role.ADMINISTRATOR)
BODY = Grant(Role.ADMINISTRATOR, body_id=1)
OFFICER = Grant(Role.OFFICER, body_id=1, region_prefix="5101")


def of_centre(role: Role, *, body: int = 1, region: str = "510104026018") -> Scope:
    return Scope(role, body_id=body, centre_id=9, centre_body_id=body, centre_region=region)


@pytest.mark.parametrize("role", GRANTABLE)
def test_the_sites_administrator_gives_every_role(role: Role) -> None:
    assert may_give([SITE], Scope(role))
    assert may_give([SITE], of_centre(role, body=7))


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        (Scope(Role.OFFICER, body_id=1), True),
        (Scope(Role.ADMINISTRATOR, body_id=1), True),
        (Scope(Role.ADMINISTRATOR), False),
        (Scope(Role.AUDITOR), False),
        (Scope(Role.OFFICER, body_id=2), False),
        (of_centre(Role.APPLICANT), True),
        (of_centre(Role.APPLICANT, body=2), False),
        (Scope(Role.APPLICANT, body_id=2, centre_id=9, centre_body_id=1), False),
        (Scope(Role.RECOMMENDER, body_id=1, region_prefix="5101"), True),
        (Scope(Role.RECOMMENDER, region_prefix="5101"), False),
    ],
)
def test_a_bodys_administrator_gives_roles_of_that_body_only(scope: Scope, allowed: bool) -> None:
    assert may_give([BODY], scope) is allowed


@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        (of_centre(Role.APPLICANT), True),
        (of_centre(Role.STAKEHOLDER), True),
        (Scope(Role.ASSESSOR, body_id=1, region_prefix="5101"), True),
        (Scope(Role.ASSESSOR, body_id=1, region_prefix="5102"), False),
        (Scope(Role.ASSESSOR, body_id=1), False),
        (Scope(Role.ASSESSOR, body_id=2, region_prefix="5101"), False),
        (Scope(Role.PANEL, body_id=1, region_prefix="5101"), False),
        (of_centre(Role.APPLICANT, region="510204001001"), False),
        (of_centre(Role.APPLICANT, body=2), False),
        (of_centre(Role.OFFICER), False),
        (Scope(Role.OFFICER, body_id=1, region_prefix="5101"), False),
    ],
)
def test_an_officer_gives_applicants_of_the_own_region_and_assessors(scope: Scope, allowed: bool) -> None:
    assert may_give([OFFICER], scope) is allowed


@pytest.mark.parametrize(
    "role", [role for role in GRANTABLE if role not in (Role.ADMINISTRATOR, Role.OFFICER)]
)
def test_nobody_else_gives_anything(role: Role) -> None:
    holder = [Grant(role, body_id=1)]
    assert not any(may_give(holder, Scope(other, body_id=1)) for other in GRANTABLE)
    assert roles_to_give(holder) == ()


def test_roles_offered() -> None:
    assert roles_to_give([SITE]) == roles_to_give([BODY]) == GRANTABLE
    assert set(roles_to_give([OFFICER])) == {Role.APPLICANT, Role.STAKEHOLDER, Role.ASSESSOR}


def test_bodies_looked_after() -> None:
    assert looking_after([SITE, BODY]) is None
    assert looking_after([BODY, OFFICER, Grant(Role.PANEL, body_id=3)]) == (BODY, OFFICER)


def test_nobody_gets_at_an_account_that_can_do_more_than_they_may_give() -> None:
    assert may_look_after([BODY], [Scope(Role.OFFICER, body_id=1)])
    assert not may_look_after([BODY], [Scope(Role.OFFICER, body_id=1), Scope(Role.ADMINISTRATOR)])
    assert not may_look_after([OFFICER], [of_centre(Role.APPLICANT)])
    assert may_look_after([SITE], [Scope(Role.ADMINISTRATOR)])
