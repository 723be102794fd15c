"""Small files that browsers and search engines ask for by fixed names."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

ROBOTS = "User-agent: *\nDisallow: /api/\nDisallow: /v/\nDisallow: /survey/\nDisallow: /account/\n"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read the public pages; links that carry a token are not for them."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest, so that the site can be put on a phone's home screen."""
    icons = [{"src": static("images/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}]
    return JsonResponse(
        {
            "name": _("星评 · 城乡社区服务中心（站）星级评定"),
            "short_name": _("星评"),
            "start_url": "/",
            "display": "standalone",
            "background_color": "#faf8f5",
            "theme_color": "#ffffff",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@require_safe
def favicon(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """Browsers that ask for the old name get the SVG."""
    return HttpResponsePermanentRedirect(static("images/favicon.svg"))
