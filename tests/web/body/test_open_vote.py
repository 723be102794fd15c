"""While a vote is open nobody reads who has voted, when or how: not in a history, the log, an export."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from factories import person_with
from onsite import closing, phone_of
from reviewing import Review, before_panel, in_review
from web.desks import ask, client_of
from xingping.core.roles import Role
from xingping.core.voting import Ballot
from xingping.rating.actor import Actor, actor_of
from xingping.rating.models import AuditEntry
from xingping.rating.services.field_visits import close_on_site
from xingping.rating.services.panel import call_vote_again, cast_ballot, close_vote, open_vote
from xingping.rating.services.visits import plan_visit
from xingping.web.body.audit_words import verb_name

pytestmark = pytest.mark.django_db
NAME = "表决人甲"


def readers(review: Review) -> Iterator[tuple[Actor, str]]:
    """Everybody who reads histories, with the addresses that show entries of the case."""
    history = f"/office/cases/{review.fresh().number}/history/"
    auditor = actor_of(person_with(Role.AUDITOR, body=review.scene.body))
    for address in (history, f"{history}?export=csv", f"{history}?q={NAME}&days=1"):
        yield review.officer, address
        yield auditor, address
    for address in ("/audit/", "/audit/?export=csv", "/audit/?verb=panel.ballot"):
        yield auditor, address
    opened = AuditEntry.objects.filter(verb="panel.open_vote").latest("pk")
    yield auditor, f"/audit/{opened.pk}/"


def traces(review: Review) -> list[str]:
    """Addresses that name the voter, or a ballot by its hash or its number."""
    ballots = AuditEntry.objects.filter(verb="panel.ballot").order_by("-pk")
    marks = [NAME, *(one.content_hash[:12] for one in ballots[:1]), f"/audit/{ballots[0].pk}/"]
    found = []
    for actor, address in readers(review):
        answer = ask(client_of(actor), address)
        assert answer.status == 200
        text = answer.text.replace(f'value="{NAME}"', "")
        found += [address for mark in marks if mark in text]
    return found


def voting() -> Review:
    """A vote is open and one member, under a name found nowhere else, has voted."""
    review = before_panel()
    member = review.panel[2].person
    member.name = NAME
    member.save(update_fields=["name"])
    open_vote(review.officer, review.case_id)
    cast_ballot(review.panel[2], review.case_id, Ballot.AGAINST)
    return review


def test_an_open_vote_leaves_no_trace_until_it_is_closed() -> None:
    review = voting()
    auditor = client_of(actor_of(person_with(Role.AUDITOR, body=review.scene.body)))
    ballot = AuditEntry.objects.get(verb="panel.ballot")
    assert traces(review) == []
    assert ask(auditor, f"/audit/{ballot.pk}/").status == 404
    close_vote(review.officer, review.case_id)
    assert len(traces(review)) > 6
    assert ask(auditor, f"/audit/{ballot.pk}/").status == 200


def test_an_earlier_vote_stays_readable_while_the_next_is_open() -> None:
    review = voting()
    close_vote(review.officer, review.case_id)
    call_vote_again(review.officer, review.case_id, "到会不足")
    open_vote(review.officer, review.case_id)
    cast_ballot(review.panel[1], review.case_id, Ballot.FOR)
    auditor = client_of(actor_of(person_with(Role.AUDITOR, body=review.scene.body)))
    codes = [
        ask(auditor, f"/audit/{one.pk}/").status for one in AuditEntry.objects.filter(verb="panel.ballot")
    ]
    assert sorted(codes) == [200, 404]


def test_an_officers_history_says_neither_who_of_the_team_acted_nor_when_a_phone_sent_something() -> None:
    review = in_review()
    now = timezone.now()
    plan_visit(review.officer, review.case_id, now, now + timedelta(hours=3), "一楼")
    close_on_site(review.assessors[0], review.case_id, closing())
    phone_of(review, 0).shoot()
    history = f"/office/cases/{review.fresh().number}/history/"
    name = review.assessors[0].person.get_full_name()
    officer = client_of(review.officer)
    shown = ask(officer, history).text
    assert "评审组（评定专家）" in shown
    for hidden in (name, "上传文件", "带走现场资料", "收到现场照片"):
        assert hidden not in shown
    assert name not in ask(officer, f"{history}?export=csv").text
    assert "评审组（评定专家）" not in ask(officer, f"{history}?q={name}").text
    assert "评审组（评定专家）" in ask(officer, f"{history}?q=visit.sign").text
    auditor = client_of(actor_of(person_with(Role.AUDITOR, body=review.scene.body)))
    assert all(one in ask(auditor, history).text for one in (name, "上传文件", "收到现场照片"))


def test_the_history_of_a_review_says_in_words_what_was_done() -> None:
    review = voting()
    close_vote(review.officer, review.case_id)
    verbs = AuditEntry.objects.filter(case=review.case_id).values_list("verb", flat=True)
    assert {verb for verb in verbs if verb_name(verb) == verb} == set()
