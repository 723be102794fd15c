"""What is stored about oneself: to read, to take along, and to have erased."""

from __future__ import annotations

import json
import re
from typing import Any

from django import forms
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.queries.duties import running_duties
from xingping.rating.queries.own_data import Section, as_json, own_data
from xingping.rating.services.leaving import erase_own_account
from xingping.web.account.people import signed_in_person
from xingping.web.account.reauthentication import freshly_signed_in
from xingping.web.body.audit_table import OBJECT_NAMES
from xingping.web.body.audit_words import verb_name
from xingping.web.posted import posted
from xingping.web.refused import show_refusal

_MOMENT = re.compile(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2}):[0-9]{2}.*$")
SHOWN = 50
"""Rows of each kind on the page; the file has all of them."""


class EraseForm(forms.Form):
    """The own user name, typed: nobody does this by a slip."""

    username = forms.CharField(
        label=gettext_lazy("请输入您的用户名确认"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, username: str, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self._username = username

    def clean_username(self) -> str:
        """Exactly the own one."""
        text: str = self.cleaned_data["username"].strip()
        if text != self._username:
            raise forms.ValidationError(_("与您的用户名不一致。"))
        return text


@require_safe
@never_cache
@freshly_signed_in
def page(request: HttpRequest) -> HttpResponse:
    """Everything in readable tables."""
    sections = [
        {
            "section": one,
            "rows": [list(zip(one.columns, _readable(one, row), strict=True)) for row in one.rows[:SHOWN]],
            "more": max(0, len(one.rows) - SHOWN),
        }
        for one in own_data(signed_in_person(request))
    ]
    return render(request, "account/data.html", {"sections": sections, "shown": SHOWN})


@require_safe
@never_cache
@freshly_signed_in
def file(request: HttpRequest) -> HttpResponse:
    """The same as JSON, whole."""
    person = signed_in_person(request)
    content = {"made_at": timezone.localtime().isoformat(timespec="seconds"), **as_json(own_data(person))}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@freshly_signed_in
def erase(request: HttpRequest) -> HttpResponse:
    """What goes, what stays and why; what still runs; and the deed itself."""
    person = signed_in_person(request)
    form, status = EraseForm(person.username, posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                erase_own_account(request_actor(request))
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                logout(request)
                return render(request, "account/erased.html")
    context = {"form": form, "duties": running_duties(person), "person": person}
    return render(request, "account/erase.html", context, status=status)


def _readable(section: Section, row: tuple[str, ...]) -> list[str]:
    """A row in words: moments to the minute, the log's verbs and objects as the audit pages call them."""
    said = [_MOMENT.sub(r"\1 \2", text) for text in row]
    for place, column in enumerate(section.columns):
        if column == "动作":
            said[place] = verb_name(row[place])
        elif column == "对象":
            said[place] = str(OBJECT_NAMES.get(row[place], row[place]))
    return said
