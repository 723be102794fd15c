"""Views of saved scenarios: the list, saving, opening, removing, comparing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from xingping.core.catalogue import find_edition
from xingping.core.faults import FaultsError
from xingping.core.standard import Edition
from xingping.national.flows import Level
from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.loaded_rounds import Loading
from xingping.rating.models import SavedScenario
from xingping.rating.queries.national_round import edition_of, loaded, simulated
from xingping.rating.queries.scenario_sources import Source, sources_of
from xingping.rating.queries.scenarios import visible_scenarios
from xingping.rating.services.scenarios import NewScenario, remove_scenario, save_scenario
from xingping.rating.what_if import Plan, answer, plan_json, read_plan
from xingping.web.supervisor import address, figures, words
from xingping.web.supervisor.page import scenario_reader, source_label
from xingping.web.tables import Column, Table, TableSpec

FEWEST, MOST = 2, 4
"""How many scenarios are compared side by side."""
LONGEST_NAME_KEPT = 200
"""Characters of a refused name that the address carries back."""


def saved(request: HttpRequest) -> HttpResponse:
    """One's own scenarios and those shared within one's body."""
    actor = scenario_reader(request)
    rows = visible_scenarios(actor)
    table = Table(request, rows, _spec())
    return table.export() or render(
        request,
        "supervisor/saved.html",
        {"table": table, "scenarios": list(rows[:50]), "person": actor.user, "most": MOST},
    )


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the scenario of an address (`state`) under a name; what cannot be kept leads back with why.

    The way back carries the name in the address, so that nobody has to type it again.
    """
    actor = scenario_reader(request)
    state = QueryDict(request.POST.get("state", "")[:20_000], mutable=True)
    state["name"] = request.POST.get("name", "")[:LONGEST_NAME_KEPT]
    back = f"{reverse('supervisor:scenario')}?{state.urlencode()}"
    source = next((one for one in sources_of(actor) if one.name == state.get(address.SOURCE)), None)
    if source is None:
        raise refuse("not_found")
    edition = edition_of(source)
    reading = address.read_address(state, edition)
    if not _sound(reading, edition):
        messages.error(request, _("方案没有保存：请先改动，并改正有误的地方。"))
        return redirect(back)
    new = NewScenario(
        name=request.POST.get("name", ""),
        content=plan_json(reading.plan),
        edition=edition,
        source=source.name,
        shared=bool(request.POST.get("shared")),
    )
    try:
        made = save_scenario(request_actor(request), new, key=request.POST.get("key", ""))
    except RefusedError as error:
        messages.error(request, _told(error))
        return redirect(back)
    messages.success(request, _("已保存方案“%(name)s”。它不改变任何已公布结果。") % {"name": made.name})
    return redirect("supervisor:saved")


@require_POST
def remove(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """Remove one's own scenario."""
    remove_scenario(request_actor(request), scenario_id)
    messages.success(request, _("方案已删除。"))
    return redirect("supervisor:saved")


def open_saved(request: HttpRequest, scenario_id: int) -> HttpResponse:
    """To the page with a saved scenario, on the source where it was made if the reader has it."""
    actor = scenario_reader(request)
    kept = visible_scenarios(actor).filter(pk=scenario_id).first()
    if kept is None:
        raise refuse("not_found")
    sources = sources_of(actor)
    source = next((one for one in sources if one.name == kept.source), None) or next(iter(sources), None)
    try:
        edition = edition_of(source) if source else None
        if source is None or edition is None or edition.hash != kept.edition_hash:
            messages.error(request, _other_edition(kept))
            return redirect("supervisor:saved")
        query = address.plan_address(read_plan(kept.content), edition, source.name)
    except FaultsError as error:
        messages.error(request, str(error))
        return redirect("supervisor:saved")
    return redirect(f"{reverse('supervisor:scenario')}?{query.urlencode()}")


@dataclass(slots=True)
class Compared:
    """One scenario of a comparison: its column, or why it has none."""

    name: str
    changes: list[str]
    fault: str = ""
    up: int = 0
    down: int = 0
    stars: list[figures.StarRow] | None = None
    url: str = ""


def compare(request: HttpRequest) -> HttpResponse:
    """Two to four scenarios side by side over one source."""
    actor = scenario_reader(request)
    asked = [int(one) for one in request.GET.getlist("s") if one.isascii() and one.isdigit()][:MOST]
    found = visible_scenarios(actor).in_bulk(asked)
    chosen = [found[one] for one in dict.fromkeys(asked) if one in found]
    sources = sources_of(actor)
    wanted = request.GET.get(address.SOURCE) or (chosen[0].source if chosen else "")
    source = next((one for one in sources if one.name == wanted), None) or next(iter(sources), None)
    context: dict[str, Any] = {
        "chosen": chosen,
        "fewest": FEWEST,
        "source": source,
        "source_choices": [(one, source_label(one)) for one in sources],
    }
    loading = None
    if source is not None and len(chosen) >= FEWEST:
        edition = edition_of(source)
        columns = [_compared(actor, source, edition, one) for one in chosen]
        loading = next((one for one in columns if isinstance(one, Loading)), None)
        context |= {"columns": columns, "simulated": simulated(source), "loading": loading}
        context["rows"] = _rows([one for one in columns if isinstance(one, Compared)])
    response = render(request, "supervisor/compare.html", context)
    if loading:
        response["Refresh"] = "2"
    return response


def _compared(actor: Any, source: Source, edition: Edition, kept: SavedScenario) -> Compared | Loading:  # noqa: ANN401
    if edition.hash != kept.edition_hash:
        return Compared(kept.name, [], _other_edition(kept))
    try:
        plan = read_plan(kept.content)
        standing = loaded(actor, source)
        scored = loaded(actor, source, plan.scenario.rule) if plan.scenario.rule else standing
        if isinstance(standing, Loading):
            return standing
        if isinstance(scored, Loading):
            return scored
        done = answer(plan, standing, scored)
    except FaultsError as error:
        return Compared(kept.name, [], str(error))
    matrix = done.flows(Level.COUNTRY).whole.sum(axis=0)
    up, down = figures.moves(matrix)
    query = address.plan_address(plan, edition, source.name).urlencode()
    return Compared(
        name=kept.name,
        changes=words.changes(plan, edition),
        up=up,
        down=down,
        stars=figures.star_rows(matrix),
        url=f"{reverse('supervisor:scenario')}?{query}",
    )


def _sound(reading: address.Reading, edition: Edition) -> bool:
    """Whether something is changed, and nothing of it is wrong."""
    try:
        reading.plan.scheme(edition)
    except FaultsError:
        return False
    return reading.plan.changed and not reading.faults


def _rows(columns: list[Compared]) -> list[dict[str, Any]]:
    """One row per star: the standing number, then each scenario's."""
    known = [one for one in columns if one.stars is not None]
    labels = list(dict.fromkeys(row.label for one in known for row in one.stars or []))
    by_label = [{row.label: row for row in one.stars or []} for one in columns]
    rows = []
    for label in labels:
        cells = [one.get(label) for one in by_label]
        before = next(cell.before for cell in cells if cell)
        rows.append({"label": label, "before": before, "cells": cells})
    return rows


def _spec() -> TableSpec:
    return TableSpec(
        caption=gettext_lazy("已存方案"),
        columns=(
            Column("name", gettext_lazy("名称"), lambda one: one.name, ("name",), "main", _opening),
            Column("changes", gettext_lazy("改动"), _changes_cell, plain=_changes_text),
            Column("owner", gettext_lazy("保存人"), lambda one: one.owner.name, ("owner__name",)),
            Column("shared", gettext_lazy("可见"), _shared),
            Column("at", gettext_lazy("保存时间"), lambda one: one.created_at, ("created_at",)),
        ),
        default_sort="-at",
        search=_search,
        search_label=gettext_lazy("方案名称、保存人"),
        empty_title=gettext_lazy("还没有保存的方案"),
        empty_text=gettext_lazy("在假设分析页改动分值或星级分档后，可以起个名字保存，以后打开或并排比较。"),
        empty_action=(gettext_lazy("去做假设分析"), reverse("supervisor:scenario")),
        export_name="scenarios",
    )


def _search(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    return rows.filter(Q(name__icontains=text) | Q(owner__name__icontains=text))


def _opening(one: SavedScenario) -> str:
    return reverse("supervisor:open", args=[one.pk])


def _shared(one: SavedScenario) -> str:
    return _("同机构") if one.shared and one.body_id else _("仅本人")


def _plan_of(one: SavedScenario) -> tuple[Plan, Edition]:
    return read_plan(one.content), find_edition(one.edition_code)


def _changes_text(one: SavedScenario) -> str:
    try:
        return "；".join(words.changes(*_plan_of(one)))
    except (FaultsError, StopIteration, KeyError) as error:
        return str(error)


def _changes_cell(one: SavedScenario) -> SafeString:
    return format_html("<span>{}</span>", _changes_text(one))


def _other_edition(kept: SavedScenario) -> str:
    return _("方案“%(name)s”是按另一版本的 %(code)s 保存的，与这里的数据不能对照。") % {
        "name": kept.name,
        "code": kept.edition_code,
    }


def _told(error: RefusedError) -> str:
    faults = "；".join(f"{one.place}：{one.message}。{one.mend}。" for one in error.refusal.faults)
    return faults or str(error.refusal)
