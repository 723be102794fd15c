"""The centre's record of reports in the media: list, add, correct, remove, use as evidence."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from xingping.core.media import LONGEST_LINK, LONGEST_OUTLET, LONGEST_TITLE, SERIAL, MediaLevel, Medium
from xingping.core.roles import Role
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Centre, MediaReport
from xingping.rating.queries.applicant import own_centres
from xingping.rating.queries.media import case_media, counts, for_case, listed_reports
from xingping.rating.queries.visibility import visible_media
from xingping.rating.services.media import Report, add_report, change_report, remove_report, use_report
from xingping.web.acting import Deed, act_page
from xingping.web.body.reading import reader_as
from xingping.web.centre.own import ACTOR, is_editable, own_case
from xingping.web.day_field import DayField
from xingping.web.media_table import LEVELS, MEDIA, OWN, by_level, use_button
from xingping.web.media_table import of_case as table_of_case
from xingping.web.posted import posted_files
from xingping.web.refused import show_refusal
from xingping.web.tables import Table

ACCEPTED = "image/*,application/pdf"


class MediaForm(forms.Form):
    """One report; with several own centres also which one."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=1_000_000)
    centre = forms.ModelChoiceField(Centre.objects.none(), label=gettext_lazy("中心（站）"))
    title = forms.CharField(label=gettext_lazy("标题"), max_length=LONGEST_TITLE)
    outlet = forms.CharField(
        label=gettext_lazy("媒体名称"),
        max_length=LONGEST_OUTLET,
        help_text=gettext_lazy("例如：成都日报、四川电视台。"),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("媒体层级"),
        choices=LEVELS,
        help_text=gettext_lazy("按主办单位的层级；街道和社区自己的公众号不算。"),
    )
    medium = forms.ChoiceField(label=gettext_lazy("媒体类型"), choices=MEDIA)
    published_on = DayField(label=gettext_lazy("报道日期"))
    link = forms.CharField(
        label=gettext_lazy("链接"),
        required=False,
        max_length=LONGEST_LINK,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("没有链接的（报纸、电台）请上传截图或存档。"),
    )
    screenshot = forms.FileField(
        label=gettext_lazy("截图"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy("图片或 PDF，20 MB 以内；现成的手机截屏、版面照片就可以。"),
    )
    archived = forms.FileField(
        label=gettext_lazy("存档"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy("网页容易失效：在浏览器里“打印 → 另存为 PDF”后上传；不收网页文件。"),
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("不涉密；画面里的个人信息（未成年人、证件、电话等）已遮盖")
    )

    def __init__(self, actor: Actor, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        field = self.fields["centre"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101
        field.queryset = own_centres(actor)
        centres = list(field.queryset[:2])
        if len(centres) == 1:
            field.widget, self.initial["centre"] = forms.HiddenInput(), centres[0].pk

    def report(self) -> Report:
        """For the service; call it on a valid form."""
        data = self.cleaned_data
        return Report(
            level=MediaLevel(data["level"]),
            medium=Medium(data["medium"]),
            title=data["title"],
            outlet=data["outlet"],
            published_on=data["published_on"],
            link=data["link"],
            screenshot=data["screenshot"],
            archived=data["archived"],
            confirmed=data["confirmed"],
        )


def reports(request: HttpRequest) -> HttpResponse:
    """Everything about the own centres, counted by level."""
    rows = visible_media(reader_as(request, Role.APPLICANT))
    table = Table(request, listed_reports(rows), OWN)
    context = {"table": table, "counts": by_level(counts(rows)), "actor": ACTOR}
    return table.export() or render(request, "centre/media.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Enter a report."""
    actor = request_actor(request)
    form, status = MediaForm(actor, *posted_files(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                add_report(actor, form.cleaned_data["centre"].pk, form.report())
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("已登记。"))
                return redirect("centre:media")
    return render(request, "centre/media_form.html", {"form": form, "actor": ACTOR}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, report_id: int) -> HttpResponse:
    """Look at a report and correct it; one that is evidence is only looked at."""
    actor, found = request_actor(request), _own(request, report_id)
    names = ("version", "centre", "title", "outlet", "level", "medium", "published_on", "link", "confirmed")
    initial = {name: getattr(found, name) for name in names}
    form, status = MediaForm(actor, *posted_files(request), initial=initial), 200
    form.fields["centre"].disabled = True
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                change_report(actor, found.pk, form.cleaned_data["version"] or 0, form.report())
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("已保存。"))
                return redirect("centre:media")
    context = {"form": form, "one": found, "actor": ACTOR}
    return render(request, "centre/media_form.html", context, status=status)


def remove(request: HttpRequest, report_id: int) -> HttpResponse:
    """Take a report out of the list."""
    found = _own(request, report_id)
    deed = Deed(
        title=_("移除这篇报道"),
        about=found.title,
        button=_("移除"),
        back=reverse("centre:media"),
        done=_("已移除。"),
        danger=True,
        actor=ACTOR,
    )
    form = forms.Form(request.POST if request.method == "POST" else None)
    return act_page(request, deed, form, lambda _data: remove_report(request_actor(request), found.pk))


def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """The reports about a case's centre, each with its one click."""
    case = own_case(request, number)
    rows = visible_media(reader_as(request, Role.APPLICANT))
    figures = case_media(rows, case)
    csrf, uses = get_token(request), {}
    if is_editable(case):
        for key in rows.filter(centre=case.centre_id).values_list("pk", flat=True):
            uses[key] = use_button(reverse("centre:media-use", args=[number, key]), csrf)
    table = Table(request, for_case(rows, case), table_of_case(figures.before, uses))
    context = {
        "case": case,
        "table": table,
        "figures": figures,
        "counts": by_level(figures.recent),
        "serial": SERIAL,
        "actor": ACTOR,
    }
    return table.export() or render(request, "centre/case_media.html", context)


@require_POST
def use(request: HttpRequest, number: str, report_id: int) -> HttpResponse:
    """Make a report evidence for the indicator."""
    case = own_case(request, number)
    try:
        use_report(request_actor(request), report_id, case.pk)
    except RefusedError as error:
        if error.refusal.status == 404:
            raise
        messages.error(request, str(error.refusal))
    else:
        messages.success(request, _("已成为指标 56 的佐证。"))
    return redirect("centre:case-media", number)


def _own(request: HttpRequest, report_id: int) -> MediaReport:
    rows = listed_reports(visible_media(reader_as(request, Role.APPLICANT)))
    found = rows.filter(pk=report_id).first()
    if found is None:
        raise refuse("not_found")
    return found
