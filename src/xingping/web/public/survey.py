"""A survey of residents: the questionnaire by link or code, at a kiosk, and the thanks afterwards."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from xingping.core.sample_plan import OnceBy
from xingping.rating.calendar import today
from xingping.rating.errors import Refusal, RefusedError, refuse
from xingping.rating.limits import Rate
from xingping.rating.models import Survey, SurveyChannel
from xingping.rating.queries.surveys import is_open, open_survey
from xingping.rating.services.survey_answers import answer_survey
from xingping.web.posted import posted
from xingping.web.public.interaction import limit_sender, with_wait
from xingping.web.public.survey_form import SurveyForm
from xingping.web.survey_form import MARKS

EACH = Rate("survey", per_minute=10, burst=40)
"""From one address: a family at one router, a kiosk, a whole centre on its own network."""
EVERYBODY = Rate("all surveys", per_minute=600, burst=60)
"""Ten answers a second, 36,000 an hour: more than a province asks for, and little for two processors."""
MOST_KEPT = 60
LONGEST_KEPT = 1200
SHOWS_THANKS = 8
"""Seconds after which a kiosk begins anew."""
GIVES_UP = 600
"""Seconds after which a kiosk forgets a page that nobody goes on with, also without scripts."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def survey(request: HttpRequest, survey_token: str) -> HttpResponse:
    """The questionnaire on the visitor's own machine."""
    channel = SurveyChannel.QR if request.GET.get("by") == "qr" else SurveyChannel.LINK
    return _questionnaire(request, survey_token, channel)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest, survey_token: str) -> HttpResponse:
    """The questionnaire on a tablet at the centre: one person after another."""
    return _questionnaire(request, survey_token, SurveyChannel.KIOSK)


@never_cache
@require_safe
def thanks(request: HttpRequest, survey_token: str) -> HttpResponse:
    """Said after an answer; at a kiosk the next person begins in Chinese with an empty page."""
    found = _survey(survey_token)
    at_kiosk = request.GET.get("at") == SurveyChannel.KIOSK
    context = {
        "survey": found,
        "at_kiosk": at_kiosk,
        "seconds": SHOWS_THANKS,
        "one_a_household": found.once_by in (OnceBy.DOOR, OnceBy.CODE),
    }
    answer = render(request, "public/survey_thanks.html", context)
    if at_kiosk:
        address = reverse("public:survey-kiosk", args=[survey_token])
        answer.headers["Refresh"] = f"{SHOWS_THANKS};url={address}"
        answer.delete_cookie(settings.LANGUAGE_COOKIE_NAME, path=settings.LANGUAGE_COOKIE_PATH)
    return answer


def _questionnaire(request: HttpRequest, token: str, channel: SurveyChannel) -> HttpResponse:
    if request.method == "POST":
        try:
            limit_sender(request, EACH, EVERYBODY)
        except RefusedError as error:
            return _too_many(request, error.refusal)
    found = _survey(token)
    if not is_open(found, today()):
        status = 409 if request.method == "POST" else 200
        context = {"survey": found, "is_early": found.ended_at is None and today() < found.opens_on}
        return render(request, "public/survey_closed.html", context, status=status)
    form = SurveyForm(found, posted(request))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                answer_survey(token, form.given(
                    channel=channel, device=_device(request), seconds=form.seconds,
                    hidden_names=form.hidden_names,
                ))  # fmt: skip
            except RefusedError as error:
                form.add_error(None, str(error.refusal))
                status = error.refusal.status
            else:
                where = "?at=kiosk" if channel is SurveyChannel.KIOSK else ""
                return HttpResponseRedirect(reverse("public:survey-thanks", args=[token]) + where, status=303)
    return _page(request, found, form, channel, status)


def _page(
    request: HttpRequest, found: Survey, form: SurveyForm, channel: SurveyChannel, status: int
) -> HttpResponse:
    at_kiosk = channel is SurveyChannel.KIOSK
    context: dict[str, Any] = {
        "survey": found,
        "form": form,
        "at_kiosk": at_kiosk,
        "mark_label": MARKS[form.once_by][0],
        "by_letter": form.once_by is OnceBy.CODE,
        "is_english": getattr(request, "LANGUAGE_CODE", "") == "en",
    }
    answer = render(request, "public/survey.html", context, status=status)
    if at_kiosk:
        answer.headers["Refresh"] = f"{GIVES_UP};url={request.path}"
    return answer


def _too_many(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Turned away before anything is read; what was filled in stands in the page and is sent again by a
    button."""
    kept = [
        (name, value)
        for name, values in list(request.POST.lists())[:MOST_KEPT]
        for value in values[:MOST_KEPT]
        if name != "csrfmiddlewaretoken" and len(value) <= LONGEST_KEPT
    ]
    context = {"kept": kept, "seconds": refusal.values["seconds"], "address": request.get_full_path()}
    return with_wait(render(request, "public/survey_busy.html", context, status=refusal.status), refusal)


def _survey(token: str) -> Survey:
    found = open_survey(token)
    if found is None:
        raise refuse("not_found")
    return found


def _device(request: HttpRequest) -> str:
    """Address and browser: they enter the database as a keyed hash alone."""
    return f"{request.META.get('REMOTE_ADDR', '')} {request.headers.get('User-Agent', '')}"
