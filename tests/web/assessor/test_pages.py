"""Home, case, scoring page, lock and correction: what an assessor reads, and what nobody else does."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import BlobFactory
from reviewing import SERIALS, Review, before_panel, fill_and_lock, in_review, put, teamed
from surveys import answered, plan
from web.desks import client_of, copies
from xingping.core.guide import EvidenceMode
from xingping.core.lifecycle import State
from xingping.rating.evidence_rules import Shown
from xingping.rating.models import Case, Sheet, Team, TeamMember
from xingping.rating.services.deciding import send_back
from xingping.rating.services.evidence import add_evidence
from xingping.rating.services.saving import Edit
from xingping.rating.services.surveys import begin_survey, end_survey

pytestmark = pytest.mark.django_db


def page(review: Review, name: str = "", who: int = 0) -> str:
    """A page of the case as one of the assessors reads it."""
    answer = client_of(review.assessors[who]).get(address(review, name))
    assert answer.status_code == 200
    return answer.content.decode()


def address(review: Review, name: str = "") -> str:
    """Its address."""
    return f"/assessor/cases/{review.fresh().number}/{name}"


def fresh_client(review: Review) -> Client:
    """A browser in which the first assessor has just given the password."""
    person = review.assessors[0].person
    person.set_password("演示-口令-2026")
    person.save()
    client = client_of(review.assessors[0])
    assert client.post(reverse("account_reauthenticate"), {"password": "演示-口令-2026"}).status_code == 302
    return client


def test_the_home_names_the_one_next_thing() -> None:
    review = in_review()
    client = client_of(review.assessors[0])
    assert "还有 57 项没有评分" in client.get("/assessor/").content.decode()
    put(review, 0, {"scores.1": Edit(None, 450)})
    assert "继续评分" in client.get("/assessor/").content.decode()
    fill_and_lock_rest(review)
    assert "检查并锁定" in client.get("/assessor/").content.decode()


def fill_and_lock_rest(review: Review) -> None:
    """Every other indicator of the first assessor's sheet, not locked."""
    full = {f"scores.{one}": Edit(None, 0) for one in SERIALS[1:]}
    whys = {f"statements.{one}": Edit(None, "没有") for one in SERIALS}
    put(review, 0, full | whys, sequence=2)


def test_before_the_review_there_is_nothing_to_score() -> None:
    review = teamed()
    assert "评审还没有开始" in page(review)
    for name in ("score/", "lock/", "paper/", "paper.pdf"):
        assert client_of(review.assessors[0]).get(address(review, name)).status_code == 404


def test_who_is_on_no_team_finds_nothing_of_the_case() -> None:
    review, other = in_review(), in_review()
    client = client_of(other.assessors[0])
    hidden = (review.fresh().number, review.fresh().centre.name)
    assert not any(one in client.get("/assessor/").content.decode() for one in hidden)
    for name in ("", "score/", "lock/", "correct/", "reconcile/", "paper/", "paper.pdf", "paper.xlsx"):
        assert client.get(address(review, name)).status_code == 404


def test_the_scoring_page_holds_what_the_applicant_says_and_no_self_score() -> None:
    review = in_review()
    text = page(review, "score/")
    assert text.count('data-card="') == 57
    assert '"self_scores": {}' in text
    put(review, 1, {"scores.1": Edit(None, 450), "statements.1": Edit(None, "别人的理由")})
    assert "别人的理由" not in page(review, "score/")


def test_reasons_once_written_are_offered_again() -> None:
    review = in_review()
    assert 'data-reason="没有佐证材料"' in page(review, "score/")
    fill_and_lock(review, 0, {"1": 50})
    assert 'data-reason="现场看到缺少材料（1）"' in page(review, "score/")
    assert "现场看到缺少材料" not in page(review, "score/", who=1)


def test_what_is_missing_leads_to_its_indicator() -> None:
    review = in_review()
    put(review, 0, {"scores.1": Edit(None, 450)})
    text = page(review, "lock/")
    assert "还有 57 处要补" in text
    assert "扣了分，没有写理由" in text
    assert 'score/#indicator-1"' in text


def test_locking_asks_for_the_password_and_shows_hash_and_time() -> None:
    review = in_review()
    put(review, 0, {"scores.1": Edit(None, 450)})
    fill_and_lock_rest(review)
    text = page(review, "lock/")
    assert "可以锁定" in text
    version = {"version": review.sheet(0).version}
    asked = client_of(review.assessors[0]).post(address(review, "lock/"), version)
    assert (asked.status_code, "/account/again/" in asked.headers["Location"]) == (302, True)
    assert review.sheet(0).locked_at is None
    client = fresh_client(review)
    client.post(address(review, "lock/"), {"version": 1})
    assert review.sheet(0).locked_at is None
    told = client.post(address(review, "lock/"), version, follow=True).content.decode()
    assert review.sheet(0).content_hash in told
    assert "已锁定" in told


def test_a_correction_is_a_new_revision_and_only_after_sending_back() -> None:
    review = before_panel({"1": 100}, {"1": 100}, {"1": 100})
    assert client_of(review.assessors[0]).get(address(review, "correct/")).status_code == 409
    send_back(review.officer, review.case_id, "请核实面积")
    client = fresh_client(review)
    assert "更正理由" in client.get(address(review, "correct/")).content.decode()
    assert "更正评分" in page(review)
    wrong = client.post(address(review, "correct/"), {"points-1": "４", "reason": "看错"})
    assert wrong.status_code == 422
    assert "看错" in wrong.content.decode()
    sent = {"points-1": "4.5", "reason-1": "重新量过", "reason": "面积看错"}
    assert "第 2 版" in client.post(address(review, "correct/"), sent, follow=True).content.decode()
    sheets = Sheet.objects.filter(case=review.case_id, label=review.sheet(0).label).order_by("revision")
    assert [one.scores["1"] for one in sheets] == [400, 450]


@pytest.mark.parametrize("name", ["", "score/", "lock/"])
def test_pages_take_as_many_queries_for_a_full_sheet_as_for_an_empty_one(name: str) -> None:
    review = in_review()
    client = client_of(review.assessors[0])
    client.get(address(review, name))
    counts = []
    for sequence, count in enumerate((1, 3), 1):
        put(review, 0, {f"scores.{one}": Edit(None, 0) for one in SERIALS[sequence : sequence + count]},
            sequence=sequence)  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            client.get(address(review, name))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 40


def test_the_home_takes_as_many_queries_for_three_cases_as_for_one() -> None:
    review = in_review()
    client = client_of(review.assessors[0])
    client.get("/assessor/")
    counts = []
    for more in (0, 2):
        for case in copies(review.fresh(), more):
            team = Team.objects.create(case=case)
            TeamMember.objects.create(team=team, assessor=review.records[0], label="A")
            Sheet.objects.create(case=case, label="A")
        with CaptureQueriesContext(connection) as captured:
            text = client.get("/assessor/").content.decode()
        assert text.count("还有 57 项没有评分") == 1 + more
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_applicants_evidence_stands_beside_its_indicator() -> None:
    review = in_review()
    cases = Case.objects.filter(pk=review.case_id)
    cases.update(state=State.DRAFT)  # as when the applicant showed it
    blob = BlobFactory(media_type="application/pdf", preview={"thumbnail": "x", "preview": "x"})
    shown = Shown(EvidenceMode.UPLOAD, "坡道验收单", blob, "a.pdf", not_secret=True, masked=True)
    add_evidence(review.scene.applicant, review.case_id, uuid4(), shown, [("3", "")])
    cases.update(state=State.IN_REVIEW)
    text = page(review, "score/")
    assert "坡道验收单" in text
    assert "/preview/" in text


def test_what_residents_answered_stands_beside_row_58_and_is_not_scored() -> None:
    review = in_review()
    assert "居民调查" not in page(review, "score/")
    officer = review.officer
    survey = begin_survey(officer, review.scene.case.centre, plan())
    answered(survey, 12, visited="often", satisfied="5")
    answered(survey, 14, 12, knows="no")
    end_survey(officer, survey.pk)
    text = page(review, "score/")
    for shown in ("居民调查（评定机构组织）", "46.2%", "有效答卷 26 份", "仅供参考，不计分"):
        assert shown in text
