"""Appeals: in time, once, by the uninvolved; points up or down, the star and the notice follow."""

from __future__ import annotations

import pytest

from factories import BodyFactory, days_ago, person_with
from noticing import HEADING, appealed, confirmed, full, hearers, noticed, outsider, past, publish, ruled
from reviewing import Review, code_of
from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.calendar import today
from xingping.rating.models import Appeal, Case, Correction, Decision, Letter, NoticeItem
from xingping.rating.services.appeal_checks import Answer, Ruling
from xingping.rating.services.appeals import decide_appeal, file_appeal
from xingping.rating.services.letters import deliver_not_awarded
from xingping.rating.services.notices import Heading

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def at_the_band() -> Review:
    """A case with exactly the 950 points that give five stars."""
    less = {"31": full("31")}
    return noticed(less, less, less)[0]


def test_an_appeal_that_changes_nothing_keeps_decision_and_notice() -> None:
    review, _notice = noticed({"31": 100}, {"31": 100}, {"31": 100})
    appealed(review)
    assert review.fresh().state == State.UNDER_APPEAL
    ruled(review, {"31": None})
    appeal = Appeal.objects.get(case=review.case_id)
    assert review.fresh().state == State.IN_NOTICE
    assert appeal.after_id == appeal.before_id
    assert NoticeItem.objects.get(case=review.case_id).ended_at is None
    item = appeal.items.get()
    assert (item.before, item.after) == (item.after, item.before)
    assert not Correction.objects.filter(case=review.case_id).exists()


def test_points_that_go_down_change_the_star_and_ask_for_another_notice() -> None:
    review = at_the_band()
    appealed(review, "12")
    ruled(review, {"12": 0})
    case = review.fresh()
    decision = Decision.objects.get(case=case, superseded_at=None)
    assert (case.state, decision.stars, decision.item) == (State.IN_NOTICE, 4, None)
    appeal = Appeal.objects.get(case=case)
    assert (appeal.before.stars, appeal.after.stars if appeal.after else 0) == (5, 4)
    assert NoticeItem.objects.get(case=case).ended_at is not None
    again = publish(review, Heading("演评公示 补 1", "电话"))
    assert again.items.get().stars == 4
    assert review.fresh().state == State.IN_NOTICE


def test_points_that_go_up_raise_the_star() -> None:
    less = {"31": full("31"), "1": full("1")}
    review = confirmed(less, less, less, stars=4)
    publish(review)
    appealed(review, *less)
    ruled(review, {serial: full(serial) for serial in less})
    decision = Decision.objects.get(case=review.case_id, superseded_at=None)
    assert (decision.stars, decision.total) == (5, "1000")
    assert Correction.objects.filter(case=review.case_id, item=None).count() == len(less)


def test_an_appeal_is_heard_once_and_in_time() -> None:
    review, notice = noticed()
    applicant = review.scene.applicant
    assert code_of(lambda: file_appeal(applicant, review.case_id, {}, "请复查")) == "invalid"
    assert code_of(lambda: file_appeal(applicant, review.case_id, {"99": "理由"}, "请复查")) == "invalid"
    assert code_of(lambda: file_appeal(applicant, review.case_id, {"31": "理"}, " ")) == "reasons_missing"
    assert code_of(lambda: file_appeal(review.officer, review.case_id, {"31": "理"}, "请")) == "not_allowed"
    appealed(review)
    ruled(review, {"31": None})
    assert code_of(lambda: appealed(review)) == "already_appealed"
    other, notice = noticed()
    past(notice)
    assert code_of(lambda: appealed(other)) == "appeal_time_over"


def test_who_decided_does_not_hear() -> None:
    review, _notice = noticed()
    appealed(review)
    assert code_of(lambda: ruled(review, {"31": None}, review.officer)) == "appeal_by_deciders"
    answers = {"31": Answer(None, "已复查")}

    def rule(people: list[object], **more: object) -> str:
        values = {"answers": answers, "conclusion": "完毕", "heard_on": today(), **more}
        ruling = Ruling(hearers=people, **values)  # type: ignore[arg-type]
        return code_of(lambda: decide_appeal(outsider(review), review.case_id, ruling))

    free = hearers(review)
    voted = [actor.person for actor in review.panel[:1]]
    assert rule([*free, *voted]) == "appeal_by_deciders"
    assert rule([*free, person_with(Role.PANEL, body=BodyFactory())]) == "appeal_by_deciders", (
        "somebody of another body"
    )
    assert rule(list(free[:1])) == "hearers_missing"
    assert rule(list(free), answers={}) == "appeal_answers_missing"
    assert rule(list(free), answers={**answers, "1": Answer(0, "没有申诉")}) == "invalid"
    assert rule(list(free), answers={"31": Answer(10**9, "太多")}) == "invalid"
    assert rule(list(free), heard_on=days_ago(1)) == "invalid"
    assert rule(list(free), conclusion=" ") == "reasons_missing"
    assert rule(list(free)) == ""


def test_a_case_without_a_star_is_told_privately_and_may_appeal() -> None:
    everything = {one: full(one) for one in ("31", "1", "12", "14", "15", "9-10", "33", "24", "22", "7", "8")}
    rest = {
        one: full(one) for one in ("2", "3", "5", "6", "11", "13", "16", "17", "18", "19", "20", "21", "23")
    }
    less = {**everything, **rest}
    more = {
        one: full(one) for one in ("25", "26", "27", "28", "29", "30", "32", "34", "35", "36", "37", "38")
    }
    less |= more
    review = confirmed(less, less, less, stars=0)
    deliver_not_awarded(review.officer, review.case_id)
    case = review.fresh()
    assert (case.state, case.delivered_at is None) == (State.NOT_AWARDED, False)
    letter = Letter.objects.get(case=case)
    assert letter.blob is not None
    assert code_of(lambda: publish(review, HEADING)) == "not_proposable"
    appealed(review, "31")
    ruled(review, {"31": full("31") - 50})
    assert Case.objects.get(pk=case.pk).state == State.NOT_AWARDED
    assert Letter.objects.filter(case=case).count() == 2
    assert not NoticeItem.objects.filter(case=case).exists()
