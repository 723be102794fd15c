"""Who is offered which links: the top bar, and the navigation card of each actor's workspace.

An actor's author adds entries here and nowhere else. A link that is hidden is no protection: each view
checks its own permission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from xingping.core.roles import Role
from xingping.rating.granting import roles_to_give
from xingping.rating.queries.grants import request_grants

Condition = Callable[[HttpRequest], bool]


def everybody(request: HttpRequest) -> bool:
    """Shown to all."""
    return True


def signed_in(request: HttpRequest) -> bool:
    """Shown to people with an account."""
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated)


def looks_after_people(request: HttpRequest) -> bool:
    """Shown to administrators, and to officers."""
    return signed_in(request) and bool(roles_to_give(request_grants(request)))


def holding(*roles: Role) -> Condition:
    """Shown to people who hold one of the roles now."""

    def shown(request: HttpRequest) -> bool:
        return signed_in(request) and any(grant.role in roles for grant in request_grants(request))

    return shown


OFFICE = holding(Role.OFFICER, Role.AUDITOR)
STATISTICS = holding(Role.OFFICER, Role.AUDITOR, Role.SUPERVISOR, Role.RECOMMENDER)
ADMINISTRATION = holding(Role.ADMINISTRATOR)
REGISTER = holding(Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Link:
    """A link by the name of its address; under it, and where a path has a part of `also`, it is current."""

    label: str | Promise
    name: str
    shown: Condition = everybody
    icon: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Links of a workspace under a heading (which may be empty)."""

    title: str | Promise
    links: tuple[Link, ...] | list[dict[str, Any]] = field(default_factory=tuple)


BAR: tuple[Link, ...] = (
    Link(_("标准"), "public:standard"),
    Link(_("自测"), "public:self-check"),
    Link(_("公示"), "public:notices"),
    Link(_("我的申报"), "centre:home", holding(Role.APPLICANT)),
    Link(_("评定工作"), "body:home", OFFICE),
    Link(_("我的评审"), "assessor:home", holding(Role.ASSESSOR)),
    Link(_("评定委员会"), "panel:home", holding(Role.PANEL)),
    Link(_("推荐"), "recommender:home", holding(Role.RECOMMENDER)),
    Link(_("假设分析"), "supervisor:scenario", STATISTICS),
    Link(_("改进提升"), "supervisor:plans", holding(Role.SUPERVISOR)),
    Link(_("审计"), "auditor:home", holding(Role.AUDITOR)),
    Link(_("人员"), "people", looks_after_people),
)
"""Links of the top bar."""

WORKSPACES: dict[str, tuple[Group, ...]] = {
    "centre": (
        Group(
            "",
            (
                Link(_("我的申报"), "centre:home", icon="home"),
                Link(_("发起申报"), "centre:start", icon="plus"),
                Link(_("证书与复核"), "centre:certificates", icon="certificate"),
                Link(_("改进提升计划"), "centre:plans", icon="trending-up", also=("/plan/",)),
                Link(_("居民反映"), "centre:feedback", icon="message"),
                Link(_("居民调查"), "centre:surveys", icon="chart-bar"),
                Link(_("媒体报道"), "centre:media", icon="notes"),
                Link(_("消息"), "inbox", icon="bell"),
                Link(_("标准与指标"), "public:standard", icon="book"),
            ),
        ),
    ),
    "assessor": (
        Group(
            "",
            (
                Link(_("我的评审"), "assessor:home", icon="list-check"),
                Link(_("现场评估（可离线）"), "field:shell", icon="device-mobile"),
                Link(_("我的回避情形"), "conflicts:own", icon="ban"),
                Link(_("消息"), "inbox", icon="bell"),
                Link(_("标准与指标"), "public:standard", icon="book"),
            ),
        ),
    ),
    "body": (
        Group(
            "",
            (
                Link(_("申报件"), "body:home", OFFICE, icon="list-check"),
                Link(_("期限日历"), "body:calendar", OFFICE, icon="calendar-event"),
                Link(_("委员会会议"), "body:meetings", OFFICE, icon="gavel"),
                Link(_("评定批次"), "body:rounds", REGISTER, icon="clipboard-list"),
                Link(
                    _("证书与标志牌"),
                    "body:certificates",
                    OFFICE,
                    icon="certificate",
                    also=("/office/plaques/", "/office/incidents/", "/office/rechecks/"),
                ),
                Link(
                    _("证书版式"), "body:certificate_layouts", holding(Role.ADMINISTRATOR), icon="certificate"
                ),
                Link(_("改进提升计划"), "body:plans", OFFICE, icon="trending-up"),
                Link(_("公示"), "body:notices", OFFICE, icon="file-text"),
                Link(_("异议"), "body:objections", OFFICE, icon="message-report"),
                Link(_("公告"), "body:announcements", OFFICE, icon="award"),
                Link(_("中心（站）登记"), "body:centres", REGISTER, icon="building-community"),
                Link(_("投诉与表扬"), "body:complaints", OFFICE, icon="message-report"),
                Link(_("单位意见"), "body:opinions", OFFICE, icon="building"),
                Link(_("居民调查"), "body:surveys", OFFICE, icon="checklist"),
                Link(_("专家库"), "body:assessors", OFFICE, icon="id-badge"),
                Link(
                    _("公开与对接"),
                    "body:publishing",
                    REGISTER,
                    icon="world",
                    also=("/office/webhooks/",),
                ),
                Link(_("审计日志"), "auditor:home", holding(Role.AUDITOR), icon="shield-check"),
                Link(_("人员与角色"), "people", looks_after_people, icon="users"),
            ),
        ),
    ),
    "auditor": (
        Group(
            "",
            (
                Link(_("审计日志"), "auditor:home", icon="shield-check"),
                Link(_("申报件"), "body:home", OFFICE, icon="list-check"),
                Link(_("评定批次"), "body:rounds", REGISTER, icon="clipboard-list"),
                Link(_("中心（站）登记"), "body:centres", REGISTER, icon="building-community"),
                Link(_("专家库"), "body:assessors", OFFICE, icon="id-badge"),
            ),
        ),
    ),
    "panel": (
        Group(
            "",
            (
                Link(_("我的会议"), "panel:home", icon="gavel"),
                Link(_("消息"), "inbox", icon="bell"),
                Link(_("标准与指标"), "public:standard", icon="book"),
            ),
        ),
    ),
    "recommender": (Group("", (Link(_("推荐工作"), "recommender:home", icon="list-check"),)),),
    "people": (
        Group(
            "",
            (
                Link(_("人员与角色"), "people", icon="users"),
                Link(_("邀请"), "people_invitations", icon="mail"),
            ),
        ),
    ),
}
"""Actor (centre, assessor, body, supervisor) -> groups of links of its navigation card."""


def links_for(request: HttpRequest) -> list[dict[str, Any]]:
    """The top bar's links for this visitor, ready for a template."""
    return _ready(request, BAR)


def groups_for(request: HttpRequest, actor: str) -> list[Group]:
    """The navigation card's groups for this visitor; groups without links are left out."""
    groups = [Group(group.title, _ready(request, tuple(group.links))) for group in WORKSPACES.get(actor, ())]  # type: ignore[arg-type]
    return [group for group in groups if group.links]


def _ready(request: HttpRequest, links: tuple[Link, ...]) -> list[dict[str, Any]]:
    shown = []
    for link in links:
        if not link.shown(request):
            continue
        try:
            address = reverse(link.name)
        except NoReverseMatch:  # an actor whose pages are not installed
            continue
        current = request.path == address or (address != "/" and request.path.startswith(address))
        if any(part in request.path for part in link.also):
            current, inside = True, len(request.path)
        else:
            inside = len(address)
        shown.append(
            {"label": link.label, "url": address, "icon": link.icon, "current": current, "inside": inside}
        )
    _keep_most_specific(shown)
    return shown


def _keep_most_specific(shown: list[dict[str, Any]]) -> None:
    """Of nested addresses only the longest match is the current page."""
    current = [link for link in shown if link["current"]]
    longest = max((link["inside"] for link in current), default=0)
    for link in current:
        link["current"] = link["inside"] == longest
