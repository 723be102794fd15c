"""Complaints and praise of the public: send, keep the receipt, follow, ask once more, rate the handling."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xingping.core.complaint import (
    RECEIPT_LENGTH,
    REOPEN_DAYS,
    REPLY_DAYS,
    ComplaintState,
    may_reopen,
    receipt_given,
)
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError
from xingping.rating.limits import Rate
from xingping.rating.models import Centre, Channel, Complaint
from xingping.rating.services.complaining import ask_again, follow, rate_handling, send_complaint
from xingping.web.complaint_words import state_name, time_left
from xingping.web.posted import posted
from xingping.web.public.complaint_form import AgainForm, ComplaintForm, MarkForm
from xingping.web.public.interaction import limit_sender, with_wait

EACH = Rate("complaint", per_minute=2, burst=8)
EVERYBODY = Rate("all complaints", per_minute=600, burst=200)
LOOKS = Rate("receipt", per_minute=12, burst=30)
ALL_LOOKS = Rate("all receipts", per_minute=1200, burst=300)
GROUP = 4


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest) -> HttpResponse:
    """The form; sent, the receipt. `?centre=` (of the QR code at the centre) says which centre."""
    centre = _centre(request.POST.get("centre") or request.GET.get("centre", ""))
    form = ComplaintForm(centre, posted(request))
    context = {
        "form": form,
        "centre": centre,
        "channel": request.POST.get("channel") or request.GET.get("by", ""),
        "days": REPLY_DAYS,
        "again_days": REOPEN_DAYS,
    }
    if request.method != "POST":
        return render(request, "public/complaint.html", context)
    status = 422
    try:
        limit_sender(request, EACH, EVERYBODY)
        if form.is_valid():
            channel = Channel.QR if centre and context["channel"] == Channel.QR else Channel.PAGE
            sent, receipt = send_complaint(form.sent(channel), form.cleaned_data["key"])
            return render(request, "public/complaint_sent.html", receipt_context(sent, receipt))
    except RefusedError as error:
        told = [f"{fault.place}：{fault.message}，{fault.mend}。" for fault in error.refusal.faults]
        for text in told or [str(error.refusal)]:
            form.add_error(None, text)
        context["form"] = form
        answer = render(request, "public/complaint.html", context, status=error.refusal.status)
        return with_wait(answer, error.refusal)
    return render(request, "public/complaint.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_complaint(request: HttpRequest) -> HttpResponse:
    """Ask by receipt; it comes in the body of the request, so that it stands in no log and no history."""
    code = request.POST.get("receipt", "")
    if request.method != "POST":
        return render(request, "public/complaint_follow.html", {"receipt": ""})
    try:
        limit_sender(request, LOOKS, ALL_LOOKS)
        found = follow(code)
        again = AgainForm(request.POST if request.POST.get("act") == "again" else None)
        mark = MarkForm(request.POST if request.POST.get("act") == "rate" else None)
        if again.is_bound and again.is_valid():
            found, again = ask_again(code, again.cleaned_data["text"]), AgainForm()
        if mark.is_bound and mark.is_valid():
            found, mark = rate_handling(code, int(mark.cleaned_data["satisfaction"])), MarkForm()
    except RefusedError as error:
        context = {"receipt": code[:60], "refusal": error.refusal}
        answer = render(request, "public/complaint_follow.html", context, status=error.refusal.status)
        return with_wait(answer, error.refusal)
    context = {**_followed(found), "receipt": receipt_given(code), "again": again, "mark": mark}
    status = 422 if again.errors or mark.errors else 200
    return render(request, "public/complaint_status.html", context, status=status)


def _centre(given: str) -> Centre | None:
    if not (given.isascii() and given.isdigit() and len(given) < 12):
        return None
    return Centre.objects.select_related("body").filter(pk=int(given), closed_on=None).first()


def receipt_context(sent: Complaint, receipt: str) -> dict[str, Any]:
    """What the page with the receipt shows."""
    shown = " ".join(receipt[place : place + GROUP] for place in range(0, RECEIPT_LENGTH, GROUP))
    return {"complaint": sent, "receipt": receipt, "shown": shown.upper(), "again_days": REOPEN_DAYS}


def _followed(found: Complaint) -> dict[str, Any]:
    state = ComplaintState(found.state)
    return {
        "complaint": found,
        "state": state_name(found),
        "left": time_left(found),
        "may_reopen": may_reopen(state, found.replied_on, today()),
        "may_rate": bool(found.reply) and found.satisfaction is None,
        "transferred": state is ComplaintState.TRANSFERRED,
        "again_days": REOPEN_DAYS,
    }
