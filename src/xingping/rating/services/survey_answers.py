"""Answers to surveys: one person once across channels, paper by hand, odd ones left out by a person."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.questionnaire import Answer, Questionnaire, checked_answers
from xingping.core.roles import Role
from xingping.core.sample_plan import OnceBy
from xingping.core.sheet_content import text_fault
from xingping.core.survey_mark import normal_mark
from xingping.rating.actor import Actor
from xingping.rating.calendar import today
from xingping.rating.errors import refuse
from xingping.rating.models import Survey, SurveyAnswer, SurveyChannel, SurveyText
from xingping.rating.permissions import require
from xingping.rating.queries.surveys import is_open, plan_of, questionnaire_of
from xingping.rating.secrets import decrypt
from xingping.rating.services.audit import record
from xingping.rating.services.survey_marks import keyed, person_hash
from xingping.rating.services.surveys import locked_survey
from xingping.rating.verbs import Verb

UNKNOWN = Actor(None)
"""Whoever answers: no account, no address."""
MOST_SECONDS = 24 * 3600
LONGEST_REASON = 400


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody sends: answers, the mark against double answers, how and from where it came."""

    answers: Mapping[str, Answer]
    mark: str
    year: str = ""
    """Year of birth, where the mark is of a person."""
    place: str = ""
    device: str = ""
    seconds: int | None = None
    channel: str = SurveyChannel.LINK
    hidden_names: tuple[str, ...] = ()
    """Words to hide in the texts."""


def answer_survey(token: str, given: Given) -> SurveyAnswer:
    """Keep somebody's answers. Raises RefusedError: not_found, survey_not_open, survey_answered,
    survey_code_unknown, invalid.

    The audit log tells that an answer came and how; never what it was or from where.
    """
    channel = given.channel if given.channel != SurveyChannel.PAPER else SurveyChannel.LINK
    with transaction.atomic():
        held = Survey.objects.select_for_update().filter(token=token).first()
        if held is None:
            raise refuse("not_found")
        if not is_open(held, today()):
            raise refuse("survey_not_open")
        kept = _checked(held, given)
        key = decrypt(held.sealed_key)
        values = {
            "person": person_hash(held, key, kept.mark),
            "device": keyed(key, f"device:{given.device}"),
            "channel": channel,
            "seconds": min(max(given.seconds or 0, 0), MOST_SECONDS),
        }
        answer = _save(held, given, kept, values)
        record(UNKNOWN, Role.PUBLIC, "survey.answer", held, after={"channel": channel})
    return answer


def enter_paper(actor: Actor, survey_id: int, given: Given) -> SurveyAnswer:
    """Enter a paper questionnaire, while the survey runs. Without a mark it counts, but unchecked.

    Raises RefusedError: not_found, not_allowed, conflicted, survey_ended, survey_answered,
    survey_code_unknown, invalid.
    """
    with transaction.atomic():
        survey = locked_survey(survey_id)
        role = require(actor, Verb.CHANGE, survey)
        if survey.ended_at is not None:
            raise refuse("survey_ended")
        kept = _checked(survey, given, needs_mark=False)
        key = decrypt(survey.sealed_key)
        by_chance = f"paper:{secrets.token_hex(16)}"
        values = {
            "person": person_hash(survey, key, kept.mark) if kept.mark else keyed(key, by_chance),
            "is_checked": bool(kept.mark),
            "channel": SurveyChannel.PAPER,
            "entered_by": actor.person,
        }
        answer = _save(survey, given, kept, values)
        record(actor, role, "survey.enter", survey, after={"answer": answer.pk})
    return answer


def take_back_paper(actor: Actor, survey_id: int, answer_id: int) -> None:
    """Take back a paper row that was entered wrongly, while the survey runs. Raises RefusedError."""
    with transaction.atomic():
        survey = locked_survey(survey_id)
        role = require(actor, Verb.CHANGE, survey)
        if survey.ended_at is not None:
            raise refuse("survey_ended")
        answer = survey.answers.filter(pk=answer_id).first()
        if answer is None:
            raise refuse("not_found")
        if answer.channel != SurveyChannel.PAPER:
            raise refuse("survey_not_paper")
        record(actor, role, "survey.take_back", survey, before={"answer": answer.pk})
        answer.delete()


def exclude_answers(actor: Actor, survey_id: int, answer_ids: Collection[int], reason: str) -> int:
    """Leave answers out of the results, for a reason that the log keeps; returns how many.

    Raises RefusedError: not_found (also where one of them is not counted now), conflicted, invalid.
    """
    wrong = text_fault(reason, LONGEST_REASON) or (None if reason.strip() else ("没有理由", "请写明理由"))
    if wrong:
        raise refuse("invalid", [Fault("理由", *wrong)])
    with transaction.atomic():
        survey = locked_survey(survey_id)
        role = require(actor, Verb.CHANGE, survey)
        wanted = sorted(set(answer_ids))
        found = survey.answers.filter(pk__in=wanted, excluded_at=None)
        count = found.update(excluded_at=timezone.now(), excluded_by=actor.user, reason=reason.strip())
        if not wanted or count != len(wanted):
            raise refuse("not_found")
        record(actor, role, "survey.exclude", survey, after={"answers": wanted}, reason=reason)
    return count


def restore_answer(actor: Actor, survey_id: int, answer_id: int) -> SurveyAnswer:
    """Count an answer again that was left out; one that counts stays as it is. Raises RefusedError."""
    with transaction.atomic():
        survey = locked_survey(survey_id)
        role = require(actor, Verb.CHANGE, survey)
        answer = survey.answers.filter(pk=answer_id).first()
        if answer is None:
            raise refuse("not_found")
        if answer.excluded_at is None:
            return answer
        answer.excluded_at, answer.excluded_by, answer.reason = None, None, ""
        answer.save(update_fields=["excluded_at", "excluded_by", "reason"])
        record(actor, role, "survey.restore", survey, after={"answer": answer.pk})
    return answer


@dataclass(frozen=True, slots=True)
class _Kept:
    questionnaire: Questionnaire
    answers: Mapping[str, Answer]
    mark: str


def _checked(survey: Survey, given: Given, *, needs_mark: bool = True) -> _Kept:
    questionnaire = questionnaire_of(survey)
    answers, faults = checked_answers(questionnaire, given.answers, given.hidden_names)
    places = plan_of(survey).place_ids
    if places and given.place not in places:
        faults.append(Fault("楼栋", "没有选择", "请选择您住的楼栋"))
    mark = ""
    if needs_mark or given.mark.strip():
        mark, wrong = normal_mark(OnceBy(survey.once_by), given.mark, given.year, today().year)
        if wrong:
            faults.append(Fault("防重复", *wrong))
    if faults:
        raise refuse("invalid", faults)
    by_door = survey.once_by in (OnceBy.DOOR, OnceBy.PERSON) and bool(places)
    return _Kept(questionnaire, answers, f"{given.place}/{mark}" if mark and by_door else mark)


def _save(survey: Survey, given: Given, kept: _Kept, values: Mapping[str, object]) -> SurveyAnswer:
    """Write the answer, its texts apart. Raises RefusedError (`survey_answered`)."""
    words = {one.id for one in kept.questionnaire.texts}
    numbers = {name: answer for name, answer in kept.answers.items() if name not in words}
    place = given.place if plan_of(survey).places else ""
    try:
        with transaction.atomic():
            answer = SurveyAnswer.objects.create(survey=survey, place=place, answers=numbers, **values)
    except IntegrityError:
        raise refuse("survey_answered") from None
    SurveyText.objects.bulk_create(
        SurveyText(survey=survey, answer=answer, question=name, text=str(kept.answers[name]))
        for name in sorted(words & set(kept.answers))
    )
    return answer
