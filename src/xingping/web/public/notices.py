"""`/notice/`: running public notices, objections with their receipts, announcements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xingping.core.objection import OPEN_OBJECTIONS
from xingping.rating.actor import request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError
from xingping.rating.limits import Throttle
from xingping.rating.models import CentreReply, Notice, NoticeItem
from xingping.rating.queries.awards import (
    announcement_file,
    award_of,
    awarded_items,
    earlier_place,
    notice_file,
    public_announcements,
    public_notices,
    shown_items,
)
from xingping.rating.queries.objections import followed
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.place_names import place
from xingping.rating.queries.regions import path_of
from xingping.rating.services.objections import (
    LONGEST_CONTACT,
    LONGEST_REASON,
    MEGABYTES,
    Said,
    file_objection,
)
from xingping.web.award_tables import (
    PUBLIC_ANNOUNCEMENTS,
    PUBLIC_NOTICES,
    announcement_items,
    notice_items,
)
from xingping.web.posted import posted, posted_files
from xingping.web.refused import show_refusal
from xingping.web.tables import Table

RECEIPTS = Throttle("objection receipts", 30, 600)
"""Receipts that one address asks for in ten minutes."""
PDF = "application/pdf"


class ObjectionForm(forms.Form):
    """What somebody objects; only the reason is asked for."""

    reason = forms.CharField(
        label=gettext_lazy("异议理由"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("写明哪里与事实或标准不符、依据是什么。请不要写与异议无关的个人信息。"),
    )
    file = forms.FileField(
        label=gettext_lazy("证明材料（选填）"),
        required=False,
        help_text=gettext_lazy("一个文件，20 MB 以内；照片会检查，只有评定机构看得到。"),
    )
    contact = forms.CharField(
        label=gettext_lazy("联系方式（选填）"),
        required=False,
        max_length=LONGEST_CONTACT,
        help_text=gettext_lazy("只供评定机构核实，加密保存，不向被公示单位透露；不留也能凭回执号查进度。"),
    )


class ReceiptForm(forms.Form):
    """The receipt of an objection."""

    receipt = forms.CharField(
        label=gettext_lazy("回执号"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Every notice, running ones marked."""
    table = Table(request, public_notices(), PUBLIC_NOTICES)
    return table.export() or render(request, "public/notices.html", {"table": table})


@require_safe
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice: its period, its list by region, how to object."""
    found = _notice(notice_id)
    table = Table(request, shown_items(found).annotate(place=place()), notice_items(found, office=False))
    context = {
        "notice": found,
        "table": table,
        "running": _runs(found),
        "extensions": found.extensions.all(),
        "removed": found.items.count() - shown_items(found).count(),
    }
    return table.export() or render(request, "public/notice.html", context)


def notice_place(request: HttpRequest, notice_id: int, listed_id: int) -> HttpResponse:
    """One place of a notice, with the form to object; a filed objection answers with its receipt."""
    found = _notice(notice_id)
    item = get_object_or_404(shown_items(found).select_related("case"), pk=listed_id)
    form = ObjectionForm(*posted_files(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = Said(*(form.cleaned_data[name] for name in ("reason", "contact", "file")))
            try:
                objection, receipt = file_objection(request_actor(request), item.pk, said)
            except RefusedError as error:
                show_refusal(form, error)
                for fault in error.refusal.faults:
                    form.add_error(None, str(fault))
                status = error.refusal.status
            else:
                context = {"notice": found, "item": item, "objection": objection, "receipt": receipt}
                return render(request, "public/objection_filed.html", context)
    context = {
        "notice": found,
        "item": item,
        "form": form,
        "running": _runs(found),
        "place": path_of(item.region),
        "reply": _reply(item),
        "earlier": earlier_place(item),
        "award": award_of(item),
        "megabytes": MEGABYTES,
    }
    return render(request, "public/notice_place.html", context, status=status)


@require_safe
def notice_as_file(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The notice in the body's own layout."""
    return _pdf(notice_file(_notice(notice_id)), f"notice-{notice_id}.pdf")


def receipt(request: HttpRequest) -> HttpResponse:
    """Follow an objection by its receipt, which is sent by POST and never stands in an address."""
    form = ReceiptForm(posted(request))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        address = request.META.get("REMOTE_ADDR", "")
        if not RECEIPTS.count(address):
            form.add_error("receipt", _("查询过于频繁，请十分钟后再试。"))
            return render(request, "public/objection_progress.html", context, status=429)
        try:
            objection = followed(form.cleaned_data["receipt"])
        except RefusedError as error:
            show_refusal(form, error, "receipt")
            return render(request, "public/objection_progress.html", context, status=422)
        context |= {
            "objection": objection,
            "steps": objection.steps.filter(public=True),
            "open": objection.state in OPEN_OBJECTIONS,
        }
    response = render(request, "public/objection_progress.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """Every announcement."""
    table = Table(request, public_announcements(), PUBLIC_ANNOUNCEMENTS)
    return table.export() or render(request, "public/announcements.html", {"table": table})


@require_safe
def announcement(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """One announcement with its awards, each leading to its verification page."""
    found = get_object_or_404(public_announcements(), pk=announcement_id)
    rows = awarded_items(found).annotate(place=place("certificate__region"))
    table = Table(request, rows, announcement_items(office=False))
    context = {"announcement": found, "table": table}
    return table.export() or render(request, "public/announcement.html", context)


@require_safe
def announcement_as_file(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """The announcement in the body's own layout."""
    found = get_object_or_404(public_announcements(), pk=announcement_id)
    return _pdf(announcement_file(found), f"announcement-{announcement_id}.pdf")


def _notice(notice_id: int) -> Notice:
    return get_object_or_404(public_notices(), pk=notice_id)


def _runs(found: Notice) -> bool:
    return found.ends_on is not None and today() <= found.ends_on


def _reply(item: NoticeItem) -> CentreReply | None:
    """The centre's own words, where its case's policy publishes them."""
    published = rules_of(item.case).policy.publish_replies
    return CentreReply.objects.filter(case=item.case_id).first() if published else None


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=PDF)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
