"""Random re-checks: prepared, drawn, done again before everybody's eyes, and what was found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from xingping.rating.actor import request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError
from xingping.rating.models import RecheckState
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.rechecks import (
    draw_for,
    drawable_rounds,
    recheck_for,
    replay,
    visible_draws,
    visible_rechecks,
)
from xingping.rating.services.rechecking import (
    LONGEST_FINDING,
    LONGEST_WORD,
    Finding,
    draw_rechecks,
    prepare_draw,
    tell_recheck,
)
from xingping.rating.verbs import Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.reading import office_reader, office_round
from xingping.web.day_field import DayField
from xingping.web.displays import star_name
from xingping.web.posted import posted
from xingping.web.tables import Column, Filter, Table, TableSpec

RESULTS = (
    (RecheckState.KEPT.value, RecheckState.KEPT.label),
    (RecheckState.CONCERN.value, RecheckState.CONCERN.label),
)


class DrawForm(forms.Form):
    """What the seed is mixed with."""

    public_word = forms.CharField(
        label=gettext_lazy("公开的随机文字"), max_length=LONGEST_WORD, required=False,
        help_text=gettext_lazy("准备抽查之后才会公开、谁也不能事先知道的文字，例如当天开奖的号码；可以不填。"),
    )  # fmt: skip


class FindingForm(forms.Form):
    """What a re-check found."""

    state = forms.ChoiceField(label=gettext_lazy("结果"), choices=RESULTS, widget=forms.RadioSelect)
    checked_on = DayField(label=gettext_lazy("抽查日期"))
    finding = forms.CharField(
        label=gettext_lazy("抽查情况"), max_length=LONGEST_FINDING, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("写明看了什么、结论是什么，不写无关的个人信息。"),
    )  # fmt: skip


@require_safe
def rechecks(request: HttpRequest) -> HttpResponse:
    """All re-checks, and the draws they come from."""
    reader = office_reader(request)
    table = Table(request, visible_rechecks(reader).select_related("draw__round"), RECHECKS)
    if exported := table.export():
        return exported
    actor = request_actor(request)
    context = {
        "table": table,
        "draws": visible_draws(reader),
        "rounds": [one for one in drawable_rounds(reader) if allowed(actor, Verb.RECHECK, one) is None],
        "tab": "rechecks",
        "actor": "body",
    }
    return render(request, "body/rechecks.html", context)


@require_POST
def prepare(request: HttpRequest, round_id: int) -> HttpResponse:
    """Fix list and seed."""
    round_ = office_round(request, round_id)
    require(request_actor(request), Verb.RECHECK, round_)
    try:
        draw = prepare_draw(request_actor(request), round_.pk)
    except RefusedError as error:
        messages.error(request, str(error.refusal))
        return redirect("body:rechecks")
    messages.success(request, _("名单和种子已经固定。请先公布种子的校验值，再抽取。"))
    return redirect("body:recheck_draw", draw.pk)


def draw(request: HttpRequest, draw_id: int) -> HttpResponse:
    """One draw: before it its hashes, afterwards seed, order and the replay."""
    found = draw_for(office_reader(request), draw_id)
    actor = request_actor(request)
    form = DrawForm(posted(request))
    if request.method == "POST":
        require(actor, Verb.RECHECK, found.round)
    if request.method == "POST" and form.is_valid():
        try:
            draw_rechecks(actor, found.pk, form.cleaned_data["public_word"])
        except RefusedError as error:
            messages.error(request, str(error.refusal))
        else:
            messages.success(request, _("已抽取，名单可以由任何人复算。"))
        return redirect("body:recheck_draw", found.pk)
    context = {
        "draw": found,
        "replay": replay(found),
        "rechecks": found.rechecks.select_related("certificate"),
        "may_draw": found.drawn_at is None and allowed(actor, Verb.RECHECK, found.round) is None,
        "form": form,
        "actor": "body",
    }
    return render(request, "body/recheck_draw.html", context)


def result(request: HttpRequest, recheck_id: int) -> HttpResponse:
    """Tell what a re-check found."""
    found = recheck_for(office_reader(request), recheck_id)
    actor = request_actor(request)
    require(actor, Verb.RECHECK, found.certificate)
    certificate = found.certificate
    deed = Deed(
        _("登记抽查结果"), f"{certificate.centre_name} · {certificate.number}", _("登记"),
        reverse("body:recheck_draw", args=[found.draw_id]), _("抽查结果已登记，申报单位会收到通知。"),
        _("符合的维持星级；发现问题的转入事件，按告知、陈述、两人办理的程序处理，星级不因抽查本身改变。"),
    )  # fmt: skip

    def act(data: dict[str, Any]) -> None:
        concern = data["state"] == RecheckState.CONCERN
        tell_recheck(actor, found.pk, Finding(data["finding"], data["checked_on"], concern))

    return act_page(request, deed, FindingForm(posted(request), initial={"checked_on": today()}), act)


RECHECKS = TableSpec(
    caption=gettext_lazy("随机抽查"),
    columns=(
        Column(
            "centre",
            gettext_lazy("中心（站）"),
            lambda one: one.certificate.centre_name,
            sort=("certificate__centre__name_pinyin", "pk"),
            kind="main",
            url=lambda one: reverse("body:certificate", args=[one.certificate_id]),
        ),
        Column("number", gettext_lazy("证书编号"), lambda one: one.certificate.number),
        Column("stars", gettext_lazy("星级"), lambda one: star_name(one.certificate.stars)),
        Column("round", gettext_lazy("批次"), lambda one: one.draw.round.name),
        Column(
            "state", gettext_lazy("结果"), lambda one: one.get_state_display(), sort=("state", "position")
        ),
        Column("day", gettext_lazy("抽查日期"), lambda one: one.checked_on or "—"),
        Column(
            "act",
            gettext_lazy("办理"),
            lambda one: _("登记结果") if one.state == RecheckState.OPEN else _("看抽取"),
            url=lambda one: (
                reverse("body:recheck_result", args=[one.pk])
                if one.state == RecheckState.OPEN
                else reverse("body:recheck_draw", args=[one.draw_id])
            ),
        ),
    ),
    default_sort="state",
    search=lambda rows, words: rows.filter(certificate__centre_name__contains=words),
    search_label=gettext_lazy("中心（站）名称"),
    filters=(
        Filter("state", gettext_lazy("结果"), RecheckState.choices, lambda rows, one: rows.filter(state=one)),
    ),
    empty_title=gettext_lazy("还没有抽查"),
    empty_text=gettext_lazy("批次办法设了抽查比例的，可以在上面准备一次抽查。"),
    export_name="rechecks",
)
