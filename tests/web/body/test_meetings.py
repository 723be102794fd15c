"""Meetings on the officer's pages: calling, agenda, a vote to its end, minutes and their signed scan."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from factories import officer_of, person_with
from pdf_reading import text_of
from reviewing import Review, all_locked, before_panel, decided, vote
from stories.applicants import pdf
from web.desks import client_of
from xingping.core.roles import Role
from xingping.core.voting import Ballot as Choice
from xingping.rating.models import AgendaItem, Case, Correction, Decision, MinutesScan, PanelMeeting
from xingping.rating.services.feedback import give_feedback
from xingping.rating.services.panel import cast_ballot
from xingping.rating.services.reviewing import to_panel

pytestmark = pytest.mark.django_db


def meeting_path(review: Review, more: str = "") -> str:
    assert review.meeting is not None
    return f"/office/meetings/{review.meeting.pk}/{more}"


def case_path(review: Review, more: str = "") -> str:
    return f"/office/cases/{review.scene.case.number}/panel/{more}"


def post(review: Review, path: str, **sent: object) -> tuple[int, str]:
    answer = client_of(review.officer).post(path, sent)
    return answer.status_code, answer.content.decode()


def test_an_officer_calls_a_meeting_and_fills_its_agenda() -> None:
    review = all_locked()
    to_panel(review.officer, review.case_id)
    people = [person_with(Role.PANEL, body=review.scene.body) for _ in range(6)]
    client = client_of(review.officer)
    assert client.get("/office/meetings/").status_code == 200
    assert people[0].get_full_name() in client.get("/office/meetings/new/").content.decode()
    sent = {
        "round": review.scene.case.round_id,
        "held_at": f"{timezone.localtime() + timedelta(days=1):%Y-%m-%dT%H:%M}",
        "place": "二楼会议室",
        "members": [one.pk for one in people[:4]],
        "chair": people[0].pk,
    }
    few = client.post("/office/meetings/new/", sent)
    assert (few.status_code, "二楼会议室" in few.content.decode()) == (422, True)
    sent["members"] = [one.pk for one in people[:5]]
    assert client.post("/office/meetings/new/", sent).status_code == 302
    meeting = PanelMeeting.objects.get()
    address = f"/office/meetings/{meeting.pk}/"
    assert "等待列入议程" in client.get(address).content.decode()
    number = review.scene.case.number
    assert client.post(f"{address}add/{number}/").status_code == 302
    again = client.post(f"{address}add/{number}/")
    assert (again.status_code, "已列入会议议程" in again.content.decode()) == (409, True)
    assert client.post(f"{address}members/", {"person": people[5].pk}).status_code == 302
    assert meeting.members.count() == 6
    assert "待召开" in client.get("/office/meetings/?export=csv").content.decode()


def test_a_vote_from_opening_to_the_decision() -> None:
    review = before_panel({"1": 100})
    assert "开始表决" in client_of(review.officer).get(case_path(review)).content.decode()
    assert post(review, case_path(review, "vote/"), step="sideways")[0] == 422
    assert post(review, case_path(review, "vote/"), step="open")[0] == 302
    for member in review.panel[:4]:
        cast_ballot(member, review.case_id, Choice.FOR)
    page = client_of(review.officer).get(case_path(review)).content.decode()
    assert "已投 4 / 5" in page
    assert review.panel[4].person.get_full_name() in page
    assert post(review, case_path(review, "decide/"), stars=5)[0] == 409
    assert post(review, meeting_path(review, "close/"))[0] == 409
    assert post(review, case_path(review, "vote/"), step="close")[0] == 302
    code, page = post(review, meeting_path(review, "close/"))
    assert (code, "表决后没有作出结论" in page) == (409, True)
    code, page = post(review, case_path(review, "decide/"), stars=4)
    assert (code, "得分没有达到所议的星级" in page) == (409, True)
    assert post(review, case_path(review, "decide/"), stars=5, key="k")[0] == 302
    assert post(review, case_path(review, "decide/"), stars=5, key="k")[0] == 302
    assert Decision.objects.count() == 1
    assert "不在会议议程上" in client_of(review.officer).get(case_path(review)).content.decode()
    assert "999.66" in client_of(review.officer).get(meeting_path(review)).content.decode()


def test_points_are_corrected_with_a_reason_and_nothing_typed_is_lost() -> None:
    review = before_panel({"1": 100})
    for points, reason in (("４", "面积属实"), ("4.555", "面积属实"), ("99", "面积属实"), ("9", "")):
        code, page = post(review, case_path(review, "correct/"), serial="1", points=points, reason=reason)
        assert code == 422
        assert f'value="{points}"' in page
        assert reason in page
    assert post(review, case_path(review, "correct/"), serial="1", points="4.5", reason="面积属实")[0] == 302
    correction = Correction.objects.get()
    page = client_of(review.officer).get(case_path(review)).content.decode()
    assert "面积属实" in page
    assert "4.66" in page
    assert correction.before_points == Fraction(14, 3)


def test_recusals_and_a_vote_without_quorum() -> None:
    review = before_panel()
    member = review.panel[4].person
    assert post(review, case_path(review, "recuse/"), person=member.pk, reason="")[0] == 422
    assert post(review, case_path(review, "recuse/"), person=member.pk, reason="曾任职")[0] == 302
    vote(review, Choice.FOR)
    page = client_of(review.officer).get(case_path(review)).content.decode()
    assert "到会不足" in page
    assert post(review, case_path(review, "vote/"), step="again", reason="")[0] == 422
    assert post(review, case_path(review, "vote/"), step="again", reason="委员迟到")[0] == 302
    assert AgendaItem.objects.filter(done_at=None).count() == 1


def test_a_case_is_sent_back_with_reasons() -> None:
    review = before_panel()
    assert post(review, case_path(review, "back/"), reason="")[0] == 422
    assert post(review, case_path(review, "back/"), reason="请复核指标 1")[0] == 302
    assert Case.objects.get(pk=review.case_id).state == "in_review"
    assert "退回评审" in text_of(client_of(review.officer).get(meeting_path(review, "minutes.pdf")).content)


def test_minutes_tell_what_happened_and_their_scan_is_kept() -> None:
    review = before_panel({"1": 100})
    post(review, case_path(review, "correct/"), serial="1", points="4.5", reason="面积属实")
    vote(review, Choice.FOR, Choice.FOR, Choice.FOR, Choice.AGAINST)
    post(review, case_path(review, "decide/"), stars=5)
    client = client_of(review.officer)
    draft = text_of(client.get(meeting_path(review, "minutes.pdf")).content)
    assert "草稿" in draft
    scan = SimpleUploadedFile("纪要.pdf", pdf(), "application/pdf")
    code, page = post(review, meeting_path(review, "minutes/scan/"), scan=scan)
    assert (code, "会议还没有结束" in page) == (422, True)
    assert client.get(meeting_path(review, "minutes/scan/")).status_code == 404
    listed = client_of(review.officer).get("/office/meetings/?export=csv").content.decode()
    assert "议程已办完，待结束" in listed
    assert post(review, meeting_path(review, "close/"))[0] == 302
    text = "".join(text_of(client.get(meeting_path(review, "minutes.pdf")).content).split())
    for words in ("赞成3票，反对1票，弃权0票", "面积属实", "第1次会议", "委员签名", "通过，作出评定结论"):
        assert words in text
    word = client.get(meeting_path(review, "minutes.docx")).content
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        assert review.panel[3].person.get_full_name() in package.read("word/document.xml").decode()
    bad = SimpleUploadedFile("纪要.pdf", b"not a pdf", "application/pdf")
    assert post(review, meeting_path(review, "minutes/scan/"), scan=bad)[0] == 422
    for name in ("一.pdf", "二.pdf"):
        scan = SimpleUploadedFile(name, pdf(), "application/pdf")
        assert post(review, meeting_path(review, "minutes/scan/"), scan=scan)[0] == 302
    assert list(MinutesScan.objects.order_by("pk").values_list("file_name", "current")) == [
        ("一.pdf", False),
        ("二.pdf", True),
    ]
    kept = client.get(meeting_path(review, "minutes/scan/"))
    assert (kept.status_code, kept.headers["Content-Type"]) == (200, "application/pdf")


def test_minutes_with_a_case_of_another_region_are_not_found() -> None:
    review = decided()
    far = client_of(officer_of(review.scene.body, "5102"))
    assert far.get(meeting_path(review)).status_code == 200
    assert review.scene.case.number not in far.get(meeting_path(review)).content.decode()
    for place in ("minutes.pdf", "minutes.docx", "minutes/scan/"):
        assert far.get(meeting_path(review, place)).status_code == 404


def test_errors_of_fact_go_back_to_the_panel() -> None:
    review = decided({"1": 500}, {"1": 500}, {"1": 400})
    address = f"/office/cases/{review.scene.case.number}/feedback/"
    client = client_of(review.officer)
    assert "还没有答复" in client.get(address).content.decode()
    assert client.post(address, {"reason": "材料属实"}).status_code == 409
    give_feedback(review.scene.applicant, review.case_id, {"1": "证明在佐证 3"})
    assert "证明在佐证 3" in client.get(address).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "材料属实"}).status_code == 302
    assert Case.objects.get(pk=review.case_id).state == "in_panel"
    text = client.get(address).content.decode()
    assert "已退回评定委员会" in text
    assert client.post(f"{address}refuse/", {"reason-1": "\0"}).status_code == 422
    bad = client.post(f"{address}refuse/", {"reason-1": "证明不是本中心的", "reason-99": "没有这项"})
    assert (bad.status_code, "证明不是本中心的" in bad.content.decode()) == (422, True)
    assert client.post(f"{address}refuse/", {"reason-1": " "}).status_code == 422
    client.post(meeting_path(review, f"add/{review.scene.case.number}/"))
    page = client.get(case_path(review)).content.decode()
    for words in ("上次结论已撤销", "995.33 分", "证明在佐证 3"):
        assert words in page
