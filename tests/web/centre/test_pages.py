"""Pages of applicants: who sees them, what they show, in a constant number of queries."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import (
    BlobFactory,
    CentreFactory,
    Scene,
    applicant_of,
    complete,
    open_round_of,
    person_with,
)
from web.centre.browsing import address, browser_of
from xingping.core.guide import EvidenceMode
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.evidence_rules import Shown
from xingping.rating.models import Case
from xingping.rating.services.applications import create_case
from xingping.rating.services.evidence import add_evidence

pytestmark = pytest.mark.django_db

PAGES = (
    "",
    "form/",
    "form.pdf",
    "pledge.pdf",
    "report.pdf",
    "workbook.xlsx",
    "workbook/",
    "self-assessment/",
    "check/",
)
WRITES = ("withdraw/", "form/", "form/pledge/", "workbook/take-over/", "self-assessment/compute", "check/")


@pytest.mark.parametrize("page", PAGES)
def test_the_applicant_sees_every_page_of_the_own_case(own: Client, scene: Scene, page: str) -> None:
    answer = own.get(address(scene.case, page))
    assert answer.status_code == 200
    kinds = {
        "pdf": "application/pdf",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    assert answer["Content-Type"].startswith(kinds.get(page.rpartition(".")[2], "text/html"))


@pytest.mark.parametrize("page", PAGES)
def test_nobody_else_learns_that_the_case_exists(scene: Scene, page: str) -> None:
    stranger = applicant_of(CentreFactory(body=scene.body))
    for other in (stranger, scene.officer, scene.street):
        known, unknown = address(scene.case, page), address(Case(number="2026-9999-999999"), page)
        assert told(browser_of(other), known) == told(browser_of(other), unknown)
    assert Client().get(address(scene.case, page)).status_code == 302


def told(client: Client, url: str) -> tuple[int, str]:
    """What a page says, but for its own address and the token of its forms."""
    answer = client.get(url)
    text = re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", answer.content.decode())
    return answer.status_code, text


@pytest.mark.parametrize("page", WRITES)
def test_nobody_else_writes(scene: Scene, page: str) -> None:
    stranger = applicant_of(CentreFactory(body=scene.body))
    for other in (stranger, scene.officer):
        known = browser_of(other).post(address(scene.case, page))
        unknown = browser_of(other).post(address(Case(number="2026-9999-999999"), page))
        assert known.status_code == unknown.status_code
        assert known.status_code in (403, 404)
    assert scene.fresh().state == "draft"


def test_an_applicant_without_centre_or_round_is_told_what_to_do() -> None:
    client = browser_of(actor_of(person_with(Role.APPLICANT, centre=CentreFactory())))
    assert "现在没有可以申报的批次" in client.get("/centre/").content.decode()
    assert "现在没有可以申报的批次" in client.get("/centre/apply/").content.decode()


def test_home_shows_case_chance_and_next_step(own: Client, scene: Scene) -> None:
    open_round_of(scene.body)
    shown = own.get("/centre/")
    text = shown.content.decode()
    assert scene.case.number in text
    assert "继续填报" in text
    assert "可以申报的批次" in text
    assert [one["state"] for one in shown.context["cases"]] == ["填报中"]


def test_home_takes_as_many_queries_for_many_cases(own: Client, scene: Scene) -> None:
    own.get("/centre/")
    count = queries_of(own, "/centre/")
    for _number in range(4):
        round_ = open_round_of(scene.body)
        create_case(scene.applicant, round_.pk, scene.case.centre_id)
        open_round_of(scene.body)
    own.get("/centre/")
    assert queries_of(own, "/centre/") == count


@pytest.mark.parametrize("page", ["", "form/", "self-assessment/", "check/"])
def test_a_full_case_takes_as_many_queries_as_an_empty_one(own: Client, scene: Scene, page: str) -> None:
    own.get(address(scene.case, page))
    count = queries_of(own, address(scene.case, page))
    complete(scene)
    for serial in ("1", "2", "3"):
        shown = Shown(EvidenceMode.UPLOAD, "材料", BlobFactory(), "a.pdf", not_secret=True, masked=True)
        add_evidence(scene.applicant, scene.case.pk, UUID(int=int(serial)), shown, [(serial, "")])
    expected = count + (2 if page == "self-assessment/" else 0)  # items bring their versions and links
    assert queries_of(own, address(scene.case, page)) == expected


def uuid_of(serial: str):
    """A key of its own for each item."""

    return UUID(int=int(serial))


def queries_of(client: Client, url: str) -> int:
    """How many queries a page takes."""

    with CaptureQueriesContext(connection) as caught:
        assert client.get(url).status_code == 200
    return len(caught)
