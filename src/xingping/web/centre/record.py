"""The centre's own record: who and where, its facts with the day they were true, and its history."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from xingping.core.catalogue import find_guide
from xingping.core.guide import Fact, FactType, Guide
from xingping.core.standard import Kind
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Centre, CentreChange, CentreFact
from xingping.rating.queries.applicant import own_centres
from xingping.rating.queries.regions import path_of
from xingping.rating.services.centres import change_centre, set_facts
from xingping.web.centre.own import ACTOR
from xingping.web.refused import show_refusal

OWN_FIELDS = ("address", "communities", "contact_name", "contact_phone", "opening_hours")
"""What the centre itself keeps up to date; name, code, kind and region are the rating body's."""


class RecordForm(forms.ModelForm[Centre]):
    """Contacts and opening hours."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        """Fields of the register that the centre may change."""

        model = Centre
        fields = OWN_FIELDS


class FactForm(forms.Form):
    """One fact, and the day on which it was true."""

    name = forms.ChoiceField(label=gettext_lazy("数据"))
    value = forms.CharField(label=gettext_lazy("数值"), max_length=64)
    true_on = forms.DateField(
        label=gettext_lazy("截至日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, guide: Guide, kind: Kind, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.guide = guide
        facts = [one for one in guide.facts if one.applies in (None, kind)]
        choices = [(one.name, _labelled(one)) for one in facts]
        self.fields["name"].choices = [("", _("请选择")), *choices]  # type: ignore[attr-defined]

    def clean_value(self) -> str:
        """A choice may be written by its name."""
        text: str = self.cleaned_data["value"].strip()
        fact = self.guide.by_fact.get(self.cleaned_data.get("name", ""))
        if fact and fact.type is FactType.CHOICE:
            return next((one.id for one in fact.choices if text in (one.id, one.label)), text)
        return text.replace(",", "")


@require_safe
def record(request: HttpRequest, centre_id: int) -> HttpResponse:
    """The record with its history."""
    return _page(request, _own(request, centre_id))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, centre_id: int) -> HttpResponse:
    """Change contacts and opening hours."""
    centre = _own(request, centre_id)
    form = RecordForm(request.POST or None, instance=centre, initial={"version": centre.version})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in OWN_FIELDS}
        try:
            change_centre(request_actor(request), centre.pk, form.cleaned_data["version"], values)
        except RefusedError as error:
            show_refusal(form, error)
        else:
            return redirect("centre:record", centre.pk)
    return render(request, "centre/record_edit.html", {"actor": ACTOR, "centre": centre, "form": form})


@require_http_methods(["POST"])
def add_fact(request: HttpRequest, centre_id: int) -> HttpResponse:
    """Record one fact; it is filled in by itself in the next application."""
    centre = _own(request, centre_id)
    form = FactForm(find_guide(), Kind(centre.kind), request.POST)
    if form.is_valid():
        said: tuple[str, date] = (form.cleaned_data["value"], form.cleaned_data["true_on"])
        try:
            set_facts(request_actor(request), centre.pk, {form.cleaned_data["name"]: said})
        except RefusedError as error:
            for fault in error.refusal.faults:
                form.add_error("value", str(fault))
        else:
            return redirect("centre:record", centre.pk)
    return _page(request, centre, form)


def _page(request: HttpRequest, centre: Centre, form: FactForm | None = None) -> HttpResponse:
    guide = find_guide()
    standing = CentreFact.objects.filter(centre=centre, replaced_at=None).order_by("name", "-true_on")
    facts: dict[str, list[CentreFact]] = {}
    for one in standing:
        facts.setdefault(one.name, []).append(one)
    rows = [
        {"fact": fact, "newest": facts[fact.name][0], "said": _said(fact, facts[fact.name][0].value),
         "earlier": [(_said(fact, one.value), one.true_on) for one in facts[fact.name][1:]]}
        for fact in guide.facts
        if fact.name in facts
    ]  # fmt: skip
    changes = CentreChange.objects.filter(centre=centre).select_related("by").order_by("-version")[:20]
    context = {
        "actor": ACTOR,
        "centre": centre,
        "place": path_of(centre.region),
        "rows": rows,
        "changes": [_change(one) for one in changes],
        "form": form or FactForm(guide, Kind(centre.kind)),
    }
    return render(request, "centre/record.html", context, status=422 if form else 200)


def _own(request: HttpRequest, centre_id: int) -> Centre:
    centre = own_centres(request_actor(request)).filter(pk=centre_id).first()
    if centre is None:
        raise Http404
    return centre


def _labelled(fact: Fact) -> str:
    return f"{fact.label}（{fact.unit}）" if fact.unit else fact.label


def _said(fact: Fact, value: str) -> str:
    if fact.type is FactType.CHOICE:
        return next((one.label for one in fact.choices if one.id == value), value)
    return f"{value} {fact.unit}".strip()


def _change(change: CentreChange) -> dict[str, Any]:
    names = [str(Centre._meta.get_field(name).verbose_name) for name in change.changes]  # type: ignore[union-attr]
    lines = [
        {"name": name, "before": before or "—", "after": after or "—"}
        for name, (before, after) in zip(names, change.changes.values(), strict=True)
    ]
    return {"at": change.at, "lines": lines, "reason": change.reason}
