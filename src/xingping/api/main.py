"""The API under /api/v1/: session sign-in with CSRF, refusals of the catalogue, one router per resource."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import SessionAuth

from xingping.api.cases import router as cases
from xingping.api.evidence import router as evidence
from xingping.api.field import router as field
from xingping.api.open import router as open_
from xingping.api.open_answers import OpenAPI
from xingping.api.own_cases import router as own_cases
from xingping.api.own_token import router as own_token
from xingping.api.parser import StrictParser
from xingping.api.register import router as register
from xingping.api.sheets import router as sheets
from xingping.api.token_auth import TokenAuth
from xingping.api.uploads import router as uploads
from xingping.core.faults import Fault
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.refusals.entry import FORBIDDEN, SIGNED_OUT

api = OpenAPI(
    title="星评 API",
    version="1",
    description="城乡社区服务中心（站）星级评定。每次写入都可以放心重发；拒绝的答复带有代码、原因和办法。",
    auth=[TokenAuth(), SessionAuth()],
    parser=StrictParser(),
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", own_token)
api.add_router("/cases", own_cases)
api.add_router("/register", register)
api.add_router("/cases", cases)
api.add_router("/cases", sheets)
api.add_router("/uploads", uploads)
api.add_router("/evidence", evidence)
api.add_router("/field", field)
api.add_router("", open_)


@api.exception_handler(RefusedError)
def refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    """A refusal of the catalogue, with its status."""
    answer = api.create_response(request, error.refusal.as_json(), status=error.refusal.status)
    if "seconds" in error.refusal.values:
        answer.headers["Retry-After"] = str(error.refusal.values["seconds"])
    if error.refusal.status == SIGNED_OUT:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A request of another shape than described; names each place, repeats no value."""
    faults = [Fault(".".join(str(step) for step in one["loc"]), one["msg"], "") for one in error.errors]
    return refused(request, refuse("invalid", faults))


@api.exception_handler(HttpError)
def unread(request: HttpRequest, error: HttpError) -> HttpResponse:
    """A request that the parser refused, or whose CSRF token is missing."""
    if isinstance(error.__cause__, RefusedError):
        return refused(request, error.__cause__)
    if error.status_code == FORBIDDEN:
        return refused(request, refuse("csrf_missing"))
    answer = {**refuse("invalid").refusal.as_json(), "message": str(error)}
    return api.create_response(request, answer, status=error.status_code)


@api.exception_handler(AuthenticationError)
def signed_out(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    """Nobody is signed in."""
    answer = {
        "code": "signed_out",
        "message": _("登录已过期。"),
        "mend": _("请重新登录；填写的内容不会丢失。"),
        "faults": [],
    }
    return api.create_response(request, answer, status=401)
