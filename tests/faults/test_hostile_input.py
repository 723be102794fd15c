"""Bad input at every form, every list and every operation: a clear answer, and nothing typed is lost.

The forms are those that the pages show to the people of the matrix, so that new ones come in by themselves.
"""

from __future__ import annotations

import json
from html import unescape
from typing import Any
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.contrib.messages import ERROR, get_messages
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from faults.forms_on_pages import PageForm, forms_of
from matrix.addresses import filled, patterns
from matrix.expected import API, operations
from matrix.shared_world import kept_world, world
from matrix.test_every_address import body_of, client_of
from matrix.world import World

pytestmark = pytest.mark.django_db
__all__ = ["kept_world", "world"]
"""Fixtures that the tests ask for by name."""
SCRIPT = "<script>alert(1)</script>"
TEXTS = {
    "full width": "９５",
    "superscript": "²",
    "not a number": "NaN",
    "infinite": "Infinity",
    "exponent": "1e309",
    "negative": "-1",
    "huge": "9" * 400,
    "markup": f"\"'>{SCRIPT}",
    "formula": '=HYPERLINK("http://x","y")',
    "path": "../../etc/passwd\\..\\x",
    "compatible": "\uf900社区Ａ",
    "long": "长" * 3_000,
    "turned": "\u202e甲\u200b乙\ufeff",
    "emoji": "👨‍👩‍👧‍👦",
    "nul": "甲\0乙",
    "surrogate": "甲\ud800乙",
}
DATABASES_DIFFER = ("huge", "long", "nul", "surrogate")
"""What PostgreSQL refuses and SQLite takes; the rest is the same on both and sent once."""
OTHERS = tuple(case for case in TEXTS if case not in (*DATABASES_DIFFER, "markup"))
OTHERS_A_FORM = 4
PEOPLE = ("officer", "administrator", "applicant", "draft applicant", "street")
SKIPPED = ("account/password", "account/second-factor", "account/again", "account/sign-out")
"""Forms of codes and passwords, whose input is never shown again."""
ASKED = ("q", "page", "sort", "export", "show", "body", "state", "offset", "limit", "text", "within", "level")
FORM = "application/x-www-form-urlencoded"


def encoded(fields: dict[str, str]) -> str:
    """A form's body; lone surrogates go out as the bytes a careless client would send."""
    return urlencode(
        {name: text.encode("utf-8", "surrogatepass") for name, text in fields.items()},
        quote_via=lambda text, *_: quote_from_bytes(text if isinstance(text, bytes) else text.encode()),
    )


def pages(world: World, name: str) -> list[str]:
    values = (
        {**world.values, "number": world.draft.case.number} if name == "draft applicant" else world.values
    )
    return [
        filled(route, one, values)
        for route, one in patterns()
        if not route.startswith((API, *SKIPPED, "language")) and "sign-out" not in route
    ]


@pytest.mark.postgresql
@pytest.mark.parametrize("name", PEOPLE)
def test_every_form_answers_bad_input_clearly_and_keeps_it(world: World, name: str) -> None:
    client, wrong, count = client_of(world, name), [], 0
    for number, form in enumerate(_forms(client, pages(world, name))):
        for case in _cases(number):
            text = TEXTS[case]
            with transaction.atomic():  # each text meets the same state
                response = client.post(form.action, encoded(form.filled(text)), content_type=FORM)
                said = _fault(_followed(client, response), form, text)
                transaction.set_rollback(True)
            count += 1
            if said:
                wrong.append(f"{form.action} {form.typed} ({case}): {said}")
    assert wrong == []
    assert count >= len(_cases(0)), f"{name} sees no form"


@pytest.mark.postgresql
def test_every_list_bears_any_address(world: World) -> None:
    wrong = []
    client = client_of(world, "officer")
    for path in [one for one in pages(world, "officer") if one.count("/") < 5]:
        for case in ("negative", "huge", "nul", "surrogate", "superscript", "markup"):
            response = client.get(f"{path}?{encoded(dict.fromkeys(ASKED, TEXTS[case]))}")
            if response.status_code >= 500 or SCRIPT in body_of(response):
                wrong.append(f"{path} ({case}): {response.status_code}")
    assert wrong == []


BODIES: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a list": b"[]",
    "null": b"null",
    "a number": b"1",
    "key twice": b'{"device": "a", "device": "b", "sequence": 1, "fields": {}}',
    "not a number": b'{"device": "a", "sequence": NaN, "fields": {}}',
    "infinite": b'{"device": "a", "sequence": 1e999, "fields": {}}',
    "huge": b'{"device": "a", "sequence": ' + b"9" * 5_000 + b', "fields": {}}',
    "surrogate": b'{"device": "\\ud800", "sequence": 1, "fields": {"statements.1": {"value": "\\ud800"}}}',
    "nul": b'{"device": "a\\u0000", "sequence": 1, "fields": {"statements.1": {"value": "a\\u0000"}}}',
    "other bytes": b'{"device": "\xff\xfe"}',
    "deep": b'{"fields":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "unknown": json.dumps({"device": "d", "sequence": 1, "fields": {"__class__": {"value": 1}}}).encode(),
    "path": json.dumps({"file_name": "../../etc/passwd\0", "size": -1, "key": "../x", "case": -5}).encode(),
    "wrong kinds": json.dumps(
        {"device": [], "sequence": "１", "fields": "x", "size": "²", "key": 1}
    ).encode(),
}


@pytest.mark.postgresql
@pytest.mark.parametrize("name", ["draft applicant", "visitor"])
def test_every_operation_refuses_bad_json_clearly(world: World, name: str) -> None:
    client = client_of(world, name if name in world.people else f"stranger: {name}")
    paths = [
        (method, filled(route, one, {**world.values, "number": world.draft.case.number}))
        for route, one in patterns()
        for method in operations().get(route.rstrip("/"), {})
        if method != "get"
    ]
    paths += [("post", path) for path in ("/self-check/compute", "/self-check/way")]
    wrong = []
    for method, path in paths:
        for case, body in BODIES.items():
            response = client.generic(method.upper(), path, body, content_type="application/json")
            if response.status_code >= 500 or (response.status_code >= 400 and not _explained(response)):
                wrong.append(f"{method} {path} ({case}): {response.status_code} {body_of(response)[:80]}")
    assert wrong == []
    assert len(paths) > 5


def _cases(number: int) -> list[str]:
    """What a form is sent: markup and what databases differ in to each, of the rest some in turn."""
    if connection.vendor != "sqlite":
        return list(DATABASES_DIFFER)
    first = number * OTHERS_A_FORM
    turn = [OTHERS[(first + step) % len(OTHERS)] for step in range(OTHERS_A_FORM)]
    return [*DATABASES_DIFFER, "markup", *turn]


def _forms(client: Client, paths: list[str]) -> list[PageForm]:
    found: dict[tuple[str, tuple[str, ...]], PageForm] = {}
    for path in paths:
        response = client.get(path)
        if response.status_code == 200 and "html" in response.headers.get("Content-Type", ""):
            for form in forms_of(path, body_of(response)):
                found.setdefault((form.action, tuple(form.typed)), form)
    skipped = tuple(f"/{one}" for one in SKIPPED)
    return [form for form in found.values() if not form.action.startswith(skipped)]


def _followed(client: Client, response: Any) -> Any:
    """Where the answer sends to, if that says that something was wrong; else the answer itself."""
    if response.status_code != 302:
        return response
    page = client.get(response.headers["Location"])
    refused = [one for one in get_messages(page.wsgi_request) if one.level >= ERROR]
    return page if refused or page.status_code >= 500 else response


def _fault(response: HttpResponse, form: PageForm, text: str) -> str:
    """What is wrong with the answer to a form; empty where nothing is."""
    if response.status_code >= 500:
        return f"{response.status_code}"
    html = body_of(response)
    if SCRIPT in html:
        return "markup comes back as markup"
    shown_again = response.status_code in (200, 422) and forms_of(form.action, html)
    sendable = text[: form.longest].encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    kept = unescape(html)
    if shown_again and "\0" not in text and sendable.strip() not in kept:
        return f"{response.status_code}, and what was typed is lost"
    return ""


def _explained(response: Any) -> bool:
    """Whether a refusal says something in words."""
    if response.status_code == 405:
        return True
    try:
        told = json.loads(response.content)
    except ValueError:
        return "html" in response.headers.get("Content-Type", "") and len(response.content) > 200
    return bool(told.get("message") or told.get("faults") or told.get("error"))
