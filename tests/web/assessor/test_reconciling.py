"""差异会商 in pages: blind labels, only what differs, confirm or change, both values kept."""

from __future__ import annotations

import pytest

from reviewing import FULL, Review, all_locked
from web.desks import client_of
from xingping.rating.models import Reconciliation
from xingping.rating.services.reconciling import answer_reconciliation
from xingping.rating.services.reviewing import open_reconciliation

pytestmark = pytest.mark.django_db
FAR = FULL["1"] // 2 // 50 * 50


@pytest.fixture
def review() -> Review:
    """The third assessor gives the first indicator half, and differs a little on the second."""
    made = all_locked({}, {}, {"1": FAR, "2": 50})
    open_reconciliation(made.officer, made.case_id)
    return made


def address(review: Review) -> str:
    """The page."""
    return f"/assessor/cases/{review.fresh().number}/reconcile/"


def read(review: Review, who: int) -> str:
    """The page as one of the assessors reads it."""
    return client_of(review.assessors[who]).get(address(review)).content.decode()


def test_only_what_differs_is_shown_under_labels(review: Review) -> None:
    text = read(review, 0)
    assert "现场看到缺少材料（1）" in text
    assert "现场看到缺少材料（2）" not in text
    names = [one.person.get_full_name() for one in review.assessors[1:]]
    assert not any(name in text for name in names)


def test_an_answer_does_not_sway_the_next(review: Review) -> None:
    before = Reconciliation.objects.get(case=review.case_id, before=FULL["1"] - FAR)
    answer_reconciliation(review.assessors[2], review.case_id, "1", FULL["1"], "看漏了产权证")
    text = read(review, 0)
    assert "看漏了产权证" not in text
    assert f'<strong class="voice-points">{before.before / 100:g}</strong>' in text
    assert "您由" in read(review, 2)


def test_confirming_and_changing_keep_both_values(review: Review) -> None:
    client = client_of(review.assessors[0])
    missing = client.post(address(review), {"serial": "1", "points": "5", "reason": " "})
    assert missing.status_code in (409, 422)
    bad = client.post(address(review), {"serial": "1", "points": "４", "reason": "写过的理由"})
    assert (bad.status_code, "写过的理由" in bad.content.decode()) == (422, True)
    told = client.post(
        address(review), {"serial": "1", "points": "4.5", "reason": "同意部分扣分"}, follow=True
    ).content.decode()
    assert "您由 5 分改为 4.5 分" in told
    own = Reconciliation.objects.get(case=review.case_id, reason="同意部分扣分")
    assert (own.before, own.after) == (500, 450)
    again = client.post(address(review), {"serial": "1", "points": "1", "reason": "再改"})
    assert again.status_code == 409


def test_without_a_reconciliation_the_page_says_so() -> None:
    quiet = all_locked()
    assert "没有要您会商的指标" in read(quiet, 0)
