"""The page behind an invitation's link: open an account, or take the role into one's own."""

from __future__ import annotations

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from xingping.rating.errors import RefusedError
from xingping.rating.models import Invitation, User
from xingping.rating.queries.grants import grants_of
from xingping.rating.services.grants import said_scope
from xingping.rating.services.invitations import accept_as, accept_as_new, open_invitation
from xingping.web.account.forms import NewAccountForm
from xingping.web.account.landing import landing
from xingping.web.refused import show_refusal


@never_cache
@sensitive_post_parameters("password1", "password2")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is offered; nothing is used up before somebody confirms."""
    offered = open_invitation(token)
    if isinstance(request.user, User):
        return _for_own_account(request, request.user, offered, token)
    form = NewAccountForm(request.POST or None, initial={"name": offered.name, "email": offered.email})
    if request.method == "POST" and form.is_valid():
        try:
            person = accept_as_new(token, form.account(), address=request.META.get("REMOTE_ADDR", ""))
        except RefusedError as error:
            field = {"username_taken": "username", "email_taken": "email"}.get(error.refusal.code)
            if field is None:
                raise
            show_refusal(form, error, field)
        else:
            messages.success(request, _("账号已开通，欢迎您，%(name)s。") % {"name": person.get_full_name()})
            return _sign_in(request, person)
    return _page(request, offered, form=form)


def _for_own_account(request: HttpRequest, person: User, offered: Invitation, token: str) -> HttpResponse:
    if request.method != "POST":
        return _page(request, offered)
    accept_as(token, person, address=request.META.get("REMOTE_ADDR", ""))
    messages.success(request, _("您已获得角色“%(role)s”。") % {"role": offered.role_name})
    return redirect(landing(grants_of(person)))


def _sign_in(request: HttpRequest, person: User) -> HttpResponse:
    following = landing(grants_of(person))
    answer: HttpResponse = perform_password_login(
        request, {"username": person.username}, Login(user=person, redirect_url=following)
    )
    return answer


def _page(request: HttpRequest, offered: Invitation, form: NewAccountForm | None = None) -> HttpResponse:
    shown = {"invitation": offered, "scope": said_scope(offered), "form": form}
    return render(request, "account/invitation.html", shown)
