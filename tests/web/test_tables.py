"""Lists as tables: everything by the address, nothing by luck."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from openpyxl import load_workbook

from xingping.rating.models import User
from xingping.web.tables import Column, Filter, Table, TableSpec

SPEC = TableSpec(
    caption="人员",
    columns=(
        Column(
            "name",
            "姓名",
            lambda user: user.name,
            sort=("name",),
            kind="main",
            url=lambda user: f"/u/{user.pk}/",
        ),
        Column("username", "账号", lambda user: user.username, sort=("username",)),
        Column(
            "active", "在用", lambda user: "是" if user.is_active else "", plain=lambda user: user.is_active
        ),
    ),
    default_sort="name",
    search=lambda rows, words: rows.filter(name__contains=words),
    filters=(
        Filter(
            "active",
            "在用",
            (("yes", "是"), ("no", "否")),
            lambda rows, value: rows.filter(is_active=value == "yes"),
        ),
    ),
    empty_title="还没有人员",
    empty_action=("邀请", "/invite/"),
    export_name="people",
    page_size=3,
)


@pytest.fixture
def people(db: None) -> None:
    for place, name in enumerate(("丁", "丙", "乙", "甲", "=1+1")):
        User.objects.create(username=f"u{place}", name=name, is_active=place % 2 == 0)


def asked(address: str) -> HttpRequest:
    return RequestFactory().get(address)


def shown(address: str) -> Table:
    return Table(asked(address), User.objects.all(), SPEC)


def accounts(table: Table) -> list[Any]:
    return [row[1].shown for row in table.rows]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/?sort=username", ["u0", "u1", "u2"]),
        ("/?sort=-username", ["u4", "u3", "u2"]),
        ("/?sort=username&page=2", ["u3", "u4"]),
        ("/?sort=username&page=99", ["u3", "u4"]),
        ("/?sort=username&page=x", ["u0", "u1", "u2"]),
        ("/?sort=username&active=no", ["u1", "u3"]),
        ("/?sort=username&active=maybe", ["u0", "u1", "u2"]),
        ("/?q=乙", ["u2"]),
        ("/?q=%00乙", ["u2"]),
        ("/?q=无", []),
    ],
)
def test_address_decides(people: None, address: str, expected: list[str]) -> None:
    assert accounts(shown(address)) == expected


def test_unknown_sort_is_the_default(people: None) -> None:
    table = shown("/?sort=password")
    assert table.sort == "name"
    assert [head.direction for head in table.heads] == ["ascending", "", ""]


def test_heads_turn_the_direction(people: None) -> None:
    assert [head.next for head in shown("/?sort=name").heads] == ["-name", "username", "active"]
    assert shown("/?sort=-name").heads[0].direction == "descending"


def test_empty_cells_and_links(people: None) -> None:
    row = shown("/?sort=username&active=no").rows[0]
    assert (row[2].shown, row[0].url) == ("—", f"/u/{User.objects.get(username='u1').pk}/")


def test_narrowed_only_by_what_is_known(people: None) -> None:
    assert not shown("/?active=maybe&sort=name").narrowed
    assert shown("/?active=no").narrowed


def test_queries_do_not_grow_with_rows(people: None, django_assert_num_queries: Any) -> None:
    for address in ("/", "/?active=no"):
        with django_assert_num_queries(2):
            table = shown(address)
            assert table.rows
            assert table.total


def test_export_holds_all_pages_and_no_formula(people: None) -> None:
    answer = shown("/?export=xlsx&sort=username&page=2").export()
    assert answer
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]] == ["姓名", "账号", "在用"]
    assert [row[1].value for row in rows[1:]] == ["u0", "u1", "u2", "u3", "u4"]
    assert (rows[5][0].value, rows[5][0].data_type) == ("=1+1", "s")
    assert shown("/").export() is None


def test_export_writes_shanghai_time(people: None) -> None:
    User.objects.filter(username="u0").update(date_joined=datetime(2026, 5, 31, 16, 30, tzinfo=UTC))
    spec = replace(SPEC, columns=(Column("joined", "加入", lambda user: user.date_joined),))
    answer = Table(asked("/?export=xlsx&active=yes"), User.objects.filter(username="u0"), spec).export()
    assert answer
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet
    assert sheet["A2"].value == datetime(2026, 6, 1, 0, 30)
