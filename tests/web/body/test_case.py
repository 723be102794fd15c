"""One case on one page: everything is there, for those who may see it, in a constant number of queries."""

from __future__ import annotations

from uuid import uuid4

import pytest

from factories import BlobFactory, CentreFactory, Scene, applicant_of, person_with, save, submitted_scene
from web.desks import ask, chain_scene, client_of, copies
from xingping.core.guide import EvidenceMode
from xingping.core.lifecycle import State
from xingping.core.policy import ChainLevel
from xingping.core.roles import Role
from xingping.rating.actor import Actor, actor_of
from xingping.rating.calendar import today
from xingping.rating.evidence_rules import Shown
from xingping.rating.models import Blob, Case, RoleGrant
from xingping.rating.services.applications import create_case
from xingping.rating.services.evidence import add_evidence
from xingping.rating.services.notes import add_note
from xingping.rating.services.recommending import Opinion, forward
from xingping.rating.services.returning import return_for_correction
from xingping.rating.services.saving import Edit

pytestmark = pytest.mark.django_db


def auditor_of(scene: Scene) -> Actor:
    return actor_of(person_with(Role.AUDITOR, body=scene.body))


def photo(case: Case, applicant: Actor, digest: str, caption: str) -> None:
    """Show a photo with a perceptual hash."""
    blob: Blob = BlobFactory(media_type="image/jpeg", perceptual_hash=digest)
    shown = Shown(EvidenceMode.UPLOAD, caption, blob, "p.jpg", not_secret=True, masked=True)
    add_evidence(applicant, case.pk, uuid4(), shown, [("3", "")])


def returned_scene() -> Scene:
    """A case returned once, with a statement and one photo."""
    scene = submitted_scene()
    return_for_correction(scene.officer, scene.case.pk, {"3": "请补拍坡道"})
    save(scene, {"statements.3": Edit(None, "坡道已经改造")}, sequence=9)
    photo(scene.fresh(), scene.applicant, "00000000ffffffff", "坡道照片")
    return scene


def test_the_page_shows_self_assessment_evidence_advice_reasons_and_history() -> None:
    scene = returned_scene()
    add_note(scene.officer, scene.case.pk, "已电话核实")
    text = ask(client_of(scene.officer), f"/office/cases/{scene.case.number}/").text
    for expected in (
        "坡道已经改造",
        "坡道照片",
        "请补拍坡道",
        "已电话核实",
        "仅供参考",
        "盖章申报表",
        "要求补正",
    ):
        assert expected in text
    assert text.count('class="indicator"') == 57


def test_opinions_of_the_chain_are_shown_with_level_rank_and_date() -> None:
    scene = chain_scene("street")
    forward(scene.street, scene.case.pk, Opinion("群众反映良好", today(), 1))
    text = ask(client_of(scene.officer), f"/office/cases/{scene.case.number}/").text
    for expected in ("群众反映良好", ChainLevel.STREET.label, "第 1 名", "受理", "退回补正"):
        assert expected in text


def test_buttons_follow_what_can_be_done() -> None:
    scene = chain_scene("street")
    address = f"/office/cases/{scene.case.number}/"
    client = client_of(scene.officer)
    assert f"{address}accept/" not in ask(client, address).text
    forward(scene.street, scene.case.pk, Opinion("同意", today(), 1))
    text = ask(client, address).text
    assert f"{address}accept/" in text
    assert f"{address}return/" in text


def test_auditors_read_without_buttons_notes_or_duplicates() -> None:
    scene = submitted_scene()
    add_note(scene.officer, scene.case.pk, "内部说法")
    page = ask(client_of(auditor_of(scene)), f"/office/cases/{scene.case.number}/")
    assert page.status == 200
    for hidden in ("内部说法", "/accept/", "更改经办人"):
        assert hidden not in page.text


def test_others_find_nothing_and_cannot_tell_whether_a_case_exists() -> None:
    scene, other = submitted_scene(), submitted_scene()
    for actor in (other.officer, scene.applicant, other.applicant):
        client = client_of(actor)
        for place in ("", "history/", "accept/", "return/", "refuse/"):
            real, invented = (
                client.get(f"/office/cases/{number}/{place}").status_code
                for number in (scene.case.number, "2026-9999-000001")
            )
            assert real == invented
            assert real == 404 if actor is other.officer or place in ("", "history/") else real == 403


def test_the_page_takes_as_many_queries_whatever_the_case_holds() -> None:
    scene = submitted_scene()
    client, address = client_of(scene.officer), f"/office/cases/{scene.case.number}/"
    return_for_correction(scene.officer, scene.case.pk, {"3": "请补照片"})
    photo(scene.fresh(), scene.applicant, "00000000ffffffff", "照片一")
    ask(client, address)
    one = ask(client, address).queries
    for number in range(2):
        photo(scene.fresh(), scene.applicant, f"{number:08x}12345678", f"照片 {number}")
    add_note(scene.officer, scene.case.pk, "一")
    add_note(scene.officer, scene.case.pk, "二")
    assert ask(client, address).queries == one


def test_a_photo_seen_in_another_case_is_flagged_to_officers_alone() -> None:
    scene = submitted_scene()
    return_for_correction(scene.officer, scene.case.pk, {"3": "请补照片"})
    photo(scene.fresh(), scene.applicant, "f0f0f0f0f0f0f0f0", "自己的照片")
    centre = CentreFactory(body=scene.body, name="演示另一中心")
    applicant = applicant_of(centre)
    twin = create_case(applicant, scene.case.round_id, centre.pk)
    photo(twin, applicant, "f0f0f0f0f0f0f0f1", "别家的照片")
    text = ask(client_of(scene.officer), f"/office/cases/{scene.case.number}/").text
    for expected in ("疑似重复的照片", "相差 1/64", "演示另一中心", "别家的照片"):
        assert expected in text
    photo(twin, applicant, "f0f0f0f0f0f0f0f3", "别家的又一张")
    text = ask(client_of(scene.officer), f"/office/cases/{scene.case.number}/").text
    assert ("这张照片另有 1 处" in text, "别家的又一张" in text) == (True, False)
    assert "疑似重复" not in ask(client_of(scene.applicant), f"/centre/cases/{scene.case.number}/").text


def test_the_history_lists_every_entry_of_this_case_and_no_other() -> None:
    scene = submitted_scene()
    (other,) = copies(scene.case, 1)
    add_note(scene.officer, other.pk, "别的申报件")
    page = ask(client_of(scene.officer), f"/office/cases/{scene.case.number}/history/")
    for expected in ("建立申报件", "提交", "上传扫描件"):
        assert expected in page.text
    assert "写内部备注" not in page.text


def test_a_case_address_leads_everybody_to_their_own_page() -> None:
    scene = chain_scene("street")
    number = scene.case.number
    for actor, place in (
        (scene.officer, f"/office/cases/{number}/"),
        (scene.applicant, f"/centre/cases/{number}/"),
        (scene.street, f"/recommend/cases/{number}/"),
        (auditor_of(scene), f"/office/cases/{number}/"),
    ):
        assert client_of(actor).get(f"/cases/{number}/").headers["Location"] == place
    assert client_of(submitted_scene().officer).get(f"/cases/{number}/").status_code == 404


def test_the_applicants_other_role_does_not_open_the_office() -> None:
    scene = submitted_scene()
    RoleGrant.objects.create(person=scene.officer.person, role=Role.APPLICANT, centre=scene.case.centre)
    client = client_of(scene.officer)
    page = ask(client, f"/office/cases/{scene.case.number}/")
    assert page.status == 200
    assert "/accept/" not in page.text
    assert scene.fresh().state == State.SUBMITTED
