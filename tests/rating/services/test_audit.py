"""Audit entries: in the transaction of their write, hashed, without personal values."""

import json

import pytest
from django.db import transaction

from factories import BodyFactory, CentreFactory, officer_of, submitted_scene
from xingping.core.roles import Role
from xingping.rating.actor import SYSTEM, Actor
from xingping.rating.audit_content import address_hash, commitment, entry_hash, plain
from xingping.rating.models import AuditEntry, AuditSecret
from xingping.rating.services.audit import changed_fields, record

pytestmark = pytest.mark.django_db


def columns(entry: AuditEntry) -> dict[str, object]:
    names = ("at", "actor", "role", "verb", "object_type", "object_id", "case", "body", "detail")
    return {name: getattr(entry, name) for name in names}


def test_an_entry_says_who_did_what_in_which_role() -> None:
    scene = submitted_scene()
    entry = AuditEntry.objects.get(verb="case.submit")
    assert (entry.actor, entry.role) == (scene.applicant.person.pk, "applicant")
    assert (entry.object_type, entry.object_id) == ("case", str(scene.case.pk))
    assert (entry.case, entry.body) == (scene.case.pk, scene.body.pk)
    assert entry.detail["before"]["state"] == "draft"
    assert entry.detail["after"]["state"] == "submitted"


def test_the_hash_is_over_what_the_database_returns() -> None:
    submitted_scene()
    for entry in AuditEntry.objects.all():
        assert entry_hash(columns(entry)) == entry.content_hash


def test_personal_values_are_commitments_and_erasable() -> None:
    body = BodyFactory()
    centre = CentreFactory(body=body)
    with transaction.atomic():
        entry = record(
            officer_of(body), Role.OFFICER, "test", centre,
            before={"contact_phone": "", "address": "甲路 1 号"},
            after={"contact_phone": "13800000000", "address": "乙路 2 号"},
            reason="张某来电要求更正",
        )  # fmt: skip
    entry.refresh_from_db()
    written = json.dumps(entry.detail, ensure_ascii=False)
    assert "13800000000" not in written
    assert "张某" not in written
    assert entry.detail["after"]["address"] == "乙路 2 号"
    secrets = {secret.field: secret for secret in AuditSecret.objects.filter(entry=entry)}
    assert {name: one.value for name, one in secrets.items()} == {
        "after.contact_phone": "13800000000",
        "reason": "张某来电要求更正",
    }
    reason = secrets["reason"]
    assert entry.detail["reason"]["commitment"] == commitment(reason.salt, reason.value)
    AuditSecret.objects.filter(entry=entry).delete()
    assert entry_hash(columns(entry)) == entry.content_hash


def test_equal_values_have_different_commitments() -> None:
    body = BodyFactory()
    with transaction.atomic():
        entries = [record(SYSTEM, Role.SYSTEM, "test", body, reason="同样的理由") for _ in range(2)]
    assert len({entry.detail["reason"]["commitment"] for entry in entries}) == 2


def test_the_clients_address_is_hashed_with_a_key() -> None:
    body = BodyFactory()
    officer = officer_of(body)
    with transaction.atomic():
        entry = record(Actor(officer.user, officer.grants, "203.0.113.7"), Role.OFFICER, "test", body)
    assert entry.detail["address"] == address_hash("203.0.113.7")
    assert "203.0.113.7" not in json.dumps(entry.detail)


@pytest.mark.django_db(transaction=True)
def test_an_entry_belongs_into_a_transaction() -> None:
    body = BodyFactory()
    with pytest.raises(RuntimeError):
        record(SYSTEM, Role.SYSTEM, "test", body)


@pytest.mark.django_db(transaction=True)
def test_no_entry_outlives_its_write() -> None:
    body = BodyFactory()
    before = AuditEntry.objects.count()
    with transaction.atomic():
        record(SYSTEM, Role.SYSTEM, "test", body)
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == before


def test_floats_are_refused() -> None:
    with pytest.raises(TypeError):
        plain({"rate": 0.5})


def test_only_what_changed_is_told() -> None:
    assert changed_fields({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == (
        {"b": 2, "c": None},
        {"b": 3, "c": 4},
    )
