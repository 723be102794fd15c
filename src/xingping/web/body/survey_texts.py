"""What residents wrote in a survey: searched, tagged, its words counted."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xingping.rating.actor import request_actor
from xingping.rating.models import LONGEST_TAG
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
    survey, actor = office_survey(request, survey_id), request_actor(request)
    words, tag = (_asked(request, name) for name in ("q", "tag"))
    found = find_texts(texts_of(survey), words)
    found = found.filter(tags__tag=tag) if tag else found
    kind = request.GET.get("export", "")
    if kind in EXPORTS:
        media_type, made = EXPORTS[kind]
        answer = HttpResponse(made(COLUMNS, found[:MOST_COUNTED]), content_type=media_type)
        answer.headers["Content-Disposition"] = f'attachment; filename="survey-{survey.pk}-texts.{kind}"'
        return answer
    counts = bool(request.GET.get("words"))
    context = {
        "survey": survey,
        "page": Paginator(found, TEXTS_AT_ONCE).get_page(request.GET.get("page")),
        "search": words,
        "tag": tag,
        "tags": tag_counts(survey),
        "counts": counts,
        "words": word_counts(found.values_list("text", flat=True)[:MOST_COUNTED]) if counts else (),
        "changes": allowed(actor, Verb.CHANGE, survey) is None,
        "longest": LONGEST_TAG,
        "actor": "body",
    }
    return render(request, "body/survey_texts.html", context)


@require_POST
def tag(request: HttpRequest, survey_id: int, text_id: int) -> HttpResponse:
    """Put a tag on a text, or take it off; back to the list as it was searched."""
    survey, form = office_survey(request, survey_id), TagForm(request.POST)
    if form.is_valid():
        tag_text(
            request_actor(request), survey.pk, text_id, form.cleaned_data["tag"], off=form.cleaned_data["off"]
        )
    else:
        messages.error(request, _("标签没有保存：请填 1 至 %(most)s 个字。") % {"most": LONGEST_TAG})
    kept = {name: request.GET.get(name, "")[:LONGEST_SEARCH] for name in ("q", "tag", "page")}
    address = reverse("body:survey_texts", args=[survey.pk])
    return redirect(f"{address}?{urlencode({name: one for name, one in kept.items() if one})}#t{text_id}")


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\x00", "").strip()[:LONGEST_SEARCH]
