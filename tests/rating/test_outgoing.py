"""Addresses that somebody typed in lead nowhere into the own network."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.conf import LazySettings

from xingping.rating import outgoing
from xingping.rating.outgoing import UnreachableError, post, resolved, target_of


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.org/", "//example.org/", "https://", "https://user:x@example.org/", "https://a.org/#x",
        "https://例子.中国/", "https://a.org/ x", "https://a.org:0/", "https://a.org:99999/", "https://[::1/",
        "javascript:alert(1)", "file:///etc/passwd", "",
    ],
)  # fmt: skip
def test_what_is_no_address_for_events(address: str) -> None:
    with pytest.raises(UnreachableError):
        target_of(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1",
        "224.0.0.1", "255.255.255.255", "[::1]", "[fe80::1]", "[fc00::1]", "[::ffff:127.0.0.1]", "localhost",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "2130706433", "0x7f.1", "127.1",
    ],
)  # fmt: skip
def test_the_own_network_is_out_of_reach(host: str) -> None:
    with pytest.raises(UnreachableError):
        resolved(target_of(f"https://{host}/"))


def test_every_address_of_a_name_must_be_public(monkeypatch: pytest.MonkeyPatch) -> None:
    def named(*hosts: str) -> None:
        found: list[Any] = [(2, 1, 6, "", (host, 443)) for host in hosts]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: found)

    named("93.184.216.34")
    assert resolved(target_of("https://example.org/a?b=c")) == "93.184.216.34"
    with pytest.raises(UnreachableError, match="https"):
        resolved(target_of("http://example.org/"))
    named("93.184.216.34", "10.0.0.1")
    with pytest.raises(UnreachableError, match="内部网络"):
        resolved(target_of("https://example.org/"))


def test_it_connects_to_the_address_that_was_checked(
    monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    """A name that points elsewhere the second time (rebinding) gains nothing."""
    answers = iter([[(2, 1, 6, "", ("93.184.216.34", 443))], [(2, 1, 6, "", ("127.0.0.1", 443))]])
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_named: next(answers))
    reached: list[Any] = []

    def connect(place: tuple[str, int], *_more: object) -> None:
        reached.append(place)
        raise ConnectionRefusedError

    monkeypatch.setattr(outgoing.socket, "create_connection", connect)
    with pytest.raises(UnreachableError, match="没有应答"):
        post("https://example.org/", b"{}", {})
    assert reached == [("93.184.216.34", 443)]


def test_networks_that_the_operator_names_are_allowed(settings: LazySettings) -> None:
    settings.WEBHOOK_NETWORKS = ["10.20.0.0/16"]
    assert resolved(target_of("http://10.20.1.1/")) == "10.20.1.1"
    with pytest.raises(UnreachableError):
        resolved(target_of("http://10.21.1.1/"))
