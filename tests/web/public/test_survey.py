"""The questionnaire of the public: without scripts, in two languages, once a person, limited, never lost."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from surveys import begun
from xingping.core.puzzle import ask
from xingping.core.sample_plan import OnceBy, Quota, SamplePlan
from xingping.rating.calendar import today
from xingping.rating.limits import Rate
from xingping.rating.models import Survey, SurveyAnswer, SurveyChannel, SurveyText
from xingping.rating.services.surveys import end_survey
from xingping.web.public import survey as pages

pytestmark = pytest.mark.django_db


def form(**changes: Any) -> dict[str, Any]:
    """What a browser without scripts sends."""
    question = ask(settings.SECRET_KEY, int(time.time()) - 10, "ab")
    values = {
        "q_age": "60plus",
        "q_knows": "well",
        "q_visited": "no",
        "q_heard": "no",
        "q_words": "王小明很好，13812345678",
        "names": "王小明",
        "mark": "3-2-501",
        "year": "1960",
        "agrees": "on",
        "token": question.token,
        "answer": str(question.first + question.second),
    }
    return {**values, **changes}


def test_a_resident_answers_without_scripts_and_reads_thanks() -> None:
    _officer, survey = begun()
    client = Client()
    for address in (f"/survey/{survey.token}", f"/s/{survey.token}/?by=qr"):
        page = client.get(address).content.decode()
        assert survey.centre.name in page
        assert "第 3 题选“去过多次”或“去过一次”的请答" in page
    answer = client.post(f"/s/{survey.token}/?by=qr", form(), follow=True)
    assert "谢谢您的回答" in answer.content.decode()
    kept = SurveyAnswer.objects.get()
    assert (kept.channel, kept.answers["visited"], "words" in kept.answers) == ("qr", "no", False)
    assert SurveyText.objects.get().text == "〔已隐去〕很好，〔已隐去〕"
    again = client.post(f"/s/{survey.token}/", form(mark="３栋2单元501"))
    assert again.status_code == 409
    assert "已经答过" in again.content.decode()


def test_english_is_complete_on_the_page() -> None:
    _officer, survey = begun()
    client = Client()
    client.cookies["django_language"] = "en"
    page = client.get(f"/s/{survey.token}/").content.decode()
    for text in ("Your age", "Several times", "Only if you chose", "Year of birth"):
        assert text in page
    wrong = client.post(f"/s/{survey.token}/", form(q_age="", mark="x", agrees=""))
    assert "Please answer this question." in wrong.content.decode()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"q_age": ""}, "请回答这一题"),
        ({"q_age": "x"}, "请从列出的选项中选"),
        ({"q_visited": "often"}, "请回答这一题"),
        ({"mark": ""}, "请填楼栋"),
        ({"year": "68"}, "请填楼栋"),
        ({"agrees": ""}, "需要您同意"),
        ({"answer": "0"}, "不是机器"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_lost(changes: dict[str, str], told: str) -> None:
    _officer, survey = begun()
    answer = Client().post(f"/s/{survey.token}/", form(**changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "王小明很好，13812345678" in page
    assert SurveyAnswer.objects.count() == 0


def test_a_kiosk_begins_anew_and_forgets() -> None:
    _officer, survey = begun()
    client = Client()
    address = f"/s/{survey.token}/kiosk/"
    page = client.get(address)
    assert page.headers["Refresh"] == f"{pages.GIVES_UP};url={address}"
    answer = client.post(address, form(), follow=True)
    assert answer.headers["Refresh"] == f"{pages.SHOWS_THANKS};url={address}"
    assert SurveyAnswer.objects.get().channel == SurveyChannel.KIOSK


def test_buildings_and_phone_numbers_are_asked_where_the_plan_says_so() -> None:
    places = (Quota("p1", "1号楼", 10, 0), Quota("p2", "2号楼", 10, 0))
    _officer, survey = begun(sample=SamplePlan((), places), once_by=OnceBy.PHONE)
    client = Client()
    page = client.post(f"/s/{survey.token}/", form(mark="1381234")).content.decode()
    assert "请选择您住的楼栋" in page
    assert "请填 11 位手机号" in page
    assert 'name="year"' not in page
    client.post(f"/s/{survey.token}/", form(mark="13812345678", place="p2"))
    assert SurveyAnswer.objects.get().place == "p2"


def test_closed_and_unknown_surveys_say_so() -> None:
    officer, survey = begun()
    client = Client()
    Survey.objects.update(opens_on=today() + timedelta(days=1))
    assert "还没有开始" in client.get(f"/s/{survey.token}/").content.decode()
    end_survey(officer, survey.pk)
    closed = client.post(f"/s/{survey.token}/", form())
    assert (closed.status_code, "已经结束" in closed.content.decode()) == (409, True)
    for address in ("/s/unknown/", "/survey/unknown", "/s/unknown/kiosk/", "/s/unknown/thanks/"):
        assert client.get(address).status_code == 404


def test_a_flood_is_turned_away_with_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    _officer, survey = begun()
    monkeypatch.setattr(pages, "EACH", Rate("few surveys", per_minute=1, burst=1))
    client = Client()
    client.post(f"/s/{survey.token}/", form())
    busy = client.post(f"/s/{survey.token}/?by=qr", form(mark="4-4-404", q_words="<b>好"))
    page = busy.content.decode()
    assert (busy.status_code, int(busy.headers["Retry-After"]) > 0) == (429, True)
    assert 'name="q_words" value="&lt;b&gt;好"' in page
    assert f'action="/s/{survey.token}/?by=qr"' in page
    assert SurveyAnswer.objects.count() == 1


def test_a_page_that_was_tampered_with_counts_no_seconds() -> None:
    _officer, survey = begun()
    Client().post(f"/s/{survey.token}/", form(began="x"))
    assert SurveyAnswer.objects.get().seconds == 0
