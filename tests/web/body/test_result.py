"""The officer's page of a result: hidden until all is locked, steps with their refusals, no names."""

from __future__ import annotations

import pytest

from factories import person_with
from reviewing import FULL, Review, all_locked, decided, fill_and_lock, in_review
from web.desks import client_of
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.services.conflicts import declare_conflict
from xingping.rating.services.reconciling import answer_reconciliation

pytestmark = pytest.mark.django_db
FAR = FULL["1"] // 2


def path(review: Review, more: str = "result/") -> str:
    return f"/office/cases/{review.scene.case.number}/{more}"


def page_of(review: Review) -> str:
    return client_of(review.officer).get(path(review)).content.decode()


def test_scores_are_hidden_until_every_sheet_is_locked() -> None:
    review = in_review()
    fill_and_lock(review, 0, {"1": FAR})
    page = page_of(review)
    assert "评分表已锁定 1 / 3" in page
    assert "谁也不能查看评分" in page
    assert "现场看到缺少材料" not in page
    refused = client_of(review.officer).post(path(review, "to-panel/"))
    assert (refused.status_code, "还有评分表没有锁定" in refused.content.decode()) == (409, True)
    fill_and_lock(review, 1)
    declare_conflict(review.assessors[2], review.case_id, "发现是亲属任职")
    page = page_of(review)
    assert "到评审组补足专家" in page
    assert "现场看到缺少材料" not in page


def test_the_result_shows_scores_by_label_and_no_names() -> None:
    review = all_locked({"1": 100})
    page = page_of(review)
    assert "代号 A" in page
    assert "现场看到缺少材料（1）" in page
    assert "90% 区间" in page
    assert not [one for one in review.assessors if one.person.get_full_name() in page]


def test_what_differs_is_looked_at_again_before_the_panel() -> None:
    review = all_locked({}, {}, {"1": FAR})
    client = client_of(review.officer)
    assert "差异超过界限" in page_of(review)
    refused = client.post(path(review, "to-panel/"))
    assert (refused.status_code, "还有差异没有会商完毕" in refused.content.decode()) == (409, True)
    assert client.post(path(review, "reconcile/"), {"key": "k"}).status_code == 302
    assert client.post(path(review, "reconcile/"), {"key": "k"}).status_code == 302
    assert client.post(path(review, "reconcile/"), {"key": "other"}).status_code == 409
    answer_reconciliation(review.assessors[0], review.case_id, "1", FULL["1"], "再看过")
    page = page_of(review)
    assert "已答复 1 / 3 处" in page
    assert "再看过" not in page
    for number, less in ((1, 0), (2, FAR)):
        answer_reconciliation(review.assessors[number], review.case_id, "1", FULL["1"] - less, "再看过")
    assert "差异会商的结果" in page_of(review)
    assert client.post(path(review, "to-panel/"), {"key": "k2"}).status_code == 302
    assert "还没有列入会议议程" in page_of(review)


def test_without_divergence_there_is_nothing_to_open() -> None:
    review = all_locked()
    refused = client_of(review.officer).post(path(review, "reconcile/"))
    assert (refused.status_code, "没有超过界限的差异" in refused.content.decode()) == (409, True)


def test_auditors_read_and_do_not_act() -> None:
    review = decided()
    auditor = client_of(actor_of(person_with(Role.AUDITOR, body=review.scene.body)))
    assert "评定结论：五星级" in auditor.get(path(review)).content.decode()
    assert auditor.post(path(review, "to-panel/")).status_code == 403
    assert auditor.post(path(review, "feedback/"), {"reason": "x"}).status_code == 403
