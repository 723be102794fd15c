"""Links that a visitor is offered."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from xingping.rating.models import User
from xingping.web import navigation
from xingping.web.navigation import Group, Link, groups_for, links_for, signed_in


def test_most_specific_link_is_current(monkeypatch: pytest.MonkeyPatch) -> None:
    links = (
        Link("首页", "public:home"),
        Link("自测", "public:self-check"),
        Link("上传", "public:self-check-upload"),
    )
    monkeypatch.setattr(navigation, "BAR", links)
    request = RequestFactory().get("/self-check/upload/")
    assert [link["current"] for link in links_for(request)] == [False, False, True]


def test_hidden_and_unknown_links_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    groups = (
        Group("甲", (Link("自测", "public:self-check", signed_in), Link("没有", "nowhere:at-all"))),
        Group("乙", (Link("标准", "public:standard"),)),
    )
    monkeypatch.setitem(navigation.WORKSPACES, "centre", groups)
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert [group.title for group in groups_for(request, "centre")] == ["乙"]
    request.user = User(username="x")
    assert [group.title for group in groups_for(request, "centre")] == ["甲", "乙"]
    assert groups_for(request, "nobody") == []
