"""What an officer does to a complaint: one address for each act; a refusal is shown at its form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xingping.documents.registry import DOCUMENTS
from xingping.documents.transfer_sheet import TransferText
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Complaint
from xingping.rating.permissions import require
from xingping.rating.queries.regions import path_of
from xingping.rating.queries.visibility import visible_centres
from xingping.rating.services import complaints as handling
from xingping.rating.verbs import Verb
from xingping.web.body import complaint_forms as forms
from xingping.web.body.complaints import complaint_context, office_complaint
from xingping.web.body.reading import office_reader
from xingping.web.refused import show_refusal

Act = Callable[[Actor, Complaint, Any], object]


def _take(actor: Actor, complaint: Complaint, form: forms.HandlerForm) -> object:
    return handling.take_over(actor, complaint.pk, form.cleaned_data["handler"])


def _name_centre(actor: Actor, complaint: Complaint, form: Form) -> object:
    rows = visible_centres(actor).filter(body=complaint.body_id, code=form.cleaned_data["code"].strip())
    centre = rows.first()
    if centre is None:
        raise refuse("not_found")
    return handling.name_centre(actor, complaint.pk, centre)


ACTS: dict[str, tuple[str, type[Form], Act, str]] = {
    "handler": ("handler_form", forms.HandlerForm, _take, gettext_noop("经办人已更换。")),
    "reply": (
        "reply_form",
        forms.ReplyForm,
        lambda actor, one, form: handling.reply(actor, one.pk, form.cleaned_data["text"]),
        gettext_noop("已答复，来件人凭查询码可以看到。"),
    ),
    "share": (
        "share_form",
        forms.ShareForm,
        lambda actor, one, form: handling.share(actor, one.pk, form.cleaned_data["text"]),
        gettext_noop("已交中心（站）说明。"),
    ),
    "transfer": (
        "transfer_form",
        forms.TransferForm,
        lambda actor, one, form: handling.transfer(actor, one.pk, form.to, form.cleaned_data["ground"]),
        gettext_noop("已转办，请打印转办单送交接收单位。"),
    ),
    "serious": (
        "serious_form",
        forms.ReasonForm,
        lambda actor, one, form: handling.mark_serious(actor, one.pk, form.cleaned_data["text"]),
        gettext_noop("已标为严重，本地区工作人员都收到了消息。"),
    ),
    "group": (
        "group_form",
        forms.GroupForm,
        lambda actor, one, form: handling.put_together(actor, one.pk, form.cleaned_data["number"]),
        gettext_noop("归组已更新。"),
    ),
    "centre": ("centre_form", forms.CentreForm, _name_centre, gettext_noop("已写明涉及的中心（站）。")),
}
"""Act -> name of its form on the page, the form, what it does, what is said afterwards."""


@require_POST
def take(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """Handle it oneself."""
    complaint = office_complaint(request, complaint_id)
    handling.take_over(request_actor(request), complaint.pk)
    messages.success(request, _("这一件现在由您办理。"))
    return redirect("body:complaint", complaint.pk)


@require_POST
def act(request: HttpRequest, complaint_id: int, what: str) -> HttpResponse:
    """Do one of ACTS."""
    complaint, actor = office_complaint(request, complaint_id), request_actor(request)
    if what not in ACTS:
        raise refuse("not_found")
    name, kind, do, said = ACTS[what]
    form: Form = (
        forms.HandlerForm(complaint, request.POST) if kind is forms.HandlerForm else kind(request.POST)
    )
    status = 422
    if form.is_valid():
        try:
            do(actor, complaint, form)
        except RefusedError as error:
            if error.refusal.status in (403, 404) and what != "centre":
                raise
            show_refusal(form, error)
            status = error.refusal.status
        else:
            messages.success(request, _(said))
            return redirect("body:complaint", complaint.pk)
    context = {**complaint_context(request, complaint_id), name: form, "wrong": what}
    return render(request, "body/complaint.html", context, status=status)


@require_POST
@never_cache
def reveal(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """The words as sent and the contact, for the handler; noted each time."""
    complaint = office_complaint(request, complaint_id)
    sealed = handling.reveal(request_actor(request), complaint.pk)
    context = {"complaint": complaint, "sealed": sealed, "actor": "body"}
    return render(request, "body/complaint_sealed.html", context)


@require_safe
@never_cache
def transfer_sheet(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """The sheet for the receiver; with the contact only where the sender agreed, and that look is noted."""
    office_reader(request)
    complaint, actor = office_complaint(request, complaint_id), request_actor(request)
    require(actor, Verb.HANDLE, complaint)
    if not complaint.receiver or complaint.ended_on is None:
        raise refuse("not_found")
    contact = ""
    if complaint.may_pass_contact and complaint.erased_at is None:
        contact = handling.reveal(actor, complaint.pk).contact
    text = TransferText(
        body=complaint.body.name,
        number=complaint.number,
        receiver=complaint.receiver,
        received=complaint.received_on,
        receipt=complaint.number,
        region=path_of(complaint.region),
        category=complaint.get_category_display(),
        summary=complaint.text,
        ground=complaint.ground,
        transferred=complaint.ended_on,
        centre=complaint.centre.name if complaint.centre else complaint.place,
        contact=contact,
        handler=actor.person.get_full_name(),
    )
    response = HttpResponse(DOCUMENTS["transfer_sheet"].make(text), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{complaint.number}.pdf"'
    return response
