"""How a body's certificates look: what is in use, a sample of it, and a new layout, tried before use."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xingping.core.faults import FaultsError
from xingping.documents.pictures import picture_svg
from xingping.rating.actor import request_actor
from xingping.rating.errors import refuse
from xingping.rating.models import CertificateLayout, RatingBody
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.printing import current_layout, sample_certificate
from xingping.rating.queries.visibility import visible_bodies
from xingping.rating.services.layouts import NewLayout, save_layout
from xingping.rating.verbs import Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.certificates import pdf_answer
from xingping.web.posted import posted_files
from xingping.web.tables import Column, Table, TableSpec

LARGEST_TEMPLATE = 500_000

BODIES = TableSpec(
    caption=gettext_lazy("评定机构"),
    columns=(
        Column(
            "name",
            gettext_lazy("评定机构"),
            lambda one: one.name,
            sort=("name",),
            kind="main",
            url=lambda one: reverse("body:certificate_layout", args=[one.pk]),
        ),
        Column("code", gettext_lazy("代码"), lambda one: one.code, sort=("code",)),
    ),
    default_sort="name",
    search=lambda rows, words: rows.filter(name__icontains=words),
    search_label=gettext_lazy("名称"),
    empty_title=gettext_lazy("没有您管理的评定机构"),
    export_name="bodies",
)


class LayoutForm(forms.Form):
    """How the body's certificates look; what is not uploaded anew stays, unless it is taken away."""

    signatory = forms.CharField(
        label=gettext_lazy("落款"), max_length=80, required=False,
        help_text=gettext_lazy("日期下面的一行，例如“主任　张某某”；可以不填。"),
    )  # fmt: skip
    logo = forms.FileField(
        label=gettext_lazy("标志图"), required=False,
        help_text=gettext_lazy("PNG、JPEG 或 SVG，2 MB 以内；不选文件就沿用现在的。"),
    )  # fmt: skip
    seal = forms.FileField(
        label=gettext_lazy("印章图"), required=False,
        help_text=gettext_lazy("透明底的 PNG 或 SVG；不选文件就沿用现在的。"),
    )  # fmt: skip
    template = forms.FileField(
        label=gettext_lazy("自己的版式"), required=False,
        help_text=gettext_lazy("Typst 文件；上传时会按各种情形试排一遍。没有上传过的，用通用版式。"),
    )  # fmt: skip
    no_logo = forms.BooleanField(label=gettext_lazy("去掉标志图"), required=False)
    no_seal = forms.BooleanField(label=gettext_lazy("去掉印章图"), required=False)
    no_template = forms.BooleanField(label=gettext_lazy("改回通用版式"), required=False)

    def __init__(self, present: CertificateLayout | None, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        for name, there in (
            ("no_logo", present and present.logo),
            ("no_seal", present and present.seal),
            ("no_template", present and present.source),
        ):
            if not there:
                del self.fields[name]


@require_safe
def layouts(request: HttpRequest) -> HttpResponse:
    """The bodies that somebody looks after; where it is one, its layout."""
    actor = request_actor(request)
    seen = visible_bodies(actor)
    rows = seen.filter(pk__in=[one.pk for one in seen if allowed(actor, Verb.CHANGE, one) is None])
    table = Table(request, rows, BODIES)
    if rows.count() == 1 and not request.GET:
        return redirect("body:certificate_layout", rows.get().pk)
    return table.export() or render(request, "body/layouts.html", {"table": table, "actor": "body"})


def layout(request: HttpRequest, body_id: int) -> HttpResponse:
    """The body's certificate layout; what is uploaded is checked by making certificates with it."""
    actor, body = request_actor(request), _body(request, body_id)
    present = current_layout(body.pk)
    deed = Deed(
        _("证书版式"), body.name, _("试排并启用"), f"/office/bodies/{body.pk}/certificate-layout/",
        _("新的证书版式已启用。"), _("以前发出的证书不受影响；再次打印按现在的版式。"),
        more={"present": present, "body": body}, template="body/certificate_layout.html",
    )  # fmt: skip
    initial = {"signatory": present.signatory if present else ""}
    form = LayoutForm(present, *posted_files(request), initial=initial)
    return act_page(request, deed, form, lambda data: save_layout(actor, body.pk, _new(data, present)))


@require_safe
def sample(request: HttpRequest, body_id: int) -> HttpResponse:
    """A certificate of an invented centre in the layout in use: `?paper=A3`, `?bilingual=1`."""
    made = sample_certificate(
        _body(request, body_id),
        large=request.GET.get("paper") == "A3",
        bilingual=request.GET.get("bilingual") == "1",
    )
    return pdf_answer(made, "sample.pdf")


def _body(request: HttpRequest, body_id: int) -> RatingBody:
    actor = request_actor(request)
    body = visible_bodies(actor).filter(pk=body_id).first()
    if body is None:
        raise refuse("not_found")
    require(actor, Verb.CHANGE, body)
    return body


def _new(data: dict[str, Any], present: CertificateLayout | None) -> NewLayout:
    """What was uploaded, else what is in use unless it was taken away."""

    def kept(name: str, before: str) -> str:
        return "" if data.get(f"no_{name}") else before

    try:
        logo = picture_svg(data["logo"].read(), str(_("标志图"))) if data["logo"] else None
        seal = picture_svg(data["seal"].read(), str(_("印章图"))) if data["seal"] else None
    except FaultsError as error:
        raise refuse("invalid", error.faults) from None
    source = data["template"].read(LARGEST_TEMPLATE).decode("utf-8", "replace") if data["template"] else None
    return NewLayout(
        kept("template", present.source if present else "") if source is None else source,
        kept("logo", present.logo if present else "") if logo is None else logo,
        kept("seal", present.seal if present else "") if seal is None else seal,
        data["signatory"],
    )
