"""A member's own pages: meetings, the ballot, the projector that asks again, a case, recusal."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from factories import BodyFactory, person_with
from reviewing import Review, before_panel, vote
from web.desks import client_of
from xingping.core.roles import Role
from xingping.core.voting import Ballot as Choice
from xingping.rating.actor import actor_of
from xingping.rating.models import Ballot, PanelMember, Recusal
from xingping.rating.services.deciding import decide
from xingping.rating.services.panel import cast_ballot, open_vote

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def review() -> Review:
    return before_panel({"1": 100})


def meeting_path(review: Review, more: str = "") -> str:
    assert review.meeting is not None
    return f"/panel/meetings/{review.meeting.pk}/{more}"


def case_path(review: Review, more: str = "") -> str:
    return f"/panel/cases/{review.scene.case.number}/{more}"


def mark_of(text: str) -> str:
    found = re.search(r"seen=([0-9a-f]{12})", text)
    assert found
    return found.group(1)


def test_a_member_finds_the_meeting_and_the_case(review: Review) -> None:
    client = client_of(review.panel[1])
    assert "演示会议室" in client.get("/panel/").content.decode()
    page = client.get(meeting_path(review)).content.decode()
    assert review.scene.case.centre.name in page
    assert "现在没有进行中的表决" in page
    shown = client.get(case_path(review)).content.decode()
    assert "代号 A" in shown
    assert "现场看到缺少材料" in shown
    assert "星级把握" in shown
    assert client.get(f"/cases/{review.scene.case.number}/").headers["Location"] == case_path(review)


def test_a_member_votes_once_and_the_chair_closes(review: Review) -> None:
    chair, member = client_of(review.panel[0]), client_of(review.panel[1])
    assert client_of(review.panel[1]).post(case_path(review, "chair/"), {"step": "open"}).status_code == 403
    assert chair.post(case_path(review, "chair/"), {"step": "open"}).status_code == 302
    assert 'name="vote"' in member.get(meeting_path(review)).content.decode()
    assert member.post(case_path(review, "vote/"), {"vote": "for"}).status_code == 302
    again = member.post(case_path(review, "vote/"), {"vote": "against"})
    assert (again.status_code, "您已经投过票" in again.content.decode()) == (409, True)
    assert "您已投票" in member.get(meeting_path(review)).content.decode()
    assert chair.post(case_path(review, "chair/"), {"step": "close"}).status_code == 302
    late = client_of(review.panel[2]).post(case_path(review, "vote/"), {"vote": "for"})
    assert late.status_code == 409
    assert Ballot.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"vote": "maybe"}, {"vote": "\x00"}])
def test_a_ballot_that_is_none_is_refused(review: Review, sent: dict[str, str]) -> None:
    open_vote(review.officer, review.case_id)
    assert client_of(review.panel[1]).post(case_path(review, "vote/"), sent).status_code == 422
    assert client_of(review.panel[0]).post(case_path(review, "chair/"), {"step": "x"}).status_code == 422
    assert not Ballot.objects.exists()


def test_the_projector_tells_who_only_after_the_vote(review: Review) -> None:
    client = client_of(review.officer)
    names = [one.person.get_full_name() for one in review.panel]
    assert "等待主持人宣布议题" in client.get(meeting_path(review, "screen/")).content.decode()
    open_vote(review.officer, review.case_id)
    cast_ballot(review.panel[1], review.case_id, Choice.AGAINST)
    running = client.get(meeting_path(review, "screen/"), **HTMX).content.decode()
    assert "<html" not in running
    assert "正在表决" in running
    assert "反对" not in running
    assert not [name for name in names if name in running]
    same = client.get(f"{meeting_path(review, 'screen/')}?seen={mark_of(running)}", **HTMX)
    assert (same.status_code, same.content) == (204, b"")
    cast_ballot(review.panel[2], review.case_id, Choice.FOR)
    changed = client.get(f"{meeting_path(review, 'screen/')}?seen={mark_of(running)}", **HTMX)
    assert changed.status_code == 200
    chair = client_of(review.panel[0])
    chair.post(case_path(review, "chair/"), {"step": "close"})
    closed = client.get(meeting_path(review, "screen/"), **HTMX).content.decode()
    assert all(name in closed for name in names)
    assert "到会不足" in closed


def test_what_is_decided_stays_on_the_screen_for_some_hours(review: Review) -> None:
    vote(review, *[Choice.FOR] * 4)
    decide(review.officer, review.case_id, stars=5)
    client = client_of(review.officer)
    assert "评定结论：五星级" in client.get(meeting_path(review, "screen/")).content.decode()
    item = review.meeting.items.get()  # type: ignore[union-attr]
    item.done_at = timezone.now() - timezone.timedelta(days=1)  # type: ignore[attr-defined]
    item.save()
    assert "等待主持人宣布议题" in client.get(meeting_path(review, "screen/")).content.decode()


def test_a_member_who_recuses_finds_no_trace(review: Review) -> None:
    client = client_of(review.panel[3])
    assert client.post(case_path(review, "recuse/"), {"reason": ""}).status_code == 422
    assert client.get(case_path(review, "recuse/")).status_code == 200
    assert client.post(case_path(review, "recuse/"), {"reason": "曾在该街道任职"}).status_code == 302
    assert Recusal.objects.count() == 1
    open_vote(review.officer, review.case_id)
    for place in (case_path(review), case_path(review, "recuse/"), f"/cases/{review.scene.case.number}/"):
        assert client.get(place).status_code == 404
    assert client.post(case_path(review, "vote/"), {"vote": "for"}).status_code == 404
    for place in (meeting_path(review), meeting_path(review, "screen/")):
        page = client.get(place).content.decode()
        assert review.scene.case.number not in page
        assert "您回避的申报件" in page


def test_recusal_during_the_vote_is_refused_with_what_was_typed(review: Review) -> None:
    open_vote(review.officer, review.case_id)
    sent = client_of(review.panel[3]).post(case_path(review, "recuse/"), {"reason": "曾在该街道任职"})
    assert (sent.status_code, "曾在该街道任职" in sent.content.decode()) == (409, True)


def test_officers_are_led_to_their_own_page_and_strangers_find_nothing(review: Review) -> None:
    answer = client_of(review.officer).get(meeting_path(review))
    assert answer.headers["Location"].startswith("/office/meetings/")
    strangers = [
        actor_of(person_with(Role.PANEL, body=review.scene.body)),
        actor_of(person_with(Role.OFFICER, body=BodyFactory())),
    ]
    for stranger in strangers:
        for place in (meeting_path(review), meeting_path(review, "screen/"), case_path(review)):
            assert client_of(stranger).get(place).status_code == 404
    assert PanelMember.objects.count() == 5
