"""One door on many devices at once, and a survey that ends while people answer: clean answers for all.

That a person answers once rests on a unique key, which no lock can be switched off for; what the lock adds
is that no answer is kept once the key is destroyed. Its control shows the answer that slips in without.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from faults.racing import WORKERS, Outcome, race, without_locks
from surveys import begun, given
from xingping.rating.models import Survey, SurveyAnswer
from xingping.rating.services import survey_answers
from xingping.rating.services.survey_answers import Given, answer_survey
from xingping.rating.services.surveys import end_survey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
WINDOW = 0.3


@pytest.mark.parametrize("workers", WORKERS)
def test_one_door_answers_once(workers: int) -> None:
    _officer, survey = begun()
    outcome = race([lambda: answer_survey(survey.token, given("3-501"))] * workers)
    assert (len(outcome.done), outcome.broken) == (1, [])
    assert outcome.refused == ["survey_answered"] * (workers - 1)
    assert SurveyAnswer.objects.count() == 1


def ended_meanwhile(monkeypatch: pytest.MonkeyPatch) -> Outcome:
    """Somebody's answer is about to be written when the survey is ended."""
    officer, survey = begun()
    save = survey_answers._save

    def slow(held: Survey, sent: Given, kept: object, values: Mapping[str, object]) -> SurveyAnswer:
        time.sleep(WINDOW)
        return save(held, sent, kept, values)  # type: ignore[arg-type]

    monkeypatch.setattr(survey_answers, "_save", slow)

    def end() -> Survey:
        time.sleep(WINDOW / 3)
        return end_survey(officer, survey.pk)

    return race([lambda: answer_survey(survey.token, given("3-501")), end])


def is_late() -> bool:
    """Whether an answer was kept after the end."""
    ended = Survey.objects.get().ended_at
    assert ended
    return any(answer.at > ended for answer in SurveyAnswer.objects.all())


def test_nothing_is_kept_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = ended_meanwhile(monkeypatch)
    assert (len(outcome.done), outcome.refused, outcome.broken) == (2, [], [])
    assert not is_late()


def test_without_the_lock_an_answer_slips_in(monkeypatch: pytest.MonkeyPatch) -> None:
    without_locks(monkeypatch)
    outcome = ended_meanwhile(monkeypatch)
    assert is_late() or outcome.broken
