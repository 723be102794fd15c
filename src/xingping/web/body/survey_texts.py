"""What residents wrote in a survey: searched, tagged, its words counted."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from xingping.rating.actor import request_actor
from xingping.rating.errors import RefusedError
from xingping.rating.models import LONGEST_TAG, Survey, SurveyText
from xingping.rating.permissions import allowed
from xingping.rating.queries.survey_texts import (
    MOST_COUNTED,
    find_texts,
    tag_counts,
    texts_of,
    word_counts,
)
from xingping.rating.services.survey_texts import tag_text
from xingping.rating.verbs import Verb
from xingping.web.body.survey_forms import TagForm
from xingping.web.body.surveys import office_survey
from xingping.web.tables import EXPORTS, LONGEST_SEARCH, Column

TEXTS_AT_ONCE = 30
COLUMNS: tuple[Column, ...] = (
    Column("text", "意见", lambda one: one.text),
    Column("tags", "标签", lambda one: "、".join(tag.tag for tag in one.tags.all())),
)


@require_safe
def texts(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The texts, by words (`?q=`) and tag (`?tag=`); `?words=1` counts words; `?export=` gives the file."""
    survey = office_survey(request, survey_id)
    words, tag = (_asked(request, name) for name in ("q", "tag"))
    found = find_texts(texts_of(survey), words)
    found = found.filter(tags__tag=tag) if tag else found
    kind = request.GET.get("export", "")
    if kind in EXPORTS:
        media_type, made = EXPORTS[kind]
        answer = HttpResponse(made(COLUMNS, found[:MOST_COUNTED]), content_type=media_type)
        answer.headers["Content-Disposition"] = f'attachment; filename="survey-{survey.pk}-texts.{kind}"'
        return answer
    return render(request, "body/survey_texts.html", _context(request, survey, found))


@require_POST
def tag(request: HttpRequest, survey_id: int, text_id: int) -> HttpResponse:
    """Put a tag on a text, or take it off; back to the list as it was searched."""
    survey, form = office_survey(request, survey_id), TagForm(request.POST)
    if form.is_valid():
        word, off = form.cleaned_data["tag"], form.cleaned_data["off"]
        try:
            tag_text(request_actor(request), survey.pk, text_id, word, off=off)
        except RefusedError as error:
            if not error.refusal.faults:
                raise
            told = [f"{fault.message}，{fault.mend}。" for fault in error.refusal.faults]
            form.add_error("tag", told)
        else:
            kept = {name: request.GET.get(name, "")[:LONGEST_SEARCH] for name in ("q", "tag", "page")}
            address = reverse("body:survey_texts", args=[survey.pk])
            asked = urlencode({name: one for name, one in kept.items() if one})
            return redirect(f"{address}?{asked}#t{text_id}")
    wrong = {"wrong": text_id, "typed": form["tag"].value(), "errors": form.errors.get("tag", ())}
    context = _context(request, survey, texts_of(survey).filter(pk=text_id)) | wrong
    return render(request, "body/survey_texts.html", context, status=422)


def _context(request: HttpRequest, survey: Survey, found: QuerySet[SurveyText]) -> dict[str, Any]:
    """What the page shows of some texts."""
    counts = bool(request.GET.get("words"))
    return {
        "survey": survey,
        "page": Paginator(found, TEXTS_AT_ONCE).get_page(request.GET.get("page")),
        "search": _asked(request, "q"),
        "tag": _asked(request, "tag"),
        "tags": tag_counts(survey),
        "counts": counts,
        "words": word_counts(found.values_list("text", flat=True)[:MOST_COUNTED]) if counts else (),
        "changes": allowed(request_actor(request), Verb.CHANGE, survey) is None,
        "longest": LONGEST_TAG,
        "actor": "body",
    }


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST_SEARCH]
