"""What went wrong is said in Chinese, with what to do next."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.test import Client, RequestFactory

from xingping.web import errors
from xingping.web.public import about


@pytest.mark.parametrize(
    ("raised", "status", "title"),
    [
        (PermissionDenied(), 403, "没有权限"),
        (SuspiciousOperation("secret detail"), 400, "请求无法识别"),
    ],
)
def test_refusals_have_pages(
    client: Client, monkeypatch: pytest.MonkeyPatch, raised: Exception, status: int, title: str
) -> None:
    def fail(*given: object, **named: object) -> HttpResponse:
        raise raised

    monkeypatch.setattr(about, "render", fail)
    answer = client.get("/about/")
    assert answer.status_code == status
    assert title in answer.content.decode()
    assert "secret detail" not in answer.content.decode()


def test_unknown_address(client: Client) -> None:
    answer = client.get("/nothing/here/")
    text = answer.content.decode()
    assert answer.status_code == 404
    assert "没有找到这个页面" in text
    assert "错误代码 404" in text


def test_missing_token_says_to_allow_cookies() -> None:
    answer = Client(enforce_csrf_checks=True).post("/self-check/report")
    assert answer.status_code == 403
    assert "Cookie" in answer.content.decode()


def test_server_error_shows_nothing_of_the_fault(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object, **named: object) -> HttpResponse:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(about, "render", fail)
    client.raise_request_exception = False
    answer = client.get("/about/")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "系统出错" in text
    assert "secret detail" not in text


def test_server_error_needs_no_template(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ValueError(name)

    monkeypatch.setattr(loader, "get_template", fail)
    request: HttpRequest = RequestFactory().get("/")
    assert "系统出错" in errors.server_error(request).content.decode()
