"""Progress of background work, seen by whoever started it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rating.people import make_person
from xingping.rating.models import Job, JobState
from xingping.rating.services.jobs import start_job

pytestmark = pytest.mark.django_db


def test_the_bar_tells_how_far_and_what_is_being_done(client: Client) -> None:
    person = make_person("zhang")
    client.force_login(person)
    job = start_job("import", title="导入登记表", by=person)
    assert client.get(reverse("job_state", args=[job.pk])).json() == {
        "state": "waiting",
        "progress": 0,
        "doing": "正在排队",
        "link": "",
    }
    Job.objects.update(
        state=JobState.RUNNING, lease_token="t", lease_until=timezone.now(), progress=40, doing="第 400 行"
    )
    page = client.get(reverse("job", args=[job.pk])).content.decode()
    assert '<progress class="progress" value="40" max="100"' in page
    assert "第 400 行" in page
    Job.objects.update(state=JobState.DONE, progress=100, doing="", result={"link": "/inbox/"})
    assert client.get(reverse("job_state", args=[job.pk])).json() == {
        "state": "done",
        "progress": 100,
        "doing": "已完成",
        "link": "/inbox/",
    }
    Job.objects.update(state=JobState.FAILED, refusal="第 3 行缺少编号。")
    assert client.get(reverse("job_state", args=[job.pk])).json()["doing"] == "第 3 行缺少编号。"


def test_somebody_elses_job_is_not_found(client: Client) -> None:
    job = start_job("import", title="导入登记表", by=make_person("li"))
    client.force_login(make_person("zhang"))
    assert client.get(reverse("job", args=[job.pk])).status_code == 404
    assert client.get(reverse("job_state", args=[job.pk])).status_code == 404


def test_a_link_to_another_site_is_not_followed(client: Client) -> None:
    person = make_person("zhang")
    client.force_login(person)
    job = start_job("import", title="导入", by=person)
    Job.objects.update(state=JobState.DONE, result={"link": "https://evil.example"})
    assert client.get(reverse("job_state", args=[job.pk])).json()["link"] == ""
