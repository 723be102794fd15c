"""Ending a rating: told in writing, heard or let pass, then ended; or given up."""

from __future__ import annotations

import pytest

from factories import days_ago, submitted_scene
from noticing import item_of, noticed
from reviewing import code_of
from xingping.core.lifecycle import State
from xingping.rating.models import CentreReply, Hearing, Message, NoticeItem
from xingping.rating.services.terminating import (
    drop_hearing,
    give_hearing,
    make_statement,
    reply_in_public,
    terminate,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def test_nobody_is_ended_unheard() -> None:
    scene = submitted_scene()
    case = scene.case.pk
    assert code_of(lambda: terminate(scene.officer, case, "材料造假")) == "not_heard"
    assert code_of(lambda: give_hearing(scene.officer, case, " ")) == "reasons_missing"
    assert code_of(lambda: make_statement(scene.applicant, case, "不是造假")) == "hearing_not_running"
    hearing = give_hearing(scene.officer, case, "现场照片与实际不符")
    assert Message.objects.filter(recipient=scene.applicant.person, subject__contains="陈述申辩").exists()
    assert code_of(lambda: give_hearing(scene.officer, case, "再来")) == "hearing_running_already"
    assert code_of(lambda: terminate(scene.officer, case, "材料造假")) == "not_heard"
    Hearing.objects.filter(pk=hearing.pk).update(given_on=days_ago(20), until=days_ago(1))
    assert code_of(lambda: make_statement(scene.applicant, case, "晚了")) == "hearing_not_running"
    assert code_of(lambda: terminate(scene.officer, case, " ")) == "reasons_missing"
    terminate(scene.officer, case, "材料造假")
    assert scene.fresh().state == State.TERMINATED


def test_a_statement_is_heard_once_and_the_body_may_give_up() -> None:
    scene = submitted_scene()
    case = scene.case.pk
    give_hearing(scene.officer, case, "事实")
    assert code_of(lambda: make_statement(scene.officer, case, "代说")) == "not_allowed"
    make_statement(scene.applicant, case, "情况说明")
    assert code_of(lambda: make_statement(scene.applicant, case, "补充")) == "statement_given_already"
    drop_hearing(scene.officer, case, "说明成立")
    assert code_of(lambda: drop_hearing(scene.officer, case, "再撤")) == "hearing_not_running"
    assert code_of(lambda: terminate(scene.officer, case, "仍要终止")) == "not_heard"
    give_hearing(scene.officer, case, "新的事实")
    make_statement(scene.applicant, case, "再说明")
    terminate(scene.officer, case, "新的事实成立")
    assert scene.fresh().state == State.TERMINATED


def test_an_ended_case_leaves_its_notice() -> None:
    review, _notice = noticed()
    item = item_of(review)
    give_hearing(review.officer, review.case_id, "事实")
    make_statement(review.scene.applicant, review.case_id, "说明")
    terminate(review.officer, review.case_id, "造假")
    assert NoticeItem.objects.get(pk=item.pk).ended_at is not None


def test_the_centres_words_are_public_where_the_policy_says_so() -> None:
    review, _notice = noticed(publish_replies=True)
    applicant = review.scene.applicant
    reply_in_public(applicant, review.case_id, "我们会继续改进")
    reply_in_public(applicant, review.case_id, "我们已经改进")
    assert CentreReply.objects.get(case=review.case_id).text == "我们已经改进"
    other, _notice = noticed()
    assert (
        code_of(lambda: reply_in_public(other.scene.applicant, other.case_id, "说明")) == "replies_not_public"
    )
    early = submitted_scene(publish_replies=True)
    assert code_of(lambda: reply_in_public(early.applicant, early.case.pk, "说明")) == "wrong_state"
