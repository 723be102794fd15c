"""An assessor's own page of conflicts: declaring for a centre and for an assigned case; no trace after."""

from __future__ import annotations

import pytest
from django.test import Client

from factories import applicant_of
from reviewing import in_review, teamed
from web.desks import client_of
from xingping.rating.models import Conflict, Message

pytestmark = pytest.mark.django_db
PAGE = "/assessor/conflicts/"
SIDE_DOORS = (
    "",
    "api/v1/cases",
    "inbox/",
    "assessor/conflicts/",
    "cases/{number}/",
    "office/cases/{number}/",
    "assessor/cases/{number}/visit/",
    "centre/cases/{number}/team/",
)


def told(client: Client, number: str) -> str:
    return "".join(
        client.get("/" + door.format(number=number), follow=True).content.decode() for door in SIDE_DOORS
    )


def test_a_declared_tie_keeps_one_from_being_assigned() -> None:
    review = teamed()
    client = client_of(review.assessors[1])
    centre = review.scene.case.centre
    missing = client.post(PAGE, {"centre": "没有这个", "kind": "adviser", "reason": "顾问"})
    assert (missing.status_code, "没有找到" in missing.content.decode()) == (422, True)
    sent = client.post(PAGE, {"centre": centre.name, "kind": "adviser", "reason": "曾任顾问"})
    assert sent.status_code == 302
    assert "曾任顾问" in client.get(PAGE).content.decode()
    assert Conflict.objects.get().kind == "adviser"


def test_who_declares_for_a_case_finds_no_trace_of_it() -> None:
    review = in_review()
    case, client = review.fresh(), client_of(review.assessors[1])
    Message.objects.filter(recipient=review.assessors[1].person).delete()
    assert case.number in told(client, case.number)
    path = f"/assessor/cases/{case.number}/recuse/"
    client.post(path, {"reason": " "})
    assert not Conflict.objects.exists()
    client.post(path, {"reason": "亲属在该中心工作"})
    assert Conflict.objects.get().standing == "binding"
    text = told(client, case.number)
    assert case.number not in text.replace(f"/cases/{case.number}/", "")
    assert client.post(path, {"reason": "x"}).status_code == 404


def test_the_page_is_for_people_in_the_register_alone() -> None:
    review = teamed()
    assert client_of(applicant_of(review.scene.case.centre)).get(PAGE).status_code == 404
