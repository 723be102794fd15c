"""Deciding a centre's appeal against the cancellation of its star."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.permissions import require
from xingping.rating.queries.cancellation_appeals import appeal_of, involved_in
from xingping.rating.queries.certificates import incident_for
from xingping.rating.services.cancellation_appeals import LONGEST, decide_cancellation_appeal
from xingping.rating.verbs import Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.reading import office_reader
from xingping.web.posted import posted


class RulingForm(forms.Form):
    """What was found, in words that the centre reads."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("结论"),
        choices=(
            ("rejected", gettext_lazy("申诉不成立，维持取消")),
            ("upheld", gettext_lazy("申诉成立，撤销取消")),
        ),
        widget=forms.RadioSelect,
    )
    conclusion = forms.CharField(
        label=gettext_lazy("复查结论"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("写明查了什么、认定了什么；申报单位会看到。"),
    )  # fmt: skip


def decide(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Decide an appeal; whoever took part in the cancellation is refused."""
    found = incident_for(office_reader(request), incident_id)
    actor = request_actor(request)
    require(actor, Verb.CANCEL, found.certificate)
    appeal = appeal_of(found)
    if appeal is None:
        raise refuse("wrong_state", state=found.get_state_display(), action=_("复查对取消的申诉"))
    certificate = found.certificate
    deed = Deed(
        _("复查对取消的申诉"), f"{certificate.centre_name} · {certificate.number}", _("作出复查结论"),
        reverse("body:incident", args=[found.pk]), _("复查结论已送达申报单位。"),
        _(
            "成立的，证书按原编号、原有效期恢复，标志牌不再收回；取消以前正在暂停的，暂停仍然有效。"
            "取消占去的复核申请时间按办法补足，有效期本身不延长。"
        ),
        more={"appeal": appeal, "involved": actor.person.pk in involved_in(found)},
        template="body/cancellation_appeal.html",
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        upheld = data["outcome"] == "upheld"
        decide_cancellation_appeal(actor, found.pk, upheld=upheld, conclusion=data["conclusion"])

    return act_page(request, deed, RulingForm(posted(request)), act)
