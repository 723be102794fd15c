"""What residents answered about the own centre, once a survey of the rating body has ended: numbers alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xingping.core.roles import Role
from xingping.rating.errors import refuse
from xingping.rating.queries.surveys import listed_surveys
from xingping.rating.queries.visibility import visible_surveys
from xingping.web.body.reading import reader_as
from xingping.web.centre.own import ACTOR
from xingping.web.survey_columns import ANSWERED, OPENS, PLANNED, centre_column
from xingping.web.survey_results import exported, shown_results
from xingping.web.tables import Column, Table, TableSpec

SURVEYS = TableSpec(
    caption=gettext_lazy("居民调查"),
    columns=(
        centre_column("centre:survey"),
        OPENS,
        Column("closes_on", gettext_lazy("截止"), lambda one: one.closes_on, sort=("closes_on", "pk")),
        ANSWERED,
        PLANNED,
    ),
    default_sort="-closes_on",
    export_name="surveys",
    empty_title=gettext_lazy("还没有结束的调查"),
    empty_text=gettext_lazy("评定机构组织的居民调查结束以后，结果会出现在这里，可用来改进工作。"),
)


@require_safe
def surveys(request: HttpRequest) -> HttpResponse:
    """The ended surveys about the own centres."""
    table = Table(request, listed_surveys(visible_surveys(reader_as(request, Role.APPLICANT))), SURVEYS)
    return table.export() or render(request, "centre/surveys.html", {"table": table, "actor": ACTOR})


@require_safe
def survey(request: HttpRequest, ended_survey_id: int) -> HttpResponse:
    """The results of one; no answer, no text."""
    rows = visible_surveys(reader_as(request, Role.APPLICANT)).select_related("centre")
    found = rows.filter(pk=ended_survey_id).first()
    if found is None:
        raise refuse("not_found")
    shown = shown_results(found)
    return exported(request, shown) or render(request, "centre/survey.html", {**shown, "actor": ACTOR})
