"""Announcements for officers: chosen, carried out in the background, with what could not be awarded."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xingping.rating.actor import request_actor
from xingping.rating.models import Announcement
from xingping.rating.queries.awards import announceable_cases, with_awards
from xingping.rating.queries.place_names import place
from xingping.rating.queries.visibility import visible_announcements, visible_cases
from xingping.rating.services.announcing import Heading, announce
from xingping.web.award_tables import OFFICE_ANNOUNCEMENTS, announcement_items
from xingping.web.body.award_forms import AnnouncementForm
from xingping.web.body.award_reading import chosen_cases, office_announcement, tried, waiting_rounds
from xingping.web.body.reading import office_reader, office_round
from xingping.web.posted import posted
from xingping.web.tables import Table


@require_safe
def announcements(request: HttpRequest) -> HttpResponse:
    """Every announcement of the body."""
    rows = with_awards(visible_announcements(office_reader(request)))
    table = Table(request, rows, OFFICE_ANNOUNCEMENTS)
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
    items = found.items.select_related("case__centre", "certificate")
    table = Table(request, items, announcement_items(office=True))
    mine = found.job is not None and found.job.created_by_id == request.user.pk
    context = {
        "announcement": found,
        "table": table,
        "job": found.job if mine and found.finished_at is None else None,
        "refused": found.items.exclude(refusal="").count(),
        "awarded": found.items.exclude(awarded_at=None).count(),
        "said": _("已公告") if found.finished_at else _("正在办理"),
        "actor": "body",
    }
    return table.export() or render(request, "body/announcement.html", context)
