"""Every address, as every role: declared, never broken, and nothing for strangers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern

from matrix.addresses import filled, parameters, patterns
from matrix.expected import fault, open_operations, operations, refusal_of
from matrix.people import PEOPLE
from matrix.world import SECRET, World
from xingping.web.access import access_of

API = "api/v1/"
API_OPEN = {"api/v1/", "api/v1/openapi.json"}
"""The API's own description; every operation declares its access below its route (tests/api)."""
SHARED = {
    "prefix",
    "certificate_token",
    "issuer_id",
    "page",
    "stars",
    "move",
    "step",
    "picture",
    "serial",
    "kind",
    "size",
    "unit",
    "provider_id",
    "uidb36",
    "token",
    "session_id",
    "what",
}
"""Parameters that name no object of the body."""
OF_BODY = {"round_id", "meeting_id", "suffix", "run_id", "assessor_id", "conflict_id"}
"""Parameters that name what every officer of the body shares: rounds, meetings, the register of assessors."""


def addresses() -> list[tuple[str, URLPattern]]:
    return list(patterns())


OWN_CASE = {"officer", "applicant", "street", "auditor"}
WORKING = OWN_CASE | {"administrator"}
PUBLISHED = {"centres/<int:centre_id>/", f"{API}establishments/<int:centre_id>"}
"""Where the centre is named to everybody: the world's centre holds a certificate, a published fact."""


def has_object(route: str, pattern: URLPattern, name: str) -> bool:
    """Whether an address names an object that is not this stranger's; some are their whole body's."""
    access = access_of(pattern.callback)
    shared = SHARED | OF_BODY if "far" in name else SHARED
    is_open = bool(access and access.everybody) or route in open_operations()
    return bool(set(parameters(pattern)) - shared) and not is_open


def body_of(response: HttpResponse) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    return content.decode("utf-8", "replace")


def client_of(world: World, name: str) -> Client:
    client = Client(raise_request_exception=False)
    person = world.people[name]
    if not isinstance(person, AnonymousUser):
        client.force_login(person)
    return client


def test_every_address_declares_whom_it_is_for() -> None:
    undeclared = [
        route for route, one in addresses() if not route.startswith(API) and access_of(one.callback) is None
    ]
    assert undeclared == []


def test_every_operation_of_the_api_declares_whom_it_is_for() -> None:
    from xingping.api.access import declared_access
    from xingping.api.main import api

    operations = [
        operation
        for _, router in api._routers
        for path in router.path_operations.values()
        for operation in path.operations
    ]
    assert [one.path for one in operations if declared_access(one.view_func) is None] == []
    assert len(operations) > 5


def test_the_world_fills_every_address(world: World) -> None:
    paths = [filled(route, one, world.values) for route, one in addresses()]
    assert len(paths) > 100
    assert not [path for path in paths if "<" in path or "(" in path]


def answers(world: World, name: str) -> Iterator[tuple[str, URLPattern, str, str, HttpResponse]]:
    """(route, pattern, method, path, answer) of a GET and an empty POST of every address but signing out."""
    client = client_of(world, name)
    for route, one in addresses():
        if "sign-out" in route:
            continue
        path = filled(route, one, world.values)
        for method in ("get", "post"):
            yield route, one, method, path, getattr(client, method)(path)
        if route.startswith("account/"):
            client = client_of(world, name)  # some of these end the session


@pytest.mark.parametrize("name", PEOPLE)
def test_nothing_is_broken_and_strangers_find_nothing(world: World, name: str) -> None:
    """What strangers are told never holds the centre's name; whoever has work to do gets pages."""
    wrong, reached = [], []
    stranger = name.startswith("stranger")
    for route, one, method, path, response in answers(world, name):
        where = f"{method} {path}: {response.status_code}"
        said = fault(world, name, route, one, method, response)
        if said:
            wrong.append(f"{method} {path}: {said}")
        if stranger and route not in PUBLISHED and SECRET in body_of(response):
            wrong.append(f"{where} tells the name")
        if stranger and has_object(route, one, name) and not refused(response):
            wrong.append(f"{where} to {response.headers.get('Location', '')}")
        if method == "get" and response.status_code == 200 and not route.startswith("account/"):
            reached.append(path)
    assert wrong == []
    assert len(reached) > 15 or name not in WORKING
    assert any(world.scene.case.number in path for path in reached) or name not in OWN_CASE


def refused(response: HttpResponse) -> bool:
    """Not found, forbidden, malformed, not that way, or sent to sign in."""
    to_sign_in = response.status_code == 302 and "/account/" in response.headers["Location"]
    return response.status_code in (400, 401, 403, 404, 405, 409, 415, 422) or to_sign_in


def test_whoever_the_table_lets_in_gets_in(world: World) -> None:
    """The other way round: every address that is not for everybody answers somebody."""
    closed = []
    for route, one in addresses():
        access = access_of(one.callback)
        is_open = bool(access and access.everybody) or route in open_operations()
        if is_open or route in (API, f"{API}openapi.json") or route in EMPTY:
            continue
        methods = list(operations()[route.rstrip("/")]) if route.startswith(API) else ["get", "post"]
        if not any(
            let_in(world, name, method, filled(route, one, world.values))
            for name in world.people
            for method in methods
            if not isinstance(world.people[name], AnonymousUser)
            and refusal_of(world, name, route, one, method) is None
        ):
            closed.append(route)
    assert closed == []


def let_in(world: World, name: str, method: str, path: str) -> bool:
    response = getattr(client_of(world, name), method)(path)
    return response.status_code not in (401, 403, 404, 405)


EMPTY = {
    "account/sessions/<int:session_id>/end/",
    "account/second-factor/codes/",
    "account/second-factor/codes/new/",
    "account/second-factor/codes/file/",
    "account/second-factor/remove/",
    "^evidence/(?P<version_id>[0-9]{1,18})/(?P<size>thumbnail|preview)/$",
    "evidence/<int:version_id>/file/",
    "case-files/<int:file_id>/",
    "office/certificates/files/<int:job_id>/",
    "office/plaque-proofs/<int:event_id>/<slug:picture>/",
    "scenarios/saved/new/",
    "api/v1/establishments/<int:centre_id>",
    "office/complaints/<int:complaint_id>/transfer.pdf",
    "^site-photos/(?P<photo>[0-9a-f-]{36})/(?P<size>thumbnail|preview)/$",
    "api/v1/field/packages/<uuidstr:package>",
    "api/v1/field/packages/<uuidstr:package>/photos/<uuidstr:photo>",
}
"""What the world has nothing for: other sessions, a second factor, stored files and previews, a draft,
a case on a phone, a centre of the register that the public may see."""
