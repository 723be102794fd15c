"""The star badge that a centre puts on its own site: a picture, and a small page for a frame. Always live."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from xingping.core.certificate_face import HOLDING
from xingping.rating.calendar import today
from xingping.rating.queries.verification import Shown, shown_certificate
from xingping.web.public.caching import kept_by_caches

TOKEN_LENGTH = 32
HEX = frozenset("0123456789abcdef")


@require_safe
@xframe_options_exempt
@kept_by_caches
def picture(request: HttpRequest, certificate_token: str) -> HttpResponse:
    """The badge as SVG; other sites may show it."""
    answer = render(
        request, "public/badge.svg", _context(certificate_token), content_type="image/svg+xml; charset=utf-8"
    )
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@kept_by_caches
def page(request: HttpRequest, certificate_token: str) -> HttpResponse:
    """The badge as a small page that other sites may show in a frame; it leads to the verification page."""
    context = _context(certificate_token) | {
        "address": request.build_absolute_uri(f"/badge/{certificate_token.lower()}.svg"),
        "verify": request.build_absolute_uri(f"/v/{certificate_token.lower()}"),
    }
    return render(request, "public/badge.html", context)


def _context(token: str) -> dict[str, object]:
    shown = _shown(token.lower())
    return {"shown": shown, "stars": shown.row["stars"] if shown.face in HOLDING else 0}


def _shown(token: str) -> Shown:
    found = shown_certificate(token, today()) if len(token) == TOKEN_LENGTH and set(token) <= HEX else None
    if found is None:
        raise Http404(_("没有这张证书。"))
    return found
