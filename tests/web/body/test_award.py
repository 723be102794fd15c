"""From the draft of a notice to the award, on the officers' pages."""

from __future__ import annotations

import pytest

from factories import submitted_scene
from noticing import (
    announced,
    appealed,
    confirmed,
    hearers,
    keep_real_files,
    noticed,
    objected,
    outsider,
    past,
)
from reviewing import FULL, decided
from web.desks import client_of
from xingping.core.lifecycle import State
from xingping.rating.calendar import today
from xingping.rating.jobs.runner import run_job
from xingping.rating.models import Announcement, AuditEntry, Hearing, Job, Letter, Notice, Objection
from xingping.rating.services.feedback import give_feedback

pytestmark = pytest.mark.django_db


def test_a_notice_is_drafted_previewed_published_and_made_longer() -> None:
    review = confirmed()
    client = client_of(review.officer)
    round_id = review.scene.case.round_id
    assert "拟写公示" in client.get("/office/notices/").content.decode()
    new = f"/office/rounds/{round_id}/notice/"
    assert review.scene.case.centre.name in client.get(new).content.decode()
    empty = client.post(new, {"number": "", "contact": "电话", "case": review.case_id})
    assert empty.status_code == 422
    assert client.post(new, {"number": "公示 1", "contact": "电话"}).status_code == 409
    client.post(new, {"number": "公示 1", "contact": "电话", "case": review.case_id})
    notice = Notice.objects.get()
    page = f"/office/notices/{notice.pk}/"
    assert "发布前请核对" in client.get(page).content.decode()
    assert client.get(f"{page}notice.pdf").content.startswith(b"%PDF")
    assert client.get(f"{page}edit/").status_code == 200
    client.post(f"{page}edit/", {"number": "公示 2", "contact": "电话", "case": review.case_id})
    client.post(f"{page}publish/", {"key": "k"})
    notice.refresh_from_db()
    assert (notice.number, review.fresh().state) == ("公示 2", State.IN_NOTICE)
    assert client.post(f"{page}extend/", {"until": today(), "reason": "核实"}).status_code == 422
    ends = notice.ends_on
    assert ends is not None
    client.post(f"{page}extend/", {"until": ends.replace(year=ends.year + 1), "reason": "核实"})
    assert "核实" in client.get(page).content.decode()
    assert client.get(f"{page}edit/").status_code == 302
    assert client.post(f"{page}drop/").status_code == 409


def test_a_draft_is_dropped() -> None:
    review = confirmed()
    client = client_of(review.officer)
    client.post(
        f"/office/rounds/{review.scene.case.round_id}/notice/",
        {"number": "公示 1", "contact": "电话", "case": review.case_id},
    )
    client.post(f"/office/notices/{Notice.objects.get().pk}/drop/")
    assert not Notice.objects.exists()


def test_an_objection_is_handled_by_a_colleague() -> None:
    review, _notice = noticed()
    objected(review, contact="张三 13800000000")
    objection = Objection.objects.get()
    page = f"/office/objections/{objection.pk}/"
    first = client_of(review.officer)
    assert "您应当回避" in first.get(page).content.decode()
    first.post(f"{page}take/")
    handler = client_of(outsider(review))
    assert review.scene.case.centre.name in handler.get("/office/objections/").content.decode()
    assert "13800000000" not in handler.get(page).content.decode()
    handler.post(f"{page}take/")
    assert "13800000000" in handler.get(page).content.decode()
    assert handler.get(f"{page}file/").status_code == 404
    handler.post(f"{page}note/", {"text": "已到现场", "public": "on"})
    handler.post(f"{page}hand-over/", {"text": "请假"})
    handler.post(f"{page}take/")
    assert handler.post(f"{page}reply/", {"text": ""}).status_code == 422
    handler.post(f"{page}reply/", {"text": "现场确无坡道", "outcome": "upheld"})
    assert review.fresh().state == State.IN_PANEL
    assert "现场确无坡道" in handler.get(page).content.decode()
    assert client_of(review.scene.applicant).get(page).status_code == 404


def test_an_appeal_is_decided_with_before_and_after() -> None:
    review, _notice = noticed()
    appealed(review, "31")
    people = hearers(review)
    client = client_of(outsider(review))
    page = f"/office/cases/{review.scene.case.number}/appeal/"
    shown = client.get(page).content.decode()
    assert "作出复查结论" in shown
    assert "您应当回避" not in shown
    assert "您应当回避" in client_of(review.officer).get(page).content.decode()
    values = {"text-31": "复查无误", "heard_on": today(), "conclusion": "下调", "points-31": "0"}
    assert client.post(page, {**values, "hearers": [people[0].pk]}).status_code == 422
    client.post(page, {**values, "hearers": [one.pk for one in people]})
    result = client.get(f"/office/cases/{review.scene.case.number}/outcome/").content.decode()
    assert "复查后" in result
    assert "下调" in result


def test_an_announcement_is_carried_out_and_archived_and_handed_over() -> None:
    review, notice = noticed()
    past(notice)
    client = client_of(review.officer)
    assert "公告授予星级" in client.get("/office/announcements/").content.decode()
    new = f"/office/rounds/{review.scene.case.round_id}/announcement/"
    assert client.get(new).status_code == 200
    assert (
        client.post(new, {"number": "公告 1", "on": "2001-01-01", "case": review.case_id}).status_code == 422
    )
    client.post(new, {"number": "公告 1", "on": today(), "case": review.case_id})
    made = Announcement.objects.get()
    page = f"/office/announcements/{made.pk}/"
    assert "正在办理" in client.get(page).content.decode()
    assert made.job is not None
    run_job(made.job.pk)
    assert "已公告" in client.get(page).content.decode()
    number = review.scene.case.number
    keep_real_files(review.case_id)
    client.post(f"/office/cases/{number}/archive/")
    run_job(Job.objects.get(kind="archive").pk)
    assert "SHA-256" in client.get(f"/office/cases/{number}/outcome/").content.decode()
    assert client.post(f"/office/cases/{number}/archive/hand-over/", {"text": ""}).status_code == 302
    answer = client.post(f"/office/cases/{number}/archive/hand-over/", {"text": "司法调取"})
    assert b"".join(answer.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert AuditEntry.objects.filter(verb="archive.hand_over").count() == 1
    assert client.get(f"/letters/{Letter.objects.get().pk}.pdf").content.startswith(b"%PDF")


def test_what_was_refused_says_why() -> None:
    review, notice = noticed()
    past(notice)
    made = announced([review])
    person = review.officer.person
    person.role_grants.all().delete()
    assert made.job is not None
    run_job(made.job.pk)
    assert "没有授予" in client_of(outsider(review)).get(f"/office/announcements/{made.pk}/").content.decode()


def test_a_result_without_a_star_is_delivered() -> None:
    less = dict(list(FULL.items())[:30])
    review = decided(less, less, less, stars=0)
    give_feedback(review.scene.applicant, review.case_id, {})
    client = client_of(review.officer)
    page = f"/office/cases/{review.scene.case.number}/outcome/"
    assert "送达告知书" in client.get(page).content.decode()
    client.post(f"{page}deliver/", {"key": "k"})
    assert review.fresh().state == State.NOT_AWARDED
    applicant = client_of(review.scene.applicant)
    assert applicant.get(f"/letters/{Letter.objects.get().pk}.pdf").status_code == 200
    assert Letter.objects.get().opened_at is not None
    assert client_of(review.scene.street).get(f"/letters/{Letter.objects.get().pk}.pdf").status_code == 404


def test_ending_a_rating_goes_through_a_hearing() -> None:
    scene = submitted_scene()
    client = client_of(scene.officer)
    page = f"/office/cases/{scene.case.number}/terminate/"
    assert "发出书面告知" in client.get(page).content.decode()
    assert client.post(page, {"text": "造假", "act": "end"}).status_code == 409
    client.post(page, {"text": "照片不实", "act": "give"})
    assert "照片不实" in client.get(page).content.decode()
    client_of(scene.applicant).post(
        f"/centre/cases/{scene.case.number}/outcome/statement/", {"text": "有误会"}
    )
    assert Hearing.objects.get().statement == "有误会"
    client.post(page, {"text": "说明成立", "act": "drop"})
    client.post(page, {"text": "又有新事实", "act": "give"})
    client_of(scene.applicant).post(
        f"/centre/cases/{scene.case.number}/outcome/statement/", {"text": "再说明"}
    )
    client.post(page, {"text": "新事实成立", "act": "end"})
    assert scene.fresh().state == State.TERMINATED
    assert "现在不能这样办理" in client.get(page).content.decode()
