"""An assessor's own conflicts: what is on record, declaring one for a centre or for an assigned case."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from xingping.core.roles import Role
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Assessor, Centre, ConflictKind
from xingping.rating.permissions import TEAMED
from xingping.rating.queries.conflicts import kept_conflicts
from xingping.rating.queries.visibility import visible_assessors, visible_cases
from xingping.rating.services.conflicts import LONGEST_REASON, TIES, declare_conflict, record_tie
from xingping.web.body.reading import reader_as
from xingping.web.centre_field import CentreField
from xingping.web.day_field import DayField
from xingping.web.posted import posted, typed
from xingping.web.refused import show_refusal

ACTOR = "assessor"


class DeclareForm(forms.Form):
    """What binds the assessor to a centre."""

    centre = CentreField(help_text=gettext_lazy("填写中心（站）的编号或完整名称；这里不列出名单。"))
    kind = forms.ChoiceField(
        label=gettext_lazy("情形"),
        choices=[
            (ConflictKind.ADVISER.value, gettext_lazy("我现在或曾经任其顾问、指导")),
            (ConflictKind.DECLARED.value, gettext_lazy("亲属、利益往来等其他关系")),
        ],
    )
    reason = forms.CharField(
        label=gettext_lazy("说明"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
    ended_on = DayField(
        label=gettext_lazy("关系结束日期"), required=False, help_text=gettext_lazy("还在继续的不填。")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def conflicts(request: HttpRequest) -> HttpResponse:
    """One's own record and declarations; a declaration keeps one from being assigned there."""
    actor = request_actor(request)
    own = _own(request)
    form, status = DeclareForm(posted(request)), 200
    field = form.fields["centre"]
    assert isinstance(field, CentreField)  # noqa: S101
    field.centres = Centre.objects.filter(body__in=[one.body_id for one in own])
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _declare(actor, own, form)
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("已声明，以后不会安排您评这个中心。"))
                return redirect("conflicts:own")
    kept = [one for assessor in own for one in kept_conflicts(assessor) if one.conflict.kind in TIES]
    working = visible_cases(reader_as(request, Role.ASSESSOR)).filter(state__in=TEAMED)
    context = {
        "actor": ACTOR,
        "form": form,
        "kept": kept,
        "cases": working.select_related("centre").order_by("number"),
        "records": own,
    }
    return render(request, "assessor/conflicts.html", context, status=status)


@require_POST
def declare(request: HttpRequest, number: str) -> HttpResponse:
    """Declare a conflict on an assigned case: it is out of sight at once."""
    case = visible_cases(reader_as(request, Role.ASSESSOR)).filter(number=number).first()
    if case is None:
        raise refuse("not_found")
    try:
        declare_conflict(request_actor(request), case.pk, typed(request, "reason"))
    except RefusedError as error:
        if error.refusal.code == "not_found":
            raise
        messages.error(request, str(error.refusal))
    else:
        messages.success(request, _("已声明回避，您不再参加这个申报件的评审。"))
    return redirect("conflicts:own")


def _own(request: HttpRequest) -> list[Assessor]:
    """The person's own records in the registers; none is not found."""
    actor = reader_as(request, Role.ASSESSOR)
    own = list(visible_assessors(actor).filter(person=actor.user, left_on=None).select_related("body"))
    if not own:
        raise refuse("not_found")
    return own


def _declare(actor: Actor, own: list[Assessor], form: DeclareForm) -> None:
    data = form.cleaned_data
    record = next(one for one in own if one.body_id == data["centre"].body_id)
    kind = ConflictKind(data["kind"])
    record_tie(actor, record.pk, data["centre"], data["reason"], kind=kind, ended_on=data["ended_on"])
