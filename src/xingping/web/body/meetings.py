"""Meetings of the panel for officers: the list, calling one, its agenda by doubt, its end, its minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xingping.documents.registry import DOCUMENTS
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import MinutesScan, PanelMeeting
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.meetings import agenda, meeting_for, waiting_for_meeting, whole_meeting_for
from xingping.rating.queries.minutes import minutes_of
from xingping.rating.queries.visibility import visible_meetings
from xingping.rating.services.meetings import add_panel_member, close_meeting, keep_signed_minutes
from xingping.rating.services.panel import call_meeting, put_on_agenda
from xingping.rating.verbs import Kind, Verb
from xingping.web.body.meeting_forms import MeetingForm, MemberForm, ScanForm
from xingping.web.body.reading import office_case, office_reader
from xingping.web.posted import posted
from xingping.web.refused import show_refusal
from xingping.web.stored_files import served
from xingping.web.tables import Column, Filter, Table, TableSpec

PDF, DOCX = "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def state_words(one: PanelMeeting) -> str:
    """Whether a meeting is over."""
    if one.closed_at:
        return _("已结束")
    return _("待召开") if one.held_at > timezone.now() else _("进行中")


def office_words(one: Any) -> str:  # noqa: ANN401
    """The same of a meeting of `with_numbers`, for those who end it: whether everything is decided."""
    if one.closed_at is None and one.cases and not one.open_cases:
        return _("议程已办完，待结束")
    return state_words(one)


def with_numbers(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Meetings, each with `people`, `cases` and `open_cases`: members, items, those not done."""
    counted: QuerySet[Any] = rows.annotate(
        people=Count("members", distinct=True),
        cases=Count("items", distinct=True),
        open_cases=Count("items", filter=Q(items__done_at=None), distinct=True),
    )
    return counted


MEETINGS = TableSpec(
    caption=gettext_lazy("委员会会议"),
    columns=(
        Column(
            "held",
            gettext_lazy("会议时间"),
            lambda one: one.held_at,
            sort=("held_at", "pk"),
            kind="main",
            url=lambda one: reverse("body:meeting", args=[one.pk]),
        ),
        Column("round", gettext_lazy("批次"), lambda one: one.round.name, sort=("round__name",)),
        Column("place", gettext_lazy("地点"), lambda one: one.place, sort=("place",)),
        Column("members", gettext_lazy("委员"), lambda one: one.people, sort=("people",), kind="number"),
        Column("items", gettext_lazy("议题"), lambda one: one.cases, sort=("cases",), kind="number"),
        Column("state", gettext_lazy("状态"), office_words),
    ),
    default_sort="-held",
    search=lambda rows, words: rows.filter(Q(place__icontains=words) | Q(round__name__icontains=words)),
    search_label=gettext_lazy("地点、批次"),
    filters=(
        Filter(
            "state",
            gettext_lazy("状态"),
            [("open", gettext_lazy("没有结束")), ("closed", gettext_lazy("已结束"))],
            lambda rows, one: rows.filter(closed_at__isnull=one == "open"),
        ),
    ),
    empty_title=gettext_lazy("还没有召开过会议"),
    empty_text=gettext_lazy("申报件提交评定委员会后，召集会议并把它们列入议程。"),
    export_name="meetings",
)


def meetings(request: HttpRequest) -> HttpResponse:
    """Every meeting that the reader may see."""
    rows = visible_meetings(office_reader(request)).select_related("round")
    table = Table(request, with_numbers(rows), MEETINGS)
    creates = allowed(request_actor(request), Verb.CREATE, Kind.MEETING) is None
    context = {"table": table, "creates": creates, "actor": "body"}
    return table.export() or render(request, "body/meetings.html", context)


def new_meeting(request: HttpRequest) -> HttpResponse:
    """Call a meeting."""
    actor = request_actor(request)
    form = MeetingForm(office_reader(request), posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                meeting = call_meeting(
                    actor,
                    data["round"].pk,
                    data["held_at"],
                    data["place"],
                    list(data["members"]),
                    data["chair"],
                )
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("已召集会议，委员会收到通知。请把申报件列入议程。"))
                return redirect("body:meeting", meeting.pk)
    return render(request, "body/meeting_new.html", {"form": form, "actor": "body"}, status=status)


@require_safe
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """One meeting: members, agenda by doubt, cases that wait, its end, its minutes."""
    return _page(request, _meeting(request, meeting_id))


@require_POST
def add_case(request: HttpRequest, meeting_id: int, number: str) -> HttpResponse:
    """Put a case on the agenda."""
    found, case = _meeting(request, meeting_id), office_case(request, number)
    said = _("已把 %(number)s 列入议程。") % {"number": number}
    return _act(request, found, lambda: put_on_agenda(request_actor(request), found.pk, case.pk), said)


@require_POST
def add_member(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Call another member."""
    found = _meeting(request, meeting_id)
    require(request_actor(request), Verb.CHANGE, found)
    form = MemberForm(found, request.POST)
    if not form.is_valid():
        raise refuse("invalid")
    person = form.cleaned_data["person"]
    said = _("已增补委员 %(name)s。") % {"name": person.get_full_name()}
    return _act(request, found, lambda: add_panel_member(request_actor(request), found.pk, person), said)


@require_POST
def close(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """End the meeting."""
    found = _meeting(request, meeting_id)
    said = _("会议已结束。请打印纪要，请委员签名后上传扫描件。")
    return _act(request, found, lambda: close_meeting(request_actor(request), found.pk), said)


@require_safe
def minutes(request: HttpRequest, meeting_id: int, suffix: str) -> HttpResponse:
    """The minutes, made from what happened: PDF to print and sign, DOCX to work on with."""
    found = whole_meeting_for(office_reader(request), meeting_id)
    name, kind = {"pdf": ("minutes", PDF), "docx": ("minutes_docx", DOCX)}[suffix]
    answer = HttpResponse(DOCUMENTS[name].make(*minutes_of(found)), content_type=kind)
    file_name = f"{_('评定委员会会议纪要')}-{timezone.localtime(found.held_at):%Y%m%d}.{suffix}"
    answer.headers["Content-Disposition"] = content_disposition_header(True, file_name) or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def scan(request: HttpRequest, meeting_id: int) -> HttpResponseBase:
    """The signed minutes: as they were uploaded, or uploading them."""
    found = whole_meeting_for(office_reader(request), meeting_id)
    if request.method != "POST":
        kept = MinutesScan.objects.filter(meeting=found, current=True).select_related("blob").first()
        if kept is None:
            raise refuse("not_found")
        return served(request, kept.blob, kept.file_name)
    require(request_actor(request), Verb.CHANGE, found)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            keep_signed_minutes(request_actor(request), found.pk, form.cleaned_data["scan"])
        except RefusedError as error:
            show_refusal(form, error, "scan")
        else:
            messages.success(request, _("已保存签名的纪要。"))
            return redirect("body:meeting", found.pk)
    return _page(request, found, scan_form=form, status=422)


def _meeting(request: HttpRequest, meeting_id: int) -> PanelMeeting:
    return meeting_for(office_reader(request), meeting_id)


def _act(request: HttpRequest, found: PanelMeeting, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
    except RefusedError as error:
        found.refresh_from_db()
        return _page(request, found, refusal=error.refusal, status=error.refusal.status)
    messages.success(request, said)
    return redirect("body:meeting", found.pk)


def _page(
    request: HttpRequest,
    found: PanelMeeting,
    *,
    status: int = 200,
    **more: Any,  # noqa: ANN401
) -> HttpResponse:
    actor, reader = request_actor(request), office_reader(request)
    keeps = allowed(actor, Verb.CHANGE, found) is None
    open_now = found.closed_at is None
    counted = with_numbers(PanelMeeting.objects.filter(pk=found.pk)).get()
    context = {
        "meeting": found,
        "state": office_words(counted),
        "all_done": open_now and counted.cases > 0 and counted.open_cases == 0,
        "members": found.members.select_related("person").order_by("-chair", "person__name"),
        "lines": agenda(reader, found),
        "waiting": waiting_for_meeting(reader, found) if keeps and open_now else [],
        "member_form": MemberForm(found) if keeps and open_now else None,
        "closes": open_now and allowed(actor, Verb.CLOSE, found) is None,
        "scan": MinutesScan.objects.filter(meeting=found, current=True).select_related("by").first(),
        "scan_form": ScanForm() if keeps and not open_now else None,
        "actor": "body",
        **more,
    }
    return render(request, "body/meeting.html", context, status=status)
