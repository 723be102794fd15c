"""The draft result for its applicant: reasons without names, one answer, nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reviewing import Review, all_locked, decided, vote
from web.centre.browsing import address, browser_of
from xingping.core.voting import Ballot as Choice
from xingping.rating.calendar import today
from xingping.rating.models import Case, Feedback
from xingping.rating.services.deciding import correct_points, decide
from xingping.rating.services.feedback import correct_facts, give_feedback, refuse_claims
from xingping.rating.services.panel import put_on_agenda

pytestmark = pytest.mark.django_db


def page_of(review: Review) -> str:
    return browser_of(review.scene.applicant).get(address(review.fresh(), "result/")).content.decode()


def test_before_the_decision_there_is_nothing_to_see() -> None:
    review = all_locked({"1": 100})
    page = page_of(review)
    assert "还没有结果" in page
    assert "现场看到缺少材料" not in page


def test_reasons_are_told_without_names_or_labels() -> None:
    page = page_of(decided({"1": 100}))
    assert "现场看到缺少材料（1）" in page
    assert "五星级" in page
    assert "代号" not in page
    assert "确认无误" in page


def test_confirming_is_final() -> None:
    review = decided()
    client = browser_of(review.scene.applicant)
    sent = client.post(address(review.fresh(), "result/"), {"answer": "confirm", "key": "k"})
    assert sent.status_code == 302
    assert Feedback.objects.get().confirmed
    page = page_of(review)
    assert "您已确认结果" in page
    assert 'name="answer"' not in page
    again = client.post(address(review.fresh(), "result/"), {"answer": "errors", "error-1": "错了"})
    assert (again.status_code, "已经对这次结果作过答复" in again.content.decode()) == (409, True)


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"answer": "errors"},
        {"answer": "confirm", "error-1": "面积应为 500 平方米"},
        {"answer": "errors", "error-1": "面积应为 500 平方米", "error-99": "没有这项"},
        {"answer": "errors", "error-1": "面积应为 500 平方米\x00"},
        {"answer": "errors", "error-1": "面积应为 500 平方米" + "长" * 2000},
    ],
)
def test_what_is_unclear_is_asked_again_and_nothing_is_lost(sent: dict[str, str]) -> None:
    review = decided()
    answer = browser_of(review.scene.applicant).post(address(review.fresh(), "result/"), sent)
    assert answer.status_code == 422
    assert ("面积应为 500 平方米" in answer.content.decode()) == ("error-1" in sent)
    assert not Feedback.objects.exists()


def test_after_the_time_nothing_can_be_answered() -> None:
    review = decided()
    Case.objects.filter(pk=review.case_id).update(due_on=today() - timedelta(days=1))
    assert "核对期限已过" in page_of(review)
    client = browser_of(review.scene.applicant)
    assert client.post(address(review.fresh(), "result/"), {"answer": "confirm"}).status_code == 409


def test_a_corrected_fact_is_told_with_before_and_after() -> None:
    review = decided({"1": 500}, {"1": 500}, {"1": 500})
    client = browser_of(review.scene.applicant)
    assert (
        client.post(
            address(review.fresh(), "result/"), {"answer": "errors", "error-1": "证明在佐证 3"}
        ).status_code
        == 302
    )
    assert "正在核对" in page_of(review)
    correct_facts(review.officer, review.case_id, "材料属实")
    page = page_of(review)
    assert ("还没有结果" in page, "已退回评定委员会" in page) == (True, True)
    put_on_agenda(review.officer, review.meeting.pk, review.case_id)  # type: ignore[union-attr]
    correct_points(review.officer, review.case_id, "1", 500, "材料属实")
    vote(review, *[Choice.FOR] * 4)
    decide(review.officer, review.case_id, stars=5)
    page = page_of(review)
    assert "上次结论 0.00 分" in page
    assert "委员会更正：</strong>材料属实" in page
    assert page.count("0.00 分改为 5.00 分") == 2, "in the list of errors named and beside the indicator"


def test_what_was_not_taken_up_is_told_with_its_reason_beside_it() -> None:
    review = decided(*[{"1": 500}] * 3)
    give_feedback(review.scene.applicant, review.case_id, {"1": "证明在佐证 3", "2": "还有一间库房"})
    refuse_claims(review.officer, review.case_id, {"2": "库房不对居民开放"})
    page = page_of(review)
    beside = page[page.index('id="indicator-2"') : page.index('id="indicator-3"')]
    for words in ("您指出：还有一间库房", "未采纳", "理由：库房不对居民开放"):
        assert words in beside
    assert "正在核对" in page
    assert review.officer.person.get_full_name() not in page
