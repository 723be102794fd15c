"""`/notice/`: running public notices, objections with their receipts, announcements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xingping.core.objection import OPEN_OBJECTIONS
from xingping.rating.actor import request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError
from xingping.rating.models import CentreReply, Notice, NoticeItem
from xingping.rating.queries.awards import (
    announcement_file,
    awarded_items,
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
from xingping.rating.throttle import Throttle
from xingping.web.displays import star_name
from xingping.web.posted import posted, posted_files
from xingping.web.refused import show_refusal
from xingping.web.tables import Column, Filter, Table, TableSpec

RECEIPTS = Throttle(30, 600)
"""Receipts that one address asks for in ten minutes."""
PDF = "application/pdf"

NOTICES = TableSpec(
    caption=gettext_lazy("公示"),
    columns=(
        Column(
            "number",
            gettext_lazy("文号"),
            lambda one: one.number,
            sort=("number",),
            kind="main",
            url=lambda one: one.get_absolute_url(),
        ),
        Column("body", gettext_lazy("评定机构"), lambda one: one.body.name, sort=("body__name",)),
        Column("round", gettext_lazy("批次"), lambda one: one.round.name, sort=("round__name",)),
        Column("published", gettext_lazy("公示日期"), lambda one: one.published_on, sort=("published_on",)),
        Column("ends", gettext_lazy("公示截止"), lambda one: one.ends_on, sort=("ends_on",)),
        Column("places", gettext_lazy("单位数"), lambda one: one.places, sort=("places",), kind="number"),
    ),
    default_sort="-published",
    search=lambda rows, words: (
        rows.filter(number__icontains=words) | rows.filter(round__name__icontains=words)
    ),
    search_label=gettext_lazy("文号或批次"),
    filters=(
        Filter(
            "running",
            gettext_lazy("状态"),
            (("yes", gettext_lazy("正在公示")), ("no", gettext_lazy("已经期满"))),
            lambda rows, one: (
                rows.filter(ends_on__gte=today()) if one == "yes" else rows.filter(ends_on__lt=today())
            ),
        ),
    ),
    empty_title=gettext_lazy("现在没有公示"),
    empty_text=gettext_lazy("评定机构公示拟授予星级的名单后，会出现在这里。"),
    export_name="notices",
)

ANNOUNCEMENTS = TableSpec(
    caption=gettext_lazy("公告"),
    columns=(
        Column(
            "number",
            gettext_lazy("文号"),
            lambda one: one.number,
            sort=("number",),
            kind="main",
            url=lambda one: one.get_absolute_url(),
        ),
        Column("body", gettext_lazy("评定机构"), lambda one: one.body.name, sort=("body__name",)),
        Column("round", gettext_lazy("批次"), lambda one: one.round.name, sort=("round__name",)),
        Column("on", gettext_lazy("公告日期"), lambda one: one.announced_on, sort=("announced_on",)),
        Column("awards", gettext_lazy("授予数"), lambda one: one.awards, sort=("awards",), kind="number"),
    ),
    default_sort="-on",
    search=lambda rows, words: rows.filter(number__icontains=words),
    search_label=gettext_lazy("文号"),
    empty_title=gettext_lazy("还没有公告"),
    empty_text=gettext_lazy("公示期满、异议办结之后，评定机构在这里公告结果。"),
    export_name="announcements",
)


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
    table = Table(request, public_notices(), NOTICES)
    return table.export() or render(request, "public/notices.html", {"table": table})


@require_safe
def notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """One notice: its period, its list by region, how to object."""
    found = _notice(notice_id)
    table = Table(request, shown_items(found).annotate(place=place()), items_spec(found))
    context = {
        "notice": found,
        "table": table,
        "running": _runs(found),
        "extensions": found.extensions.all(),
        "removed": found.items.count() - shown_items(found).count(),
    }
    return table.export() or render(request, "public/notice.html", context)


def items_spec(found: Notice) -> TableSpec:
    """The list of a notice; each place leads to its own page, where one objects."""
    return TableSpec(
        caption=gettext_lazy("拟授予星级名单"),
        columns=(
            Column(
                "centre",
                gettext_lazy("单位"),
                lambda one: one.centre_name,
                sort=("centre_name",),
                kind="main",
                url=lambda one: reverse("public:notice-place", args=[found.pk, one.pk]),
            ),
            Column("place", gettext_lazy("地区"), lambda one: one.place or one.region, sort=("region",)),
            Column("stars", gettext_lazy("拟授予星级"), lambda one: star_name(one.stars), sort=("stars",)),
        ),
        default_sort="place",
        search=lambda rows, words: rows.filter(centre_name__icontains=words),
        search_label=gettext_lazy("单位名称"),
        filters=(
            Filter(
                "stars",
                gettext_lazy("星级"),
                [(str(one), star_name(one)) for one in range(5, 0, -1)],
                lambda rows, one: rows.filter(stars=int(one)),
            ),
        ),
        empty_title=gettext_lazy("名单中现在没有单位"),
        export_name="notice",
    )


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
        if RECEIPTS.exhausted(address):
            form.add_error("receipt", _("查询过于频繁，请十分钟后再试。"))
            return render(request, "public/objection_progress.html", context, status=429)
        RECEIPTS.count(address)
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
    table = Table(request, public_announcements(), ANNOUNCEMENTS)
    return table.export() or render(request, "public/announcements.html", {"table": table})


@require_safe
def announcement(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """One announcement with its awards, each leading to its verification page."""
    found = get_object_or_404(public_announcements(), pk=announcement_id)
    rows = awarded_items(found).annotate(place=place("certificate__region"))
    table = Table(request, rows, AWARDS)
    context = {"announcement": found, "table": table}
    return table.export() or render(request, "public/announcement.html", context)


AWARDS = TableSpec(
    caption=gettext_lazy("授予星级名单"),
    columns=(
        Column(
            "centre",
            gettext_lazy("单位"),
            lambda one: one.certificate.centre_name,
            sort=("certificate__centre_name",),
            kind="main",
            url=lambda one: one.certificate.get_absolute_url(),
        ),
        Column(
            "place",
            gettext_lazy("地区"),
            lambda one: one.place or one.certificate.region,
            sort=("certificate__region",),
        ),
        Column(
            "stars",
            gettext_lazy("星级"),
            lambda one: star_name(one.certificate.stars),
            sort=("certificate__stars",),
        ),
        Column(
            "number",
            gettext_lazy("证书编号"),
            lambda one: one.certificate.number,
            sort=("certificate__number",),
        ),
        Column(
            "last",
            gettext_lazy("有效期至"),
            lambda one: one.certificate.last_day,
            sort=("certificate__last_day",),
        ),
    ),
    default_sort="place",
    search=lambda rows, words: rows.filter(certificate__centre_name__icontains=words),
    search_label=gettext_lazy("单位名称"),
    empty_title=gettext_lazy("没有授予星级的单位"),
    export_name="awards",
)


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
