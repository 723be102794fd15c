"""Planning, opening and closing an on-site visit: the same page for officers and for the lead assessor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.visiting import Side, VisitMode
from xingping.rating.actor import Actor, request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Case, Team, Visit, VisitClosing
from xingping.rating.queries.visits import running_visit, visits_of
from xingping.rating.services.visits import (
    LONGEST_PLACE,
    LONGEST_RECORD,
    LONGEST_WHAT,
    cancel_visit,
    close_visit,
    open_visit,
    plan_visit,
)
from xingping.web.day_field import DayField
from xingping.web.refused import show_refusal


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose page it is: its template, workspace, and the names of its addresses."""

    template: str
    actor: str
    page: str
    acts: bool
    """Whether this person may plan, open and close; the services check again."""


class TimeField(forms.TimeField):
    """A time of day, as browsers write it."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        options.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(**options)


class PlanForm(forms.Form):
    """When and where."""

    day = DayField(label=gettext_lazy("日期"))
    starts = TimeField(label=gettext_lazy("开始"))
    ends = TimeField(label=gettext_lazy("结束"))
    place = forms.CharField(label=gettext_lazy("地点"), max_length=LONGEST_PLACE)
    despite = forms.BooleanField(required=False, label=gettext_lazy("仍然这样安排"))

    @property
    def span(self) -> tuple[datetime, datetime]:
        """Start and end; call it on a valid form."""
        data = self.cleaned_data
        return _moment(data["day"], data["starts"]), _moment(data["day"], data["ends"])


class CancelForm(forms.Form):
    """Why a visit is called off."""

    reason = forms.CharField(label=gettext_lazy("取消原因"), max_length=LONGEST_WHAT)


class OpenForm(forms.Form):
    """Who is present at the first meeting, one person a line."""

    team = forms.CharField(
        label=gettext_lazy("评审组出席人员"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4_000,
        help_text=gettext_lazy("每行一人。"),
    )  # fmt: skip
    centre = forms.CharField(
        label=gettext_lazy("申报单位出席人员"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4_000,
        help_text=gettext_lazy("每行一人，姓名或职务。"),
    )  # fmt: skip

    @property
    def attendance(self) -> list[tuple[str, str]]:
        """[(name or function, side)]; call it on a valid form."""
        return [(name, side.value) for side in Side for name in _lines(self.cleaned_data[side.value])]


class CloseForm(forms.Form):
    """How the team found out, by mode, and the record."""

    talk = forms.CharField(label=gettext_lazy("座谈"), required=False, max_length=4_000)
    read = forms.CharField(label=gettext_lazy("查阅"), required=False, max_length=4_000)
    interview = forms.CharField(label=gettext_lazy("访谈"), required=False, max_length=4_000)
    record = forms.CharField(
        label=gettext_lazy("评估记录"), widget=forms.Textarea(attrs={"rows": 8}), max_length=LONGEST_RECORD,
        help_text=gettext_lazy("经过、查看的场所、听取的意见；不写得分。"),
    )  # fmt: skip

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        for mode in VisitMode:
            self.fields[mode.value].widget = forms.Textarea(attrs={"rows": 2})
            self.fields[mode.value].help_text = _("每行一项：和谁、看了什么。没有的不填。")

    @property
    def modes(self) -> list[tuple[str, str]]:
        """[(mode, with whom or what)]; call it on a valid form."""
        return [(mode.value, what) for mode in VisitMode for what in _lines(self.cleaned_data[mode.value])]


FORMS: dict[str, type[forms.Form]] = {
    "plan": PlanForm,
    "cancel": CancelForm,
    "open": OpenForm,
    "close": CloseForm,
}
"""Step -> the form that it takes."""


def visit_desk(request: HttpRequest, case: Case, desk: Desk) -> HttpResponse:
    """Show a case's visits, or take the one step that the form names; what was typed is kept."""
    form, status = None, 200
    step = request.POST.get("step", "")
    if request.method == "POST" and step in FORMS:
        form, status = FORMS[step](request.POST), 422
        if form.is_valid():
            try:
                said = _act(request_actor(request), case, step, form)
            except RefusedError as error:
                if error.refusal.code in ("not_found", "not_allowed"):
                    raise
                status = error.refusal.status
                _show(form, error)
            else:
                messages.success(request, said)
                return redirect(desk.page, case.number)
    return render(request, desk.template, _context(case, desk, step, form), status=status)


def _act(actor: Actor, case: Case, step: str, form: Any) -> str:  # noqa: ANN401
    data = form.cleaned_data
    if step == "plan":
        starts_at, ends_at = form.span
        plan_visit(actor, case.pk, starts_at, ends_at, data["place"], despite=data["despite"])
        return _("已安排，中心和评审组已收到通知。")
    if step == "cancel":
        cancel_visit(actor, case.pk, data["reason"])
        return _("已取消，中心和评审组已收到通知。")
    if step == "open":
        open_visit(actor, case.pk, form.attendance)
        return _("首次会议已记录。")
    close_visit(actor, case.pk, data["record"], form.modes)
    return _("末次会议和评估记录已保存。")


def _context(case: Case, desk: Desk, step: str, sent: forms.Form | None) -> dict[str, Any]:
    visit = running_visit(case)
    given = {step: sent} if sent else {}
    forms_ = {name: given.get(name) or made(initial=_initial(name, visit)) for name, made in FORMS.items()}
    announced = Team.objects.filter(case=case).exclude(announced_at=None).exists()
    return {
        "case": case,
        "visit": visit,
        "step": step if sent else "",
        "past": [_told(one) for one in visits_of(case) if one != visit],
        "shown": _told(visit) if visit else None,
        "forms": forms_,
        "announced": announced,
        "acts": desk.acts,
        "actor": desk.actor,
    }


def _initial(step: str, visit: Visit | None) -> dict[str, Any]:
    if step != "plan" or visit is None:
        return {}
    starts, ends = timezone.localtime(visit.starts_at), timezone.localtime(visit.ends_at)
    return {"day": starts.date(), "starts": starts.time(), "ends": ends.time(), "place": visit.place}


def told_visits(case: Case) -> list[dict[str, Any]]:
    """All visits of a case as `components/visit_facts.html` shows them, the newest first."""
    return [_told(one) for one in visits_of(case)]


def _told(visit: Visit) -> dict[str, Any]:
    """A visit with its lists in words."""
    return {
        "visit": visit,
        "present": _by_kind(visit.attendance, [(side.value, side.label) for side in Side], last=True),
        "modes": _by_kind(visit.modes, [(mode.value, mode.label) for mode in VisitMode], last=False),
        "closing": VisitClosing.objects.filter(visit=visit, standing=True).first(),
    }


def _by_kind(
    rows: Sequence[Sequence[str]], kinds: Sequence[tuple[str, str]], *, last: bool
) -> list[tuple[str, list[str]]]:
    """[[text, kind]] (or [[kind, text]]) as [(label, [text])]; kinds without rows are left out."""
    place = 1 if last else 0
    found = [(label, [row[1 - place] for row in rows if row[place] == kind]) for kind, label in kinds]
    return [(label, texts) for label, texts in found if texts]


def _show(form: forms.Form, error: RefusedError) -> None:
    """A refusal at the form, its faults in words."""
    if not error.refusal.faults:
        show_refusal(form, error)
    for fault in error.refusal.faults:
        form.add_error(None, f"{fault.place}：{fault.message}。{fault.mend}。")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
