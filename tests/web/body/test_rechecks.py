"""The officers' pages of random re-checks and of a lowered star."""

from __future__ import annotations

import pytest

from awards import awarded
from factories import officer_of, person_with
from rating.services.test_rechecking import certified
from web.desks import client_of
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.calendar import today
from xingping.rating.models import Certificate, Incident, IncidentSource, Recheck, RecheckDraw
from xingping.rating.services.incidents import Report, give_notice, report_incident, state_case

pytestmark = pytest.mark.django_db


def test_a_draw_is_prepared_drawn_done_again_and_told() -> None:
    scene = certified()
    office = client_of(scene.officer)
    assert "准备一次抽查" in office.get("/office/rechecks/").content.decode()
    office.post(f"/office/rounds/{scene.case.round_id}/recheck/")
    draw = RecheckDraw.objects.get()
    page = f"/office/rechecks/draws/{draw.pk}/"
    before = office.get(page).content.decode()
    assert draw.seed_hash in before
    assert draw.seed not in before
    auditor = client_of(actor_of(person_with(Role.AUDITOR, body=scene.body)))
    assert "公开的随机文字" not in auditor.get(page).content.decode()
    assert auditor.post(page, {"public_word": "x"}).status_code == 403
    assert not Recheck.objects.exists()
    office.post(page, {"public_word": "08 15"})
    after = office.get(page).content.decode()
    assert draw.seed in after
    assert "复算一致" in after
    office.post(f"/office/rounds/{scene.case.round_id}/recheck/")
    assert "已经有一次" in office.post(
        f"/office/rounds/{scene.case.round_id}/recheck/", follow=True
    ).content.decode()  # fmt: skip
    one, other = Recheck.objects.all()
    form = f"/office/rechecks/{one.pk}/"
    assert office.post(form, {"state": "kept", "checked_on": str(today()), "finding": ""}).status_code == 422
    office.post(form, {"state": "kept", "checked_on": str(today()), "finding": "一致"})
    told = {"state": "concern", "checked_on": str(today()), "finding": "活动室改作他用"}
    office.post(f"/office/rechecks/{other.pk}/", told)
    assert "活动室改作他用" in office.get(page).content.decode()
    assert "发现问题" in office.get("/office/rechecks/?state=concern").content.decode()
    assert office.get("/office/rechecks/?export=csv").status_code == 200


def test_a_star_is_lowered_on_the_pages() -> None:
    review, certificate = awarded(downgrade_allowed=True)
    officer, colleague = review.officer, officer_of(review.scene.body)
    incident = report_incident(officer, certificate.pk, Report(IncidentSource.INSIDE, "服务缩水"))
    give_notice(officer, incident.pk, "拟降低星级")
    state_case(review.scene.applicant, incident.pk, "正在整改")
    office, second = client_of(officer), client_of(colleague)
    page = f"/office/incidents/{incident.pk}/"
    assert "提出降低星级" in office.get(page).content.decode()
    said = {"stars": "5", "reason": "减少服务", "document_number": "决 1 号", "document_on": str(today())}
    assert office.post(f"{page}propose-downgrade/", said).status_code == 422
    office.post(f"{page}propose-downgrade/", {**said, "stars": "3"})
    assert "是您提出的" in office.get(page).content.decode()
    assert "复核并降低星级" in second.get(page).content.decode()
    assert "降为三星级" in second.get(f"{page}downgrade/").content.decode()
    second.post(f"{page}downgrade/", {})
    assert Incident.objects.get().outcome == "downgraded"
    new = Certificate.objects.get(origin="change")
    assert "由五星级变更为三星级" in office.get(f"/office/certificates/{new.pk}/").content.decode()
    assert "由五星级变更为三星级" in client_of(review.scene.applicant).get(
        f"/centre/certificates/{new.pk}/"
    ).content.decode()  # fmt: skip
