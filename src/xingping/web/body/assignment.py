"""Assigning a whole round: parameters, a job with its bar, and what came of it by name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Assessor, Job, JobState, TeamMember
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.assessors import in_register, listed_assessors
from xingping.rating.queries.assignment_problem import open_cases
from xingping.rating.queries.assignments import RunView, run_view, runs_of
from xingping.rating.queries.pinned import rules_of
from xingping.rating.queries.visibility import visible_cases
from xingping.rating.services.assigning import MOST_SEED, replay_key, start_assignment, start_replay
from xingping.rating.verbs import Verb
from xingping.web.body.assignment_tables import loads_spec, teams_spec
from xingping.web.body.reading import office_reader, office_round
from xingping.web.posted import posted
from xingping.web.refused import show_refusal
from xingping.web.tables import Table

MOST_ANCHORS = 500
TABS = {"teams": "assignment_run", "loads": "assignment_loads", "unmet": "assignment_unmet"}
"""Part of a result -> the name of its address."""


class AssignmentForm(forms.Form):
    """The parameters of an assignment."""

    anchors = forms.IntegerField(
        label=gettext_lazy("锚定件数"), min_value=0, max_value=MOST_ANCHORS, initial=0,
        help_text=gettext_lazy("这么多件由不同市的专家来评，用来比较各地专家的宽严；按地区均匀选取。"),
    )  # fmt: skip
    seed = forms.IntegerField(
        label=gettext_lazy("随机种子"), min_value=0, max_value=MOST_SEED, required=False,
        help_text=gettext_lazy("不填则随机取一个并记录；同样的申报件、专家和种子，得到同样的结果。"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request: HttpRequest, round_id: int) -> HttpResponse:
    """Parameters and earlier runs; sending the form starts the job."""
    round_, actor = office_round(request, round_id), request_actor(request)
    form, status = AssignmentForm(posted(request)), 200
    if request.method == "POST":
        require(actor, Verb.TEAM, round_)
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                job = start_assignment(actor, round_.pk, seed=data["seed"], anchors=data["anchors"])
            except RefusedError as error:
                show_refusal(form, error)
            else:
                return redirect("job", job.pk)
    runs = [
        {"run": run, "cases": len(run.teams), "unmet": len(run.unmet)}
        for run in runs_of(office_reader(request), round_)[:50]
    ]
    context = {
        "round": round_,
        "form": form,
        "runs": runs,
        "waiting": open_cases(round_).count() if round_.policy_hash else 0,
        "register": in_register(round_.body_id).count(),
        "acts": allowed(actor, Verb.TEAM, round_) is None,
        "actor": "body",
    }
    return render(request, "body/assignment.html", context, status=status)


@require_safe
def run(request: HttpRequest, round_id: int, run_id: int, show: str = "teams") -> HttpResponse:
    """One assignment: figures, teams by case, load by assessor, what could not be satisfied."""
    round_ = office_round(request, round_id)
    view = run_view(office_reader(request), round_, run_id)
    table = _table(request, view, show)
    if table and (exported := table.export()):
        return exported
    figures, carried = view.figures, [load for load in view.figures.loads.values() if load]
    job = Job.objects.filter(key=replay_key(view.run)).first()
    context = {
        "round": round_,
        "view": view,
        "figures": figures,
        "least": min(carried, default=0),
        "most": max(carried, default=0),
        "idle": len(figures.loads) - len(carried),
        "tabs": _tabs(view, show),
        "table": table,
        "replay": job,
        "same": _same(job),
        "acts": allowed(request_actor(request), Verb.TEAM, round_) is None,
        "policy": rules_of(round_).policy,
        "actor": "body",
    }
    return render(request, "body/assignment_run.html", context)


@require_POST
def replay(request: HttpRequest, round_id: int, run_id: int) -> HttpResponse:
    """Compute an assignment again from what was recorded."""
    round_ = office_round(request, round_id)
    view = run_view(office_reader(request), round_, run_id)
    job = start_replay(request_actor(request), view.run)
    if job.state == JobState.DONE:
        messages.success(request, _("这次分派已经复算过，结果见页面。"))
        return redirect("body:assignment_run", round_.pk, run_id)
    return redirect("job", job.pk)


def _table(request: HttpRequest, view: RunView, show: str) -> Table | None:
    reader = office_reader(request)
    if show == "teams":
        cases = visible_cases(reader).filter(pk__in=list(view.teams)).select_related("centre")
        return Table(request, cases, teams_spec(view, _now(view)))
    if show == "loads":
        rows = Assessor.objects.filter(pk__in=list(view.names))
        return Table(request, listed_assessors(rows), loads_spec(view))
    return None


def _now(view: RunView) -> dict[int, str]:
    """Case id -> today's names, where a team is no longer as it was found."""
    rows = TeamMember.objects.filter(team__case__in=list(view.teams), ended_at=None)
    teams: dict[int, dict[int, str]] = {}
    for row in rows.select_related("assessor__person", "team"):
        teams.setdefault(row.team.case_id, {})[row.assessor_id] = row.assessor.person.get_full_name()
    return {
        case: "、".join(sorted(teams.get(case, {}).values())) or _("已无成员")
        for case, found in view.teams.items()
        if set(teams.get(case, {})) != set(found)
    }


def _tabs(view: RunView, show: str) -> list[dict[str, Any]]:
    labels = {"teams": _("评审组"), "loads": _("专家负担"), "unmet": _("未能满足")}
    counts = {"teams": len(view.teams), "loads": len(view.figures.loads), "unmet": len(view.unmet)}
    return [
        {
            "label": labels[tab],
            "count": counts[tab],
            "late": tab == "unmet" and counts[tab],
            "current": tab == show,
            "url": reverse(f"body:{name}", args=[view.run.round_id, view.run.pk]),
        }
        for tab, name in TABS.items()
    ]


def _same(job: Job | None) -> bool | None:
    """What the replay said: the same teams, others, or nothing yet."""
    if job is None or job.state != JobState.DONE or not isinstance(job.result, dict):
        return None
    return bool(job.result.get("same"))
