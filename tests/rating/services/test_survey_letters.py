"""Letters to households: one code each, worth one answer, kept nowhere, gone with the survey."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories import BodyFactory, officer_of, person_with
from refusals import refused
from surveys import begun, given
from xingping.core.roles import Role
from xingping.core.sample_plan import OnceBy, Quota, SamplePlan
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import AuditEntry, Survey, SurveyAnswer, SurveyHousehold
from xingping.rating.services.survey_answers import answer_survey, enter_paper
from xingping.rating.services.survey_letters import (
    add_households,
    make_letters,
    remove_household,
    replace_code,
)
from xingping.rating.services.surveys import end_survey

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]

DOORS = "3栋2单元501\n3栋2单元502\n4-1-101"


def listed() -> tuple[Actor, Survey]:
    """A survey by letter with three households."""
    officer, survey = begun(once_by=OnceBy.CODE)
    assert add_households(officer, survey.pk, DOORS) == 3
    return officer, survey


def test_each_household_gets_its_code_and_the_same_one_again() -> None:
    officer, survey = listed()
    first = make_letters(officer, survey.pk)
    assert [one.address for one in first] == DOORS.splitlines()
    assert len({one.code for one in first}) == 3
    assert make_letters(officer, survey.pk, [1, 3]) == [first[0], first[2]]
    assert list(survey.households.values_list("letters", flat=True)) == [2, 1, 2]
    with refused("invalid"):
        make_letters(officer, survey.pk)
    kept = str([*SurveyHousehold.objects.values(), *Survey.objects.values(), *AuditEntry.objects.values()])
    for one in first:
        assert one.code not in kept
        assert one.code.replace("-", "").lower() not in kept
    told = AuditEntry.objects.filter(verb__startswith="survey.").order_by("pk")
    assert [one.verb for one in told] == ["survey.begin", "survey.households", *["survey.letters"] * 2]
    assert "501" not in str([one.detail for one in told])


def test_a_code_answers_once_across_channels_and_no_answer_tells_the_household() -> None:
    officer, survey = listed()
    one, other, third = (letter.code for letter in make_letters(officer, survey.pk))
    answer = answer_survey(survey.token, given(one))
    for again in (one.lower(), one.replace("-", "")):
        with refused("survey_answered"):
            answer_survey(survey.token, given(again))
    with refused("survey_answered"):
        enter_paper(officer, survey.pk, given(one))
    enter_paper(officer, survey.pk, given(other))
    with refused("survey_code_unknown"):
        answer_survey(survey.token, given("0000-0000-0000"))
    with refused("invalid") as caught:
        answer_survey(survey.token, given(third[:-1]))
    assert caught.places == ["防重复"]
    kept = {value for row in survey.households.values_list("door_hash", "code_hash") for value in row}
    assert answer.person not in kept
    assert SurveyAnswer.objects.count() == 2


def test_another_code_makes_the_lost_letter_worthless_but_no_second_answer() -> None:
    officer, survey = listed()
    lost, answered, removed = make_letters(officer, survey.pk)
    answer_survey(survey.token, given(answered.code))
    rows = list(survey.households.all())
    for row in rows[:2]:
        replace_code(officer, survey.pk, row.pk)
    remove_household(officer, survey.pk, rows[2].pk)
    for code in (lost.code, removed.code):
        with refused("survey_code_unknown"):
            answer_survey(survey.token, given(code))
    first, second = make_letters(officer, survey.pk)
    answer_survey(survey.token, given(first.code))
    with refused("survey_answered"):
        answer_survey(survey.token, given(second.code))
    add_households(officer, survey.pk, removed.address)
    [back] = make_letters(officer, survey.pk)
    assert back.code != removed.code
    with refused("not_found"):
        replace_code(officer, survey.pk, rows[2].pk)


def test_a_list_is_added_as_a_whole_or_not_at_all() -> None:
    officer, survey = listed()
    with refused("invalid") as caught:
        add_households(officer, survey.pk, "5-1-101\n3-2-501")
    assert caught.places == ["住户名单第 2 行"]
    assert survey.households.count() == 3
    assert add_households(officer, survey.pk, "5-1-101") == 1
    assert survey.households.get(address="5-1-101").number == 4


def test_the_list_dies_with_the_survey() -> None:
    officer, survey = listed()
    code = make_letters(officer, survey.pk)[0].code
    end_survey(officer, survey.pk)
    assert not SurveyHousehold.objects.exists()
    with refused("survey_not_open"):
        answer_survey(survey.token, given(code))
    for act in (lambda: add_households(officer, survey.pk, "9-9"), lambda: make_letters(officer, survey.pk)):
        with refused("survey_ended"):
            act()


def test_only_officers_of_the_place_write_letters_and_only_where_codes_are_asked() -> None:
    _officer, survey = listed()
    row = survey.households.first()
    assert row is not None
    auditor = actor_of(person_with(Role.AUDITOR, body=survey.body))
    for stranger, code in ((officer_of(BodyFactory()), "not_found"), (auditor, "not_allowed")):
        for act in (
            lambda who: add_households(who, survey.pk, "9-9"),
            lambda who: make_letters(who, survey.pk),
            lambda who: replace_code(who, survey.pk, row.pk),
            lambda who: remove_household(who, survey.pk, row.pk),
        ):
            with refused(code):
                act(stranger)
    by_door, other = begun(once_by=OnceBy.DOOR)
    with refused("survey_without_codes"):
        add_households(by_door, other.pk, "9-9")


def test_buildings_may_be_asked_beside_the_code() -> None:
    officer, survey = begun(once_by=OnceBy.CODE, sample=SamplePlan((), (Quota("p1", "1号楼", 60, 300),)))
    add_households(officer, survey.pk, "1-101")
    [letter] = make_letters(officer, survey.pk)
    answer_survey(survey.token, replace(given(letter.code), place="p1"))
