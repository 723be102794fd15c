"""Signing in: with password or single sign-on, and in demo mode with a tile."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from allauth.account.utils import perform_login
from allauth.account.views import LoginView
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_noop as N_  # noqa: N812
from django.views.decorators.http import require_POST

from xingping.core.roles import GRANTABLE, Role
from xingping.rating.models import RoleGrant, User
from xingping.rating.queries.grants import active, grants_of
from xingping.web.account.landing import landing
from xingping.web.posted import typed

TILES_A_ROLE = 3
SHOWN = {
    Role.APPLICANT: N_("填报自评、上传佐证、查看进度"),
    Role.RECOMMENDER: N_("审核下级申报、排序推荐"),
    Role.ASSESSOR: N_("按评分要点打分、现场查验"),
    Role.OFFICER: N_("受理、组织评审、公示、授牌"),
    Role.PANEL: N_("审阅结果、署名表决"),
    Role.STAKEHOLDER: N_("对中心（站）提出意见"),
    Role.SUPERVISOR: N_("查看本地区统计"),
    Role.AUDITOR: N_("查阅审计日志、复算结果"),
    Role.ADMINISTRATOR: N_("管理人员、细则、批次"),
}
"""What each role's tile says one can do."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A role of the demo, and the accounts (user name, name) to sign in with."""

    role: Role
    text: str
    people: tuple[tuple[str, str], ...]


class SignInView(LoginView):  # type: ignore[misc]
    """allauth's sign-in page, with tiles in demo mode."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """What the page shows."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context.update(
            tiles=demo_tiles() if settings.DEMO else [],
            single_sign_on=settings.OIDC_NAME if settings.OIDC_URL else "",
        )
        return context


def demo_tiles() -> list[Tile]:
    """The roles of the demo, in the order of the glossary, each with up to three accounts."""
    grants = RoleGrant.objects.filter(active(), person__is_demo=True).order_by("id")
    rows = grants.values_list("role", "person__username", "person__name").distinct()
    order: dict[Role, int] = {role: place for place, role in enumerate(GRANTABLE)}
    ranked = sorted(rows, key=lambda row: order[Role(row[0])])
    return [
        Tile(role, SHOWN[role], tuple((one[1], one[2]) for one in list(held)[:TILES_A_ROLE]))
        for role, held in groupby(ranked, key=lambda row: Role(row[0]))
    ]


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as a demo account without a password; not found outside demo mode."""
    if not settings.DEMO:
        raise Http404
    username = typed(request, "username")
    person = get_object_or_404(User, username=username, is_demo=True, is_active=True)
    following = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(following, allowed_hosts={request.get_host()}):
        following = landing(grants_of(person))
    answer: HttpResponse = perform_login(request, person, redirect_url=following)
    return answer
