"""Letters to the households of a survey's list, each with the code that is worth one answer.

A code follows from the survey's key, so the same letter can be printed again (a jam, a reminder) and
nobody finds codes in the database. Who has answered is told to nobody.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from xingping.core.faults import Fault
from xingping.core.household import household_key, read_households, shown_code
from xingping.core.roles import Role
from xingping.core.sample_plan import OnceBy
from xingping.rating.actor import Actor
from xingping.rating.errors import refuse
from xingping.rating.models import Survey, SurveyHousehold
from xingping.rating.permissions import require
from xingping.rating.secrets import decrypt
from xingping.rating.services.audit import record
from xingping.rating.services.survey_marks import code_hash, code_of_household, door_hash
from xingping.rating.services.surveys import locked_survey
from xingping.rating.verbs import Verb

MOST_LETTERS = 1_000
"""In one file."""


@dataclass(frozen=True, slots=True)
class HouseholdCode:
    """What a letter needs of a household; `code` as it stands on paper."""

    number: int
    address: str
    code: str


def add_households(actor: Actor, survey_id: int, lines: str) -> int:
    """Add the households of some lines to a running survey's list, all or none; returns how many.

    Raises RefusedError: not_found, not_allowed, survey_ended, survey_without_codes, invalid.
    """
    with transaction.atomic():
        survey, role = _running(actor, survey_id)
        known = {household_key(one) for one in survey.households.values_list("address", flat=True)}
        found, faults = read_households(lines, known)
        if faults:
            raise refuse("invalid", faults)
        first = (survey.households.aggregate(last=Max("number"))["last"] or 0) + 1
        key = decrypt(survey.sealed_key)
        SurveyHousehold.objects.bulk_create(
            SurveyHousehold(
                survey=survey, number=number, address=address, door_hash=door_hash(key, door), **_code(key)
            )
            for number, (door, address) in enumerate(found.items(), first)
        )
        record(actor, role, "survey.households", survey, after={"added": len(found), "first": first})
    return len(found)


def make_letters(actor: Actor, survey_id: int, numbers: Sequence[int] | None = None) -> list[HouseholdCode]:
    """The codes for letters to these households; without numbers, to those that have had no letter yet.

    At most MOST_LETTERS, from the lowest number on. Codes that were given before stay the same.
    Raises RefusedError: not_found, not_allowed, survey_ended, survey_without_codes, invalid (nobody to
    write to).
    """
    with transaction.atomic():
        survey, role = _running(actor, survey_id)
        wanted = survey.households.filter(letters=0) if numbers is None else survey.households.filter(
            number__in=list(numbers)[:MOST_LETTERS]
        )  # fmt: skip
        chosen = list(wanted.order_by("number")[:MOST_LETTERS])
        if not chosen:
            raise refuse("invalid", [Fault("邀请信", "没有要制作的信", "请先录入住户名单，或改填户号")])
        key = decrypt(survey.sealed_key)
        made = SurveyHousehold.objects.filter(pk__in=[one.pk for one in chosen])
        made.update(letters=F("letters") + 1, made_at=timezone.now())
        after = {"letters": len(chosen), "first": chosen[0].number, "last": chosen[-1].number}
        record(actor, role, "survey.letters", survey, after=after)
        return [
            HouseholdCode(one.number, one.address, shown_code(code_of_household(key, one.salt)))
            for one in chosen
        ]


def replace_code(actor: Actor, survey_id: int, household_id: int) -> SurveyHousehold:
    """Give a household another code, for a letter that is lost; the former one is worth nothing any more.

    A household that has answered stays answered. Raises RefusedError: not_found, not_allowed,
    survey_ended, survey_without_codes.
    """
    with transaction.atomic():
        survey, role = _running(actor, survey_id)
        household = _household(survey, household_id)
        changed = {**_code(decrypt(survey.sealed_key)), "letters": 0, "made_at": None}
        for name, value in changed.items():
            setattr(household, name, value)
        household.save(update_fields=list(changed))
        record(actor, role, "survey.code", survey, after={"number": household.number})
    return household


def remove_household(actor: Actor, survey_id: int, household_id: int) -> None:
    """Take a household off the list; its code is worth nothing any more, an answer that it gave counts.

    Raises RefusedError: not_found, not_allowed, survey_ended, survey_without_codes.
    """
    with transaction.atomic():
        survey, role = _running(actor, survey_id)
        household = _household(survey, household_id)
        record(actor, role, "survey.remove_household", survey, before={"number": household.number})
        household.delete()


def _running(actor: Actor, survey_id: int) -> tuple[Survey, Role]:
    survey = locked_survey(survey_id)
    role = require(actor, Verb.CHANGE, survey)
    if survey.ended_at is not None:
        raise refuse("survey_ended")
    if survey.once_by != OnceBy.CODE:
        raise refuse("survey_without_codes")
    return survey, role


def _code(key: str) -> dict[str, str]:
    """The columns of a new code."""
    salt = secrets.token_hex(16)
    return {"salt": salt, "code_hash": code_hash(key, code_of_household(key, salt))}


def _household(survey: Survey, household_id: int) -> SurveyHousehold:
    found = survey.households.filter(pk=household_id).first()
    if found is None:
        raise refuse("not_found")
    return found
