"""The panel: agenda, recusal, named votes, corrections, sending back once, one decision."""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from factories import PersonFactory, officer_of
from reviewing import FULL, Review, all_locked, before_panel, code_of, decided, vote, with_meeting
from xingping.core.roles import Role
from xingping.core.voting import Ballot as Choice
from xingping.rating.actor import actor_of
from xingping.rating.models import (
    AgendaItem,
    AuditEntry,
    Ballot,
    Correction,
    Decision,
    Message,
    RoleGrant,
    User,
)
from xingping.rating.queries.ballots import count_item, voices_of
from xingping.rating.queries.results import case_result, certainty_of, result_for, standing_decision
from xingping.rating.services.deciding import correct_points, decide, send_back
from xingping.rating.services.meetings import add_panel_member
from xingping.rating.services.panel import (
    call_meeting,
    call_vote_again,
    cast_ballot,
    close_vote,
    open_vote,
    put_on_agenda,
    recuse_member,
)
from xingping.rating.services.reviewing import to_panel

pytestmark = pytest.mark.django_db
FOR, AGAINST, ABSTAIN = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
SERIAL = "1"


def test_a_case_is_decided_by_named_votes() -> None:
    review = before_panel({SERIAL: 100}, {SERIAL: 100}, {SERIAL: 100})
    vote(review, FOR, FOR, FOR, AGAINST)
    case = decide(review.officer, review.case_id, stars=5)
    decision = standing_decision(case)
    assert decision is not None
    assert (case.state, case.due_for) == ("in_feedback", "feedback")
    assert (decision.stars, Fraction(decision.total)) == (5, Fraction(999))
    assert (decision.members, decision.present, decision.in_favour, decision.against) == (5, 4, 3, 1)
    named = Ballot.objects.filter(item=decision.item).values_list("member__person", "vote")
    votes = zip(review.panel, (FOR, FOR, FOR, AGAINST), strict=False)
    assert set(named) == {(one.person.pk, choice.value) for one, choice in votes}
    entry = AuditEntry.objects.get(verb="case.decide")
    assert entry.detail["after"]["stars"] == 5
    assert AuditEntry.objects.filter(verb="panel.ballot").count() == 4


@pytest.mark.parametrize(
    ("choices", "outcome"),
    [
        ((FOR, FOR, FOR), "no_quorum"),
        ((FOR, FOR, AGAINST, ABSTAIN), "failed"),
        ((FOR, FOR, FOR, ABSTAIN), "passed"),
    ],
)
def test_quorum_and_majority_are_of_all_members(choices: tuple[Choice, ...], outcome: str) -> None:
    review = before_panel()
    vote(review, *choices)
    if outcome == "passed":
        assert decide(review.officer, review.case_id, stars=5).state == "in_feedback"
    else:
        assert code_of(lambda: decide(review.officer, review.case_id, stars=5)) == "vote_not_valid"


def test_no_star_that_the_points_do_not_give() -> None:
    review = before_panel()
    vote(review, *[FOR] * 5)
    assert code_of(lambda: decide(review.officer, review.case_id, stars=4)) == "star_not_given_by_points"
    assert not Decision.objects.exists()


def test_a_vote_without_quorum_is_called_again() -> None:
    review = before_panel()
    vote(review, FOR)
    assert code_of(lambda: call_vote_again(review.officer, review.case_id, " ")) == "reasons_missing"
    call_vote_again(review.officer, review.case_id, "到会不足")
    vote(review, *[FOR] * 4)
    assert decide(review.officer, review.case_id, stars=5).state == "in_feedback"


def test_a_failed_vote_sends_back_once_and_then_ends_without_a_star() -> None:
    review = before_panel()
    vote(review, *[AGAINST] * 5)
    assert code_of(lambda: send_back(review.officer, review.case_id, "")) == "reasons_missing"
    assert send_back(review.officer, review.case_id, "请复核指标 1").state == "in_review"
    to_panel(review.officer, review.case_id)
    put_on_agenda(review.officer, review.meeting.pk, review.case_id)  # type: ignore[union-attr]
    vote(review, *[AGAINST] * 5)
    assert code_of(lambda: send_back(review.officer, review.case_id, "再复核")) == "already_sent_back"
    assert code_of(lambda: decide(review.officer, review.case_id, stars=5)) == "star_not_given_by_points"
    assert code_of(lambda: decide(review.officer, review.case_id, stars=0)) == "reasons_missing"
    case = decide(review.officer, review.case_id, stars=0, reason="委员会两次未通过")
    decision = standing_decision(case)
    assert decision is not None
    assert (case.state, decision.stars, decision.reason) == ("in_feedback", 0, "委员会两次未通过")


def test_corrections_keep_before_and_after_and_end_with_the_vote() -> None:
    review = before_panel()
    args = (review.officer, review.case_id, SERIAL)
    assert code_of(lambda: correct_points(*args, FULL[SERIAL], "同分")) == "points_unchanged"
    assert code_of(lambda: correct_points(*args, FULL[SERIAL] + 50, "超分")) == "invalid"
    assert code_of(lambda: correct_points(*args, 0, " ")) == "reasons_missing"
    assert code_of(lambda: correct_points(review.officer, review.case_id, "50", 0, "无此项")) == "invalid"
    correct_points(*args, 100, "面积不实")
    correct_points(*args, 50, "复核后再更正")
    rows = Correction.objects.order_by("pk").values_list("before", "points", "standing")
    assert list(rows) == [(str(Fraction(FULL[SERIAL], 100)), 100, False), ("1", 50, True)]
    found = case_result(review.fresh())
    assert found is not None
    assert found.result.total == 1000 - Fraction(FULL[SERIAL] - 50, 100)
    assert found.uncorrected.total == 1000
    open_vote(review.officer, review.case_id)
    assert code_of(lambda: correct_points(*args, 0, "太晚")) == "vote_running"


def test_ballots_stand_and_belong_to_their_member() -> None:
    review = before_panel()
    assert code_of(lambda: cast_ballot(review.panel[0], review.case_id, FOR)) == "vote_not_running"
    open_vote(review.officer, review.case_id)
    assert code_of(lambda: open_vote(review.officer, review.case_id)) == "vote_running"
    cast_ballot(review.panel[0], review.case_id, FOR)
    assert code_of(lambda: cast_ballot(review.panel[0], review.case_id, AGAINST)) == "voted_already"
    person = PersonFactory()
    RoleGrant.objects.create(person=person, role=Role.PANEL, body=review.scene.body)
    assert code_of(lambda: cast_ballot(actor_of(person), review.case_id, FOR)) == "not_found"
    assert code_of(lambda: cast_ballot(review.officer, review.case_id, FOR)) == "not_allowed"
    close_vote(review.officer, review.case_id)
    assert code_of(lambda: close_vote(review.officer, review.case_id)) == "vote_not_running"
    assert code_of(lambda: cast_ballot(review.panel[1], review.case_id, FOR)) == "vote_not_running"


def test_a_recused_member_neither_sees_votes_nor_counts() -> None:
    review = before_panel(members=6)
    member = review.panel[5]
    assert code_of(lambda: recuse_member(member, review.case_id, " ")) == "reasons_missing"
    recuse_member(member, review.case_id, "曾在该街道任职")
    open_vote(review.officer, review.case_id)
    assert code_of(lambda: cast_ballot(member, review.case_id, FOR)) == "not_found"
    assert code_of(lambda: result_for(member, review.fresh())) == "not_found"
    for one in review.panel[:4]:
        cast_ballot(one, review.case_id, FOR)
    counted = close_vote(review.officer, review.case_id)
    assert (counted.entitled, counted.present, counted.outcome) == (5, 4, "passed")
    decide(review.officer, review.case_id, stars=5)
    told = Message.objects.filter(recipient=member.person).values_list("subject", flat=True)
    assert [subject for subject in told if "作出评定结论" in subject] == []


def test_recusal_during_the_vote_is_too_late() -> None:
    review = before_panel()
    open_vote(review.officer, review.case_id)
    assert code_of(lambda: recuse_member(review.panel[0], review.case_id, "太晚")) == "vote_running"


def called(review: Review) -> User:
    """Somebody else with the role of a panel member, called to the meeting."""
    person: User = PersonFactory()
    RoleGrant.objects.create(person=person, role=Role.PANEL, body=review.scene.body)
    add_panel_member(review.officer, review.meeting.pk, person)  # type: ignore[union-attr]
    return person


def test_whoever_is_called_after_a_vote_changes_nothing_in_it() -> None:
    review = before_panel()
    vote(review, FOR, FOR, FOR, AGAINST)
    item = AgendaItem.objects.get()
    late = [called(review) for _ in range(3)]
    counted = count_item(item)
    assert (counted.entitled, counted.in_favour, counted.outcome) == (5, 3, "passed")
    assert {one.get_full_name() for one in late}.isdisjoint(one.name for one in voices_of(item))
    decide(review.officer, review.case_id, stars=5)
    assert Decision.objects.get().members == 5


def test_recusal_after_a_vote_is_too_late_and_a_later_one_changes_no_earlier_vote() -> None:
    review = before_panel(members=6)
    vote(review, *[AGAINST] * 5)
    member = review.panel[0]
    assert code_of(lambda: recuse_member(member, review.case_id, "太晚")) == "voted_on"
    assert code_of(lambda: recuse_member(review.officer, review.case_id, "太晚", member.person)) == "voted_on"
    first = AgendaItem.objects.get()
    send_back(review.officer, review.case_id, "请复核指标 1")
    to_panel(review.officer, review.case_id)
    put_on_agenda(review.officer, review.meeting.pk, review.case_id)  # type: ignore[union-attr]
    recuse_member(member, review.case_id, "曾在该街道任职")
    assert (count_item(first).entitled, count_item(first).against) == (6, 5)
    assert {one.name: one.did for one in voices_of(first)}[member.person.get_full_name()] == "反对"
    second = open_vote(review.officer, review.case_id)
    assert count_item(second).entitled == 5


def test_votes_of_before_are_given_their_members_by_the_migration() -> None:
    review = before_panel(members=6)
    recuse_member(review.panel[5], review.case_id, "曾在该街道任职")
    vote(review, *[FOR] * 4)
    kept = AgendaItem.objects.values_list("entitled", "recused").get()
    assert [len(keys) for keys in kept] == [5, 1]
    AgendaItem.objects.update(entitled=[], recused=[])
    import_module("xingping.rating.migrations.0022_electorate").fill_in(apps, connection.schema_editor())
    item = AgendaItem.objects.get()
    assert (sorted(item.entitled), sorted(item.recused)) == kept


def test_an_officer_does_not_send_back_what_the_panel_passed() -> None:
    review = before_panel()
    vote(review, *[FOR] * 5)
    assert code_of(lambda: send_back(review.officer, review.case_id, "再看看")) == "vote_passed"
    assert decide(review.officer, review.case_id, stars=5).state == "in_feedback"


def test_only_the_chair_of_the_cases_own_meeting_conducts_its_vote() -> None:
    """Also where the case stood on another chair's agenda before, and that meeting goes on."""
    review, other = before_panel(), before_panel()
    vote(review, FOR)
    AgendaItem.objects.filter(case=review.case_id).update(done_at=timezone.now())
    AgendaItem.objects.filter(case=other.case_id).update(meeting=review.meeting, position=2)
    people = [one.person for one in review.panel]
    meeting = call_meeting(
        review.officer, review.scene.case.round_id, timezone.now(), "第二会议室", people, people[1]
    )
    item = put_on_agenda(review.officer, meeting.pk, review.case_id)
    assert code_of(lambda: open_vote(review.panel[0], review.case_id)) == "not_allowed"
    assert open_vote(review.panel[1], review.case_id) == item


def test_meetings_need_members_with_the_role_and_enough_of_them() -> None:
    review = all_locked()
    people = panel_people(review)
    round_id = review.scene.case.round_id
    now = timezone.now()
    assert code_of(lambda: call_meeting(review.officer, round_id, now, "会议室", people[:4], people[0])) == (
        "panel_too_small"
    )
    stranger = PersonFactory()
    assert code_of(
        lambda: call_meeting(review.officer, round_id, now, "会议室", [*people, stranger], people[0])
    ) == ("not_a_panel_member")
    assert code_of(lambda: call_meeting(review.officer, round_id, now, "", people, people[0])) == "invalid"
    assert code_of(lambda: call_meeting(review.officer, round_id, now, "会", people, stranger)) == "invalid"
    other = officer_of(review.scene.body, "5102")
    assert code_of(lambda: call_meeting(other, round_id, now, "会", people, people[0])) == "not_allowed"


def panel_people(review: Review) -> list[User]:
    people: list[User] = [PersonFactory() for _ in range(5)]
    for person in people:
        RoleGrant.objects.create(person=person, role=Role.PANEL, body=review.scene.body)
    return people


def test_a_case_stands_on_one_agenda() -> None:
    review = before_panel()
    again = (review.officer, review.meeting.pk, review.case_id)  # type: ignore[union-attr]
    assert code_of(lambda: put_on_agenda(*again)) == "on_agenda_already"
    early = all_locked()
    assert code_of(lambda: put_on_agenda(early.officer, 0, early.case_id)) == "wrong_state"


def test_a_panel_member_sees_the_case_from_the_agenda_on() -> None:
    review = all_locked()
    to_panel(review.officer, review.case_id)
    person = PersonFactory()
    RoleGrant.objects.create(person=person, role=Role.PANEL, body=review.scene.body)
    assert code_of(lambda: result_for(actor_of(person), review.fresh())) == "not_found"
    with_meeting(review)
    found = result_for(review.panel[0], review.fresh())
    certainty = certainty_of(found)
    assert (found.stars, certainty.likeliest) == (5, 5)
    assert sum(certainty.probabilities.values()) == pytest.approx(1)


@pytest.mark.parametrize(("binds", "stars"), [(False, 2), (True, 0)])
def test_a_target_that_binds_leaves_no_lower_star(binds: bool, stars: int) -> None:
    less = {serial: 500 for serial, points in FULL.items() if points >= 1000}
    review = before_panel(less, less, less, target_binds=binds)
    found = case_result(review.fresh())
    assert found is not None
    assert (review.fresh().target_stars, found.result.stars, found.stars) == (3, 2, stars)


def test_the_database_keeps_one_standing_decision() -> None:
    review = decided()
    decision = Decision.objects.get()
    decision.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save(force_insert=True)
    assert Decision.objects.filter(case=review.case_id).count() == 1
