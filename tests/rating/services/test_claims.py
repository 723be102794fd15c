"""Errors of fact that a centre named: each is corrected or answered with a reason before a notice."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from factories import applicant_of, officer_of, submitted_scene
from noticing import HEADING
from reviewing import Review, code_of, decided, vote
from xingping.core.voting import Ballot
from xingping.rating.calendar import today
from xingping.rating.models import AuditEntry, Case, ClaimRefusal, Feedback, Message
from xingping.rating.queries.award_state import feedback_is_over
from xingping.rating.queries.awards import proposable_cases
from xingping.rating.queries.feedback import Standing, answers_of
from xingping.rating.services.deciding import correct_points, decide
from xingping.rating.services.feedback import correct_facts, give_feedback, refuse_claims
from xingping.rating.services.letters import deliver_not_awarded
from xingping.rating.services.notices import prepare_notice
from xingping.rating.services.panel import put_on_agenda

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def claimed(*serials: str) -> Review:
    """A case in feedback whose applicant named an error at each of these indicators."""
    review = decided(*[{"1": 500}] * 3)
    give_feedback(review.scene.applicant, review.case_id, {serial: f"{serial} 有误" for serial in serials})
    return review


def standings(review: Review) -> dict[str, tuple[Standing, str]]:
    (answer,) = answers_of(review.fresh())
    return {one.indicator.serial: (one.standing, one.reason) for one in answer.claims}


def after_the_time(review: Review) -> None:
    Case.objects.filter(pk=review.case_id).update(due_on=today() - timedelta(days=1))


def test_the_result_does_not_go_on_before_each_error_is_answered() -> None:
    review = claimed("1", "2")
    after_the_time(review)
    case = review.fresh()
    assert not feedback_is_over(case)
    assert not proposable_cases(Case.objects.all()).exists()
    prepare = partial(prepare_notice, review.officer, case.round_id, HEADING, [case.pk])
    assert code_of(prepare) == "not_proposable"
    assert code_of(lambda: deliver_not_awarded(review.officer, case.pk)) == "claims_open"
    refuse_claims(review.officer, case.pk, {"1": "证明不是本中心的"}, key="k")
    refuse_claims(review.officer, case.pk, {"1": "证明不是本中心的"}, key="k")
    assert not feedback_is_over(case), "one of two"
    refuse_claims(review.officer, case.pk, {"2": "面积已按产权证计算"})
    assert feedback_is_over(case)
    assert proposable_cases(Case.objects.all()).get() == case
    assert code_of(lambda: deliver_not_awarded(review.officer, case.pk)) == "star_proposed"
    assert standings(review) == {
        "1": (Standing.REFUSED, "证明不是本中心的"),
        "2": (Standing.REFUSED, "面积已按产权证计算"),
    }
    told = Message.objects.filter(recipient=review.scene.applicant.person, subject__contains="已有答复")
    assert told.count() == 2
    assert AuditEntry.objects.filter(verb="feedback.refuse").count() == 2
    assert code_of(lambda: correct_facts(review.officer, case.pk, "再看看")) == "claims_all_refused"


def test_what_the_panel_leaves_as_it_is_needs_a_reason_too() -> None:
    review = claimed("1", "2", "3")
    refuse_claims(review.officer, review.case_id, {"3": "坡道在楼后"})
    correct_facts(review.officer, review.case_id, "有两处要看")
    assert standings(review)["1"] == (Standing.REFERRED, "")
    put_on_agenda(review.officer, review.meeting.pk, review.case_id)  # type: ignore[union-attr]
    correct_points(review.officer, review.case_id, "1", 500, "产权证已核")
    vote(review, *[Ballot.FOR] * 5)
    conclude = partial(decide, review.officer, review.case_id, stars=5)
    assert code_of(conclude) == "claims_unchanged"
    refuse_claims(review.officer, review.case_id, {"2": "面积已按产权证计算"})
    assert conclude().state == "in_feedback"
    assert standings(review) == {
        "1": (Standing.CORRECTED, "产权证已核"),
        "2": (Standing.REFUSED, "面积已按产权证计算"),
        "3": (Standing.REFUSED, "坡道在楼后"),
    }
    give_feedback(review.scene.applicant, review.case_id, {})
    assert feedback_is_over(review.fresh())


def test_reasons_states_and_people_are_asked() -> None:
    review = claimed("1")

    def refused(reasons: dict[str, str]) -> str:
        return code_of(lambda: refuse_claims(review.officer, review.case_id, reasons))

    assert refused({}) == refused({"1": " "}) == "reasons_missing"
    for bad in ({"2": "没有指出过"}, {"1": "a\0"}, {"1": "长" * 2001}, {"1": "有理由", "99": "没有这项"}):
        assert refused(bad) == "invalid"
    assert not ClaimRefusal.objects.exists()
    people = (review.scene.applicant, review.panel[0], applicant_of(submitted_scene().case.centre))
    for person in (*people, officer_of(submitted_scene().body)):
        act = partial(refuse_claims, person, review.case_id, {"1": "不采纳"})
        assert code_of(act) in ("not_allowed", "not_found")
    refuse_claims(review.officer, review.case_id, {"1": "不采纳"})
    assert refused({"1": "又一次"}) == "invalid", "an answer stands"
    Case.objects.filter(pk=review.case_id).update(state="in_notice")
    assert refused({"1": "太晚"}) == "wrong_state"
    assert Feedback.objects.get().refusals.get().reason == "不采纳"
