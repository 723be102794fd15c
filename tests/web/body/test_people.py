"""Pages about people: who sees whom, giving and ending roles, lost passwords and phones."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from rating.people import grant, make_body, make_centre, make_person
from web.account.test_sign_in import PASSWORD, sign_in
from xingping.core.roles import Role
from xingping.documents.xlsx_reading import read_xlsx
from xingping.rating.models import AuditEntry, Invitation, RatingBody, RoleGrant, User
from xingping.rating.queries.grants import grants_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []


@pytest.fixture
def body() -> RatingBody:
    """The body of the signed-in administrator."""
    return make_body("演示评定机构甲")


@pytest.fixture
def administrator(client: Client, body: RatingBody) -> User:
    """Somebody signed in who administers one body."""
    person = make_person("chief", password=PASSWORD)
    grant(person, Role.ADMINISTRATOR, body=body)
    sign_in(client, "chief")
    return person


@pytest.fixture
def officer(body: RatingBody) -> User:
    """An officer of the same body."""
    person = make_person("officer")
    grant(person, Role.OFFICER, body=body, region_prefix="5101")
    return person


@pytest.fixture
def stranger() -> User:
    """An officer of another body."""
    person = make_person("stranger")
    grant(person, Role.OFFICER, body=make_body("演示评定机构乙"))
    return person


def test_one_sees_the_people_of_ones_own_body(
    client: Client, administrator: User, officer: User, stranger: User
) -> None:
    page = client.get(reverse("people")).content.decode()
    assert "演示人员" in page
    assert ">officer<" in page
    assert "stranger" not in page
    assert ">stranger<" not in client.get(reverse("people"), {"q": "stranger"}).content.decode()
    assert client.get(reverse("person", args=[stranger.pk])).status_code == 404
    assert client.get(reverse("person", args=[officer.pk])).status_code == 200


def test_roles_in_other_bodies_are_not_shown(client: Client, administrator: User, officer: User) -> None:
    grant(officer, Role.PANEL, body=make_body("演示评定机构乙"))
    assert "演示评定机构乙" not in client.get(reverse("person", args=[officer.pk])).content.decode()
    assert (
        "评定委员" not in client.get(reverse("people"), {"q": "officer"}).content.decode().split("<tbody>")[1]
    )


def test_the_list_filters_and_exports(client: Client, administrator: User, officer: User) -> None:
    rows = client.get(reverse("people"), {"role": "officer"}).content.decode()
    assert (">officer<" in rows, ">chief<" in rows) == (True, False)
    exported = client.get(reverse("people"), {"export": "xlsx", "sort": "username"}).content
    (table,) = read_xlsx(exported)
    assert [row.cells[1].text for row in table.rows] == ["用户名", "chief", "officer"]


def test_roles_are_given_and_ended(
    client: Client, administrator: User, officer: User, body: RatingBody
) -> None:
    data = {"role": "panel", "body": str(body.pk), "end": "2030-12-31", "reason": "聘书 12 号"}
    assert client.post(reverse("person_give", args=[officer.pk]), data).status_code == 302
    given = RoleGrant.objects.get(role="panel")
    assert (str(given.end), given.granted_by, given.reason) == (
        "2030-12-31 16:00:00+00:00",
        administrator,
        "聘书 12 号",
    )
    client.post(reverse("person_end_role", args=[given.pk]), {"reason": ""})
    assert RoleGrant.objects.get(pk=given.pk).ended_by is None
    client.post(reverse("person_end_role", args=[given.pk]), {"reason": "辞任"})
    assert [held.role for held in grants_of(officer)] == [Role.OFFICER]
    page = client.get(reverse("person", args=[officer.pk])).content.decode()
    assert "已结束或未开始" in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"role": "applicant"}, "必须指定申报单位"),
        ({"role": "applicant", "centre": "没有"}, "没有找到“没有”"),
        ({"role": "assessor"}, "必须指定评定机构"),
        ({"role": "recommender"}, "必须指定地区"),
        ({"role": "administrator"}, "没有办理这一事项的权限"),
        ({"role": "king"}, "king"),
    ],
)
def test_what_is_missing_is_said(
    client: Client, administrator: User, officer: User, data: dict[str, str], said: str
) -> None:
    page = client.post(reverse("person_give", args=[officer.pk]), data)
    assert (page.status_code, said in page.content.decode()) == (200, True)
    assert RoleGrant.objects.filter(person=officer).count() == 1


def test_another_bodys_roles_and_centres_are_out_of_reach(
    client: Client, administrator: User, officer: User, stranger: User
) -> None:
    theirs = RatingBody.objects.get(name="演示评定机构乙")
    centre = make_centre(theirs, "演示·别处中心")
    data = {"role": "applicant", "centre": centre.code}
    assert "没有找到" in client.post(reverse("person_give", args=[officer.pk]), data).content.decode()
    data = {"role": "officer", "body": str(theirs.pk)}
    assert client.post(reverse("person_give", args=[officer.pk]), data).status_code == 200
    held = RoleGrant.objects.get(person=stranger)
    assert client.post(reverse("person_end_role", args=[held.pk]), {"reason": "越权"}).status_code == 404
    assert RoleGrant.objects.filter(body=theirs).count() == 1


def test_an_officer_invites_applicants_of_the_own_region(client: Client, body: RatingBody) -> None:
    person = make_person("officer", password=PASSWORD)
    grant(person, Role.OFFICER, body=body, region_prefix="5101")
    sign_in(client, "officer")
    centre = make_centre(body)
    page = client.get(reverse("people_invite")).content.decode()
    assert ('value="applicant"' in page, 'value="officer"' in page) == (True, False)
    done = client.post(reverse("people_invite"), {"role": "applicant", "centre": centre.code, "name": "王"})
    assert "邀请链接已生成" in done.content.decode()
    assert Invitation.objects.get().centre == centre


def test_an_invitation_is_followed_and_withdrawn(
    client: Client, administrator: User, body: RatingBody
) -> None:
    data = {"role": "panel", "body": str(body.pk), "name": "李四", "email": "li@example.cn"}
    done = client.post(reverse("people_invite"), data).content.decode()
    link = done.split('id="link-once">')[1].split("<")[0]
    assert link.startswith("http://testserver/account/invitation/")
    invitation = Invitation.objects.get()
    listed = client.get(reverse("people_invitations"), {"state": "open"}).content.decode()
    assert ("李四" in listed, link in listed) == (True, False)
    shown = reverse("people_invitation", args=[invitation.pk])
    assert link not in client.get(shown).content.decode()
    client.post(reverse("people_withdraw", args=[invitation.pk]))
    assert "已撤回" in client.get(shown).content.decode()
    for state, found in [("open", False), ("withdrawn", True), ("expired", False), ("accepted", False)]:
        rows = client.get(reverse("people_invitations"), {"state": state}).content.decode()
        assert ("李四" in rows) is found


def test_a_lost_password_gets_a_link_and_a_lost_phone_is_forgotten(
    client: Client, administrator: User, officer: User
) -> None:
    officer.set_password(PASSWORD)
    officer.save()
    Authenticator.objects.create(user=officer, type="totp", data={"secret": "x"})
    page = client.post(reverse("person_password_link", args=[officer.pk]), {"reason": "电话核实"})
    link = page.content.decode().split('id="link-once">http://testserver')[1].split("<")[0]
    assert Client().get(link, follow=True).status_code == 200
    client.post(reverse("person_second_factor", args=[officer.pk]), {"reason": "手机丢失"})
    assert Authenticator.objects.count() == 0
    verbs = list(AuditEntry.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["person.password_link", "person.second_factor_removed"]


@pytest.mark.parametrize("name", ["person_password_link", "person_second_factor"])
def test_nobody_gets_at_an_account_with_more_power(
    client: Client, administrator: User, officer: User, name: str
) -> None:
    grant(officer, Role.ADMINISTRATOR)
    answer = client.post(reverse(name, args=[officer.pk]), {"reason": "提权"})
    assert answer.status_code == 403
    assert "link-once" not in answer.content.decode()


def test_only_the_site_shuts_people_out(client: Client, administrator: User, officer: User) -> None:
    assert client.post(reverse("person_shut_out", args=[officer.pk]), {"reason": "x"}).status_code == 403
    root = make_person("root", password=PASSWORD)
    grant(root, Role.ADMINISTRATOR)
    client.logout()
    sign_in(client, "root")
    client.post(reverse("person_shut_out", args=[officer.pk]), {"reason": "调离"})
    officer.refresh_from_db()
    assert officer.is_active is False
    client.post(reverse("person_shut_out", args=[officer.pk]), {"reason": "返岗", "active": "1"})
    officer.refresh_from_db()
    assert officer.is_active is True
    assert client.post(reverse("person_shut_out", args=[root.pk]), {"reason": "自己"}).status_code == 409


@pytest.mark.parametrize("role", [Role.PANEL, Role.ASSESSOR, Role.AUDITOR])
def test_others_find_no_people(client: Client, body: RatingBody, role: Role) -> None:
    person = make_person("li", password=PASSWORD)
    grant(person, role, body=body)
    sign_in(client, "li")
    for name in ("people", "people_invite", "people_invitations"):
        assert client.get(reverse(name)).status_code == 404
    assert "人员与角色" not in client.get("/").content.decode()


def test_the_list_takes_a_constant_number_of_queries(
    client: Client,
    administrator: User,
    body: RatingBody,
    django_assert_max_num_queries: pytest.FixtureRequest,
) -> None:
    for _ in range(30):
        grant(make_person(), Role.ASSESSOR, body=body)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        client.get(reverse("people"))
