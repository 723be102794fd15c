"""Messages to the signed-in person."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from xingping.rating.models import Message
from xingping.rating.services.messages import mark_read
from xingping.web.account.people import signed_in_person

A_PAGE = 20


def inbox(request: HttpRequest) -> HttpResponse:
    """One's messages, newest first; `?unread=1` shows the unread alone."""
    person = signed_in_person(request)
    rows = Message.objects.filter(recipient=person)
    only_unread = request.GET.get("unread") == "1"
    if only_unread:
        rows = rows.filter(read_at__isnull=True)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "inbox.html", {"page": page, "only_unread": only_unread})


def message(request: HttpRequest, message_id: int) -> HttpResponse:
    """One message; opening it marks it as read."""
    person = signed_in_person(request)
    shown = get_object_or_404(Message, pk=message_id, recipient=person)
    mark_read(person, [shown.pk])
    link = shown.link if url_has_allowed_host_and_scheme(shown.link, allowed_hosts=None) else ""
    return render(request, "message.html", {"message_shown": shown, "link": link})


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all of one's messages as read."""
    mark_read(signed_in_person(request))
    return redirect("inbox")
