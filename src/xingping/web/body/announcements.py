"""Announcements for officers: chosen, carried out in the background, with what could not be awarded."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xingping.rating.actor import request_actor
from xingping.rating.models import Announcement
from xingping.rating.queries.awards import announceable_cases
from xingping.rating.queries.place_names import place
from xingping.rating.queries.visibility import visible_announcements, visible_cases
from xingping.rating.services.announcing import Heading, announce
from xingping.web.body.award_forms import AnnouncementForm
from xingping.web.body.award_reading import chosen_cases, office_announcement, tried, waiting_rounds
from xingping.web.body.reading import office_reader, office_round
from xingping.web.displays import star_name
from xingping.web.posted import posted
from xingping.web.tables import Column, Table, TableSpec

ANNOUNCEMENTS = TableSpec(
    caption=gettext_lazy("公告"),
    columns=(
        Column(
            "number",
            gettext_lazy("文号"),
            lambda one: one.number,
            sort=("number",),
            kind="main",
            url=lambda one: reverse("body:announcement", args=[one.pk]),
        ),
        Column("round", gettext_lazy("批次"), lambda one: one.round.name, sort=("round__name",)),
        Column("on", gettext_lazy("公告日期"), lambda one: one.announced_on, sort=("announced_on",)),
        Column("awards", gettext_lazy("已授予"), lambda one: one.awards, sort=("awards",), kind="number"),
        Column("every", gettext_lazy("申报件"), lambda one: one.every, sort=("every",), kind="number"),
    ),
    default_sort="-on",
    search=lambda rows, words: rows.filter(number__icontains=words),
    search_label=gettext_lazy("文号"),
    empty_title=gettext_lazy("还没有公告"),
    empty_text=gettext_lazy("公示期满、异议和申诉办结的申报件，可以从这里公告授予星级。"),
    export_name="announcements",
)
ITEMS = TableSpec(
    caption=gettext_lazy("公告的申报件"),
    columns=(
        Column(
            "centre",
            gettext_lazy("单位"),
            lambda one: one.case.centre.name,
            sort=("case__centre__name",),
            kind="main",
        ),
        Column(
            "case",
            gettext_lazy("申报编号"),
            lambda one: one.case.number,
            sort=("case__number",),
            url=lambda one: reverse("body:outcome", args=[one.case.number]),
        ),
        Column(
            "certificate",
            gettext_lazy("证书编号"),
            lambda one: one.certificate and one.certificate.number,
            sort=("certificate__number",),
        ),
        Column(
            "stars",
            gettext_lazy("星级"),
            lambda one: one.certificate and star_name(one.certificate.stars),
            sort=("certificate__stars",),
        ),
        Column("refusal", gettext_lazy("未能授予的原因"), lambda one: one.refusal, sort=("refusal",)),
    ),
    default_sort="case",
    search=lambda rows, words: rows.filter(case__centre__name__icontains=words),
    export_name="announcement",
)


@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """Every announcement of the body."""
    awarded = Count("items", filter=Q(items__awarded_at__isnull=False))
    rows = visible_announcements(office_reader(request)).annotate(every=Count("items"), awards=awarded)
    table = Table(request, rows, ANNOUNCEMENTS)
    context = {"table": table, "rounds": waiting_rounds(request, announceable_cases), "actor": "body"}
    return table.export() or render(request, "body/announcements.html", context)


def new_announcement(request: HttpRequest, round_id: int) -> HttpResponse:
    """Choose cases of a round, and announce them."""
    round_ = office_round(request, round_id)
    form = AnnouncementForm(posted(request))
    cases = announceable_cases(visible_cases(office_reader(request)).filter(round=round_))
    rows: list[Any] = list(cases.select_related("centre").annotate(place=place()).order_by("region", "pk"))
    chosen = set(chosen_cases(request)) if request.method == "POST" else {one.pk for one in rows}
    made: list[Announcement] = []
    status = 200
    if request.method == "POST":
        done, status = tried(
            form,
            lambda: made.append(
                announce(
                    request_actor(request),
                    round_.pk,
                    Heading(form.cleaned_data["number"], form.cleaned_data["on"]),
                    sorted(chosen),
                    key=form.cleaned_data["key"],
                )
            ),
        )
        if done:
            return redirect("body:announcement", made[0].pk)
    shown = [
        {
            "pk": one.pk,
            "number": one.number,
            "name": one.centre.name,
            "place": one.place,
            "stars": one.stars,
            "chosen": one.pk in chosen,
        }
        for one in rows
    ]
    context = {"form": form, "round": round_, "rows": shown, "actor": "body"}
    return render(request, "body/announcement_form.html", context, status=status)


@require_safe
def announcement(request: HttpRequest, announcement_id: int) -> HttpResponse:
    """One announcement: its progress, its awards, what was refused and why."""
    found = office_announcement(request, announcement_id)
    table = Table(request, found.items.select_related("case__centre", "certificate"), ITEMS)
    mine = found.job is not None and found.job.created_by_id == request.user.pk
    context = {
        "announcement": found,
        "table": table,
        "job": found.job if mine and found.finished_at is None else None,
        "refused": found.items.exclude(refusal="").count(),
        "said": _("已公告") if found.finished_at else _("正在办理"),
        "actor": "body",
    }
    return table.export() or render(request, "body/announcement.html", context)
