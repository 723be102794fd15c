"""Searches, counts, autocompletes and exports: a stranger learns nothing, not even that something matches."""

from __future__ import annotations

import io
import re
import zipfile
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client

from matrix.addresses import filled, parameters, patterns
from matrix.test_every_address import client_of
from matrix.world import SECRET, World

KNOWN, UNKNOWN = "桂花", "榕树"
"""A part of the hidden name, and something that nothing contains."""
PARAMETERS = ("q", "search", "text", "name", "centre", "body")
WHO = ("visitor", "nobody", "far applicant", "far street", "far officer", "far supervisor", "other officer",
       "other auditor", "other administrator", "ended officer")  # fmt: skip
CHANGING = re.compile(
    r'(name="(?:csrfmiddlewaretoken|key|token)" value|data-csrf|content)="[^"]{16,}"|[0-9]+ 加 [0-9]+ 等于几'
)


def lists(world: World) -> list[str]:
    """Every address that names no object; the world's centre holds a certificate, which `v/` may find."""
    return [
        filled(route, one, world.values)
        for route, one in patterns()
        if not parameters(one) and not route.startswith(("account/", "self-check", "standard", "api/", "v/"))
    ]


def told(response: HttpResponse) -> str:
    """What an answer says, unpacked, without what changes from one answer to the next."""
    content = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = [package.read(name) for name in sorted(package.namelist()) if "docProps" not in name]
        content = b"\n".join(parts)
    return CHANGING.sub("", content.decode("utf-8", "replace"))


@pytest.mark.parametrize("name", WHO)
def test_a_search_for_what_is_hidden_answers_as_one_for_nothing(world: World, name: str) -> None:
    client = client_of(world, f"stranger: {name}")
    wrong = []
    for path in lists(world):
        closed = client.get(path).status_code != 200
        for asked in PARAMETERS[:1] if closed else PARAMETERS:
            known, unknown = (_ask(client, path, asked, words) for words in (KNOWN, UNKNOWN))
            if SECRET in known or known.replace(KNOWN, "") != unknown.replace(UNKNOWN, ""):
                wrong.append(f"{path}?{asked}=")
    assert wrong == []


@pytest.mark.parametrize("name", WHO)
def test_exports_hold_nothing_hidden(world: World, name: str) -> None:
    client = client_of(world, f"stranger: {name}")
    paths = [f"{path}?export={kind}" for path in lists(world) for kind in ("xlsx", "csv", "json")]
    assert [path for path in paths if SECRET in told(client.get(path))] == []


def test_the_search_finds_it_for_whom_it_is_not_hidden(world: World) -> None:
    """So that the tests above can fail."""
    client = client_of(world, "officer")
    for path in ("/office/centres/", "/office/"):
        assert SECRET in told(client.get(f"{path}?q={quote(SECRET)}&export=csv"))
    assert SECRET in told(client.get("/office/centres/register.xlsx"))
    assert told(client.get(f"/office/?q={UNKNOWN}")) == told(client.get(f"/office/?q={UNKNOWN}"))


def _ask(client: Client, path: str, asked: str, words: str) -> str:
    client.cookies.pop("messages", None)  # what an earlier answer left to be said on the next page
    response = client.get(path, {asked: words})
    return f"{response.status_code} {told(response)}".replace(quote(words), words)
