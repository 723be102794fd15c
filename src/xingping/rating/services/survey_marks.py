"""What tells double answers: keyed hashes under a survey's key, which dies with the survey."""

from __future__ import annotations

import hmac
from hashlib import sha256

from xingping.core.household import household_code, household_key
from xingping.core.sample_plan import OnceBy
from xingping.rating.errors import refuse
from xingping.rating.models import Survey


def keyed(key: str, text: str) -> str:
    """A hash that tells nothing to whoever lacks the key."""
    return _digest(key, text).hex()


def person_hash(survey: Survey, key: str, mark: str) -> str:
    """The hash by which one person, or one household, answers once; `mark` in its one way of writing.

    The same household keeps its hash whatever code it was given, and no household's row holds it.
    Raises RefusedError (`survey_code_unknown`).
    """
    if survey.once_by != OnceBy.CODE:
        return keyed(key, f"person:{mark}")
    household = survey.households.filter(code_hash=code_hash(key, mark)).first()
    if household is None:
        raise refuse("survey_code_unknown")
    return keyed(key, f"household:{household_key(household.address)}")


def door_hash(key: str, door: str) -> str:
    """By which a household stands in the list once; `door` is its `household_key`."""
    return keyed(key, f"door:{door}")


def code_of_household(key: str, salt: str) -> str:
    """A household's code: it follows from the survey's key and is kept nowhere."""
    return household_code(_digest(key, f"letter:{salt}"))


def code_hash(key: str, code: str) -> str:
    """By which a household is found that gives its code."""
    return keyed(key, f"code:{code}")


def _digest(key: str, text: str) -> bytes:
    return hmac.new(key.encode(), text.encode(), sha256).digest()
