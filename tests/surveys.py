"""Surveys for tests: begun by an officer, answered by made-up people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from factories import CentreFactory, officer_of
from xingping.core.questionnaire import Answer
from xingping.core.sample_plan import OnceBy, SamplePlan
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.models import Survey
from xingping.rating.services.survey_answers import Given, answer_survey
from xingping.rating.services.surveys import Plan, begin_survey

ANSWERS: dict[str, Answer] = {"age": "60plus", "knows": "well", "visited": "no", "heard": "no"}


def given(mark: str, device: str = "", **changes: Answer) -> Given:
    """What somebody behind a door sends."""
    answers = {**ANSWERS, **changes}
    return Given(answers, mark, "1970", device=device or mark, seconds=60, hidden_names=("王小明",))


def plan(**changes: Any) -> Plan:
    """A plan that runs from yesterday on; `opens` and `closes` in days from today."""
    values = {"opens": -1, "closes": 9, "population": 4000, "planned": 200, **changes}
    first, last = (today() + timedelta(days=values[name]) for name in ("opens", "closes"))
    sample, once_by = values.get("sample", SamplePlan()), values.get("once_by", OnceBy.PERSON)
    return Plan(first, last, values["population"], values["planned"], sample, once_by)


def begun(**changes: Any) -> tuple[Actor, Survey]:
    """An officer, and a survey that takes answers."""
    centre = CentreFactory()
    officer = officer_of(centre.body)
    return officer, begin_survey(officer, centre, plan(**changes))


def answered(survey: Survey, count: int, start: int = 0, **changes: Answer) -> None:
    """So many people answer alike, each from an own device."""
    for number in range(start, start + count):
        answer_survey(survey.token, given(f"9-{number}", **changes))
