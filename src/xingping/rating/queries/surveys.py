"""Reading surveys: the lists, who has answered against the plan, and what looks odd about the answers."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from xingping.core.frozen_json import from_json
from xingping.core.questionnaire import Questionnaire
from xingping.core.sample_plan import SamplePlan
from xingping.rating.models import Survey, SurveyAnswer, SurveyChannel

QUICK_SECONDS = 15
MANY_FROM_ONE = 3
BURST, BURST_WITHIN = 10, timedelta(minutes=2)
KIOSK_BURST, KIOSK_WITHIN = 3, timedelta(minutes=1)
MOST_READ = 500
_READ: dict[str, tuple[Questionnaire, SamplePlan]] = {}
STRAIGHT = 4
"""Questions with options, at least, whose answers all stand in one place."""


def questionnaire_of(survey: Survey) -> Questionnaire:
    """The questionnaire as it was when the survey began."""
    return _pinned(survey)[0]


def plan_of(survey: Survey) -> SamplePlan:
    """The sample plan of a survey."""
    return _pinned(survey)[1]


def _pinned(survey: Survey) -> tuple[Questionnaire, SamplePlan]:
    """What a survey pins, kept at hand by the process: neither ever changes."""
    found = _READ.get(survey.token)
    if found is None:
        found = (from_json(Questionnaire, survey.questionnaire), from_json(SamplePlan, survey.plan))
        if len(_READ) >= MOST_READ:
            _READ.clear()
        _READ[survey.token] = found
    return found


def is_open(survey: Survey, day: date) -> bool:
    """Whether it takes answers on a day."""
    return survey.ended_at is None and survey.opens_on <= day <= survey.closes_on


def listed_surveys(surveys: QuerySet[Survey]) -> QuerySet[Survey]:
    """Surveys with what the list shows; `answered` counts what is not excluded."""
    counted = Count("answers", filter=Q(answers__excluded_at=None))
    return surveys.select_related("centre", "round").defer("questionnaire", "plan").annotate(answered=counted)


def find_surveys(surveys: QuerySet[Survey], words: str) -> QuerySet[Survey]:
    """Surveys by the centre's name or code, or by the round's name."""
    return surveys.filter(
        Q(centre__name__contains=words) | Q(centre__code=words) | Q(round__name__contains=words)
    )


def open_survey(token: str) -> Survey | None:
    """The survey of a link, open or not."""
    return Survey.objects.select_related("centre", "body").filter(token=token).first()


@dataclass(frozen=True, slots=True)
class Line:
    """How many of a group have answered, of how many wanted (0: no quota)."""

    name: str
    answered: int
    planned: int

    @property
    def percent(self) -> int:
        """Answered by wanted, in whole per cent, rounded down; 0 without a quota."""
        return self.answered * 100 // self.planned if self.planned else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Who has answered so far: no answer is told, only that there is one."""

    total: Line
    groups: tuple[Line, ...]
    places: tuple[Line, ...]
    channels: tuple[Line, ...]
    days: tuple[tuple[date, int], ...]
    excluded: int
    unchecked: int
    """Answers on paper without a mark against double answers."""


def progress_of(survey: Survey) -> Progress:
    """Answers by age, building, channel and day, against the quotas."""
    rows = list(survey.answers.filter(excluded_at=None).values_list("answers", "place", "channel", "at"))
    plan, group = plan_of(survey), questionnaire_of(survey).group
    ages = Counter(row[0].get(group.id) for row in rows) if group else Counter[str]()
    quotas = {quota.id: quota.planned for quota in plan.groups}
    options = group.options if group else ()
    places, channels = (Counter(row[side] for row in rows) for side in (1, 2))
    days = Counter(_local_day(row[3]) for row in rows)
    return Progress(
        Line("", len(rows), survey.planned),
        tuple(Line(one.label, ages[one.id], quotas.get(one.id, 0)) for one in options),
        tuple(Line(one.name, places[one.id], one.planned) for one in plan.places),
        tuple(Line(one.label, channels[one.value], 0) for one in SurveyChannel),
        tuple(sorted(days.items())),
        survey.answers.exclude(excluded_at=None).count(),
        survey.answers.filter(excluded_at=None, is_checked=False).count(),
    )


@dataclass(frozen=True, slots=True)
class Odd:
    """An answer that looks odd, and why; a person decides."""

    answer: SurveyAnswer
    same_device: int
    """Answers from its device; 0 where that is nothing odd."""
    burst: int
    """Answers around it that came at once; 0 where that is nothing odd."""
    quick: bool
    straight: bool


@dataclass(slots=True)
class _Signs:
    devices: Mapping[str, int]
    bursts: Mapping[int, int]
    places: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Question -> ids of its options in their order."""


def odd_answers(survey: Survey) -> list[Odd]:
    """Answers that came too quickly, in bursts, many from one device, or all in one column; newest first.

    What comes from a kiosk comes from one device by its nature; what comes on paper has no clock.
    """
    rows = list(survey.answers.filter(excluded_at=None).order_by("at", "pk"))
    own = [row.device for row in rows if row.channel in (SurveyChannel.LINK, SurveyChannel.QR)]
    asked = questionnaire_of(survey).questions
    places = {one.id: tuple(option.id for option in one.options) for one in asked if one.options}
    signs = _Signs(Counter(own), _bursts(rows), places)
    found = (_odd(row, signs) for row in reversed(rows))
    return [one for one in found if one.same_device or one.burst or one.quick or one.straight]


def excluded_answers(survey: Survey) -> QuerySet[SurveyAnswer]:
    """Answers that somebody left out, newest first."""
    return survey.answers.exclude(excluded_at=None).select_related("excluded_by").order_by("-excluded_at")


def _odd(row: SurveyAnswer, signs: _Signs) -> Odd:
    shared = row.channel in (SurveyChannel.LINK, SurveyChannel.QR) and signs.devices[row.device]
    told = [
        places.index(row.answers[name])
        for name, places in signs.places.items()
        if isinstance(row.answers.get(name), str) and row.answers[name] in places
    ]
    return Odd(
        row,
        int(shared) if shared >= MANY_FROM_ONE else 0,
        signs.bursts.get(row.pk, 0),
        row.seconds is not None and row.seconds < QUICK_SECONDS,
        len(told) >= STRAIGHT and len(set(told)) == 1,
    )


def _bursts(rows: Iterable[SurveyAnswer]) -> dict[int, int]:
    """Answer -> size of the largest burst that it came in; kiosks are watched by themselves."""
    found: dict[int, int] = {}
    watched = [row for row in rows if row.channel != SurveyChannel.PAPER]
    kiosks = [row for row in watched if row.channel == SurveyChannel.KIOSK]
    others = [row for row in watched if row.channel != SurveyChannel.KIOSK]
    for some, most, within in ((others, BURST, BURST_WITHIN), (kiosks, KIOSK_BURST, KIOSK_WITHIN)):
        near: deque[SurveyAnswer] = deque()
        for row in some:
            near.append(row)
            while row.at - near[0].at > within:
                near.popleft()
            if len(near) >= most:
                for one in near:
                    found[one.pk] = max(found.get(one.pk, 0), len(near))
    return found


def _local_day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
