"""The centre reads the results of ended surveys about itself: numbers alone, and nobody else's."""

from __future__ import annotations

import pytest

from factories import applicant_of, submitted_scene
from surveys import answered, begun, given
from web.desks import client_of
from xingping.rating.services.survey_answers import answer_survey
from xingping.rating.services.surveys import end_survey

pytestmark = pytest.mark.django_db


def test_the_centre_reads_results_once_the_survey_has_ended() -> None:
    officer, survey = begun()
    centre, stranger = client_of(applicant_of(survey.centre)), client_of(submitted_scene().applicant)
    address = f"/centre/surveys/{survey.pk}/"
    answered(survey, 20)
    answered(survey, 30, 20, age="under35", knows="no", visited="often", satisfied="5", recommends="9")
    answer_survey(survey.token, given("7-7", words="不给中心看的话"))
    assert "还没有结束的调查" in centre.get("/centre/surveys/").content.decode()
    assert centre.get(address).status_code == 404
    end_survey(officer, survey.pk)
    assert address in centre.get("/centre/surveys/").content.decode()
    page = centre.get(address).content.decode()
    for shown in ("应答率", "95% 区间", "不足 10 人，不公布", "不计分"):
        assert shown in page
    assert "不给中心看的话" not in page
    assert (
        centre.get(f"{address}?export=csv").content.decode("utf-8-sig").splitlines()[1].startswith("知晓率,")
    )
    for closed in ("", "results/", "odd/", "texts/", "paper.pdf"):
        assert centre.get(f"/office/surveys/{survey.pk}/{closed}").status_code in (403, 404)
    assert stranger.get(address).status_code == 404
    assert client_of(officer).get(address).status_code == 403


def test_an_ended_survey_of_a_few_answers_tells_nothing() -> None:
    officer, survey = begun()
    answered(survey, 9)
    end_survey(officer, survey.pk)
    page = client_of(applicant_of(survey.centre)).get(f"/centre/surveys/{survey.pk}/")
    assert "不能显示结果" in page.content.decode()
