"""Notices: only what is proposed for a star, published whole, long enough, made longer with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from factories import officer_of
from noticing import HEADING, confirmed, item_of, noticed, past, publish
from reviewing import Review, code_of, decided
from xingping.core.lifecycle import State
from xingping.core.validity import notice_window
from xingping.rating.calendar import is_probable_working_day, today
from xingping.rating.models import AuditEntry, Decision, Message, Notice, NoticeItem
from xingping.rating.services.notices import (
    Heading,
    drop_notice,
    extend_notice,
    prepare_notice,
    publish_notice,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


def prepared(review: Review) -> Notice:
    return prepare_notice(review.officer, review.scene.case.round_id, HEADING, [review.case_id])


def test_a_notice_is_prepared_published_and_told() -> None:
    review = confirmed()
    notice = prepared(review)
    assert (notice.published_on, review.fresh().state) == (None, State.IN_FEEDBACK)
    publish_notice(review.officer, notice.pk)
    notice.refresh_from_db()
    assert review.fresh().state == State.IN_NOTICE
    assert notice.published_on == today()
    assert notice.ends_on is not None
    days = [today() + timedelta(days=one) for one in range(1, (notice.ends_on - today()).days + 1)]
    assert len(days) >= 7
    assert sum(is_probable_working_day(day) for day in days) >= 5
    assert is_probable_working_day(notice.ends_on)
    assert item_of(review).stars == 5
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert verbs >= {"notice.prepare", "notice.publish", "case.publish_notice"}
    assert Message.objects.filter(recipient=review.scene.applicant.person, subject__contains="公示").exists()


def test_one_unready_case_stops_the_whole_list() -> None:
    review = decided()
    assert code_of(lambda: prepared(review)) == "not_proposable"
    ready = confirmed()
    assert (
        code_of(
            lambda: prepare_notice(
                ready.officer, ready.scene.case.round_id, HEADING, [ready.case_id, review.case_id]
            )
        )
        == "not_proposable"
    )
    assert not Notice.objects.exists()


def test_a_case_without_a_star_is_never_listed() -> None:
    review = confirmed()
    notice = prepared(review)
    Decision.objects.filter(case=review.case_id).update(stars=0)
    assert code_of(lambda: publish_notice(review.officer, notice.pk)) == "not_proposable"
    assert review.fresh().state == State.IN_FEEDBACK
    with pytest.raises(IntegrityError), transaction.atomic():
        NoticeItem.objects.update(stars=0)


def test_a_notice_is_published_once_and_its_draft_can_be_changed_and_dropped() -> None:
    review = confirmed()
    notice = prepared(review)
    again = prepare_notice(
        review.officer, notice.round_id, Heading("演评公示 2", "电话"), [review.case_id], notice.pk
    )
    assert (again.pk, again.number) == (notice.pk, "演评公示 2")
    drop_notice(review.officer, notice.pk)
    notice = publish(review)
    assert code_of(lambda: publish_notice(review.officer, notice.pk)) == "notice_published_already"
    assert code_of(lambda: drop_notice(review.officer, notice.pk)) == "notice_published_already"
    assert code_of(lambda: prepared(review)) == "number_taken"
    assert (
        code_of(
            lambda: prepare_notice(
                review.officer, notice.round_id, Heading("又一号", "电话"), [review.case_id]
            )
        )
        == "not_proposable"
    )


def test_bad_headings_are_refused_with_all_faults() -> None:
    review = confirmed()
    for heading in (
        Heading("", "电话"),
        Heading("号", " "),
        Heading("号\0", "电话"),
        Heading("\ud800", "电话"),
    ):
        assert (
            code_of(
                lambda heading=heading: prepare_notice(  # type: ignore[misc]
                    review.officer, review.scene.case.round_id, heading, [review.case_id]
                )
            )
            == "invalid"
        )


def test_strangers_find_no_notice() -> None:
    review = confirmed()
    notice = prepared(review)
    stranger = officer_of(decided().scene.body)
    assert code_of(lambda: publish_notice(stranger, notice.pk)) == "not_found"
    assert code_of(lambda: publish_notice(review.scene.applicant, notice.pk)) == "not_found"


def test_a_running_notice_is_made_longer_to_a_working_day() -> None:
    review, notice = noticed()
    ends = notice.ends_on
    assert ends is not None
    officer = review.officer
    assert code_of(lambda: extend_notice(officer, notice.pk, ends, "有异议在核实")) == "not_longer"
    assert (
        code_of(lambda: extend_notice(officer, notice.pk, ends + timedelta(days=5), " ")) == "reasons_missing"
    )
    made = extend_notice(officer, notice.pk, ends + timedelta(days=5), "有异议在核实")
    notice.refresh_from_db()
    assert notice.ends_on == made.until >= ends + timedelta(days=5)
    assert is_probable_working_day(made.until)
    assert notice.first_end == ends
    past(notice)
    assert code_of(lambda: extend_notice(officer, notice.pk, today(), "理由")) == "notice_over"


@given(st.dates(), st.integers(7, 60), st.integers(5, 40), st.sets(st.integers(0, 6), max_size=5))
def test_both_bounds_hold_whatever_the_calendar(day: object, days: int, working: int, off: set[int]) -> None:
    from datetime import date

    assert isinstance(day, date)
    if day > date(9000, 1, 1):
        return
    window = notice_window(day, days, working, lambda one: one.weekday() not in off)
    inside = [day + timedelta(days=one) for one in range(1, (window.last - day).days + 1)]
    assert len(inside) >= days
    assert sum(one.weekday() not in off for one in inside) >= working
    assert window.last.weekday() not in off
