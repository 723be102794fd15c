"""The centre's appeal against the cancellation of its star."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.roles import Role
from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.models import Incident, IncidentOutcome
from xingping.rating.permissions import require
from xingping.rating.queries.cancellation_appeals import last_day_to_appeal
from xingping.rating.queries.certificates import certificate_for
from xingping.rating.services.cancellation_appeals import LONGEST, appeal_cancellation
from xingping.rating.verbs import Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.reading import reader_as
from xingping.web.centre.own import ACTOR
from xingping.web.displays import day
from xingping.web.posted import posted


class CancellationAppealForm(forms.Form):
    """Why the cancellation is wrong."""

    text = forms.CharField(
        label=gettext_lazy("申诉理由"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("写明哪些认定与事实不符、依据是什么。每次取消只能申诉一次。"),
    )  # fmt: skip


def appeal(request: HttpRequest, certificate_id: int, incident_id: int) -> HttpResponse:
    """Appeal against a cancellation."""
    found = certificate_for(reader_as(request, Role.APPLICANT), certificate_id)
    told = Incident.objects.filter(certificate=found, noticed_on__isnull=False)
    incident = told.select_related("certificate__case").filter(pk=incident_id).first()
    if incident is None:
        raise refuse("not_found")
    if incident.outcome != IncidentOutcome.CANCELLED:
        raise refuse("wrong_state", state=incident.get_state_display(), action=_("申诉"))
    actor = request_actor(request)
    require(actor, Verb.STATE, found)
    said = _("%(last)s 前（含当日）可以提出。复查期间，取消的决定仍然有效。")
    deed = Deed(
        _("对取消星级提出申诉"), f"{found.centre_name} · {found.number}", _("提交申诉"),
        reverse("centre:certificate", args=[found.pk]), _("申诉已提交，由没有参与取消的人复查。"),
        said % {"last": day(last_day_to_appeal(incident))},
        actor=ACTOR,
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        appeal_cancellation(actor, incident.pk, data["text"])

    return act_page(request, deed, CancellationAppealForm(posted(request)), act)
