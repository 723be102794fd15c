"""Complaints in the office: the list, one complaint, the telephone desk, the figures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xingping.core.complaint import OPEN_STATES, ComplaintState
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Channel, Complaint
from xingping.rating.permissions import allowed
from xingping.rating.queries.complaints import alike, centres_with_voice, listed_complaints
from xingping.rating.queries.regions import path_of
from xingping.rating.queries.visibility import visible_centres, visible_complaints
from xingping.rating.services.complaining import enter_complaint
from xingping.rating.verbs import Verb
from xingping.web.body import complaint_forms as forms
from xingping.web.body.complaint_table import COMPLAINTS, FIGURES
from xingping.web.body.reading import office_reader
from xingping.web.complaint_words import EVENTS, state_tag_of, time_left
from xingping.web.posted import posted
from xingping.web.public.complaint import receipt_context
from xingping.web.public.complaint_form import DeskForm
from xingping.web.refused import show_refusal
from xingping.web.tables import Table


def complaints(request: HttpRequest) -> HttpResponse:
    """What came in, as far as the reader sees it; the most urgent first."""
    rows = listed_complaints(visible_complaints(office_reader(request)))
    table = Table(request, rows, COMPLAINTS)
    return table.export() or render(request, "body/complaints.html", {"table": table, "actor": "body"})


def figures(request: HttpRequest) -> HttpResponse:
    """Counts per centre."""
    reader = office_reader(request)
    rows = centres_with_voice(visible_centres(reader), visible_complaints(reader))
    table = Table(request, rows, FIGURES)
    return table.export() or render(request, "body/complaint_figures.html", {"table": table, "actor": "body"})


def office_complaint(request: HttpRequest, complaint_id: int) -> Complaint:
    """A complaint of the address. Raises RefusedError (`not_found`)."""
    rows = listed_complaints(visible_complaints(office_reader(request)))
    found = rows.filter(pk=complaint_id).first()
    if found is None:
        raise refuse("not_found")
    return found


def complaint_page(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """One complaint with what its reader may do."""
    return render(request, "body/complaint.html", complaint_context(request, complaint_id))


def complaint_context(request: HttpRequest, complaint_id: int) -> dict[str, Any]:
    """Everything that a complaint's page shows."""
    complaint, actor = office_complaint(request, complaint_id), request_actor(request)
    handles = allowed(actor, Verb.HANDLE, complaint) is None
    is_open = complaint.state in OPEN_STATES
    return {
        "complaint": complaint,
        "state": state_tag_of(complaint),
        "left": time_left(complaint),
        "place": path_of(complaint.region),
        "alike": alike(complaint, visible_complaints(office_reader(request))),
        "duplicates": list(complaint.duplicates.order_by("pk")),
        "events": [
            (event, _(EVENTS[event.what])) for event in complaint.events.select_related("by").order_by("pk")
        ],
        "handles": handles,
        "takes": allowed(actor, Verb.ASSIGN, complaint) is None,
        "is_open": is_open,
        "acts": handles and is_open,
        "is_transferred": complaint.state == ComplaintState.TRANSFERRED,
        "handler_form": forms.HandlerForm(complaint),
        "reply_form": forms.ReplyForm(),
        "share_form": forms.ShareForm(initial={"text": complaint.shared_text or complaint.text}),
        "transfer_form": forms.TransferForm(),
        "serious_form": forms.ReasonForm(),
        "group_form": forms.GroupForm(initial={"number": complaint.group.number if complaint.group else ""}),
        "centre_form": forms.CentreForm(),
        "actor": "body",
    }


def new_complaint(request: HttpRequest) -> HttpResponse:
    """Write down what somebody says on the telephone or at the desk; the receipt is read out."""
    office_reader(request)
    form, status = DeskForm(None, posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                sent, receipt = enter_complaint(
                    request_actor(request), form.sent(Channel.DESK), form.cleaned_data["key"]
                )
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("已登记 %(number)s。") % {"number": sent.number})
                more = {"actor": "body", "url": reverse("body:complaint", args=[sent.pk])}
                return render(request, "body/complaint_entered.html", receipt_context(sent, receipt) | more)
    return render(request, "body/complaint_new.html", {"form": form, "actor": "body"}, status=status)
