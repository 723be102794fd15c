"""`/v/`: the verification page, its credential, and the look-up by number or name."""

from __future__ import annotations

import threading
import time
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError
from xingping.rating.limits import Throttle
from xingping.rating.models import Certificate, RatingBody
from xingping.rating.queries.bundle import bundle_is_public
from xingping.rating.queries.credentials import (
    key_document,
    signed_credential,
    signed_jwt,
    signed_status_list,
)
from xingping.rating.queries.verification import LEAST_WORDS, found_certificates, shown_certificate
from xingping.rating.search_keys import search_key
from xingping.web.bundles import bundle_answer
from xingping.web.public.verification_page import verification_html

TOKEN_LENGTH = 32
HEX = frozenset("0123456789abcdef")
LONGEST_WORDS = 60
LONGEST_SERIAL = 80
KEPT_SECONDS = 4.0
"""How long a page may be served again: what is shown is never older than 5 seconds."""
MOST_KEPT = 2000
WRONG_TOKENS = Throttle("wrong verification tokens", 60, 600)
"""Unknown tokens of one address in ten minutes; a QR that is scanned is never a wrong one."""
LOOK_UPS = Throttle("look-ups", 30, 60)
"""Look-ups by number or name of one address in a minute."""
CREDENTIAL_TYPE = "application/vc+ld+json"

_kept: dict[tuple[str, str, str], tuple[float, bytes]] = {}
_lock = threading.Lock()


@require_safe
def verification(request: HttpRequest, certificate_token: str) -> HttpResponse:
    """What a resident sees after scanning a certificate or plaque. `?p=` is the plaque's serial."""
    address = request.META.get("REMOTE_ADDR", "")
    if WRONG_TOKENS.exhausted(address):
        return _too_often(request)
    token = certificate_token.lower()
    plaque = request.GET.get("p", "")[:LONGEST_SERIAL].replace("\0", "")
    language = _language(request)
    key = (token, plaque, language)
    content = _still_fresh(key)
    if content is None:
        shown = shown_certificate(token, today(), plaque) if _is_token(token) else None
        if shown is None:
            WRONG_TOKENS.count(address)
            return _unknown(request)
        content = verification_html(shown, language, plaque).encode()
        _keep(key, content)
    response = HttpResponse(content)
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Language"] = language
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def certificate_json(request: HttpRequest, certificate_token: str) -> HttpResponse:
    """The same as a signed W3C Verifiable Credential 2.0 / Open Badges 3.0 achievement."""
    return _credential(request, certificate_token, jwt=False)


@require_safe
def certificate_jwt(request: HttpRequest, certificate_token: str) -> HttpResponse:
    """The same as VC-JWT."""
    return _credential(request, certificate_token, jwt=True)


@require_safe
def public_bundle(request: HttpRequest, certificate_token: str) -> HttpResponse:
    """The result bundle where the body's policy publishes points; anybody can recompute the star."""
    address = request.META.get("REMOTE_ADDR", "")
    if WRONG_TOKENS.exhausted(address):
        return _too_often(request)
    token = certificate_token.lower()
    found = (
        Certificate.objects.select_related("case").filter(token=token).first() if _is_token(token) else None
    )
    if found is None or not bundle_is_public(found.case):
        WRONG_TOKENS.count(address)
        return _unknown(request)
    return bundle_answer(found)


@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Find a certificate by its number or the centre's name: the same public fields."""
    words = request.GET.get("q", "")[:LONGEST_WORDS].replace("\0", "").strip()
    address = request.META.get("REMOTE_ADDR", "")
    if words and not LOOK_UPS.count(address):
        return _too_often(request)
    found = []
    if words:
        found = found_certificates(words, today())
    context: dict[str, Any] = {
        "words": words,
        "found": found,
        "too_short": bool(words) and len(search_key(words)) < LEAST_WORDS,
    }
    return render(request, "public/look_up.html", context)


@require_safe
def issuer(request: HttpRequest, issuer_id: int) -> HttpResponse:
    """A body's key document, at an address that never changes."""
    body = get_object_or_404(RatingBody, pk=issuer_id)
    return _open_json(key_document(body))


@require_safe
def statuses(request: HttpRequest, issuer_id: int, page: int) -> HttpResponse:
    """A body's Bitstring Status List: which certificates are suspended, cancelled or replaced."""
    body = get_object_or_404(RatingBody, pk=issuer_id)
    try:
        return _open_json(signed_status_list(body, page), CREDENTIAL_TYPE)
    except RefusedError as error:
        return JsonResponse(error.refusal.as_json(), status=error.refusal.status)


@require_safe
def achievement(request: HttpRequest, issuer_id: int, stars: int) -> HttpResponse:
    """What a star of a body's credentials means: the bands of the standard."""
    get_object_or_404(RatingBody, pk=issuer_id)
    return redirect("/standard/#bands")


def _credential(request: HttpRequest, certificate_token: str, *, jwt: bool) -> HttpResponse:
    address = request.META.get("REMOTE_ADDR", "")
    if WRONG_TOKENS.exhausted(address):
        return _too_often(request)
    token = certificate_token.lower()
    shown = shown_certificate(token, today()) if _is_token(token) else None
    if shown is None:
        WRONG_TOKENS.count(address)
        return JsonResponse({"code": "not_found", "message": _("没有这个核验码。")}, status=404)
    try:
        if not jwt:
            return _open_json(signed_credential(shown.row), CREDENTIAL_TYPE)
        return _open(HttpResponse(signed_jwt(shown.row), content_type="application/vc+jwt"))
    except RefusedError as error:
        return JsonResponse(error.refusal.as_json(), status=error.refusal.status)
    except ValueError as error:
        return JsonResponse({"code": "no_jwt", "message": str(error)}, status=409)


def _open_json(content: dict[str, Any], media_type: str = "application/json") -> HttpResponse:
    return _open(JsonResponse(content, json_dumps_params={"ensure_ascii": False}, content_type=media_type))


def _open(response: HttpResponse) -> HttpResponse:
    """Public and signed: any site may read it, nobody may keep it for long."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _language(request: HttpRequest) -> str:
    """The language asked for in the address, so that a link in one language stays in it."""
    asked = request.GET.get("lang", "")
    return asked if asked in ("zh-hans", "en") else translation.get_language() or "zh-hans"


def _is_token(text: str) -> bool:
    return len(text) == TOKEN_LENGTH and HEX.issuperset(text)


def _still_fresh(key: tuple[str, str, str]) -> bytes | None:
    made, content = _kept.get(key, (0.0, b""))
    return content if content and time.monotonic() - made < KEPT_SECONDS else None


def _keep(key: tuple[str, str, str], content: bytes) -> None:
    with _lock:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = (time.monotonic(), content)


def forget_pages() -> None:
    """Drop what is kept, for tests that change a certificate between two looks."""
    _kept.clear()


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "public/unknown_token.html", status=404)


def _too_often(request: HttpRequest) -> HttpResponse:
    return render(request, "public/too_often.html", status=429)
