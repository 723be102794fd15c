"""Tokens with which one's own programs use the API: made (and shown once), revoked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.queries.api_tokens import scopes_for
from xingping.rating.scopes import Scope
from xingping.rating.services.api_tokens import LIFETIMES, LONGEST_NAME, create_token, revoke_token
from xingping.web.account.reauthentication import freshly_signed_in
from xingping.web.refused import show_refusal


class TokenForm(forms.Form):
    """What a token is for, what it may do, for how long."""

    name = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("写明哪个系统使用，例如“街道办公系统”。撤销时凭它辨认。"),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("可以做什么"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("只勾选用得着的。您的角色终止后，令牌随之失去相应权限。"),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("有效期"),
        coerce=int,
        initial=LIFETIMES[1],
        help_text=gettext_lazy("到期自动失效；随时可以撤销。"),
    )

    def __init__(self, data: Any, offered: list[Scope]) -> None:  # noqa: ANN401
        super().__init__(data)
        self.fields["scopes"].choices = [(one.value, one.label) for one in offered]  # type: ignore[attr-defined]
        self.fields["days"].choices = [  # type: ignore[attr-defined]
            (days, ngettext("%(days)s 天", "%(days)s 天", days) % {"days": days}) for days in LIFETIMES
        ]


@never_cache
@freshly_signed_in
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a token; its secret stands on the answer to this one request alone."""
    actor = request_actor(request)
    offered = scopes_for(actor)
    form = TokenForm(request.POST if request.method == "POST" else None, offered)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                token, secret = create_token(actor, given["name"], given["scopes"], given["days"])
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                return render(request, "account/token_made.html", {"token": token, "secret": secret})
    context = {"form": form, "offered": offered}
    return render(request, "account/token_new.html", context, status=status)


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token at once."""
    revoke_token(request_actor(request), token_id)
    messages.success(request, _("令牌已撤销，使用它的系统不能再访问。"))
    return redirect("account_overview")
