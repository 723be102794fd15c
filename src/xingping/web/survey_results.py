"""A survey's results for the pages of whoever may read them, and as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from xingping.rating.models import Survey
from xingping.rating.queries.survey_results import results_of
from xingping.web.survey_words import rate_lines, weighting_text
from xingping.web.tables import EXPORTS, Column

RESULT_COLUMNS: tuple[Column, ...] = (
    Column("label", gettext_lazy("指标"), lambda one: one.label),
    Column("question", gettext_lazy("问题"), lambda one: one.question),
    Column("value", gettext_lazy("结果"), lambda one: one.value),
    Column("interval", gettext_lazy("95% 区间"), lambda one: one.interval),
    Column("asked", gettext_lazy("作答人数"), lambda one: one.asked),
    Column(
        "groups",
        gettext_lazy("分年龄"),
        lambda one: "；".join(f"{name} {value}" for name, value in one.groups),
    ),
)


def shown_results(survey: Survey) -> dict[str, Any]:
    """What `components/survey_rates.html` and `components/survey_measured.html` need."""
    found = results_of(survey)
    return {
        "survey": survey,
        "results": found,
        "lines": rate_lines(found),
        "weighting": weighting_text(found),
        "response": f"{found.response * 100:.0f}%",
    }


def exported(request: HttpRequest, shown: dict[str, Any]) -> HttpResponse | None:
    """The rates as the file that the address asks for (`?export=`); None where it asks for none."""
    kind = request.GET.get("export", "")
    if kind not in EXPORTS:
        return None
    media_type, made = EXPORTS[kind]
    answer = HttpResponse(made(RESULT_COLUMNS, shown["lines"]), content_type=media_type)
    name = f"survey-{shown['survey'].pk}-results.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
