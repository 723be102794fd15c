"""Surveys of the demo, with made-up answers: two that ended, about a centre in review and one before the
panel, one that is open, and one by letters to the households of a list."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from xingping.core.lifecycle import State
from xingping.core.questionnaire import Answer
from xingping.core.sample_plan import OnceBy, Quota, SamplePlan
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.models import Case, Centre, Survey, SurveyAnswer, SurveyChannel
from xingping.rating.services.survey_answers import Given, answer_survey, enter_paper
from xingping.rating.services.survey_letters import add_households, make_letters
from xingping.rating.services.survey_texts import tag_text
from xingping.rating.services.surveys import Plan, begin_survey, end_survey

ANSWERS, PANEL_ANSWERS, OPEN_ANSWERS, PAPERS = 200, 80, 36, 24
HOUSEHOLDS, UNMADE = 40, 10
AGES = ("under35", "35to59", "60plus")
PEOPLE = (1300, 1700, 1200)
PLACES = (
    Quota("p1", "演示 1 号院", 80, 1800),
    Quota("p2", "演示 2 号院", 70, 1400),
    Quota("p3", "演示平房区", 50, 1000),
)
WORDS = (
    ("演示：办老年证很方便，工作人员耐心。", "窗口"),
    ("演示：食堂的饭软一点就好了，老人咬不动。", "食堂"),
    ("演示：活动室周末能开就好，上班的人平时来不了。", "开放时间"),
    ("演示：希望多办几次健康讲座，量血压很受欢迎。", "健康"),
    ("演示：停车不方便，接送孩子没地方停。", "停车"),
    ("演示：社区食堂价格实惠，饭菜再热一点更好。", "食堂"),
    ("演示：周末活动室锁着，孩子没有地方看书。", "开放时间"),
)


def demo_surveys(centres: Sequence[Centre], officer: Actor, seed: int) -> None:
    """Make the surveys once."""
    if Survey.objects.filter(is_demo=True).exists():
        return
    chance = random.Random(seed)  # noqa: S311 made-up answers
    for state, answers, papers in ((State.IN_REVIEW, ANSWERS, PAPERS), (State.IN_PANEL, PANEL_ANSWERS, 4)):
        case = Case.objects.filter(body=centres[0].body, state=state).order_by("pk").first()
        if case is not None:
            _ended(officer, _begun(officer, case.centre), chance, (answers, papers))
    running = _begun(officer, centres[1])
    for number in range(OPEN_ANSWERS):
        answer_survey(running.token, _given(chance, number))
    _spread(running, chance, last=8)
    _by_letter(officer, centres[2], chance)


def _ended(officer: Actor, survey: Survey, chance: random.Random, count: tuple[int, int]) -> None:
    answers, papers = count
    for number in range(answers - papers):
        answer_survey(survey.token, _given(chance, number))
    for number in range(answers - papers, answers):
        enter_paper(officer, survey.pk, _given(chance, number))
    _spread(survey, chance)
    _tagged(officer, survey)
    end_survey(officer, survey.pk)
    Survey.objects.filter(pk=survey.pk).update(closes_on=today() - timedelta(days=1))


def _by_letter(officer: Actor, centre: Centre, chance: random.Random) -> None:
    """Letters to most households of a list; some have answered with their codes."""
    plan = Plan(
        today(), today() + timedelta(days=25), population=2600, planned=HOUSEHOLDS, once_by=OnceBy.CODE
    )
    survey = begin_survey(officer, centre, plan)
    lines = [
        f"演示小区 {number // 12 + 1}栋{number % 3 + 1}单元{number % 12 + 101}"
        for number in range(HOUSEHOLDS)
    ]
    add_households(officer, survey.pk, "\n".join(lines))
    letters = make_letters(officer, survey.pk, range(1, HOUSEHOLDS - UNMADE + 1))
    for number, letter in enumerate(letters[::3]):
        answer_survey(survey.token, replace(_given(chance, number), mark=letter.code, place=""))


def _begun(officer: Actor, centre: Centre) -> Survey:
    groups = tuple(
        Quota(age, "", planned, people)
        for age, planned, people in zip(AGES, (60, 80, 60), PEOPLE, strict=True)
    )
    plan = Plan(
        today(), today() + timedelta(days=25), population=sum(PEOPLE), planned=ANSWERS,
        sample=SamplePlan(groups, PLACES),
    )  # fmt: skip
    return begin_survey(officer, centre, plan)


def _given(chance: random.Random, number: int) -> Given:
    age = chance.choices(AGES, (2, 3, 4))[0]
    old = age == "60plus"
    visited = chance.choices(("often", "once", "no"), (5, 3, 2) if old else (2, 3, 4))[0]
    answers: dict[str, Answer] = {
        "age": age,
        "knows": chance.choices(("well", "some", "no"), (5, 4, 1) if old else (3, 4, 2))[0],
        "visited": visited,
        "heard": chance.choices(("yes", "no"), (3, 1))[0],
        "joined": chance.choices(("yes", "no"), (3, 2) if old else (1, 2))[0],
        "satisfied": chance.choices(("5", "4", "3", "2", "1"), (9, 8, 3, 2, 1))[0],
        "uses": chance.sample(("elderly", "children", "health", "culture", "repair", "legal"), 2),
        "recommends": str(chance.choices((10, 9, 8, 7, 6, 3), (5, 4, 4, 2, 2, 1))[0]),
    }
    if number % 9 == 0:
        answers["words"] = WORDS[number // 9 % len(WORDS)][0]
    channel = chance.choices((SurveyChannel.QR, SurveyChannel.LINK, SurveyChannel.KIOSK), (6, 2, 2))[0]
    return Given(
        answers, f"{number // 40 + 1}-{number % 40 + 101}", str(1950 + number % 50),
        chance.choices([place.id for place in PLACES], (4, 3, 2))[0], device=f"demo {number}",
        seconds=chance.randint(40, 240), channel=channel,
    )  # fmt: skip


def _spread(survey: Survey, chance: random.Random, last: int = 30) -> None:
    """As if the answers had come over weeks, and three of them from one device in a minute."""
    now = timezone.now()
    rows = list(survey.answers.order_by("pk"))
    for row in rows:
        row.at = now - timedelta(days=chance.randint(1, last), minutes=chance.randint(0, 600))
    alike = [row for row in rows if row.channel == SurveyChannel.LINK][:3]
    for row in alike:
        row.device, row.seconds, row.at = alike[0].device, 9, now - timedelta(days=2)
    SurveyAnswer.objects.bulk_update(rows, ("at", "device", "seconds"))
    first = today() - timedelta(days=last + 1)
    Survey.objects.filter(pk=survey.pk).update(opens_on=first)


def _tagged(officer: Actor, survey: Survey) -> None:
    tags = dict(WORDS)
    for text in survey.texts.all()[:14]:
        tag_text(officer, survey.pk, text.pk, tags[text.text])
