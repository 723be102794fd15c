"""One's own account: details, roles, second factor, single sign-on, sessions."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import RoleGrant, User
from xingping.rating.queries.api_tokens import own_tokens
from xingping.rating.queries.grants import active
from xingping.rating.queries.regions import paths_of
from xingping.rating.scopes import Scope
from xingping.rating.services.people import change_details
from xingping.web.account.devices import device_name
from xingping.web.account.forms import DetailsForm
from xingping.web.account.people import signed_in_person
from xingping.web.account.reauthentication import freshly_signed_in
from xingping.web.account.second_factor import is_compulsory
from xingping.web.refused import show_refusal

SHOWN_TOKENS = 30
"""Tokens of an account that its page lists, the newest first."""


def overview(request: HttpRequest) -> HttpResponse:
    """Everything about one's account on one page."""
    person = signed_in_person(request)
    roles = list(RoleGrant.objects.filter(active(), person=person).select_related("body", "centre"))
    paths = paths_of({role.region_prefix for role in roles if role.region_prefix})
    sessions = [
        {"row": row, "device": device_name(row.user_agent), "here": row.is_current()}
        for row in UserSession.objects.purge_and_list(person)
    ]
    shown = {
        "person": person,
        "roles": [{"row": role, "region": paths.get(role.region_prefix, "")} for role in roles],
        "second_factor": Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first(),
        "compulsory": is_compulsory(person),
        "single_sign_on": settings.OIDC_NAME if settings.OIDC_URL else "",
        "linked": SocialAccount.objects.filter(user=person).first(),
        "tokens": [
            {
                "row": row,
                "over": row.revoked_at is not None or row.expires_at <= timezone.now(),
                "scopes": [Scope(name).label for name in row.scopes if name in set(Scope)],
            }
            for row in own_tokens(person)[:SHOWN_TOKENS]
        ],
        "sessions": sorted(sessions, key=lambda one: (not one["here"], -one["row"].created_at.timestamp())),
    }
    return render(request, "account/overview.html", shown)


@freshly_signed_in
def details(request: HttpRequest) -> HttpResponse:
    """Change name, address and telephone."""
    person = signed_in_person(request)
    form = DetailsForm(request.POST or None, instance=User.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            change_details(
                request_actor(request), name=data["name"], email=data["email"], phone=data["phone"]
            )
        except RefusedError as error:
            show_refusal(form, error, "email")
        else:
            messages.success(request, _("已保存。"))
            return redirect("account_overview")
    return render(request, "account/details.html", {"form": form})


@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign out one of one's other devices."""
    session = get_object_or_404(UserSession, pk=session_id, user_id=signed_in_person(request).pk)
    if session.is_current():
        return redirect("account_logout")
    session.end()
    messages.success(request, _("该设备已退出登录。"))
    return redirect("account_overview")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out all devices but this one."""
    for session in UserSession.objects.filter(user_id=signed_in_person(request).pk):
        if not session.is_current():
            session.end()
    messages.success(request, _("其他设备均已退出登录。"))
    return redirect("account_overview")


@require_POST
@freshly_signed_in
def unlink(request: HttpRequest) -> HttpResponse:
    """Untie the account from single sign-on."""
    SocialAccount.objects.filter(user_id=signed_in_person(request).pk).delete()
    messages.success(request, _("已解除绑定。"))
    return redirect("account_overview")
