"""现场评分 at `/assessor/field/`: an empty page that works without a server, and what makes it so.

The page is the same for everybody and holds nobody's data: those lie encrypted on the device and come
through `api.field`. Only the page and its files are kept by the service worker.
"""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.models import Blob
from xingping.rating.queries.field import visible_photo
from xingping.web.assessor.field_words import quick_reasons, words
from xingping.web.stored_files import served

STATIC = Path(__file__).resolve().parent.parent / "static"
WORKER = "js/field/worker.js"
STYLES = ("css/tokens.css", "css/base.css", "css/components.css", "css/field.css")
SHARED = (
    "js/saving/draft.js",
    "js/saving/request.js",
    "js/centre/uploader.js",
    "vendor/idb.js",
    "vendor/icons.svg",
    "images/favicon.svg",
    "images/check.svg",
)
FRESH = "no-cache, max-age=0"
"""Browsers ask each time whether there is a newer one."""


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The page itself, rendered without the request, so that nothing of a person can enter it."""
    response = HttpResponse(_page())
    response.headers["Cache-Control"] = FRESH
    return response


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker under its fixed name; its text changes whenever the page or a file of it does."""
    head = f"const VERSION = {json.dumps(_version())};\nconst FILES = {json.dumps(_addresses())};\n"
    body = head + (STATIC / WORKER).read_text("utf-8")
    response = HttpResponse(body, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = FRESH
    return response


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest of the on-site page: its own name and start on the home screen."""
    icons = [{"src": static("images/favicon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}]
    start = reverse("field:shell")
    response = JsonResponse(
        {
            "id": start,
            "name": _("星评 · 现场评分"),
            "short_name": _("现场评分"),
            "lang": "zh-Hans",
            "start_url": start,
            "scope": start,
            "display": "standalone",
            "background_color": "#faf8f5",
            "theme_color": "#ffffff",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )
    response.headers["Cache-Control"] = FRESH
    return response


@require_safe
def photo(request: HttpRequest, photo: UUID, size: str) -> HttpResponseBase:
    """A photo of a visit, re-encoded; the assessor's own, or officers' once all sheets are locked."""
    found = visible_photo(request_actor(request), photo)
    made = found.blob.preview.get(size)
    blob = Blob.objects.filter(pk=made).first() if made else None
    if blob is None:
        raise refuse("not_found")
    return served(request, blob, "", inline=True)


def _page() -> str:
    context: dict[str, Any] = {
        "words": words(),
        "reasons": quick_reasons(),
        "styles": STYLES,
        "sign_in": f"{reverse('account_login')}?next={reverse('field:shell')}",
    }
    return render_to_string("assessor/field.html", context)


def _scripts() -> list[str]:
    found = (STATIC / "js" / "field").rglob("*.js")
    return sorted(one.relative_to(STATIC).as_posix() for one in found if one.name != Path(WORKER).name)


def _addresses() -> list[str]:
    """The page first, then every file that it needs."""
    return [reverse("field:shell"), *(static(name) for name in (*STYLES, *SHARED, *_scripts()))]


@lru_cache(maxsize=1)
def _version() -> str:
    """A hash over the page and all its files."""
    parts = [_page().encode(), (STATIC / WORKER).read_bytes(), *(one.encode() for one in _addresses())]
    parts += [(STATIC / name).read_bytes() for name in (*STYLES, *SHARED, *_scripts())]
    return sha256(b"".join(parts)).hexdigest()[:16]
