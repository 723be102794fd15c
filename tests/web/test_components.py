"""Components as pages use them."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from django.forms import CharField, FileField, Form
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory

from xingping.rating.models import User
from xingping.web.tables import Column, Filter, Table, TableSpec


def shown(source: str, address: str = "/", **context: object) -> str:
    request: HttpRequest = RequestFactory().get(address)
    html = Template("{% load xingping %}" + source).render(Context({"request": request, **context}))
    return re.sub(r">\s+<", "><", html).strip()


def test_stars_are_read_aloud_and_counted() -> None:
    html = shown("{% stars 3 'small' %}")
    assert 'aria-label="三星级"' in html
    assert (html.count('class="star-shape"'), html.count('class="star-shape off"')) == (3, 2)
    assert 'aria-label="尚未得出星级"' in shown("{% stars none %}", none=None)


def test_rules_say_where_they_come_from() -> None:
    assert shown("{% source 'standard' '6.1.2' %}") == '<span class="source standard">标准规定 6.1.2</span>'
    assert shown("{% source 'body' %}") == '<span class="source body">本机构规定</span>'


def test_progress_needs_no_style() -> None:
    html = shown("{% progress value 80 '规划建设' 'gold' %}", value=Fraction(151, 2))
    assert html.startswith('<progress class="progress gold" value="75.50" max="80" aria-label="规划建设">')


def test_text_is_escaped_everywhere() -> None:
    bad = "<script>"
    html = shown(
        "{% tag bad %}{% crumb bad %}{% icon bad label=bad %}{% card title=bad note=bad %}x{% endcard %}"
        "{% notice title=bad %}x{% endnotice %}{% empty title=bad %}x{% endempty %}"
        "{% working summary=bad %}x{% endworking %}{% steps items %}",
        bad=bad,
        items=[{"label": bad, "state": "now", "note": bad}],
    )
    assert bad not in html
    assert html.count("&lt;script&gt;") == 11


def test_steps_name_the_present_one() -> None:
    html = shown(
        "{% steps items %}", items=[{"label": "甲", "state": "done"}, {"label": "乙", "state": "now"}]
    )
    assert 'class="done">甲<span class="visually-hidden">（已完成）</span>' in html
    assert 'aria-current="step">乙' in html


def test_query_changes_only_what_is_named() -> None:
    assert shown("{% query page=2 sort=None %}", "/?q=x&sort=-a&page=1") == "?q=x&amp;page=2"


class ExampleForm(Form):
    name = CharField(label="名称", help_text="按公章填写")
    file = FileField(label="扫描件")


def test_fields_have_label_help_and_error_tied_to_them() -> None:
    form = ExampleForm({"name": ""})
    html = shown("{{ form.name.as_field_group }}", form=form)
    assert '<div class="field wrong">' in html
    assert 'for="id_name"' in html
    described = re.search(r'aria-describedby="([^"]+)"', html)
    assert described
    for target in described.group(1).split():
        assert f'id="{target}"' in html


def test_file_field_speaks_chinese() -> None:
    html = shown("{{ form.file.as_field_group }}", form=ExampleForm())
    assert 'type="file"' in html
    assert "选择文件" in html


SPEC = TableSpec(
    caption="人员",
    columns=(Column("name", "姓名", lambda user: user.name, sort=("name",), kind="main"),),
    default_sort="name",
    search=lambda rows, words: rows.filter(name__contains=words),
    filters=(Filter("active", "在用", (("yes", "是"),), lambda rows, value: rows.filter(is_active=True)),),
    empty_title="还没有人员",
    empty_text="邀请后会出现在这里。",
    empty_action=("邀请", "/invite/"),
    export_name="people",
    page_size=2,
)


def table(address: str) -> str:
    request = RequestFactory().get(address)
    return shown("{% table table %}", address, table=Table(request, User.objects.all(), SPEC))


@pytest.mark.django_db
def test_empty_table_says_the_next_step() -> None:
    html = table("/")
    assert "还没有人员" in html
    assert 'href="/invite/"' in html
    assert "导出表格" not in html


@pytest.mark.django_db
def test_table_sorts_pages_and_exports_by_links() -> None:
    for name in ("甲", "乙", "丙"):
        User.objects.create(username=name, name=name)
    html = table("/?q=&sort=-name")
    assert 'aria-sort="descending"' in html
    assert "共 3 条" in html
    assert 'href="?q=&amp;sort=-name&amp;page=2"' in html
    assert 'href="?q=&amp;sort=-name&amp;export=xlsx"' in html
    assert "没有符合条件的记录" in table("/?q=无")


def test_workspace_shows_its_navigation() -> None:
    source = "{% extends 'workspace.html' %}{% block content %}正文{% endblock %}"
    request = RequestFactory().get("/")
    html = Template(source).render(Context({"request": request, "actor": "none"}))
    assert "正文" in html
    assert 'aria-label="工作导航"' in html
