"""Surveys: once a person whatever the channel, a key that dies, paper, exclusion by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from factories import BodyFactory, CentreFactory, actor_with_own, applicant_of, officer_of, open_round_of
from refusals import refused
from surveys import begun, given, plan
from xingping.core.masking import HIDDEN
from xingping.core.sample_plan import OnceBy, Quota, SamplePlan
from xingping.rating.calendar import today
from xingping.rating.jobs.surveys import end_surveys
from xingping.rating.models import AuditEntry, Survey, SurveyAnswer, SurveyChannel, SurveyText
from xingping.rating.services.survey_answers import (
    answer_survey,
    enter_paper,
    exclude_answers,
    restore_answer,
    take_back_paper,
)
from xingping.rating.services.surveys import begin_round_surveys, begin_survey, end_survey

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_one_person_answers_once_however_it_is_written() -> None:
    officer, survey = begun()
    answer = answer_survey(survey.token, given("3栋-2单元-501073", words="王小明说谢谢，13812345678"))
    assert "words" not in answer.answers
    assert SurveyText.objects.get().text == f"{HIDDEN}说谢谢，{HIDDEN}"
    assert "501073" not in str(SurveyAnswer.objects.values().get())
    for mark in ("3栋2单元501073", "３栋 2单元５０１０７３", "3-2-501073"):
        with refused("survey_answered"):
            answer_survey(survey.token, given(mark))
    with refused("survey_answered"):
        enter_paper(officer, survey.pk, given("3-2-0501073"))
    answer_survey(survey.token, given("3-25-01073"))
    answer_survey(survey.token, replace(given("3-2-501073"), year="1971"))
    told = [str(entry.detail) for entry in AuditEntry.objects.filter(verb="survey.answer")]
    assert len(told) == 3
    assert not [one for one in told if "60plus" in one or "501073" in one or "address" in one]


@pytest.mark.parametrize("mark", ["", "幸福里", "9" * 61, "\x00\x00", "\ud800"])
def test_a_mark_that_tells_nothing_is_refused(mark: str) -> None:
    _officer, survey = begun()
    with refused("invalid") as caught:
        answer_survey(survey.token, given(mark))
    assert caught.places == ["防重复"]


def test_wrong_answers_and_wrong_years_are_told() -> None:
    _officer, survey = begun()
    with refused("invalid") as caught:
        answer_survey(survey.token, replace(given("8-8", knows="x"), year="68"))
    assert len(caught.places) == 2
    with refused("not_found"):
        answer_survey("x", given("8-8"))


def test_buildings_of_the_plan_are_asked_and_part_of_the_door_only() -> None:
    places = (Quota("p1", "1号楼", 60, 300), Quota("p2", "2号楼", 40, 200))
    _officer, survey = begun(sample=SamplePlan((), places))
    with refused("invalid"):
        answer_survey(survey.token, given("501"))
    for place in ("p1", "p2"):
        answer_survey(survey.token, replace(given("501"), place=place))
    _officer, by_phone = begun(sample=SamplePlan((), places), once_by=OnceBy.PHONE)
    answer_survey(by_phone.token, replace(given("138 1234 5678"), place="p1"))
    with refused("survey_answered"):
        answer_survey(by_phone.token, replace(given("+86-13812345678"), place="p2"))


def test_the_key_dies_with_the_survey() -> None:
    officer, survey = begun()
    answer_survey(survey.token, given("8-8"))
    end_survey(officer, survey.pk)
    end_survey(officer, survey.pk)
    assert Survey.objects.get().sealed_key == ""
    with refused("survey_not_open"):
        answer_survey(survey.token, given("9-9"))
    with refused("survey_ended"):
        enter_paper(officer, survey.pk, given("9-9"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Survey.objects.update(sealed_key="x")


def test_what_is_over_ends_by_itself() -> None:
    _officer, survey = begun()
    Survey.objects.update(opens_on=today() - timedelta(days=9), closes_on=today() - timedelta(days=1))
    with refused("survey_not_open"):
        answer_survey(survey.token, given("8-8"))
    end_surveys()
    assert Survey.objects.get().ended_at is not None


def test_only_officers_of_the_place_begin_one_and_only_with_sense() -> None:
    centre = CentreFactory()
    for stranger in (officer_of(BodyFactory()), officer_of(centre.body, "5102"), applicant_of(centre)):
        with refused("not_found"):
            begin_survey(stranger, centre, plan())
    with refused("conflicted"):
        begin_survey(actor_with_own(centre), centre, plan())
    many = SamplePlan((Quota("60plus", "60+", 201, 5000),))
    for wrong in (plan(closes=-2), plan(planned=0), plan(planned=5000), plan(closes=999), plan(sample=many)):
        with refused("invalid"):
            begin_survey(officer_of(centre.body), centre, wrong)


def test_a_round_begins_all_or_none_and_one_a_centre() -> None:
    centre = CentreFactory()
    other = CentreFactory(body=centre.body)
    officer, round_ = officer_of(centre.body), open_round_of(centre.body)
    with refused("invalid"):
        begin_round_surveys(officer, round_, [])
    assert len(begin_round_surveys(officer, round_, [(centre, plan())])) == 1
    with refused("survey_running") as caught:
        begin_round_surveys(officer, round_, [(other, plan()), (centre, plan())])
    assert caught.refusal.values == {"name": centre.name}
    assert Survey.objects.count() == 1


def test_paper_is_entered_taken_back_and_entered_again() -> None:
    officer, survey = begun()
    paper = enter_paper(officer, survey.pk, given("6-6"))
    unmarked = enter_paper(officer, survey.pk, given(""))
    assert (paper.is_checked, unmarked.is_checked, paper.channel) == (True, False, SurveyChannel.PAPER)
    take_back_paper(officer, survey.pk, paper.pk)
    with refused("not_found"):
        take_back_paper(officer, survey.pk, paper.pk)
    enter_paper(officer, survey.pk, given("6-6"))
    online = answer_survey(survey.token, given("7-7"))
    with refused("survey_not_paper"):
        take_back_paper(officer, survey.pk, online.pk)
    with refused("not_found"):
        enter_paper(officer_of(BodyFactory()), survey.pk, given("5-5"))


def test_an_answer_is_left_out_with_a_reason_and_counted_again() -> None:
    officer, survey = begun()
    answer = answer_survey(survey.token, given("8-8"))
    for reason in (" ", "x" * 401, "\x00"):
        with refused("invalid"):
            exclude_answers(officer, survey.pk, [answer.pk], reason)
    exclude_answers(officer, survey.pk, [answer.pk], "平板测试")
    with refused("not_found"):
        exclude_answers(officer, survey.pk, [answer.pk], "再一次")
    assert restore_answer(officer, survey.pk, answer.pk).reason == ""
    assert restore_answer(officer, survey.pk, answer.pk).excluded_at is None
    with refused("not_found"):
        restore_answer(officer, survey.pk, 0)
    with refused("not_found"):
        end_survey(officer, 0)
