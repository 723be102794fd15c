"""Surveys in the office: begun, watched, printed, entered from paper, judged by a person, ended, read."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from factories import CentreFactory, officer_of, person_with, submitted_scene
from pdf_reading import qr_codes, text_of
from surveys import answered, begun, given
from web.desks import client_of
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.calendar import today
from xingping.rating.models import Survey, SurveyAnswer, SurveyTag
from xingping.rating.queries.surveys import plan_of
from xingping.rating.services.survey_answers import answer_survey
from xingping.rating.services.surveys import end_survey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region_rows")]


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def plan_form(**changes: Any) -> dict[str, Any]:
    values = {
        "opens_on": today().isoformat(),
        "closes_on": (today() + timedelta(days=20)).isoformat(),
        "population": "4000",
        "planned": "200",
        "once_by": "person",
        "is_published": "on",
        "planned_60plus": "60",
        "people_60plus": "1200",
        "places": "1号楼，30，260\n2号楼，20",
    }
    return {**values, **changes}


def test_an_officer_begins_a_survey_and_prints_its_poster_and_paper() -> None:
    centre = CentreFactory()
    client = client_of(officer_of(centre.body))
    assert f"surveys/new/?centre={centre.pk}" in text(client, f"/office/centres/{centre.pk}/")
    address = f"/office/surveys/new/?centre={centre.pk}"
    wrong = client.post(address, plan_form(planned="5000", places="1号楼"))
    assert (wrong.status_code, "楼栋清单第 1 行" in wrong.content.decode()) == (422, True)
    wrong = client.post(address, plan_form(planned="5000"))
    assert (wrong.status_code, "不超过服务人口" in wrong.content.decode()) == (422, True)
    page = client.post(address, plan_form(), follow=True).content.decode()
    survey = Survey.objects.get()
    assert [place.name for place in plan_of(survey).places] == ["1号楼", "2号楼"]
    for shown in (f"/s/{survey.token}/", f"/s/{survey.token}/kiosk/", "0 / 60", "1号楼"):
        assert shown in page
    poster = client.get(f"/office/surveys/{survey.pk}/poster.pdf").content
    assert qr_codes(poster) == [f"http://127.0.0.1:8000/s/{survey.token}/?by=qr"]
    paper = text_of(client.get(f"/office/surveys/{survey.pk}/paper.pdf").content)
    assert centre.name.replace(" ", "") in paper.replace("\n", "")
    assert "出生年份" in paper
    assert centre.name in text(client, "/office/surveys/?standing=open")
    assert centre.name not in text(client, "/office/surveys/?standing=over&q=演示")
    assert client.get("/office/surveys/new/?centre=x").status_code == 404


def test_surveys_for_the_centres_of_a_round_are_begun_at_once() -> None:
    scene = submitted_scene()
    centre, client = scene.case.centre, client_of(scene.officer)
    address = f"/office/rounds/{scene.case.round_id}/surveys/"
    assert centre.code in text(client, address)
    for lines, told in (
        ("X，10，5", "编号不在本批次"),
        (f"{centre.code}，，200", "请写成"),
        (f"{centre.code}，10，200", "不超过服务人口"),
    ):
        wrong = client.post(address, plan_form(lines=lines))
        assert (wrong.status_code, told in wrong.content.decode()) == (422, True)
    page = client.post(address, plan_form(lines=f"{centre.code}，3000，200\n"), follow=True).content.decode()
    assert centre.name in page
    assert Survey.objects.get().round == scene.case.round
    assert "没有可以调查的" in text(client, address)


def test_paper_is_entered_by_numbers_and_a_wrong_row_is_taken_back() -> None:
    officer, survey = begun()
    client, address = client_of(officer), f"/office/surveys/{survey.pk}/enter/"
    assert "form-0-q_age" in text(client, address)
    right = {
        "q_age": "3", "q_knows": "1", "q_visited": "１", "q_heard": "2", "q_satisfied": "2", "q_uses": "13",
             "q_recommends": "10", "mark": "3-2-501", "year": "1950", "q_words": "13812345678"}  # fmt: skip
    wrong = {**right, "q_age": "4", "mark": ""}
    double = {**right}
    rows = [right, wrong, double]
    data = {f"form-{place}-{name}": one for place, row in enumerate(rows) for name, one in row.items()}
    answer = client.post(address, {**data, "form-TOTAL_FORMS": "6", "form-INITIAL_FORMS": "0"})
    page = answer.content.decode()
    assert (answer.status_code, SurveyAnswer.objects.count()) == (422, 1)
    for told in ("已录入 1 份", "填选项前的数字", "已经答过这次调查"):
        assert told in page
    kept = SurveyAnswer.objects.get()
    assert kept.answers == {
        "age": "60plus", "knows": "well", "visited": "often", "heard": "no", "satisfied": "4",
        "uses": ["elderly", "health"], "recommends": "10",
    }  # fmt: skip
    assert "13812345678" not in kept.texts.get().text
    fixed = {f"form-0-{name}": one for name, one in {**wrong, "q_age": "1"}.items()}
    page = client.post(
        address, {**fixed, "form-TOTAL_FORMS": "6", "form-INITIAL_FORMS": "0"}, follow=True
    ).content.decode()
    assert "不能核对重复" in page
    client.post(f"/office/surveys/{survey.pk}/answers/{kept.pk}/take-back/")
    assert SurveyAnswer.objects.count() == 1
    assert client.post(address, {"x": "y"}).status_code == 200
    end_survey(officer, survey.pk)
    assert "不能再录入" in text(client, address)


def test_odd_answers_are_left_out_by_a_person_with_a_reason_and_counted_again() -> None:
    officer, survey = begun()
    for number in range(3):
        answer_survey(survey.token, given(f"1-{number}", device="one"))
    client, address = client_of(officer), f"/office/surveys/{survey.pk}/odd/"
    assert "同一设备 3 份" in text(client, address)
    ids = list(SurveyAnswer.objects.values_list("pk", flat=True))
    missing = client.post(address, {"answers": ids[:1], "reason": ""})
    assert missing.status_code == 422
    assert "checked" in missing.content.decode()
    assert "请先勾选" in client.post(address, {"reason": "x"}).content.decode()
    page = client.post(address, {"answers": ids[:2], "reason": "同一台平板"}, follow=True).content.decode()
    assert "已排除 2 份" in page
    assert "同一台平板" in page
    client.post(f"/office/surveys/{survey.pk}/answers/{ids[0]}/restore/")
    assert SurveyAnswer.objects.filter(excluded_at=None).count() == 2


def test_results_are_shown_exported_and_explained() -> None:
    officer, survey = begun()
    client, address = client_of(officer), f"/office/surveys/{survey.pk}/results/"
    assert "还不能公布结果" in text(client, address)
    answered(survey, 20)
    answered(survey, 30, 20, age="under35", knows="no", visited="often", satisfied="5", recommends="9")
    page = text(client, address)
    for shown in ("40.0%", "不低于 66.6%", "没有加权", "不足 10 人，不公布", "4000 名", "不计分"):
        assert shown in page
    file = client.get(f"{address}?export=csv").content.decode("utf-8-sig")
    assert file.splitlines()[1].startswith("知晓率,")
    assert client.get(f"{address}?export=xlsx").content[:2] == b"PK"
    end = f"/office/surveys/{survey.pk}/end/"
    assert "不能恢复" in text(client, end)
    assert "密钥已销毁" in client.post(end, follow=True).content.decode()


def test_texts_are_found_tagged_and_counted() -> None:
    officer, survey = begun()
    for number, words in enumerate(("食堂的饭很好", "食堂太远了", "=1+1")):
        answer_survey(survey.token, given(f"1-{number}", words=words))
    client, address = client_of(officer), f"/office/surveys/{survey.pk}/texts/"
    page = text(client, f"{address}?q=食堂 远")
    assert "食堂太远了" in page
    assert "食堂的饭很好" not in page
    [far] = re.findall(r'id="t(\d+)"', page)
    tag = f"{address}{far}/tag/"
    client.post(f"{tag}?q=食堂", {"tag": " 距离 "})
    assert "食堂太远了" in text(client, f"{address}?tag=距离")
    wrong = client.post(tag, {"tag": "长" * 21})
    assert (wrong.status_code, f'value="{"长" * 21}"' in wrong.content.decode()) == (422, True)
    client.post(tag, {"tag": "距离", "off": "1"})
    assert SurveyTag.objects.count() == 0
    words = text(client, f"{address}?words=1")
    assert re.search(r">食堂 2<", words)
    file = client.get(f"{address}?export=csv").content.decode("utf-8-sig")
    assert "'=1+1" in file
    assert "没有文字意见" in text(client, f"{address}?q=没有这个词")


def test_auditors_read_and_change_nothing() -> None:
    _officer, survey = begun()
    answer = answer_survey(survey.token, given("1-1", words="好"))
    client = client_of(actor_of(person_with(Role.AUDITOR, body=survey.body)))
    for page in ("", "results/", "odd/", "texts/"):
        assert text(client, f"/office/surveys/{survey.pk}/{page}")
    for deed in ("enter/", "end/", f"answers/{answer.pk}/restore/", f"texts/{answer.texts.get().pk}/tag/"):
        assert client.post(f"/office/surveys/{survey.pk}/{deed}", {"tag": "x"}).status_code == 403
    assert client.post(f"/office/surveys/{survey.pk}/odd/", {"reason": "x"}).status_code == 403
