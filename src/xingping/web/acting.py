"""A page with one form and one deed: shown, or acted on; a refusal stands at the form, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from xingping.rating.errors import RefusedError
from xingping.web.refused import show_refusal

Text = str | Promise


@dataclass(frozen=True)
class Deed:
    """What the page says: its title, what it is about, what follows from it, the button, where it leads."""

    title: Text
    about: Text
    button: Text
    back: str
    done: Text
    consequence: Text = ""
    rule: tuple[str, str] = ("body", "")
    """Where the rule comes from: ("standard", clause) or ("body", "")."""
    danger: bool = False
    actor: str = "body"
    more: dict[str, Any] = field(default_factory=dict)
    template: str = "act.html"
    """One that extends it may say something before the form."""


def act_page(request: HttpRequest, deed: Deed, form: Form, act: Callable[[Any], object]) -> HttpResponse:
    """Answer a request for such a page; `act` is given the cleaned values."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(form.cleaned_data)
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, str(deed.done))
                return redirect(deed.back)
    context = {"deed": deed, "form": form, "actor": deed.actor, **deed.more}
    return render(request, deed.template, context, status=status)
