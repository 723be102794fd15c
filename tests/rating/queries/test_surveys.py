"""What surveys found: rates, hidden numbers, weights; progress and odd answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from factories import submitted_scene
from surveys import answered, begun, given, plan
from xingping.core.questionnaire import Measure
from xingping.core.sample_plan import Quota, SamplePlan
from xingping.rating.calendar import today
from xingping.rating.models import Survey, SurveyAnswer, SurveyChannel
from xingping.rating.queries.open_tables import open_tables
from xingping.rating.queries.survey_results import resident_score, results_of, survey_beside_row_58
from xingping.rating.queries.surveys import odd_answers, progress_of
from xingping.rating.services.survey_answers import answer_survey, enter_paper, exclude_answers
from xingping.rating.services.surveys import begin_survey, end_survey

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
VISITOR = {"visited": "often", "satisfied": "5", "recommends": "10"}


def test_nothing_is_told_of_fewer_than_ten() -> None:
    _officer, survey = begun()
    answered(survey, 9)
    assert results_of(survey).measured == ()


def test_rates_their_bounds_and_groups() -> None:
    officer, survey = begun()
    answered(survey, 20)
    answered(survey, 30, 20, age="under35", knows="no")
    answered(survey, 12, 50, age="under35", **VISITOR)
    found = results_of(survey)
    knows, visit = found.of(Measure.AWARENESS), found.of(Measure.VISIT)
    satisfied = found.of(Measure.SATISFACTION)
    assert knows
    assert visit
    assert satisfied
    assert (found.answered, round(found.response, 2), knows.asked) == (62, 0.31, 62)
    assert (knows.bound, round(knows.value, 4)) == ("", round(32 / 62, 4))
    # of the old everybody knew: those who did not are none, so neither number of the old is told
    assert [one.value is None for one in knows.groups] == [True, True, True]
    assert (satisfied.bound, round(satisfied.limit, 4), satisfied.rate) == (
        "at_least",
        round(2 / 12, 4),
        None,
    )
    heard = found.of(Measure.ACTIVITY_AWARENESS)
    assert heard
    assert (heard.bound, round(heard.limit, 4)) == ("at_most", round(10 / 62, 4))
    assert found.of(Measure.PARTICIPATION) is None
    assert found.promoters is None
    exclude_answers(officer, survey.pk, [SurveyAnswer.objects.latest("pk").pk], "测试")
    assert (results_of(survey).answered, results_of(survey).excluded) == (61, 1)


def test_groups_large_enough_are_told_with_everything_that_adds_up() -> None:
    _officer, survey = begun()
    for number, age in enumerate(("under35", "35to59", "60plus")):
        answered(survey, 12, number * 100, age=age)
        answered(survey, 14, number * 100 + 50, age=age, knows="no")
    knows = results_of(survey).of(Measure.AWARENESS)
    assert knows
    assert [(one.yes, one.asked) for one in knows.groups] == [(12, 26)] * 3


def test_the_public_score_waits_for_the_end_and_for_publication() -> None:
    officer, survey = begun()
    answered(survey, 40, **VISITOR)
    answered(survey, 15, 40, **{**VISITOR, "satisfied": "2", "recommends": "3"})
    answered(survey, 10, 60)
    assert resident_score(survey.centre_id) is None
    end_survey(officer, survey.pk)
    score = resident_score(survey.centre_id)
    assert score
    assert (round(score.value, 3), score.count, score.bound) == (round(40 / 55, 3), 55, "")
    assert score.margin
    assert 0.1 < score.margin < 0.13
    found = results_of(survey)
    assert found.promoters
    assert round(found.promoters.value, 2) == round(100 * 25 / 55, 2)
    Survey.objects.update(is_published=False)
    assert resident_score(survey.centre_id) is None
    assert resident_score(0) is None


def test_what_a_bound_hides_is_not_told_by_the_next_question() -> None:
    """Nobody stayed away: how many were asked about the visit would tell so."""
    _officer, survey = begun()
    answered(survey, 40, **VISITOR)
    answered(survey, 15, 40, **{**VISITOR, "satisfied": "2", "recommends": "3"})
    found = results_of(survey)
    visit, satisfied = found.of(Measure.VISIT), found.of(Measure.SATISFACTION)
    assert visit
    assert satisfied
    assert satisfied.rate
    assert (visit.bound, satisfied.asked, satisfied.rate.value) == ("at_least", None, 0.73)


def test_answers_are_weighted_to_the_stated_sizes() -> None:
    sizes = (Quota("under35", "", 50, 2000), Quota("35to59", "", 50, 1000), Quota("60plus", "", 50, 1000))
    _officer, survey = begun(sample=SamplePlan(sizes))
    answered(survey, 30)
    answered(survey, 20, 30, age="under35", knows="no")
    assert results_of(survey).weighting.nobody
    answered(survey, 10, 50, age="35to59", knows="no")
    found = results_of(survey)
    knows = found.of(Measure.AWARENESS)
    assert knows
    assert knows.rate
    assert (found.weighting.used, round(knows.rate.value, 6), knows.asked) == (True, 0.25, 60)
    assert round(found.weighting.effective, 1) == round(60**2 / (30 * 0.5**2 + 20 * 1.5**2 + 10 * 1.5**2), 1)
    assert all(one.value is None for one in knows.groups)


def test_progress_goes_by_the_quotas() -> None:
    sample = SamplePlan((Quota("60plus", "", 10, 0),), (Quota("p1", "1号楼", 8, 0),))
    officer, survey = begun(sample=sample)
    for number in range(3):
        enter_paper(officer, survey.pk, replace(given("" if number else "3-3"), place="p1"))
    progress = progress_of(survey)
    assert (progress.total.answered, progress.unchecked) == (3, 2)
    assert [line.percent for line in progress.groups] == [0, 0, 30]
    assert [(line.name, line.percent) for line in progress.places] == [("1号楼", 37)]
    assert sum(count for _day, count in progress.days) == 3


def test_odd_answers_are_told_with_their_signs() -> None:
    _officer, survey = begun()
    for number in range(3):
        answer_survey(survey.token, given(f"1-{number}", device="one"))
    assert [one.same_device for one in odd_answers(survey)] == [3, 3, 3]
    SurveyAnswer.objects.update(channel=SurveyChannel.KIOSK)
    assert [(one.same_device, one.burst) for one in odd_answers(survey)] == [(0, 3)] * 3
    SurveyAnswer.objects.filter(pk=SurveyAnswer.objects.latest("pk").pk).update(
        at=timezone.now() + timedelta(hours=1)
    )
    assert odd_answers(survey) == []
    SurveyAnswer.objects.update(seconds=2)
    assert all(one.quick for one in odd_answers(survey))
    straight = {"age": "under35", "knows": "well", "visited": "often", "heard": "yes"}
    SurveyAnswer.objects.update(seconds=60, answers=straight)
    assert all(one.straight for one in odd_answers(survey))


def test_a_burst_of_many_devices_is_told() -> None:
    _officer, survey = begun()
    answered(survey, 10)
    assert [one.burst for one in odd_answers(survey)] == [10] * 10


def test_open_data_tell_published_ended_surveys_with_their_bounds() -> None:
    officer, survey = begun()
    answered(survey, 40, **VISITOR)
    answered(survey, 15, 40, **{**VISITOR, "satisfied": "2", "recommends": "3"})
    [table] = [one for one in open_tables(today()) if one.name == "surveys"]
    assert list(table.rows()) == []
    end_survey(officer, survey.pk)
    rows = {row[3]: row for row in table.rows()}
    assert all(len(row) == len(table.fields) for row in rows.values())
    assert rows["satisfaction"][4:9] == ("0.730", "", "0.590", "0.830", None)
    assert rows["visit"][4:9] == ("0.818", "at_least", None, None, 55)
    Survey.objects.update(is_published=False)
    assert list(table.rows()) == []


def test_assessors_read_it_beside_row_58_and_see_what_is_excluded_later() -> None:
    scene = submitted_scene()
    survey = begin_survey(scene.officer, scene.case.centre, plan())
    answered(survey, 12)
    assert survey_beside_row_58(scene.case) is None
    end_survey(scene.officer, survey.pk)
    found = survey_beside_row_58(scene.case)
    assert found
    assert survey_beside_row_58(scene.case) is found
    exclude_answers(scene.officer, survey.pk, [SurveyAnswer.objects.latest("pk").pk], "测试")
    again = survey_beside_row_58(scene.case)
    assert again
    assert (found.answered, again.answered) == (12, 11)
