"""Having the own account erased: refused while duties run; then no name is left and the chain still holds."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.utils import timezone

from factories import CentreFactory, draft_scene, officer_of, person_with, submitted_scene
from refusals import refused
from reviewing import before_panel
from xingping.core.complaint import Category, Said
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import AuditEntry, AuditSecret, Message, RoleGrant, User
from xingping.rating.queries.audit_check import check_audit
from xingping.rating.queries.duties import running_duties
from xingping.rating.queries.own_data import as_json, own_data
from xingping.rating.services.complaining import Sent, send_complaint
from xingping.rating.services.complaints import reply, take_over
from xingping.rating.services.grants import Terms
from xingping.rating.services.invitations import NewAccount, accept_as_new, invite
from xingping.rating.services.leaving import ERASED_NAME, erase_own_account
from xingping.rating.services.people import change_details
from xingping.rating.services.sealing import seal

pytestmark = pytest.mark.django_db
WORDS = ("金丝雀三", "canary-three", "canary3@mail.example", "13900003333")


@pytest.fixture
def leaver() -> Actor:
    """An applicant who came by invitation, acted, and has no case."""
    centre = CentreFactory()
    officer = officer_of(centre.body)
    terms = Terms(role=Role.APPLICANT, centre=centre)
    invited = invite(officer, terms, name=WORDS[0], email=WORDS[2])
    account = NewAccount(username=WORDS[1], name=WORDS[0], password="x", email=WORDS[2], phone="")
    person = accept_as_new(invited.token, account, address="192.0.2.9")
    change_details(actor_of(person), name=WORDS[0], email=WORDS[2], phone=WORDS[3])
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    AccessAttempt.objects.create(
        username=WORDS[1], ip_address="192.0.2.9", get_data="", post_data="", failures_since_start=1
    )
    return actor_of(User.objects.get(pk=person.pk))


def test_everything_that_is_stored_is_told(leaver: Actor) -> None:
    told = own_data(leaver.person)
    text = json.dumps(as_json(told), ensure_ascii=False)
    for word in (*WORDS, "person.change", "192.0.2.9", "申报单位"):
        assert word in text, word
    assert {one.id for one in told} >= {"account", "roles", "sign_in", "messages", "acts", "values"}
    assert "sealed" not in text
    stranger = json.dumps(as_json(own_data(officer_of(CentreFactory().body).person)), ensure_ascii=False)
    assert not any(word in stranger for word in WORDS)


def test_names_go_and_the_log_stays_true(leaver: Actor) -> None:
    key = leaver.person.pk
    seal()
    acts = AuditEntry.objects.filter(actor=key).count()
    erase_own_account(leaver)
    person = User.objects.get(pk=key)
    assert (person.name, person.email, person.phone) == (ERASED_NAME, "", "")
    assert (person.is_active, person.has_usable_password()) == (False, False)
    assert person.erased_at is not None
    assert not RoleGrant.objects.filter(person=person, end=None).exists()
    for rows in (Authenticator.objects.filter(user=person), Message.objects.filter(recipient=person)):
        assert not rows.exists()
    assert not AccessAttempt.objects.filter(username=WORDS[1]).exists()
    left = [str(list(model.objects.values())) for model in (User, AuditEntry, AuditSecret, Message)]
    found = [word for word in WORDS for text in left if word in text]
    assert found == []
    assert AuditEntry.objects.filter(actor=key).count() == acts + 2  # the role's end and the erasing
    seal()
    assert check_audit().fault is None


def test_duties_are_named_and_hold_the_account() -> None:
    review = before_panel()
    kinds = {one.kind for one in running_duties(review.assessors[0].person)}
    assert kinds == {"评审", "专家库"}
    assert {one.kind for one in running_duties(review.panel[0].person)} == {"评定委员会会议"}
    scene = submitted_scene()
    assert [one.which for one in running_duties(scene.applicant.person)] == [scene.case.number]
    with refused("duties_running") as caught:
        erase_own_account(scene.applicant)
    assert scene.case.number in caught.places[0]
    person_with(Role.APPLICANT, centre=scene.case.centre)  # a colleague
    assert running_duties(scene.applicant.person) == []
    type(scene.case).objects.filter(pk=scene.case.pk).update(officer=scene.officer.person)
    words = Sent(Said.COMPLAINT, Category.SERVICE, "慢", scene.case.centre)
    complaint, _receipt = send_complaint(words, "k" * 32)
    take_over(scene.officer, complaint.pk)
    assert {one.kind for one in running_duties(scene.officer.person)} == {"经办的申报件", "经办的来件"}
    reply(scene.officer, complaint.pk, "好")
    type(scene.case).objects.filter(pk=scene.case.pk).update(state="withdrawn")
    erase_own_account(scene.officer)


def test_demo_accounts_and_the_last_administrator_stay() -> None:
    demo = draft_scene().street
    User.objects.filter(pk=demo.person.pk).update(is_demo=True)
    with refused("demo_account"):
        erase_own_account(demo)
    last = actor_of(person_with(Role.ADMINISTRATOR))
    with refused("last_administrator"):
        erase_own_account(last)
    assert RoleGrant.objects.get(person=last.person).end is None
    person_with(Role.ADMINISTRATOR)
    erase_own_account(last)
    with refused("not_allowed"):
        erase_own_account(Actor(None))


def test_an_erased_name_is_free_again(leaver: Actor) -> None:
    erase_own_account(leaver)
    other = User.objects.create(username=WORDS[1], email=WORDS[2])
    assert other.pk != leaver.person.pk
    assert timezone.now() >= User.objects.get(pk=leaver.person.pk).erased_at  # type: ignore[operator]
