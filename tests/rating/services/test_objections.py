"""Objections: by anybody in time, secret contact, handled by the uninvolved, reopening when upheld."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from noticing import item_of, noticed, objected, outsider, past
from reviewing import code_of
from xingping.core.lifecycle import State
from xingping.core.objection import OBJECTIONS_AN_HOUR, ObjectionState
from xingping.rating.actor import Actor
from xingping.rating.models import AuditEntry, AuditSecret, Decision, Message, NoticeItem
from xingping.rating.queries.objections import contact_of, followed
from xingping.rating.services.objections import (
    Said,
    file_objection,
    hand_over_objection,
    note_objection,
    reply_objection,
    take_objection,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_an_objection_is_filed_taken_and_answered() -> None:
    review, _notice = noticed()
    objection, receipt = objected(review, contact="张三 13800000000")
    assert len(receipt) == 32
    assert "13800000000" not in objection.contact
    assert contact_of(objection) == "张三 13800000000"
    assert objection.due_on > objection.filed_at.date()
    handler = outsider(review)
    take_objection(handler, objection.pk)
    note_objection(handler, objection.pk, "已到现场核实", public=True)
    note_objection(handler, objection.pk, "电话询问了街道", public=False)
    reply_objection(handler, objection.pk, upheld=False, reply="坡道在东门，照片附后。")
    seen = followed(receipt.upper()[:16] + "-" + receipt[16:])
    assert seen.state == ObjectionState.REJECTED
    assert [step.text for step in seen.steps.filter(public=True)] == [
        "",
        "",
        "已到现场核实",
        "坡道在东门，照片附后。",
    ]
    assert review.fresh().state == State.IN_NOTICE
    assert (
        code_of(lambda: reply_objection(handler, objection.pk, upheld=True, reply="再答"))
        == "objection_replied"
    )


def test_the_contact_is_nowhere_in_clear() -> None:
    review, _notice = noticed()
    objected(review, contact="张三 13800000000")
    told = [
        *AuditEntry.objects.values_list("detail", flat=True),
        *AuditSecret.objects.values_list("value", flat=True),
    ]
    assert "13800000000" not in str(told)
    assert "13800000000" not in str(list(Message.objects.values_list("subject", "body")))


def test_who_decided_handles_no_objection() -> None:
    review, _notice = noticed()
    objection, _receipt = objected(review)
    assert code_of(lambda: take_objection(review.officer, objection.pk)) == "involved"
    assert code_of(lambda: take_objection(review.scene.applicant, objection.pk)) == "not_allowed"
    first, second = outsider(review), outsider(review)
    take_objection(first, objection.pk)
    assert code_of(lambda: take_objection(second, objection.pk)) == "objection_not_yours"
    assert (
        code_of(lambda: reply_objection(second, objection.pk, upheld=False, reply="答"))
        == "objection_not_yours"
    )
    hand_over_objection(first, objection.pk, "请假")
    take_objection(second, objection.pk)
    assert (
        code_of(lambda: reply_objection(second, objection.pk, upheld=False, reply=" ")) == "reasons_missing"
    )


def test_an_upheld_objection_sends_the_case_back_to_the_panel() -> None:
    review, _notice = noticed()
    (one, _), (two, _) = objected(review), objected(review)
    handler = outsider(review)
    for objection in (one, two):
        take_objection(handler, objection.pk)
    reply_objection(handler, one.pk, upheld=True, reply="现场确无坡道")
    case = review.fresh()
    assert case.state == State.IN_PANEL
    assert Decision.objects.get(case=case).superseded_at is not None
    assert NoticeItem.objects.get(case=case).ended_at is not None
    reply_objection(handler, two.pk, upheld=True, reply="同上")
    assert review.fresh().version == case.version, "a second upheld objection moves nothing more"


def test_objections_end_with_the_notice() -> None:
    review, notice = noticed()
    past(notice)
    assert code_of(lambda: objected(review)) == "notice_over"
    NoticeItem.objects.update(ended_at=notice.published_at)
    item = NoticeItem.objects.get()
    assert code_of(lambda: file_objection(Actor(None, address="-"), item.pk, Said("理由"))) == "not_found"


def test_bad_objections_are_refused_and_floods_stopped() -> None:
    review, _notice = noticed()
    item = item_of(review)
    for said in (Said(" "), Said("理由\0"), Said("\ud800"), Said("长" * 2001), Said("理由", "\0")):
        assert (
            code_of(lambda said=said: file_objection(Actor(None, address="1.2.3.4"), item.pk, said))
            == "invalid"
        )  # type: ignore[misc]
    bad = SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 200)
    assert code_of(lambda: objected(review, file=bad)) == "invalid"
    for _ in range(OBJECTIONS_AN_HOUR):
        file_objection(Actor(None, address="1.2.3.4"), item.pk, Said("理由"))
    assert (
        code_of(lambda: file_objection(Actor(None, address="1.2.3.4"), item.pk, Said("理由")))
        == "objections_too_many"
    )
    file_objection(Actor(None, address="4.3.2.1"), item.pk, Said("理由"))
    assert code_of(lambda: followed("0" * 32)) == "receipt_unknown"
    assert code_of(lambda: followed("")) == "receipt_unknown"
