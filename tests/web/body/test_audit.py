"""The audit log for auditors: filters, before and after, seals, and what a tampered entry looks like."""

from __future__ import annotations

import pytest
from django.db import connection

from factories import Scene, person_with, submitted_scene
from web.desks import ask, client_of
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import AuditEntry, AuditSecret
from xingping.rating.services.centres import change_centre
from xingping.rating.services.notes import add_note
from xingping.rating.services.sealing import seal_all
from xingping.rating.triggers import install, remove

pytestmark = pytest.mark.django_db


def auditor(scene: Scene) -> Actor:
    """An auditor of the scene's body."""
    return actor_of(person_with(Role.AUDITOR, body=scene.body))


def tamper(entry: AuditEntry, **columns: object) -> None:
    """Change an entry past the triggers, as somebody with the database could."""
    remove(connection)
    AuditEntry.objects.filter(pk=entry.pk).update(**columns)
    install(connection)


def test_the_log_is_listed_filtered_and_searched() -> None:
    scene = submitted_scene()
    client = client_of(auditor(scene))
    everything = ask(client, "/audit/").text
    for expected in ("提交", "建立申报件", "开放批次"):
        assert expected in everything
    only = ask(client, "/audit/?verb=case.submit").text.split("<tbody>")[1]
    assert ("提交" in only, "建立申报件" in only) == (True, False)
    name = scene.applicant.person.name
    found = ask(client, f"/audit/?q={name}").text.split("<tbody>")[1]
    assert found.count("<tr>") == AuditEntry.objects.filter(actor=scene.applicant.person.pk).count()
    assert ask(client, "/audit/?days=1&role=applicant&object=case").text.count("<tr>") > 3


def test_an_entry_shows_before_after_reason_and_its_seal() -> None:
    scene = submitted_scene()
    change_centre(scene.officer, scene.case.centre_id, 0, {"contact_name": "演示 张三"}, reason="换人")
    entry = AuditEntry.objects.get(verb="centre.change")
    client, address = client_of(auditor(scene)), f"/audit/{entry.pk}/"
    text = ask(client, address).text
    for expected in ("演示 张三", "换人", "联系人", "等待封存"):
        assert expected in text
    seal_all()
    assert "核验通过" in ask(client, address).text


def test_erased_personal_values_are_said_to_be_erased() -> None:
    scene = submitted_scene()
    add_note(scene.officer, scene.case.pk, "不该留下的话")
    entry = AuditEntry.objects.get(verb="case.note")
    AuditSecret.objects.filter(entry=entry).delete()
    text = ask(client_of(auditor(scene)), f"/audit/{entry.pk}/").text
    assert "（个人信息，已删除）" in text
    assert "不该留下的话" not in text
    assert "等待封存" in text


def test_a_tampered_entry_is_named_on_its_page_and_by_the_check() -> None:
    scene = submitted_scene()
    seal_all()
    client = client_of(auditor(scene))
    assert "全部相符" in client.post("/audit/verify/").content.decode()
    entry = AuditEntry.objects.filter(verb="case.submit").get()
    tamper(entry, actor=scene.officer.person.pk)
    assert "核验没有通过" in ask(client, f"/audit/{entry.pk}/").text
    checked = client.post("/audit/verify/").content.decode()
    assert f"审计记录 {entry.pk}" in checked
    assert "核验没有通过" in checked


def test_an_auditor_of_one_body_reads_nothing_of_another() -> None:
    scene, other = submitted_scene(), submitted_scene()
    client = client_of(auditor(scene))
    entry = AuditEntry.objects.filter(case=other.case.pk).first()
    assert entry is not None
    assert client.get(f"/audit/{entry.pk}/").status_code == 404
    assert other.case.number not in ask(client, "/audit/").text


def test_nobody_else_reads_the_log() -> None:
    scene = submitted_scene()
    for actor in (scene.officer, scene.applicant, scene.street):
        assert client_of(actor).get("/audit/").status_code == 404
        assert client_of(actor).post("/audit/verify/").status_code == 404


def test_the_log_takes_as_many_queries_for_more_entries() -> None:
    scene = submitted_scene()
    client = client_of(auditor(scene))
    one = ask(client, "/audit/").queries
    add_note(scene.officer, scene.case.pk, "一")
    add_note(scene.officer, scene.case.pk, "二")
    assert ask(client, "/audit/").queries == one
