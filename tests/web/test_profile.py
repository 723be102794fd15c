"""The public profile: kept by the applicant and the officer, and by nobody else."""

from __future__ import annotations

import pytest
from django.test import Client

from factories import applicant_of, officer_of, person_with
from public_centres import open_register
from xingping.core.roles import Role
from xingping.rating.models import AuditEntry, Centre, CentreProfile

pytestmark = pytest.mark.django_db
GIVEN = {"version": 0, "services": ["legal"], "groups": ["minors"], "public_phone": "028-1", "reply": "说明"}


@pytest.fixture(autouse=True)
def _no_second_factor(settings: object) -> None:
    settings.SECOND_FACTOR_ROLES = []  # type: ignore[attr-defined]


@pytest.fixture
def centre() -> Centre:
    (made,) = open_register("青禾社区服务中心")
    return made


def address(centre: Centre) -> str:
    return f"/centres/{centre.pk}/profile/"


@pytest.mark.parametrize("who", [applicant_of, lambda centre: officer_of(centre.body)])
def test_it_is_kept_and_shown(client: Client, centre: Centre, who: object) -> None:
    client.force_login(who(centre).person)  # type: ignore[operator]
    assert "标准规定" in client.get(address(centre)).content.decode()
    answer = client.post(address(centre), GIVEN)
    assert (answer.status_code, answer.headers["Location"]) == (302, address(centre))
    assert "法律服务" in client.get(f"/centres/{centre.pk}/").content.decode()
    kept = CentreProfile.objects.get(centre=centre)
    assert (kept.services, kept.groups, kept.version) == (["legal"], ["minors"], 1)
    assert AuditEntry.objects.filter(verb="centre.profile", object_id=str(centre.pk)).count() == 1
    client.post(address(centre), {**GIVEN, "version": 1})
    assert CentreProfile.objects.get(centre=centre).version == 1  # nothing changed, nothing written


def test_what_is_refused_says_why_and_keeps_what_was_typed(client: Client, centre: Centre) -> None:
    client.force_login(applicant_of(centre).person)
    for wrong in ({"version": 7}, {"services": ["magic"]}, {"about": "长" * 601}):
        answer = client.post(address(centre), {**GIVEN, **wrong})
        assert answer.status_code == 422
        assert "028-1" in answer.content.decode()
    assert not CentreProfile.objects.exists()


def test_nobody_else_writes_it(client: Client, centre: Centre) -> None:
    (other,) = open_register("望溪社区服务中心")
    client.force_login(applicant_of(other).person)
    assert client.post(address(centre), GIVEN).status_code == 404
    client.force_login(person_with(Role.AUDITOR, body=centre.body))
    assert client.post(address(centre), GIVEN).status_code in (403, 404)
    client.logout()
    assert client.post(address(centre), GIVEN).status_code == 302
    assert not CentreProfile.objects.exists()
