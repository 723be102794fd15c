"""What is stored about oneself: read, taken along, erased; behind a fresh proof of who one is."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import submitted_scene
from rating.people import make_person
from web.account.test_sign_in import PASSWORD, sign_in, signed_in_as
from xingping.rating.models import User

pytestmark = pytest.mark.django_db


def test_one_reads_takes_along_and_erases(client: Client) -> None:
    person = make_person("zhang", password=PASSWORD, email="zhang@example.cn")
    sign_in(client, "zhang")
    page = client.get(reverse("account_data")).content.decode()
    assert "zhang@example.cn" in page
    answer = client.get(reverse("account_data_file"))
    assert json.loads(answer.content)["account"]["rows"][0] == {"项目": "用户名", "内容": "zhang"}
    assert "attachment" in answer.headers["Content-Disposition"]
    erase = reverse("account_erase")
    assert "依法保留" in client.get(erase).content.decode()
    assert client.post(erase, {"username": "wang"}).status_code == 422
    assert User.objects.get(pk=person.pk).is_active
    done = client.post(erase, {"username": "zhang"})
    assert "账号已注销" in done.content.decode()
    assert signed_in_as(client) is None
    assert sign_in(Client(), "zhang") == 200  # nobody of that name
    assert not User.objects.get(pk=person.pk).is_active


def test_duties_stand_on_the_page() -> None:
    scene, client = submitted_scene(), Client()
    User.objects.filter(pk=scene.applicant.person.pk).update(username="li")
    scene.applicant.person.set_password(PASSWORD)
    User.objects.filter(pk=scene.applicant.person.pk).update(password=scene.applicant.person.password)
    sign_in(client, "li")
    page = client.get(reverse("account_erase")).content.decode()
    assert scene.case.number in page
    refused = client.post(reverse("account_erase"), {"username": "li"})
    assert refused.status_code == 409
    assert User.objects.get(username="li").is_active


def test_an_old_proof_is_not_enough(client: Client) -> None:
    make_person("zhang", password=PASSWORD)
    sign_in(client, "zhang")
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = (timezone.now() - timedelta(days=1)).timestamp()
    session.save()
    assert client.get(reverse("account_data_file")).status_code == 302
