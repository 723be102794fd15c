"""From the team to the panel: the guards of starting, reconciling and handing on."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from django.utils import timezone

from reviewing import (
    FULL,
    Review,
    accepted_scene,
    all_locked,
    code_of,
    decided,
    fill_and_lock,
    in_review,
    make_assessor,
    put,
    teamed,
    vote,
    with_meeting,
)
from xingping.core.voting import Ballot
from xingping.rating.models import AuditEntry, Conflict, Feedback, Message, Reconciliation, Sheet
from xingping.rating.queries.blind_sheets import progress
from xingping.rating.queries.results import case_result, result_for, told_result, unreconciled
from xingping.rating.queries.reviews import reconciliations, to_reconcile
from xingping.rating.services.conflicts import ask_recusal, decide_recusal, declare_conflict
from xingping.rating.services.deciding import correct_points, decide, send_back
from xingping.rating.services.feedback import correct_facts, give_feedback
from xingping.rating.services.panel import put_on_agenda
from xingping.rating.services.reconciling import answer_reconciliation
from xingping.rating.services.reviewing import open_reconciliation, start_review, to_panel
from xingping.rating.services.saving import Edit
from xingping.rating.services.scoring import correct_sheet, lock_sheet
from xingping.rating.services.team import add_member, announce_team, remove_member, swap_member
from xingping.rating.services.visits import close_visit, open_visit, plan_visit

pytestmark = pytest.mark.django_db
SERIAL = "1"
FAR = FULL[SERIAL] // 2 // 50 * 50
"""Taken off the first indicator: half its points, so over the limit of 30 %."""


def reconciling() -> Review:
    review = all_locked({}, {}, {SERIAL: FAR})
    open_reconciliation(review.officer, review.case_id)
    return review


def test_starting_draws_labels_and_makes_a_sheet_each() -> None:
    review = teamed()
    case = start_review(review.officer, review.case_id)
    assert case.state == "in_review"
    labels = list(Sheet.objects.filter(case=case).order_by("pk").values_list("label", flat=True))
    assert labels == ["A", "B", "C"]
    told = Message.objects.filter(recipient=review.assessors[1].person, subject__contains="开始评审")
    assert told.count() == 1


def test_starting_needs_enough_people_a_lead_and_coverage() -> None:
    scene = accepted_scene()
    start = lambda: start_review(scene.officer, scene.case.pk)  # noqa: E731
    assert code_of(start) == "team_not_complete"
    for number, groups in enumerate((None, ["party"], ["party"])):
        _, record = make_assessor(scene.officer, scene.body, number)
        add_member(scene.officer, scene.case.pk, record.pk, lead=number == 0, groups=groups)
    assert code_of(start) == "team_not_complete"
    _, record = make_assessor(scene.officer, scene.body, 3)
    add_member(scene.officer, scene.case.pk, record.pk)
    assert code_of(start) == "team_not_complete"
    announce_team(scene.officer, scene.case.pk)
    assert start_review(scene.officer, scene.case.pk).state == "in_review"


def test_starting_waits_for_recusals_and_refuses_conflicts() -> None:
    review = teamed(4)
    ask_recusal(review.scene.applicant, review.case_id, review.records[3].pk, "是邻居")
    assert code_of(lambda: start_review(review.officer, review.case_id)) == "team_not_complete"
    Conflict.objects.update(standing="binding")
    assert code_of(lambda: start_review(review.officer, review.case_id)) == "team_not_complete"
    remove_member(review.officer, review.case_id, review.records[3].pk, "回避")
    assert start_review(review.officer, review.case_id).state == "in_review"


def test_the_panel_waits_for_every_sheet() -> None:
    review = in_review()
    fill_and_lock(review, 0)
    fill_and_lock(review, 1)
    assert case_result(review.fresh()) is None
    assert code_of(lambda: to_panel(review.officer, review.case_id)) == "sheets_not_locked"
    assert code_of(lambda: open_reconciliation(review.officer, review.case_id)) == "sheets_not_locked"
    fill_and_lock(review, 2)
    assert code_of(lambda: open_reconciliation(review.officer, review.case_id)) == "no_divergence"
    assert to_panel(review.officer, review.case_id).state == "in_panel"


def test_scores_of_too_few_are_shown_to_nobody() -> None:
    """Two sheets are locked, the third member leaves: whoever comes could be told by what changed."""
    review = in_review()
    for number in (0, 1):
        fill_and_lock(review, number)
    declare_conflict(review.assessors[2], review.case_id, "发现是亲属任职")
    assert code_of(lambda: result_for(review.officer, review.fresh())) == "scores_hidden"
    assert code_of(lambda: to_panel(review.officer, review.case_id)) == "sheets_not_locked"
    actor, record = make_assessor(review.officer, review.scene.body, 4)
    add_member(review.officer, review.case_id, record.pk)
    review.assessors[2] = actor
    fill_and_lock(review, 2)
    assert to_panel(review.officer, review.case_id).state == "in_panel"


def test_a_request_for_recusal_is_decided_before_anything_is_locked_or_handed_on() -> None:
    review = in_review(4)
    fill_and_lock(review, 1)
    ask_recusal(review.scene.applicant, review.case_id, review.records[1].pk, "曾在本中心任顾问")
    put(review, 0, {f"scores.{serial}": Edit(None, points) for serial, points in FULL.items()})
    lock = (review.assessors[0], review.case_id, review.sheet(0).version)
    assert code_of(lambda: lock_sheet(*lock)) == "recusal_undecided"
    decide_recusal(review.officer, Conflict.objects.get().pk, granted=True, reason="确有关系")
    assert progress(review.fresh()).sheets == 3, "the locked sheet of who had to leave counts no more"
    lock_sheet(*lock)
    for number in (2, 3):
        fill_and_lock(review, number)
    ask_recusal(review.scene.applicant, review.case_id, review.records[2].pk, "是邻居")
    assert code_of(lambda: to_panel(review.officer, review.case_id)) == "recusal_undecided"
    waiting = Conflict.objects.get(standing="asked").pk
    grant = (review.officer, waiting)
    assert code_of(lambda: decide_recusal(*grant, granted=True, reason="是")) == "sheet_locked_already"
    decide_recusal(*grant, granted=False, reason="并非邻居")
    assert to_panel(review.officer, review.case_id).state == "in_panel"


def test_a_score_corrected_after_its_reconciliation_is_looked_at_again() -> None:
    review = reconciling()
    for number, less in ((0, 0), (1, 0), (2, 0)):
        answer_reconciliation(review.assessors[number], review.case_id, SERIAL, FULL[SERIAL] - less, "复核")
    to_panel(review.officer, review.case_id)
    with_meeting(review)
    send_back(review.officer, review.case_id, "请复核指标 1")
    found = case_result(review.fresh())
    assert found is not None
    assert unreconciled(found) == ()
    correct_sheet(review.assessors[0], review.case_id, {SERIAL: (FULL[SERIAL] - FAR, "材料不实")}, "复核材料")
    assert code_of(lambda: to_panel(review.officer, review.case_id)) == "divergence_open"
    open_reconciliation(review.officer, review.case_id)
    for number, less in ((0, FAR), (1, 0), (2, 0)):
        answer_reconciliation(review.assessors[number], review.case_id, SERIAL, FULL[SERIAL] - less, "维持")
    assert to_panel(review.officer, review.case_id).state == "in_panel"
    assert Reconciliation.objects.filter(round=2).count() == 3


def test_both_values_of_a_reconciliation_are_kept() -> None:
    review = reconciling()
    assert code_of(lambda: to_panel(review.officer, review.case_id)) == "divergence_open"
    assert code_of(lambda: reconciliations(review.officer, review.fresh())) == "scores_hidden"
    full = FULL[SERIAL]
    answer_reconciliation(review.assessors[0], review.case_id, SERIAL, full, "坚持原分")
    answer_reconciliation(review.assessors[1], review.case_id, SERIAL, full - 50, "略减")
    answer_reconciliation(review.assessors[2], review.case_id, SERIAL, full - 50, "看到了补充材料")
    rows = Reconciliation.objects.order_by("label").values_list("before", "after")
    assert sorted(rows) == sorted([(full, full), (full, full - 50), (full - FAR, full - 50)])
    assert [row.label for row in reconciliations(review.officer, review.fresh())] == ["A", "B", "C"]
    revisions = Sheet.objects.filter(case=review.case_id).order_by("pk").values_list("revision", flat=True)
    assert sorted(revisions) == [1, 1, 1, 2, 2]
    found = case_result(review.fresh())
    assert found is not None
    assert found.result.total == 1000 - Fraction(1, 3)
    assert to_panel(review.officer, review.case_id).state == "in_panel"


def test_confirming_keeps_a_difference_and_still_goes_on() -> None:
    review = reconciling()
    for number, points in enumerate((FULL[SERIAL], FULL[SERIAL], FULL[SERIAL] - FAR)):
        answer_reconciliation(review.assessors[number], review.case_id, SERIAL, points, "坚持")
    assert Sheet.objects.filter(case=review.case_id).count() == 3
    assert to_panel(review.officer, review.case_id).state == "in_panel"


def test_a_reconciliation_shows_others_scores_of_its_indicators_only() -> None:
    review = reconciling()
    shown = to_reconcile(review.assessors[2], review.fresh())
    assert [one.own.serial for one in shown] == [SERIAL]
    assert sorted(shown[0].scores.values()) == [FULL[SERIAL] - FAR, FULL[SERIAL], FULL[SERIAL]]
    assert list(shown[0].reasons.values()) == [f"现场看到缺少材料（{SERIAL}）"]
    assert shown[0].scores[shown[0].own.label] == FULL[SERIAL] - FAR


def test_answers_need_a_reason_a_row_and_allowed_points() -> None:
    review = reconciling()
    args = (review.assessors[0], review.case_id)
    assert code_of(lambda: answer_reconciliation(*args, "2", 0, "无")) == "nothing_to_reconcile"
    assert code_of(lambda: answer_reconciliation(*args, SERIAL, 0, " ")) == "reasons_missing"
    assert code_of(lambda: answer_reconciliation(*args, SERIAL, 10, "非整步")) == "invalid"
    answer_reconciliation(*args, SERIAL, FULL[SERIAL], "坚持")
    assert code_of(lambda: answer_reconciliation(*args, SERIAL, 0, "再改")) == "nothing_to_reconcile"
    assert code_of(lambda: put(review, 0, {})) == "wrong_state"


def test_the_applicant_is_told_points_and_reasons_never_labels() -> None:
    review = decided({SERIAL: 100}, {SERIAL: 50}, {SERIAL: 50})
    told = {one.serial: one for one in told_result(review.scene.applicant, review.fresh())}
    assert told[SERIAL].points == Fraction(FULL[SERIAL], 100) - Fraction(2, 3)
    assert told[SERIAL].reasons == (f"现场看到缺少材料（{SERIAL}）",)
    early = all_locked()
    assert code_of(lambda: told_result(early.scene.applicant, early.fresh())) == "not_allowed"


def test_an_error_of_fact_goes_back_to_the_panel_with_before_and_after() -> None:
    review = decided({SERIAL: 100}, {SERIAL: 100}, {SERIAL: 100})
    applicant = review.scene.applicant
    assert code_of(lambda: correct_facts(review.officer, review.case_id, "没有根据")) == "feedback_time_over"
    assert code_of(lambda: give_feedback(applicant, review.case_id, {"50": "x"})) == "invalid"
    assert code_of(lambda: give_feedback(applicant, review.case_id, {SERIAL: " "})) == "invalid"
    give_feedback(applicant, review.case_id, {SERIAL: "面积应为 620 平方米，有产权证"})
    assert code_of(lambda: give_feedback(applicant, review.case_id, {})) == "feedback_given_already"
    assert code_of(lambda: correct_facts(review.officer, review.case_id, " ")) == "reasons_missing"
    assert correct_facts(review.officer, review.case_id, "面积属实").state == "in_panel"
    put_on_agenda(review.officer, review.meeting.pk, review.case_id)  # type: ignore[union-attr]
    correct_points(review.officer, review.case_id, SERIAL, FULL[SERIAL], "产权证已核")
    vote(review, *[Ballot.FOR] * 5)
    assert decide(review.officer, review.case_id, stars=5).state == "in_feedback"
    kept = review.fresh().decisions.order_by("pk")
    assert [(one.total, one.superseded_at is None) for one in kept] == [("999", False), ("1000", True)]


def test_confirming_the_result() -> None:
    review = decided()
    given = give_feedback(review.scene.applicant, review.case_id, {}, key="k")
    assert give_feedback(review.scene.applicant, review.case_id, {}, key="k") == given
    assert Feedback.objects.get().confirmed
    assert code_of(lambda: correct_facts(review.officer, review.case_id, "无")) == "feedback_time_over"
    assert code_of(lambda: give_feedback(review.officer, review.case_id, {})) == "not_allowed"


def test_a_visit_is_planned_opened_and_closed_by_the_lead() -> None:
    review = in_review()
    lead, other = review.assessors[0], review.assessors[1]
    start = timezone.now()
    plan = (review.case_id, start, start + timedelta(hours=3))
    assert code_of(lambda: plan_visit(other, *plan, "中心一楼")) == "not_allowed"
    assert code_of(lambda: plan_visit(lead, *plan, " ")) == "invalid"
    assert code_of(lambda: plan_visit(lead, review.case_id, start, start, "中心")) == "invalid"
    assert code_of(lambda: open_visit(lead, review.case_id, [("甲", "team")])) == "visit_not_running"
    plan_visit(review.officer, *plan, "中心一楼")
    moved = plan_visit(lead, *plan, "中心二楼")
    assert (moved.version, moved.place) == (2, "中心二楼")
    assert code_of(lambda: close_visit(lead, review.case_id, "经过")) == "visit_not_running"
    assert code_of(lambda: open_visit(lead, review.case_id, [("甲", "nobody")])) == "invalid"
    present = [("评审组三人", "team"), ("中心主任", "centre")]
    _, coming = make_assessor(review.officer, review.scene.body, 4)
    swap_member(review.officer, review.case_id, review.records[2].pk, coming.pk, "生病")
    assert code_of(lambda: open_visit(lead, review.case_id, present)) == "team_not_announced"
    announce_team(review.officer, review.case_id)
    open_visit(lead, review.case_id, present)
    assert code_of(lambda: plan_visit(lead, *plan, "改期")) == "visit_planned_already"
    closed = close_visit(lead, review.case_id, "听取汇报，查阅资料，访谈居民。")
    assert closed.first_meeting_at is not None
    assert closed.last_meeting_at is not None
    verbs = AuditEntry.objects.filter(verb__startswith="visit.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["visit.plan", "visit.plan", "visit.open", "visit.close"]
