"""Opinions of organisations in the office: whom to ask, links and letters, what was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xingping.core.faults import Fault
from xingping.core.opinion import VALID_DAYS
from xingping.documents.opinion_letter import OpinionLetterText
from xingping.documents.registry import DOCUMENTS
from xingping.rating.actor import Actor, request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Case, OpinionInvitation
from xingping.rating.permissions import allowed
from xingping.rating.queries.opinions import listed_opinions
from xingping.rating.queries.visibility import visible_opinions
from xingping.rating.services import opinions as asking
from xingping.rating.verbs import Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.opinion_table import OF_CASE, OPINIONS
from xingping.web.body.reading import office_case, office_reader
from xingping.web.opinion_reading import said_of
from xingping.web.opinion_words import said, standing, standing_tag
from xingping.web.organisations_form import InviteForm
from xingping.web.posted import posted
from xingping.web.refused import show_refusal
from xingping.web.tables import Table

MOST_LETTERS = 60


class WhyForm(forms.Form):
    """Why something is taken back or left out."""

    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=asking.LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )


def opinions(request: HttpRequest) -> HttpResponse:
    """Everybody asked, over all cases that the reader sees."""
    table = Table(request, listed_opinions(visible_opinions(office_reader(request))), OPINIONS)
    return table.export() or render(request, "body/opinions.html", {"table": table, "actor": "body"})


def case_opinions(request: HttpRequest, number: str) -> HttpResponse:
    """One case: who was asked, what the centre proposed, what was said."""
    case = office_case(request, number)
    rows = listed_opinions(visible_opinions(office_reader(request)).filter(case=case))
    table = Table(request, rows, OF_CASE)
    return table.export() or _case_page(request, case, table)


def _case_page(
    request: HttpRequest, case: Case, table: Table | None = None, fault: str = "", status: int = 200
) -> HttpResponse:
    reader = office_reader(request)
    rows = listed_opinions(visible_opinions(reader).filter(case=case))
    context = {
        "case": case,
        "table": table or Table(request, rows, OF_CASE),
        "proposed": rows.filter(invited_at=None, withdrawn_at=None).order_by("pk"),
        **said_of(reader, case),
        "invites": allowed(request_actor(request), Verb.INVITE, case) is None,
        "fault": fault,
        "actor": "body",
    }
    return render(request, "body/case_opinions.html", context, status=status)


@never_cache
def invite(request: HttpRequest, number: str) -> HttpResponse:
    """Invite organisations; the answer shows their links, once."""
    case, form, status = office_case(request, number), InviteForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                links = asking.invite_organisations(request_actor(request), case.pk, form.asked)
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                return _links(request, case, links)
    context = {"case": case, "form": form, "days": VALID_DAYS, "actor": "body"}
    return render(request, "body/opinion_invite.html", context, status=status)


@require_POST
@never_cache
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Invite some of those that the centre proposed."""
    case = office_case(request, number)
    keys = [int(one) for one in request.POST.getlist("invitation") if _is_key(one)]
    try:
        links = asking.confirm_proposals(request_actor(request), case.pk, keys)
    except RefusedError as error:
        told = "；".join(f"{one.place}{one.message}，{one.mend}" for one in error.refusal.faults)
        return _case_page(request, case, fault=told or str(error.refusal), status=error.refusal.status)
    return _links(request, case, links)


@require_POST
@never_cache
def renew(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """A new link in place of a lost or expired one."""
    found = office_opinion(request, opinion_id)
    return _links(request, found.case, [asking.renew_link(request_actor(request), found.pk)])


def _links(request: HttpRequest, case: Case, links: list[asking.Link]) -> HttpResponse:
    messages.success(request, _("已生成 %(count)s 个链接。") % {"count": len(links)})
    context = {
        "case": case,
        "links": [(one, request.build_absolute_uri(one.path)) for one in links],
        "actor": "body",
    }
    return render(request, "body/opinion_links.html", context)


@require_POST
@never_cache
def letters(request: HttpRequest, number: str) -> HttpResponse:
    """The letters of links just shown; the links come with the request, for they are not kept."""
    case = office_case(request, number)
    tokens = request.POST.getlist("token")[:MOST_LETTERS]
    rows = visible_opinions(office_reader(request)).filter(case=case, withdrawn_at=None)
    known = {one.token_hash: one for one in rows.exclude(token_hash=None)}
    texts = []
    for token in tokens:
        invitation = known.get(asking.token_hash(token))
        if invitation is None or invitation.expires_at is None:
            raise refuse("opinion_unknown")
        texts.append(
            OpinionLetterText(
                body=case.body.name,
                organisation=invitation.organisation,
                centre=case.centre.name,
                address=request.build_absolute_uri(asking.Link(invitation, token).path),
                last_day=timezone.localtime(invitation.expires_at).date(),
                signed=today(),
                contact=case.body.contact,
                demo=case.is_demo,
            )
        )
    if not texts:
        raise refuse(
            "invalid",
            [Fault(_("函件"), _("没有链接可以打印"), _("请从刚生成链接的页面打印，或换一个新链接"))],
        )
    response = HttpResponse(DOCUMENTS["opinion_letters"].make(texts), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="opinions-{case.number}.pdf"'
    return response


def office_opinion(request: HttpRequest, opinion_id: int) -> OpinionInvitation:
    """An invitation of the address. Raises RefusedError (`not_found`)."""
    rows = listed_opinions(visible_opinions(office_reader(request)))
    found = rows.select_related("proposed_by", "withdrawn_by", "opinion__excluded_by", "case__round")
    invitation = found.filter(pk=opinion_id).first()
    if invitation is None:
        raise refuse("not_found")
    return invitation


@require_safe
def opinion(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """One organisation: its invitation and what it said."""
    found = office_opinion(request, opinion_id)
    given, actor, now = getattr(found, "opinion", None), request_actor(request), standing(found)
    changes = allowed(actor, Verb.CHANGE, found) is None
    context: dict[str, Any] = {
        "one": found,
        "state": standing_tag(found),
        "said": said(given) if given else None,
        "withdraws": changes and now in ("proposed", "waiting", "over"),
        "renews": changes and now in ("waiting", "over") and allowed(actor, Verb.INVITE, found.case) is None,
        "excludes": changes and now == "given",
        "actor": "body",
    }
    return render(request, "body/opinion.html", context)


def withdraw(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """Take an invitation or a proposal back."""
    found = office_opinion(request, opinion_id)
    deed = Deed(
        title=_("撤回邀请"),
        about=found.organisation,
        button=_("撤回"),
        back=reverse("body:opinion", args=[found.pk]),
        done=_("已撤回，链接不能再用。"),
        consequence=_("链接立即失效。已经提交的意见不能撤回，只能注明理由后不予采用。"),
        danger=True,
    )
    return _with_reason(request, deed, asking.withdraw_invitation, found.pk)


def exclude(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """Leave an opinion out."""
    found = office_opinion(request, opinion_id)
    deed = Deed(
        title=_("不予采用"),
        about=found.organisation,
        button=_("不予采用"),
        back=reverse("body:opinion", args=[found.pk]),
        done=_("这份意见不再给评审专家和评定委员看。"),
        consequence=_(
            "例如：不是这家单位提交的、受人指使、与中心（站）无关。理由记入审计日志，意见仍保留在这里。"
        ),
        danger=True,
    )
    return _with_reason(request, deed, asking.exclude_opinion, found.pk)


def _with_reason(
    request: HttpRequest, deed: Deed, act: Callable[[Actor, int, str], object], invitation_id: int
) -> HttpResponse:
    """The page of a deed that asks why."""

    def run(data: dict[str, Any]) -> None:
        act(request_actor(request), invitation_id, data["reason"])

    return act_page(request, deed, WhyForm(posted(request)), run)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12
