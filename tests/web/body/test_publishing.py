"""What a body publishes, and its addresses for events."""

from __future__ import annotations

import re

import pytest
from django.conf import LazySettings

from factories import Scene, officer_of, person_with, submitted_scene
from web.desks import client_of
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Job, Webhook, WebhookDelivery
from xingping.rating.queries.centre_search import Asked, search_centres
from xingping.rating.services import publishing
from xingping.rating.services.centre_index import index_all

pytestmark = pytest.mark.django_db
PAGE = "/office/publishing/"


@pytest.fixture
def scene(settings: LazySettings) -> Scene:
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    return submitted_scene()


def test_the_register_is_opened_by_administrators_all_or_none(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    index_all()
    administrator = client_of(actor_of(person_with(Role.ADMINISTRATOR, body=scene.body)))
    officer = client_of(scene.officer)
    show = f"{PAGE}{scene.body.pk}/register/"
    assert "由本机构的系统管理员决定" in officer.get(PAGE).content.decode()
    assert officer.post(show, {"shows": "yes"}).status_code == 403
    assert search_centres(Asked()).total == 0
    administrator.post(show, {"shows": "yes"})
    assert search_centres(Asked()).total == 1
    assert "不再公开登记名录" in administrator.get(PAGE).content.decode()
    monkeypatch.setattr(publishing, "AT_ONCE", 0)
    answer = administrator.post(show, {"shows": "no"})
    job = Job.objects.get(kind="file register")
    assert answer.headers["Location"] == f"/jobs/{job.pk}/"
    run_job(job.pk)
    assert search_centres(Asked()).total == 0


def test_an_address_is_made_tried_changed_and_stopped(scene: Scene) -> None:
    client = client_of(scene.officer)
    new = f"{PAGE}{scene.body.pk}/webhooks/new/"
    values = {"name": "市系统", "address": "http://127.0.0.1:9/x", "events": ["notice.published"]}
    assert "https" in client.get(new).content.decode()
    wrong = client.post(new, {**values, "address": "https://10.0.0.1/"})
    assert (wrong.status_code, "内部网络" in wrong.content.decode()) == (422, True)
    made = client.post(new, values)
    assert re.search(r'id="link-once">[\w-]{43}<', made.content.decode())
    webhook = Webhook.objects.get()
    page = f"/office/webhooks/{webhook.pk}/"
    assert "发布公示" in client.get(page).content.decode()
    assert "市系统" in client.get(PAGE).content.decode()
    client.post(f"{page}act/", {"deed": "ping"})
    run_job(Job.objects.get(kind="webhook").pk)
    delivery = WebhookDelivery.objects.get()
    assert delivery.attempts[0]["status"] == 0
    assert "没有应答" in client.get(page).content.decode()
    delivery.state = "given_up"
    delivery.save()
    client.post(f"/office/webhooks/deliveries/{delivery.pk}/resend/")
    delivery.refresh_from_db()
    assert delivery.state == "waiting"
    assert client.post(f"{page}edit/", {**values, "version": 1, "name": "新名"}).status_code == 302
    stale = client.post(f"{page}edit/", {**values, "version": 1, "name": "再改"})
    assert (stale.status_code, 'value="再改"' in stale.content.decode()) == (409, True)
    made = client.post(f"{page}act/", {"deed": "secret"}).content.decode()
    assert ("link-once" in made, "仍同时签名" in made) == (True, True)
    assert "新旧密钥同时签名" in client.get(page).content.decode()
    dropped = client.post(f"{page}act/", {"deed": "drop"}, follow=True).content.decode()
    assert ("原来的密钥已停用" in dropped, "新旧密钥同时签名" in dropped) == (True, False)
    client.post(f"{page}act/", {"deed": "stop"})
    assert "启用" in client.get(page).content.decode()
    client.post(f"{page}act/", {"deed": "start"})
    assert client.post(f"{page}act/", {"deed": "x"}).status_code == 422
    assert client.get(f"{page}?export=csv").content.decode("utf-8-sig").startswith("发生时间")


def test_officers_of_a_part_of_the_region_and_strangers_see_none(scene: Scene) -> None:
    client_of(scene.officer).post(
        f"{PAGE}{scene.body.pk}/webhooks/new/",
        {"name": "市系统", "address": "http://127.0.0.1:9/x", "events": ["notice.published"]},
    )
    webhook = Webhook.objects.get()
    near = client_of(officer_of(scene.body, "5101"))
    assert "市系统" not in near.get(PAGE).content.decode()
    for path in (f"/office/webhooks/{webhook.pk}/", f"/office/webhooks/{webhook.pk}/edit/"):
        assert near.get(path).status_code == 404
        assert client_of(scene.applicant).get(path).status_code == 404
    assert near.post(f"/office/webhooks/{webhook.pk}/act/", {"deed": "ping"}).status_code == 404
