"""People and their roles, for administrators, and for officers as far as their centres go."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from xingping.core.roles import GRANTABLE
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.granting import is_site_administrator, may_give, may_look_after
from xingping.rating.models import RoleGrant, User
from xingping.rating.queries.grants import Grant, active
from xingping.rating.queries.people import present_scopes, scope_of, visible_grants, visible_people
from xingping.rating.queries.regions import paths_of
from xingping.rating.services.grants import end_role, give_role
from xingping.rating.services.people import allow_new_password, remove_second_factor, set_active
from xingping.web.account.reauthentication import freshly_signed_in
from xingping.web.body.people_forms import NEEDS, ReasonForm, RoleForm
from xingping.web.refused import show_refusal
from xingping.web.tables import Column, Filter, Table, TableSpec


def _holding(rows: QuerySet[Any], role: str) -> QuerySet[Any]:
    return rows.filter(Exists(RoleGrant.objects.filter(active(), person=OuterRef("pk"), role=role)))


def _found(rows: QuerySet[Any], words: str) -> QuerySet[Any]:
    columns = ("name", "username", "email", "phone")
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__icontains": words})
    return rows.filter(condition)


def _roles(person: User) -> str:
    return "、".join(dict.fromkeys(grant.role_name for grant in person.role_grants.all())) or _("无")


PEOPLE = TableSpec(
    caption=gettext_lazy("人员"),
    columns=(
        Column(
            "name",
            gettext_lazy("姓名"),
            lambda person: person.get_full_name(),
            sort=("name", "username"),
            kind="main",
            url=lambda person: reverse("person", args=[person.pk]),
        ),
        Column("username", gettext_lazy("用户名"), lambda person: person.username, sort=("username",)),
        Column("roles", gettext_lazy("现有角色"), _roles),
        Column("email", gettext_lazy("电子邮箱"), lambda person: person.email, sort=("email",)),
        Column("last", gettext_lazy("上次登录"), lambda person: person.last_login, sort=("last_login",)),
        Column("state", gettext_lazy("状态"), lambda person: _("正常") if person.is_active else _("已停用")),
    ),
    default_sort="name",
    search=_found,
    search_label=gettext_lazy("姓名、用户名、邮箱、电话"),
    filters=(
        Filter(
            "role",
            gettext_lazy("角色"),
            [(role.value, gettext_lazy(role.label)) for role in GRANTABLE],
            _holding,
        ),
        Filter(
            "state",
            gettext_lazy("状态"),
            [("active", gettext_lazy("正常")), ("out", gettext_lazy("已停用"))],
            lambda rows, state: rows.filter(is_active=state == "active"),
        ),
    ),
    empty_title=gettext_lazy("还没有人员"),
    empty_text=gettext_lazy("请先邀请本机构的工作人员。"),
    empty_action=(gettext_lazy("邀请人员"), reverse_lazy("people_invite")),
    export_name="people",
)


def people(request: HttpRequest) -> HttpResponse:
    """Everybody the reader looks after."""
    grants = request_actor(request).grants
    held = visible_grants(grants).filter(active())
    rows = visible_people(grants).prefetch_related(Prefetch("role_grants", queryset=held))
    table = Table(request, rows, PEOPLE)
    return table.export() or render(request, "body/people.html", {"table": table, "actor": "people"})


@never_cache
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person: account and roles, present and past."""
    grants = request_actor(request).grants
    shown = _person(request, person_id)
    rows = list(visible_grants(grants).filter(person=shown).order_by("-start", "-id"))
    present = set(RoleGrant.objects.filter(active(), person=shown).values_list("pk", flat=True))
    paths = paths_of({row.region_prefix for row in rows if row.region_prefix})
    held = [
        {
            "row": row,
            "region": paths.get(row.region_prefix, ""),
            "dialog": f"end-{row.pk}",
            "present": row.pk in present,
            "ends": row.pk in present and may_give(grants, scope_of(row)),
        }
        for row in rows
    ]
    others = shown.pk != request.user.pk
    context = {
        "person": shown,
        "held": held,
        "second_factor": Authenticator.objects.filter(user=shown, type=Authenticator.Type.TOTP).exists(),
        "looks_after": others and not shown.is_demo and may_look_after(grants, present_scopes(shown)),
        "shuts_out": others and _is_of_the_site(grants),
        "reason": ReasonForm(auto_id=False),
        "actor": "people",
    }
    return render(request, "body/person.html", context)


@freshly_signed_in
def give(request: HttpRequest, person_id: int) -> HttpResponse:
    """Give a role to somebody who has an account."""
    actor = request_actor(request)
    shown = _person(request, person_id)
    form = RoleForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            grant = give_role(actor, shown, form.terms(), reason=form.cleaned_data["reason"])
        except RefusedError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("已授予“%(role)s”。") % {"role": grant.role_name})
            return redirect("person", person_id)
    context = {"form": form, "person": shown, "needs": NEEDS, "actor": "people"}
    return render(request, "body/give_role.html", context)


@require_POST
@freshly_signed_in
def end(request: HttpRequest, grant_id: int) -> HttpResponse:
    """End a role now."""
    grant = get_object_or_404(visible_grants(request_actor(request).grants), pk=grant_id)
    reason = _reason(request)
    if reason:
        end_role(request_actor(request), grant_id, reason=reason)
        messages.success(request, _("角色已终止，对方的下一次操作起生效。"))
    return redirect("person", grant.person_id)


@require_POST
@freshly_signed_in
def shut_out(request: HttpRequest, person_id: int) -> HttpResponse:
    """Shut an account out, or let it in again (`active=1`)."""
    active_again = request.POST.get("active") == "1"
    reason = _reason(request)
    if reason:
        set_active(request_actor(request), person_id, active=active_again, reason=reason)
        messages.success(request, _("账号已恢复。") if active_again else _("账号已停用。"))
    return redirect("person", person_id)


@require_POST
@freshly_signed_in
def second_factor(request: HttpRequest, person_id: int) -> HttpResponse:
    """Take away somebody's lost second factor."""
    reason = _reason(request)
    if reason:
        remove_second_factor(request_actor(request), person_id, reason=reason)
        messages.success(request, _("两步验证已解除，对方须重新设置。"))
    return redirect("person", person_id)


@never_cache
@require_POST
@freshly_signed_in
def password_link(request: HttpRequest, person_id: int) -> HttpResponse:
    """Make a one-time link to a new password, to be handed over."""
    reason = _reason(request)
    if not reason:
        return redirect("person", person_id)
    shown = allow_new_password(request_actor(request), person_id, reason=reason)
    token = default_token_generator.make_token(shown)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(shown), token])
    context = {"person": shown, "link": request.build_absolute_uri(path), "actor": "people"}
    return render(request, "body/password_link.html", context)


def _reason(request: HttpRequest) -> str:
    form = ReasonForm(request.POST)
    if form.is_valid():
        return str(form.cleaned_data["reason"])
    messages.error(request, _("请写明事由（300 字以内），没有作任何改动。"))
    return ""


def _person(request: HttpRequest, person_id: int) -> User:
    return get_object_or_404(visible_people(request_actor(request).grants), pk=person_id)


def _is_of_the_site(grants: tuple[Grant, ...]) -> bool:
    return any(is_site_administrator(grant) for grant in grants)
