"""What went wrong is said in Chinese, with what to do next."""

from __future__ import annotations

import pytest
from django.conf import settings
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


def test_an_address_for_forms_alone_leads_back_when_opened(client: Client) -> None:
    for language, said in (("zh-hans", "这个地址不能这样打开"), ("en", "This address cannot be opened")):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        answer = client.get("/self-check/compute")
        text = answer.content.decode()
        assert (answer.status_code, said in text) == (405, True)
        assert answer.headers["Allow"] == "POST"
        assert 'class="button primary" href="/self-check/"' in text
    assert client.head("/self-check/compute").status_code == 405
    assert errors.page_above("/office/surveys/7/answers/3/restore/") == "/office/surveys/7/"
    assert errors.page_above("/nowhere/x") == ""


def test_a_program_is_told_in_json_that_a_method_is_not_taken(client: Client) -> None:
    for address, headers in (("/api/v1/cases", {}), ("/self-check/compute", {"accept": "application/json"})):
        answer = client.delete(address, headers=headers)
        assert answer.status_code == 405
        assert answer.json()["code"] == "method_not_allowed"
        assert answer.headers["Allow"]


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
