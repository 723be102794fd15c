"""The appeal against a cancellation on the centre's and on the officers' pages."""

from __future__ import annotations

import pytest

from awards import cancelled
from factories import officer_of
from web.centre.browsing import browser_of
from web.desks import client_of
from xingping.core.certificate_lifecycle import CertificateState

pytestmark = pytest.mark.django_db


def test_the_centre_appeals_and_an_uninvolved_officer_decides() -> None:
    scene, certificate, incident = cancelled()
    centre = browser_of(scene.applicant)
    own = f"/centre/certificates/{certificate.pk}/"
    shown = centre.get(own).content.decode()
    assert "对取消提出申诉" in shown
    assert "可以申请复核" not in shown, "a cancelled star has no re-review"
    page = f"{own}incidents/{incident.pk}/appeal/"
    assert "提交申诉" in centre.get(page).content.decode()
    assert centre.post(page, {"text": ""}).status_code == 422
    assert centre.post(page, {"text": "检测报告有误"}).status_code == 302
    told = centre.get(own).content.decode()
    assert "检测报告有误" in told
    assert "对取消提出申诉" not in told

    handler = client_of(officer_of(scene.body))
    seen = f"/office/incidents/{incident.pk}/"
    assert "检测报告有误" in handler.get(seen).content.decode()
    decide = f"{seen}appeal/"
    assert "检测报告有误" in handler.get(decide).content.decode()
    involved = client_of(scene.officer)
    assert "您应当回避" in involved.get(seen).content.decode()
    assert "您应当回避" in involved.get(decide).content.decode()
    assert "您应当回避" not in handler.get(decide).content.decode()
    refused = involved.post(decide, {"outcome": "upheld", "conclusion": "复检合格"})
    assert refused.status_code == 403
    assert "复检合格" in refused.content.decode(), "nothing typed is lost"
    handler.post(decide, {"outcome": "upheld", "conclusion": "复检合格"})
    certificate.refresh_from_db()
    assert certificate.state == CertificateState.VALID
    shown = centre.get(own).content.decode()
    assert "申诉成立" in shown
    assert "可以申请复核" in shown
    assert "复检合格" in handler.get(seen).content.decode()
    assert centre.get(f"{own}incidents/{incident.pk}9/appeal/").status_code == 404
