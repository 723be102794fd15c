"""Every address declares whom it is for, and the declaration is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from rating.people import grant, make_body, make_person
from xingping.core.roles import Role
from xingping.rating.errors import RefusedError
from xingping.rating.verbs import Kind, Verb
from xingping.web.access import Access, access_of, everybody, needs, signed_in


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All addresses of the site with their patterns."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern


def test_every_page_of_accounts_people_and_messages_declares_its_access() -> None:
    ours = ("account/", "people/", "inbox/", "jobs/", "regions/")
    found = [(route, access_of(p.callback)) for route, p in addresses(get_resolver().url_patterns)]
    mine = [(route, access) for route, access in found if route.startswith(ours)]
    assert len(mine) > 40
    assert [route for route, access in mine if access is None] == []


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("fine")


def test_open_views_are_open() -> None:
    request = RequestFactory().get("/x")
    request.user = AnonymousUser()
    assert everybody(answer)(request).status_code == 200
    assert access_of(everybody(answer)) == Access(everybody=True)


def test_visitors_are_sent_to_sign_in_and_back() -> None:
    request = RequestFactory().get("/x?y=1")
    request.user = AnonymousUser()
    for view in (signed_in(answer), needs(Verb.LIST, Kind.PEOPLE)(answer)):
        response = view(request)
        assert (response.status_code, response.headers["Location"]) == (
            302,
            "/account/sign-in/?next=/x%3Fy%3D1",
        )


@pytest.mark.django_db
def test_a_role_that_may_do_nothing_of_the_kind_finds_nothing() -> None:
    request = RequestFactory().get("/x")
    request.user = make_person()
    grant(request.user, Role.PANEL, body=make_body())
    with pytest.raises(RefusedError, match="not_found"):
        needs(Verb.LIST, Kind.PEOPLE)(answer)(request)


@pytest.mark.django_db
def test_a_role_that_may_gets_in() -> None:
    request = RequestFactory().get("/x")
    request.user = make_person()
    grant(request.user, Role.ADMINISTRATOR)
    assert needs(Verb.LIST, Kind.PEOPLE)(answer)(request).status_code == 200
