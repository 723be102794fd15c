"""The page behind an organisation's single-use link, and its receipt: seen again, taken back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from xingping.core.complaint import RECEIPT_LENGTH, receipt_given
from xingping.core.opinion import LONGEST_OPINION, KnownBy, OrganisationKind, Words
from xingping.rating.errors import Refusal, RefusedError
from xingping.rating.limits import Rate
from xingping.rating.models import OpinionInvitation
from xingping.rating.services.giving_opinion import (
    give_opinion,
    may_take_back,
    open_link,
    opinion_of,
    take_back,
)
from xingping.web.opinion_words import ASKED, KINDS, KNOWN, MARKS, said
from xingping.web.posted import posted
from xingping.web.public.interaction import limit_sender, with_wait

EACH = Rate("opinion", per_minute=6, burst=20)
EVERYBODY = Rate("all opinions", per_minute=600, burst=200)
LOOKS = Rate("opinion receipt", per_minute=12, burst=30)
ALL_LOOKS = Rate("all opinion receipts", per_minute=1200, burst=300)
GROUP = 4


class OpinionForm(forms.Form):
    """The short form; one field for each question."""

    key = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("贵单位是"), choices=KINDS, widget=forms.RadioSelect)
    known_by = forms.ChoiceField(
        label=gettext_lazy("贵单位怎样了解这个中心（站）"), choices=KNOWN, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=gettext_lazy("还想说的话（可以不填）"),
        required=False,
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy(
            "做得好的、需要改进的都可以写。电话号码、身份证号会自动隐去，请不要写个人姓名。"
        ),
    )
    agrees = forms.BooleanField(
        label=gettext_lazy("我代表本单位填写，同意评定机构把单位名称和意见给评审专家和评定委员参考"),
        error_messages={"required": gettext_lazy("请勾选同意；不同意的，关闭页面即可，什么也不会保存。")},
    )

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.initial.setdefault("key", uuid4().hex)
        for name, label in ASKED.items():
            self.fields[name] = forms.ChoiceField(
                label=str(label),
                choices=MARKS,
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("请选一项；说不准的选“不了解”。")},
            )

    @property
    def asked(self) -> list[forms.BoundField]:
        """The questions, in their order."""
        return [self[name] for name in ASKED]

    def words(self) -> Words:
        """For the service; call it on a valid form."""
        data = self.cleaned_data
        return Words(
            kind=OrganisationKind(data["kind"]),
            known_by=KnownBy(data["known_by"]),
            answers={name: int(data[name]) for name in ASKED},
            text=data["text"],
        )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def opinion(request: HttpRequest, token: str) -> HttpResponse:
    """The form; sent, the receipt. Works once, until its end, without scripts and without an account."""
    try:
        limit_sender(request, EACH, EVERYBODY)
        if request.method != "POST":
            return _form(request, open_link(token), OpinionForm())
        return _sent(request, token)
    except RefusedError as error:
        return _refused(request, error.refusal)


def _sent(request: HttpRequest, token: str) -> HttpResponse:
    form = OpinionForm(posted(request))
    if not form.is_valid():
        return _form(request, open_link(token), form, 422)
    try:
        given, code = give_opinion(token, form.words(), form.cleaned_data["key"])
    except RefusedError as error:
        if error.refusal.code != "invalid":
            raise
        for fault in error.refusal.faults:
            form.add_error(None, f"{fault.place}：{fault.message}，{fault.mend}。")
        return _form(request, open_link(token), form, 422)
    shown = " ".join(code[place : place + GROUP] for place in range(0, RECEIPT_LENGTH, GROUP)).upper()
    return render(request, "public/opinion_sent.html", {"opinion": given, "receipt": code, "shown": shown})


def _form(
    request: HttpRequest, invitation: OpinionInvitation, form: OpinionForm, status: int = 200
) -> HttpResponse:
    if form.is_bound is False:
        form.initial["kind"] = invitation.kind
    context = {"form": form, "invitation": invitation}
    return render(request, "public/opinion.html", context, status=status)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    answer = render(request, "public/opinion_over.html", {"refusal": refusal}, status=refusal.status)
    return with_wait(answer, refusal)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest) -> HttpResponse:
    """Ask by receipt, which comes in the body; until the decision the opinion can be taken back."""
    code = request.POST.get("receipt", "")
    if request.method != "POST":
        return render(request, "public/opinion_receipt.html", {"receipt": ""})
    try:
        limit_sender(request, LOOKS, ALL_LOOKS)
        if request.POST.get("act") == "take_back":
            take_back(code)
        found = opinion_of(code)
    except RefusedError as error:
        context = {"receipt": code[:60].replace("\x00", ""), "refusal": error.refusal}
        answer = render(request, "public/opinion_receipt.html", context, status=error.refusal.status)
        return with_wait(answer, error.refusal)
    gone = found.taken_back_at or found.erased_at
    context = {
        "opinion": found,
        "said": None if gone else said(found),
        "receipt": receipt_given(code),
        "may_take_back": may_take_back(found),
    }
    return render(request, "public/opinion_receipt.html", context)
