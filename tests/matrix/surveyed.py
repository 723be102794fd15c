"""Surveys of the matrix: one of the secret centre for the office, one of another centre for its link."""

from __future__ import annotations

from typing import Any

from factories import CentreFactory, Scene
from surveys import given, plan
from xingping.core.sample_plan import OnceBy
from xingping.rating.models import SurveyChannel, SurveyText
from xingping.rating.services.survey_answers import answer_survey, enter_paper, exclude_answers
from xingping.rating.services.survey_letters import add_households, make_letters
from xingping.rating.services.surveys import begin_survey, end_survey


def survey_values(scene: Scene, secret: str) -> dict[str, Any]:
    """What the addresses of surveys are filled with; a link is public, whatever its centre."""
    ended = begin_survey(scene.officer, scene.case.centre, plan())
    end_survey(scene.officer, ended.pk)
    survey = begin_survey(scene.officer, scene.case.centre, plan(once_by=OnceBy.CODE))
    add_households(scene.officer, survey.pk, f"{secret}一户\n{secret}二户\n{secret}三户")
    first, second = make_letters(scene.officer, survey.pk, [1, 2])
    answer = answer_survey(survey.token, given(first.code, words=f"{secret}很好"))
    paper = enter_paper(scene.officer, survey.pk, given(second.code))
    exclude_answers(scene.officer, survey.pk, [paper.pk], f"{secret}测试")
    other = CentreFactory(body=scene.body, region=scene.case.region)
    return {
        "survey_id": survey.pk,
        "ended_survey_id": ended.pk,
        "household_id": survey.households.get(number=3).pk,
        "answer_id": answer.pk,
        "text_id": SurveyText.objects.get(answer=answer).pk,
        "survey_token": begin_survey(scene.officer, other, plan()).token,
        "channel": SurveyChannel.QR,
    }
