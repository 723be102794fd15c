"""The second factor is compulsory for some roles: one middleware for pages and API alike."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import ResolverMatch, reverse
from django.utils.translation import gettext as _

from xingping.rating.models import User
from xingping.rating.queries.grants import grants_of, request_grants
from xingping.rating.second_factor import has_second_factor, second_factor_demanded

OPEN = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "invitation",
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "public:language",
        "public:health",
    }
)
"""Addresses by name that a person still lacking the second factor may use."""


class SecondFactorMiddleware:
    """Send whoever must have a second factor and has none to set it up, before any other page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Handle one request."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Let through, redirect a page, or refuse an API call with code `second_factor_missing`."""
        match = request.resolver_match
        if match is None or match.view_name in OPEN or not request.user.is_authenticated:
            return None
        if not second_factor_demanded(request.user, request_grants(request)) or has_second_factor(
            request.user
        ):
            return None
        if _is_api(match):
            message = _("您的角色必须使用两步验证，请先在网站登录并完成设置。")
            return JsonResponse({"code": "second_factor_missing", "message": message}, status=403)
        following = request.get_full_path() if request.method == "GET" else "/"
        return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?{urlencode({'next': following})}")


def is_compulsory(person: AbstractBaseUser) -> bool:
    """Whether one of the person's present roles demands a second factor."""
    return isinstance(person, User) and second_factor_demanded(person, grants_of(person))


def _is_api(match: ResolverMatch) -> bool:
    return match.route.startswith("api/")
