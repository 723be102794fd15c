"""Results of a survey, as far as nobody can be recognised, with how they were measured.

They inform; nothing is scored by them (row 58 is about the centre's own mechanism).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil, floor
from threading import Lock

from django.db.models import Count, Max, Q, QuerySet

from xingping.core.questionnaire import Measure, Question, QuestionKind, Questionnaire, is_asked
from xingping.rating.models import Case, Survey
from xingping.rating.queries.survey_numbers import (
    ALL,
    Answers,
    Table,
    Weighting,
    groups_of,
    table_of,
    weights_of,
)
from xingping.rating.queries.surveys import plan_of, questionnaire_of
from xingping.science.suppression import SMALLEST_CELL
from xingping.science.survey import Promoters, Rate, promoters, rate, weighted_rate

FEWEST_FOR_NPS = 30
MOST_REMEMBERED = 2_000
"""Results of ended surveys that a process keeps at hand."""
_FOUND: dict[tuple[str, int, datetime | None], Results] = {}
_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class GroupRate:
    """The answers of one group; `yes` and `asked` are None where they are hidden."""

    name: str
    yes: int | None
    asked: int | None

    @property
    def value(self) -> float | None:
        """Share of yes; None where it is hidden."""
        return self.yes / self.asked if self.yes is not None and self.asked else None


@dataclass(frozen=True, slots=True)
class Measured:
    """One rate. `bound`: fewer than ten said otherwise, so only "at_least" or "at_most" `limit` is told.

    Where it would give away a hidden number, `asked` is None and the rate is a whole per cent.
    """

    measure: Measure
    question: Question
    asked: int | None
    rate: Rate | None
    bound: str
    limit: float
    groups: tuple[GroupRate, ...]

    @property
    def value(self) -> float:
        """The rate, or its bound."""
        return self.rate.value if self.rate else self.limit


@dataclass(frozen=True, slots=True)
class Results:
    """What a survey found. `measured` is empty where fewer than ten answered."""

    survey: Survey
    answered: int
    excluded: int
    unchecked: int
    measured: tuple[Measured, ...]
    promoters: Promoters | None
    weighting: Weighting

    @property
    def response(self) -> float:
        """Answers by planned answers."""
        return self.answered / self.survey.planned

    def of(self, measure: Measure) -> Measured | None:
        """One of the rates."""
        return next((one for one in self.measured if one.measure is measure), None)


def results_of(survey: Survey) -> Results:
    """The results of a survey; excluded answers are left out."""
    rows = list(survey.answers.filter(excluded_at=None).values_list("answers", "place", "is_checked"))
    excluded = survey.answers.exclude(excluded_at=None).count()
    unchecked = sum(not row[2] for row in rows)
    questionnaire = questionnaire_of(survey)
    if len(rows) < SMALLEST_CELL:
        return Results(survey, len(rows), excluded, unchecked, (), None, Weighting(False))
    answers = [row[0] for row in rows]
    weighting, weights = weights_of(plan_of(survey), questionnaire, [(row[0], row[1]) for row in rows])
    table = table_of(questionnaire, answers)
    measured = tuple(
        _measured(survey, question, answers, weights, table)
        for question in questionnaire.questions
        if question.measures and table.numbers[question.id, ALL, "asked"] >= SMALLEST_CELL
    )
    return Results(
        survey,
        len(rows),
        excluded,
        unchecked,
        measured,
        _promoters(survey, questionnaire, answers),
        weighting,
    )


@dataclass(frozen=True, slots=True)
class ResidentScore:
    """Residents' satisfaction as the latest published survey about a centre found it."""

    value: float
    """Between 0 and 1; with `bound` only its lower ("at_least") or upper ("at_most") limit."""
    margin: float | None
    """Half the width of the 95 % interval; None with a bound."""
    bound: str
    count: int | None
    """How many answered this question; None where that would give away a hidden number."""
    opens_on: date
    closes_on: date
    is_demo: bool


def resident_score(centre_id: int) -> ResidentScore | None:
    """Satisfaction for the public page of a centre; None without an ended survey that is published."""
    survey = _latest(Survey.objects.filter(centre=centre_id, is_published=True))
    found = _remembered(survey).of(Measure.SATISFACTION) if survey else None
    if survey is None or found is None:
        return None
    margin = found.rate.margin if found.rate else None
    return ResidentScore(
        found.value, margin, found.bound, found.asked, survey.opens_on, survey.closes_on, survey.is_demo
    )


def published_results() -> Iterator[Results]:
    """The results of all ended surveys that are published, the older first; for the open data."""
    for survey in (
        Survey.objects.filter(is_published=True).exclude(ended_at=None).order_by("pk").iterator(200)
    ):
        yield results_of(survey)


def survey_beside_row_58(case: Case) -> Results | None:
    """The latest ended survey about a case's centre: for assessors and panel as information, never scored."""
    survey = _latest(Survey.objects.filter(centre=case.centre_id))
    return _remembered(survey) if survey else None


def _latest(surveys: QuerySet[Survey]) -> Survey | None:
    counted = Count("answers", filter=Q(answers__excluded_at=None))
    ended = surveys.select_related("centre", "body").exclude(ended_at=None)
    ended = ended.annotate(counted=counted, last_excluded=Max("answers__excluded_at"))
    return ended.order_by("-closes_on", "-pk").first()


def _remembered(survey: Survey) -> Results:
    """The results of a survey found by `_latest`; they change by excluding and restoring answers alone."""
    key = (survey.token, getattr(survey, "counted", 0), getattr(survey, "last_excluded", None))
    with _LOCK:
        found = _FOUND.get(key)
    if found is None:
        found = results_of(survey)
        with _LOCK:
            if len(_FOUND) >= MOST_REMEMBERED:
                _FOUND.clear()
            _FOUND[key] = found
    return found


def _measured(
    survey: Survey,
    question: Question,
    answers: Sequence[Answers],
    weights: Sequence[float] | None,
    table: Table,
) -> Measured:
    name, numbers = question.id, table.numbers
    yes, no, asked = (numbers[name, ALL, what] for what in ("yes", "no", "asked"))
    found, bound, limit = None, "", 0.0
    if min(yes, no) < SMALLEST_CELL:
        bound = "at_least" if no < yes else "at_most"
        limit = (max(asked - SMALLEST_CELL, 0) if no < yes else min(SMALLEST_CELL, asked)) / asked
    else:
        given = [
            (answer[name] in question.counts, 1.0 if weights is None else weights[place])
            for place, answer in enumerate(answers)
            if name in answer
        ]
        people = round(survey.population * asked / len(answers))
        found = rate(yes, asked, people) if weights is None else weighted_rate(given, people)
    told = table.shown((name, ALL, "asked"))
    if told is None:
        found, limit = (
            _coarse(found),
            floor(limit * 100) / 100 if bound == "at_least" else ceil(limit * 100) / 100,
        )
    groups = tuple(
        _group_rate(question, group, label, table) for group, label in groups_of(table.questionnaire)
    )
    if weights is not None and any(one.value is None for one in groups):
        groups = tuple(GroupRate(one.name, None, None) for one in groups)
    assert question.measures is not None  # noqa: S101
    return Measured(question.measures, question, told, found, bound, limit, groups)


def _coarse(found: Rate | None) -> Rate | None:
    """The rate in whole per cent, its interval no narrower."""
    if found is None:
        return None
    low, high = floor(found.low * 100) / 100, ceil(found.high * 100) / 100
    return Rate(round(found.value, 2), low, high, found.asked)


def _group_rate(question: Question, group: str, label: str, table: Table) -> GroupRate:
    yes = table.shown((question.id, group, "yes"))
    asked = table.shown((question.id, group, "asked"))
    both = yes is not None and asked is not None
    return GroupRate(label, yes if both else None, asked if both else None)


def _promoters(survey: Survey, questionnaire: Questionnaire, answers: Sequence[Answers]) -> Promoters | None:
    question = next((one for one in questionnaire.questions if one.kind is QuestionKind.NPS), None)
    if question is None:
        return None
    marks = [int(str(one[question.id])) for one in answers if question.id in one]
    if len(marks) < FEWEST_FOR_NPS:
        return None
    asked = sum(is_asked(question, one) for one in answers)
    return promoters(marks, max(len(marks), round(survey.population * asked / len(answers))))
