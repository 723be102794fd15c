"""The applicant is told the team's names, and may ask for a recusal with its reason, within the time."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.queries.told_team import told_team
from xingping.rating.services.conflicts import LONGEST_REASON, ask_recusal
from xingping.web.centre.own import ACTOR, own_case
from xingping.web.posted import posted
from xingping.web.refused import show_refusal


class RecusalForm(forms.Form):
    """Whose recusal is asked for, and why."""

    assessor = forms.ChoiceField(label=gettext_lazy("申请谁回避"))
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("写明与本中心的关系或其他可能影响公正的情形；评定机构会书面答复。"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, number: str) -> HttpResponse:
    """Names, until when recusals may be asked for, what became of them, and the visit."""
    case, actor = own_case(request, number), request_actor(request)
    view = told_team(actor, case)
    form, status = RecusalForm(posted(request)), 200
    choices = [
        (str(one.assessor_id), one.assessor.person.get_full_name())
        for one in view.members
        if one.assessor_id not in view.recusals
    ]
    form.fields["assessor"].choices = choices  # type: ignore[attr-defined]
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                ask_recusal(actor, case.pk, int(data["assessor"]), data["reason"])
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("回避申请已提交，评定机构决定后会通知您。"))
                return redirect("centre:team", case.number)
    rows = [(one, view.recusals.get(one.assessor_id)) for one in view.members]
    context = {
        "actor": ACTOR,
        "case": case,
        "view": view,
        "rows": rows,
        "form": form if view.may_ask and choices else None,
    }
    return render(request, "centre/team.html", context, status=status)
