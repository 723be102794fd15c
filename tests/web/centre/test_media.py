"""The centre's record of media reports and its one click; the office reads it at the case."""

from __future__ import annotations

import pytest
from django.conf import LazySettings

from factories import draft_scene, officer_of
from rating.services.test_media import added, picture
from web.desks import client_of
from xingping.rating.models import EvidenceItem, MediaReport

pytestmark = pytest.mark.django_db
SENT = {
    "title": "社区食堂开张", "outlet": "演示日报", "level": "province", "medium": "newspaper",
    "published_on": "2026-01-05", "link": "", "confirmed": "on",
}  # fmt: skip


def test_from_the_list_to_the_evidence_and_the_office(settings: LazySettings) -> None:
    settings.SECOND_FACTOR_ROLES = []
    scene = draft_scene()
    centre, number = client_of(scene.applicant), scene.case.number
    assert "还没有登记媒体报道" in centre.get("/centre/media/").content.decode()
    form = {**SENT, "centre": scene.case.centre_id}
    assert "登记媒体报道" in centre.get("/centre/media/add/").content.decode()
    bare = centre.post("/centre/media/add/", form)
    assert (bare.status_code, "社区食堂开张" in bare.content.decode()) == (422, True)
    assert centre.post("/centre/media/add/", {**form, "screenshot": picture()}).status_code == 302
    assert centre.post("/centre/media/add/", {**form, "published_on": "２０２６"}).status_code == 422
    found = MediaReport.objects.get()
    page = centre.get(f"/centre/media/{found.pk}/edit/").content.decode()
    assert "截屏.png" in page
    changed = {**form, "title": "=HYPERLINK(1)", "version": found.version}
    assert centre.post(f"/centre/media/{found.pk}/edit/", changed).status_code == 302
    assert centre.post(f"/centre/media/{found.pk}/edit/", changed).status_code == 409
    export = centre.get("/centre/media/?export=csv").content.decode()
    assert "'=HYPERLINK" in export
    assert (
        centre.get(f"/media/{found.pk}/screenshot/").headers["Content-Disposition"].startswith("attachment")
    )
    assert "从媒体报道中选用" in centre.get(f"/centre/cases/{number}/self-assessment/").content.decode()
    shown = centre.get(f"/centre/cases/{number}/media/").content.decode()
    assert "用作佐证" in shown
    assert centre.post(f"/centre/cases/{number}/media/{found.pk}/use/").status_code == 302
    assert EvidenceItem.objects.filter(case=scene.case).count() == 1
    assert "本件佐证" in centre.get(f"/centre/cases/{number}/media/").content.decode()
    fixed = centre.get(f"/centre/media/{found.pk}/edit/").content.decode()
    assert "已用作佐证" in fixed
    assert centre.post(f"/centre/media/{found.pk}/remove/").status_code == 409
    other = added(scene)
    assert "移除这篇报道" in centre.get(f"/centre/media/{other.pk}/remove/").content.decode()
    assert centre.post(f"/centre/media/{other.pk}/remove/").status_code == 302
    assert centre.post(f"/centre/cases/{number}/media/{other.pk}/use/").status_code == 404
    office = client_of(officer_of(scene.body))
    read = office.get(f"/office/cases/{number}/media/?level=province").content.decode()
    assert "演示日报" in read
    assert "本件佐证" in read
