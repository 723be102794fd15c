"""Pages for what went wrong: each says what happened and what to do next, in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseServerError,
    JsonResponse,
)
from django.shortcuts import render
from django.template import TemplateDoesNotExist, loader
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xingping.rating.errors import Refusal
from xingping.web.refused import wants_json

API = "/api/v1/"
"""Programs are answered as the API answers, where no operation fits the address, too."""
LAST_RESORT = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>系统出错</title>'
    "<h1>系统出错</h1><p>请稍后再试。如果一直这样，请联系评定机构。</p>"
)


class MethodMiddleware:
    """Answers a request whose method an address does not take; Django's own answer is an empty page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        answer = self.get_response(request)
        if isinstance(answer, HttpResponseNotAllowed):
            return method_not_allowed(request, answer.headers["Allow"])
        return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request makes no sense to us."""
    text = _("地址或提交的内容有误。请从首页重新进入；如果是点链接来的，请告诉给您链接的人。")
    return _page(request, 400, _("请求无法识别"), text)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: not for this person."""
    text = _("您的账号没有办理这件事的权限。换一个账号登录，或请管理员授权后再试。")
    return _page(request, 403, _("没有权限"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, with the view's own reason where it gave one."""
    if request.path.startswith(API):
        return JsonResponse(Refusal("not_found").as_json(), status=404)
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    text = _("地址可能写错了，或者内容已经移走。请从首页或上面的导航重新查找。")
    return _page(request, 404, _("没有找到这个页面"), text, said)


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: an address that only takes a form was opened by itself; leads back to the page it belongs to."""
    refusal = Refusal("method_not_allowed")
    if wants_json(request):
        told: HttpResponse = JsonResponse(refusal.as_json(), status=405)
    else:
        told = _page(request, 405, refusal.message, refusal.mend, back=page_above(request.path))
    told.headers["Allow"] = allowed
    told.headers["Cache-Control"] = "no-store"
    return told


def page_above(path: str) -> str:
    """The nearest address above a path that the site has; "" where there is none but the home page."""
    parts = path.strip("/").split("/")[:-1]
    while parts:
        above = "/" + "/".join(parts) + "/"
        try:
            resolve(above)
        except Resolver404:
            parts.pop()
        else:
            return above
    return ""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is missing or old."""
    text = _("页面放得太久，或浏览器禁用了 Cookie。请允许本站使用 Cookie，返回上一页刷新后重新提交。")
    return _page(request, 403, _("为了安全，这次提交没有受理"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: needs neither database nor session, and if even its template fails, says the least by itself."""
    try:
        content = loader.get_template("errors/500.html").render({}, request=None)
    except (TemplateDoesNotExist, ValueError):
        content = LAST_RESORT
    return HttpResponseServerError(content)


def _page(
    request: HttpRequest,
    status: int,
    title: str | Promise,
    text: str | Promise,
    reason: str = "",
    back: str = "",
) -> HttpResponse:
    context = {"title": title, "text": text, "reason": reason, "status": status, "back": back}
    return render(request, "errors/error.html", context, status=status)
