"""What a handler gave to the centre to explain: a text without its sender, and the centre's answer."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.complaint import LONGEST_TEXT, OPEN_STATES
from xingping.core.roles import Role
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Complaint
from xingping.rating.queries.visibility import visible_complaints
from xingping.rating.services.complaints import explain
from xingping.web.body.reading import reader_as
from xingping.web.centre.own import ACTOR
from xingping.web.displays import day
from xingping.web.posted import posted
from xingping.web.refused import show_refusal
from xingping.web.tables import Column, Table, TableSpec


def _waits(one: Complaint) -> str:
    if one.centre_answer:
        return _("已说明")
    return _("待说明") if one.state in OPEN_STATES else _("已办结")


FEEDBACK = TableSpec(
    caption=gettext_lazy("请本中心说明的来件"),
    columns=(
        Column(
            "text",
            gettext_lazy("内容"),
            lambda one: one.shared_text[:60],
            kind="main",
            url=lambda one: reverse("centre:feedback-one", args=[one.pk]),
        ),
        Column("shared", gettext_lazy("交来的日期"), lambda one: day(one.shared_at), sort=("shared_at",)),
        Column("state", gettext_lazy("状态"), _waits),
    ),
    default_sort="-shared",
    empty_title=gettext_lazy("没有需要说明的来件"),
    empty_text=gettext_lazy("评定机构需要本中心（站）就居民反映的事作说明时，会出现在这里，并发站内信。"),
)


class ExplainForm(forms.Form):
    """The centre's explanation."""

    text = forms.CharField(
        label=gettext_lazy("本中心（站）的说明"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("写明事实、原因和已采取的改进。不要打听或猜测是谁反映的；打击报复会被追究。"),
    )


def feedback(request: HttpRequest) -> HttpResponse:
    """All that was given to the own centres to explain."""
    rows = visible_complaints(reader_as(request, Role.APPLICANT)).defer(
        "sealed_text", "sealed_contact", "text"
    )
    return render(request, "centre/feedback.html", {"table": Table(request, rows, FEEDBACK), "actor": ACTOR})


def feedback_one(request: HttpRequest, complaint_id: int) -> HttpResponse:
    """One of them, with the place for the explanation."""
    rows = visible_complaints(reader_as(request, Role.APPLICANT)).select_related("centre")
    found = rows.filter(pk=complaint_id).first()
    if found is None:
        raise refuse("not_found")
    form, status = ExplainForm(posted(request), initial={"text": found.centre_answer}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                explain(request_actor(request), found.pk, form.cleaned_data["text"])
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("说明已送到经办人。"))
                return redirect("centre:feedback")
    context = {"one": found, "form": form, "is_open": found.state in OPEN_STATES, "actor": ACTOR}
    return render(request, "centre/feedback_one.html", context, status=status)
