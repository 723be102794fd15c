"""The check that a person or a working browser sends a form, and the rate limits of public forms."""

from __future__ import annotations

import secrets
import time

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.puzzle import Question, ask, is_answered
from xingping.rating.errors import Refusal
from xingping.rating.limits import BUCKETS, Rate, limit

ADDRESS_UNKNOWN = "-"


class CheckedForm(forms.Form):
    """A public form with the question; scripts answer it by work, everybody else adds up two numbers."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    answer = forms.CharField(
        label=gettext_lazy("验证"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> None:
        """Refuse a form whose question was not answered."""
        super().clean()
        token, answer = (self.cleaned_data.get(name) or "" for name in ("token", "answer"))
        if not is_answered(settings.SECRET_KEY, token, answer, int(time.time())):
            self.add_error("answer", str(Refusal("not_checked")))

    @property
    def question(self) -> Question:
        """A new question for the page."""
        return ask(settings.SECRET_KEY, int(time.time()), secrets.token_hex(8))

    @property
    def check(self) -> dict[str, object]:
        """What the part of the page that asks needs."""
        question = self.question
        sum_ = _("%(first)s 加 %(second)s 等于几？") % {"first": question.first, "second": question.second}
        return {"token": question.token, "sum": sum_, "errors": self.errors.get("answer", ())}


def limit_sender(request: HttpRequest, each: Rate, everybody: Rate) -> None:
    """Count one post of an address and of all addresses. Raises RefusedError (`too_many`).

    Where all together have used up what there is, nothing is counted and nothing is asked of the
    database: a flood from ever new addresses costs no more than one from a single address.
    """
    if BUCKETS.refuses(everybody, "", time.monotonic()):
        limit(everybody, "")
    limit(each, request.META.get("REMOTE_ADDR") or ADDRESS_UNKNOWN)
    limit(everybody, "")


def with_wait(response: HttpResponse, refusal: Refusal) -> HttpResponse:
    """Say in the header, too, how long to wait after `too_many`."""
    if refusal.code == "too_many":
        response.headers["Retry-After"] = str(refusal.values["seconds"])
    return response
