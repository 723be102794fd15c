"""The officer's desk: what is listed, found, counted, exported; in a constant number of queries."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from openpyxl import load_workbook

from factories import applicant_of, officer_of, submitted_scene
from noticing import noticed
from web.desks import ask, chain_scene, client_of, copies
from xingping.core.lifecycle import State
from xingping.core.roles import Role
from xingping.rating.actor import actor_of
from xingping.rating.calendar import today
from xingping.rating.models import Case, RoleGrant
from xingping.rating.services.accepting import accept
from xingping.rating.services.centres import change_centre

pytestmark = pytest.mark.django_db


def test_the_queue_lists_own_cases_and_none_of_another_body() -> None:
    scene, other = submitted_scene(), submitted_scene()
    page = ask(client_of(scene.officer), "/office/")
    assert page.status == 200
    assert scene.case.number in page.text
    assert other.case.number not in page.text


def test_an_officer_of_another_region_sees_an_empty_desk_with_the_next_step() -> None:
    scene = submitted_scene()
    page = ask(client_of(officer_of(scene.body, "5102")), "/office/")
    assert scene.case.number not in page.text
    assert "还没有申报件" in page.text
    assert "查看评定批次" in page.text


def test_people_without_the_role_find_nothing_here() -> None:
    scene = chain_scene()
    for actor in (scene.applicant, scene.street):
        client = client_of(actor)
        for address in ("/office/", "/office/calendar/", f"/office/cases/{scene.case.number}/", "/audit/"):
            assert (address, client.get(address).status_code) == (address, 404)


@pytest.mark.parametrize(
    ("state", "found"),
    [("todo", True), ("submitted", True), ("chain", False), ("accepted", False), ("overdue", False)],
)
def test_states_and_groups_narrow_the_queue(state: str, found: bool) -> None:
    scene = submitted_scene()
    page = ask(client_of(scene.officer), f"/office/?state={state}")
    assert (scene.case.number in page.text.split("<table")[-1]) is found


def test_overdue_cases_come_first_and_are_counted() -> None:
    scene = submitted_scene()
    late, calm = copies(scene.case, 2)
    Case.objects.filter(pk=late.pk).update(due_on=today() - timedelta(days=10))
    Case.objects.filter(pk=calm.pk).update(due_on=None)
    text = ask(client_of(scene.officer), "/office/").text
    places = [text.index(f"/office/cases/{one.number}/") for one in (late, scene.case, calm)]
    assert places == sorted(places)
    assert '已逾期 <span class="tab-count late">1</span>' in text


@pytest.mark.parametrize("words", ["number", "centre", "code"])
def test_search_finds_by_number_centre_and_code(words: str) -> None:
    scene = submitted_scene()
    (other,) = copies(scene.case, 1)
    Case.objects.filter(pk=other.pk).update(number="2020-0001-000009")
    centre = change_centre(scene.officer, scene.case.centre_id, 0, {"name": "演示·东光社区服务中心"})
    asked = {"number": scene.case.number, "centre": "dongguang", "code": centre.code}[words]
    text = ask(client_of(scene.officer), f"/office/?q={asked}").text
    assert scene.case.number in text
    assert "2020-0001-000009" not in text


def test_a_search_never_finds_another_bodys_case() -> None:
    scene, other = submitted_scene(), submitted_scene()
    text = ask(client_of(scene.officer), f"/office/?q={other.case.number}").text
    assert "没有符合条件的记录" in text


def test_filters_that_nobody_offers_change_nothing() -> None:
    scene = submitted_scene()
    for query in ("state=nonsense", "round=1%00", "county=99", "officer=%27", "sort=--x", "page=-4", "q=%00"):
        page = ask(client_of(scene.officer), f"/office/?{query}")
        assert (query, page.status, scene.case.number in page.text) == (query, 200, True)


def test_export_has_what_is_filtered_as_xlsx_and_csv() -> None:
    scene = submitted_scene()
    (accepted,) = copies(scene.case, 1)
    accept(scene.officer, accepted.pk)
    client = client_of(scene.officer)
    sheet = client.get("/office/?state=accepted&export=xlsx").content
    rows = list(load_workbook(io.BytesIO(sheet)).active.values)
    assert [row[1] for row in rows] == ["申报编号", accepted.number]
    text = client.get("/office/?state=accepted&export=csv").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert [line[1] for line in lines] == ["申报编号", accepted.number]
    assert lines[0] == [str(cell) for cell in rows[0]]


def test_the_queue_takes_as_many_queries_for_three_cases_as_for_one() -> None:
    scene = submitted_scene()
    client = client_of(scene.officer)
    cache.clear()
    one = ask(client, "/office/")
    copies(scene.case, 2)
    three = ask(client, "/office/")
    assert three.text.count("<tr>") == one.text.count("<tr>") + 2
    assert three.queries == one.queries


def test_the_calendar_shows_a_deadline_on_its_day_and_in_the_list() -> None:
    scene = submitted_scene()
    due = scene.fresh().due_on
    assert due is not None
    page = ask(client_of(scene.officer), f"/office/calendar/?month={due:%Y-%m}")
    assert page.text.count(f"/office/cases/{scene.case.number}/") == 2
    assert f'id="day-{due:%Y-%m-%d}"' in page.text
    empty = ask(client_of(scene.officer), "/office/calendar/?month=2031-02")
    assert "这个月没有到期的事项" in empty.text
    assert "放假安排还没有装入" in empty.text


@pytest.mark.parametrize("month", ["", "2026-13", "２０２６-01", "x", "99999-01", "-1-1"])
def test_a_month_that_does_not_exist_shows_this_one(month: str) -> None:
    scene = submitted_scene()
    page = ask(client_of(scene.officer), f"/office/calendar/?month={month}")
    assert f"{today().year} 年 {today().month} 月" in page.text


def test_the_calendar_takes_as_many_queries_for_three_cases_as_for_one() -> None:
    scene = submitted_scene()
    client = client_of(scene.officer)
    one = ask(client, "/office/calendar/").queries
    copies(scene.case, 2)
    assert ask(client, "/office/calendar/").queries == one


def test_an_applicant_with_an_officers_role_sees_the_desk_as_an_officer_only() -> None:
    scene, other = submitted_scene(), submitted_scene()
    person = applicant_of(other.case.centre).person
    RoleGrant.objects.create(person=person, role=Role.OFFICER, body=scene.body)
    page = ask(client_of(actor_of(person)), "/office/")
    assert scene.case.number in page.text
    assert other.case.number not in page.text
    assert scene.fresh().state == State.SUBMITTED


def test_the_calendar_shows_when_a_notice_ends() -> None:
    review, notice = noticed()
    page = ask(client_of(review.officer), f"/office/calendar/?month={notice.ends_on:%Y-%m}")
    assert page.text.count(f"/office/notices/{notice.pk}/") == 2
    assert "公示期满" in page.text
