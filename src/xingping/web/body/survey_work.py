"""Work on a survey's answers: results, odd ones left out by a person, paper entered, texts tagged."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import Survey, SurveyChannel
from xingping.rating.permissions import allowed, require
from xingping.rating.queries.surveys import excluded_answers, odd_answers, questionnaire_of
from xingping.rating.services.survey_answers import (
    enter_paper,
    exclude_answers,
    restore_answer,
    take_back_paper,
)
from xingping.rating.verbs import Verb
from xingping.web.body.paper_form import ROW_HELP, ROWS, PaperRow, PaperRows
from xingping.web.body.survey_forms import ExcludeForm
from xingping.web.body.surveys import office_survey
from xingping.web.posted import posted
from xingping.web.refused import show_refusal
from xingping.web.survey_results import exported, shown_results
from xingping.web.survey_words import state_tag

ODD_AT_ONCE = 50
LAST_PAPERS = 20


@require_safe
def results(request: HttpRequest, survey_id: int) -> HttpResponse:
    """What a survey found, and how it was measured; as a file, too."""
    survey = office_survey(request, survey_id)
    found = shown_results(survey)
    context = {**found, "state": state_tag(survey), "actor": "body"}
    return exported(request, found) or render(request, "body/survey_results.html", context)


def odd(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Answers that look odd: a person decides, with a reason."""
    survey, actor = office_survey(request, survey_id), request_actor(request)
    found = odd_answers(survey)
    form, status = ExcludeForm([one.answer.pk for one in found], posted(request)), 200
    if request.method == "POST":
        require(actor, Verb.CHANGE, survey)
        status = 422
        if form.is_valid():
            try:
                count = exclude_answers(
                    actor, survey.pk, form.cleaned_data["answers"], form.cleaned_data["reason"]
                )
            except RefusedError as error:
                show_refusal(form, error)
                status = error.refusal.status
            else:
                messages.success(request, _("已排除 %(count)s 份，可以随时恢复。") % {"count": count})
                return redirect("body:survey_odd", survey.pk)
    page = Paginator(found, ODD_AT_ONCE).get_page(request.GET.get("page"))
    context = {
        "survey": survey,
        "page": page,
        "chosen": {str(one) for one in request.POST.getlist("answers")},
        "excluded": list(excluded_answers(survey)[:200]),
        "form": form,
        "changes": allowed(actor, Verb.CHANGE, survey) is None,
        "actor": "body",
    }
    return render(request, "body/survey_odd.html", context, status=status)


@require_POST
def restore(request: HttpRequest, survey_id: int, answer_id: int) -> HttpResponse:
    """Count an answer again."""
    survey = office_survey(request, survey_id)
    restore_answer(request_actor(request), survey.pk, answer_id)
    messages.success(request, _("已恢复，重新计入结果。"))
    return redirect("body:survey_odd", survey.pk)


def enter(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Enter papers, row after row; what is wrong stays in its row, what is right is kept."""
    survey, actor = office_survey(request, survey_id), request_actor(request)
    require(actor, Verb.CHANGE, survey)
    rows, status = PaperRows(posted(request), form_kwargs={"survey": survey}), 200
    if request.method == "POST" and rows.management_form.is_valid():
        kept, left = _enter(request, survey, rows)
        if kept:
            messages.success(request, _("已录入 %(count)s 份。") % {"count": kept})
        if not left:
            return redirect("body:survey_enter", survey.pk)
        rows, status = left, 422
    context = {
        "survey": survey,
        "rows": rows,
        "help": ROW_HELP,
        "questions": [
            (number, one) for number, one in enumerate(questionnaire_of(survey).questions, 1)
        ],
        "last": list(
            survey.answers.filter(channel=SurveyChannel.PAPER, excluded_at=None)
            .select_related("entered_by").order_by("-pk")[:LAST_PAPERS]
        ),
        "changes": survey.ended_at is None,
        "actor": "body",
    }  # fmt: skip
    return render(request, "body/survey_enter.html", context, status=status)


@require_POST
def take_back(request: HttpRequest, survey_id: int, answer_id: int) -> HttpResponse:
    """Take back a row that was entered wrongly."""
    survey = office_survey(request, survey_id)
    take_back_paper(request_actor(request), survey.pk, answer_id)
    messages.success(request, _("已撤回这一份，请重新录入。"))
    return redirect("body:survey_enter", survey.pk)


def _enter(
    request: HttpRequest, survey: Survey, rows: BaseFormSet[PaperRow]
) -> tuple[int, BaseFormSet[PaperRow] | None]:
    """Keep the rows that are right; how many they were, and the others as a form of their own."""
    kept, wrong = 0, []
    for row in rows:
        if not row.has_changed():
            continue
        if row.is_valid():
            try:
                enter_paper(request_actor(request), survey.pk, row.given())
            except RefusedError as error:
                if error.refusal.status in (403, 404):
                    raise
                row.add_error(None, str(error.refusal))
            else:
                kept += 1
                continue
        wrong.append(row)
    return kept, _again(survey, wrong) if wrong else None


def _again(survey: Survey, wrong: list[PaperRow]) -> BaseFormSet[PaperRow]:
    """The wrong rows alone, with what was typed and what is wrong, and empty rows behind them."""
    data: dict[str, Any] = {"form-TOTAL_FORMS": len(wrong) + ROWS, "form-INITIAL_FORMS": 0}
    for place, row in enumerate(wrong):
        for name in row.fields:
            data[f"form-{place}-{name}"] = row.data.get(row.add_prefix(name), "")
    again = PaperRows(data, form_kwargs={"survey": survey})
    for row, was in zip(again.forms, wrong, strict=False):
        for error in was.non_field_errors():
            row.add_error(None, error)
    return again
