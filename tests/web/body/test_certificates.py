"""The officer's certificates: from the order of a plaque to the void announcement, all by pages."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from awards import awarded
from factories import officer_of, person_with
from reviewing import Review
from xingping.core.roles import Role
from xingping.rating.calendar import today
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Certificate, Incident, Job, Plaque
from xingping.rating.services.issuer_keys import make_issuer_key
from xingping.rating.services.sealing import seal_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(settings: LazySettings) -> tuple[Review, Certificate]:
    settings.SECOND_FACTOR_ROLES = []
    return awarded()


def picture() -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(drawn, "PNG")
    return SimpleUploadedFile("signature.png", drawn.getvalue(), "image/png")


def sent(client: Client, path: str, **values: object) -> None:
    """Send a form that must be accepted."""
    answer = client.post(path, values)
    assert answer.status_code == 302, answer.content.decode()[:4000]


def test_a_plaque_from_order_to_hand_over(client: Client, made: tuple[Review, Certificate]) -> None:
    review, certificate = made
    client.force_login(review.officer.person)
    plaque = certificate.plaques.get()
    listed = client.get("/office/plaques/?state=ordered").content.decode()
    assert plaque.serial in listed
    assert client.get("/office/plaques/?state=ordered&export=csv").status_code == 200
    artwork = client.get(f"/office/plaques/{plaque.pk}/artwork.pdf")
    assert artwork.content.startswith(b"%PDF")
    day = today().isoformat()
    sent(client, f"/office/plaques/{plaque.pk}/produce/", happened_on=day)
    lacking = client.post(f"/office/plaques/{plaque.pk}/hand_over/", {"happened_on": day, "receiver": "王某"})
    assert lacking.status_code == 422
    assert "王某" in lacking.content.decode()
    sent(
        client,
        f"/office/plaques/{plaque.pk}/hand_over/",
        happened_on=day,
        receiver="王某",
        signature=picture(),
    )
    page = client.get(f"/office/certificates/{certificate.pk}/").content.decode()
    assert "签收人：王某" in page
    event = plaque.events.get(action="hand_over")
    assert client.get(f"/office/plaque-proofs/{event.pk}/signature/").status_code == 200
    assert client.get(f"/office/plaque-proofs/{event.pk}/photo/").status_code == 404
    assert client.get(f"/office/plaques/{plaque.pk}/dance/").status_code == 404
    assert client.post(f"/office/certificates/{certificate.pk}/plaque/").status_code == 302
    assert certificate.plaques.count() == 1
    page = f"/office/certificates/{certificate.pk}/"
    assert "补做一块" not in client.get(page).content.decode()
    sent(client, f"/office/plaques/{plaque.pk}/lose/", happened_on=day, reason="遗失")
    assert "补做一块" in client.get(page).content.decode()
    assert client.post(f"/office/certificates/{certificate.pk}/plaque/").status_code == 302
    assert certificate.plaques.count() == 2


def test_from_incident_to_void_announcement(client: Client, made: tuple[Review, Certificate]) -> None:
    review, certificate = made
    certificate.plaques.update(state="handed_over")
    client.force_login(review.officer.person)
    one = f"/office/certificates/{certificate.pk}/"
    sent(client, f"{one}incident/", source="authority", description="检查发现材料不实", reference="演函 1 号")
    incident = Incident.objects.get()
    steps = f"/office/incidents/{incident.pk}/"
    assert "检查发现材料不实" in client.get(steps).content.decode()
    sent(client, f"{steps}notice/", reason="拟取消：材料不实")
    proposal = {
        "reason": "材料不实，经查属实",
        "document_number": "演决 1 号",
        "document_on": today().isoformat(),
    }
    assert client.post(f"{steps}propose/", proposal).status_code == 409
    own = Client()
    own.force_login(review.scene.applicant.person)
    told = own.get(f"/centre/certificates/{certificate.pk}/").content.decode()
    assert "拟取消：材料不实" in told
    sent(own, f"/centre/certificates/{certificate.pk}/incidents/{incident.pk}/", statement="没有异议")
    sent(client, f"{steps}propose/", **proposal)
    assert "须由另一位同事复核" in client.get(steps).content.decode()
    assert client.post(f"{steps}cancel/").status_code == 403
    second = Client()
    second.force_login(officer_of(certificate.body).person)
    sent(second, f"{steps}cancel/")
    public = Client().get(f"/v/{certificate.token}").content.decode()
    assert 'data-face="cancelled"' in public
    assert "材料不实，经查属实" in public
    plaque = Plaque.objects.get()
    assert plaque.return_due is not None
    assert plaque.serial in client.get("/office/plaques/?state=due").content.decode()
    sent(
        client, f"/office/plaques/{plaque.pk}/void/", happened_on=today().isoformat(), reason="逾期未交回",
        announcement_number="演评告 9 号",
    )  # fmt: skip
    warned = Client().get(f"/v/{certificate.token}?p={plaque.serial}").content.decode()
    assert "这块标志牌已公告作废" in warned
    assert client.get(f"{steps}nothing/").status_code == 404


def test_suspending_by_page_and_closing_an_incident(client: Client, made: tuple[Review, Certificate]) -> None:
    review, certificate = made
    client.force_login(review.officer.person)
    one = f"/office/certificates/{certificate.pk}/"
    values = {"reason": "场所维修", "document_number": "演函 2 号", "document_on": today().isoformat()}
    sent(client, f"{one}pause/", **values)
    assert "恢复使用星级标志" in client.get(f"{one}pause/").content.decode()
    sent(client, f"{one}pause/", reason="维修完成")
    sent(client, f"{one}incident/", source="inside", description="有反映")
    sent(client, f"/office/incidents/{Incident.objects.get().pk}/close/", reason="不属实")
    assert "不采取措施" in client.get(f"/office/incidents/{Incident.objects.get().pk}/").content.decode()
    for path in ("certificates/?face=valid", "certificates/due/", "incidents/", "certificates/?stars=5"):
        assert client.get(f"/office/{path}").status_code == 200


def test_certificates_as_files(client: Client, made: tuple[Review, Certificate]) -> None:
    review, certificate = made
    make_issuer_key(certificate.body_id)
    client.force_login(review.officer.person)
    pdf = client.get(f"/office/certificates/{certificate.pk}/certificate.pdf?paper=A3&bilingual=1")
    assert pdf.content.startswith(b"%PDF")
    seal_all()
    assert client.get(f"/office/certificates/{certificate.pk}/bundle.json").json()["format"]
    for kind in ("certificates", "plaques"):
        values = {"announcement": certificate.announcement_number, "kind": kind}
        assert client.post("/office/certificates/files/", values).status_code == 302
        job = Job.objects.latest("pk")
        run_job(job.pk)
        answer = client.get(f"/office/certificates/files/{job.pk}/")
        package = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
        assert [name.startswith(certificate.number) for name in package.namelist()] == [True]
    client.post("/office/certificates/files/", {"announcement": "没有"})
    job = Job.objects.latest("pk")
    run_job(job.pk)
    job.refresh_from_db()
    assert "没有这个公告文号" in job.refusal


def test_the_bodys_own_layout_is_tried_before_use(client: Client, made: tuple[Review, Certificate]) -> None:
    _, certificate = made
    client.force_login(person_with(Role.ADMINISTRATOR, body=certificate.body))
    path = f"/office/bodies/{certificate.body_id}/certificate-layout/"
    broken = SimpleUploadedFile("own.typ", b"#let document(data) = [hello]")
    assert client.post(path, {"signatory": "", "template": broken}).status_code == 422
    sent(client, path, signatory="主任　张某", logo=picture())
    assert certificate.body.certificate_layouts.get().signatory == "主任　张某"
    page = client.get(path).content.decode()
    assert "主任　张某" in page
    assert "去掉标志图" in page
    assert "去掉印章图" not in page, "there is none to be taken away"
    for asked in ("", "?paper=A3", "?bilingual=1"):
        assert client.get(f"{path}sample.pdf{asked}").content.startswith(b"%PDF")
    sent(client, path, signatory="主任　李某")
    kept = certificate.body.certificate_layouts.get(current=True)
    assert (kept.signatory, bool(kept.logo)) == ("主任　李某", True), "what is not uploaded anew stays"
    sent(client, path, signatory="", no_logo="on")
    assert certificate.body.certificate_layouts.get(current=True).logo == ""
    assert client.get("/office/certificate-layouts/").headers["Location"] == path
    assert certificate.body.name in client.get("/office/certificate-layouts/?q=").content.decode()
    client.force_login(person_with(Role.OFFICER, body=certificate.body))
    assert client.get(f"{path}sample.pdf").status_code == 403


def test_the_centre_renews_with_one_click(client: Client, made: tuple[Review, Certificate]) -> None:
    review, certificate = made
    client.force_login(review.scene.applicant.person)
    one = f"/centre/certificates/{certificate.pk}/"
    assert "现在不用做什么" in client.get(one).content.decode()
    assert certificate.number in client.get("/centre/certificates/").content.decode()
    assert client.get(f"{one}certificate.pdf").content.startswith(b"%PDF")
    assert client.get(f"{one}bundle.json").status_code == 409
    Certificate.objects.update(awarded_on=today() - timedelta(days=999), last_day=today())
    assert client.post(f"{one}renew/").headers["Location"] == one
    type(review.scene.case.round).objects.update(state="closed")
    assert "现在没有正在受理的批次" in client.get(one).content.decode()
