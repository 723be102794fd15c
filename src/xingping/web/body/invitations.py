"""Inviting people, and following what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Invitation
from xingping.rating.queries.people import open_invitations, visible_invitations
from xingping.rating.services.grants import said_scope
from xingping.rating.services.invitations import invite as send_invitation
from xingping.rating.services.invitations import withdraw as withdraw_invitation
from xingping.web.account.reauthentication import freshly_signed_in
from xingping.web.body.people_forms import NEEDS, InvitationForm
from xingping.web.refused import show_refusal
from xingping.web.tables import Column, Filter, Table, TableSpec


def state(row: Invitation) -> str:
    """What became of an invitation, in a word."""
    if row.accepted_at:
        return _("已接受")
    if row.withdrawn_at:
        return _("已撤回")
    return _("已过期") if row.expires_at <= timezone.now() else _("待接受")


def _narrow(rows: QuerySet[Any], asked: str) -> QuerySet[Any]:
    over = Q(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__lte=timezone.now())
    conditions = {
        "open": open_invitations(),
        "accepted": Q(accepted_at__isnull=False),
        "withdrawn": Q(withdrawn_at__isnull=False),
        "expired": over,
    }
    return rows.filter(conditions[asked])


INVITATIONS = TableSpec(
    caption=gettext_lazy("邀请"),
    columns=(
        Column(
            "name",
            gettext_lazy("姓名"),
            lambda row: row.name or row.email or _("未填姓名"),
            sort=("name",),
            kind="main",
            url=lambda row: reverse("people_invitation", args=[row.pk]),
        ),
        Column("email", gettext_lazy("电子邮箱"), lambda row: row.email, sort=("email",)),
        Column("role", gettext_lazy("角色"), lambda row: row.role_name, sort=("role",)),
        Column("state", gettext_lazy("状态"), state),
        Column("sent", gettext_lazy("邀请时间"), lambda row: row.created_at, sort=("created_at",)),
        Column("until", gettext_lazy("有效至"), lambda row: row.expires_at, sort=("expires_at",)),
    ),
    default_sort="-sent",
    search=lambda rows, words: rows.filter(Q(name__icontains=words) | Q(email__icontains=words)),
    search_label=gettext_lazy("姓名、邮箱"),
    filters=(
        Filter(
            "state",
            gettext_lazy("状态"),
            [
                ("open", gettext_lazy("待接受")),
                ("accepted", gettext_lazy("已接受")),
                ("expired", gettext_lazy("已过期")),
                ("withdrawn", gettext_lazy("已撤回")),
            ],
            _narrow,
        ),
    ),
    empty_title=gettext_lazy("还没有邀请"),
    empty_text=gettext_lazy("用邀请链接请工作人员、专家和申报单位开通账号。"),
    empty_action=(gettext_lazy("邀请人员"), reverse_lazy("people_invite")),
    export_name="invitations",
)


def invitations(request: HttpRequest) -> HttpResponse:
    """All invitations to roles that the reader looks after."""
    table = Table(request, visible_invitations(request_actor(request).grants), INVITATIONS)
    return table.export() or render(request, "body/invitations.html", {"table": table, "actor": "people"})


@never_cache
@freshly_signed_in
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody; the answer shows the link, once."""
    actor = request_actor(request)
    form = InvitationForm(actor, request.POST or None, initial={"role": request.GET.get("role", "")})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            invited = send_invitation(
                actor, form.terms(), name=data["name"], email=data["email"], reason=data["reason"]
            )
        except RefusedError as error:
            show_refusal(form, error)
        else:
            context = {
                "invitation": invited.invitation,
                "scope": said_scope(invited.invitation),
                "link": request.build_absolute_uri(invited.path),
                "actor": "people",
            }
            return render(request, "body/invited.html", context)
    return render(request, "body/invite.html", {"form": form, "needs": NEEDS, "actor": "people"})


def invitation(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """One invitation; its link is not kept and cannot be shown again."""
    row = get_object_or_404(visible_invitations(request_actor(request).grants), pk=invitation_id)
    context = {"invitation": row, "scope": said_scope(row), "state": state(row), "actor": "people"}
    context["open"] = Invitation.objects.filter(open_invitations(), pk=row.pk).exists()
    return render(request, "body/invitation.html", context)


@require_POST
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Make an invitation's link worthless."""
    withdraw_invitation(request_actor(request), invitation_id)
    messages.success(request, _("邀请已撤回，链接不能再用。"))
    return redirect("people_invitation", invitation_id)
