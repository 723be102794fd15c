"""Surveys in the office: the list, beginning one or many, one survey, its papers, its end."""

from __future__ import annotations

import base64
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xingping.core.sample_plan import OnceBy
from xingping.documents.qr import qr_svg
from xingping.documents.registry import DOCUMENTS
from xingping.documents.survey_paper import PaperText
from xingping.documents.survey_poster import PosterText
from xingping.rating.actor import request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Centre, Round, Survey
from xingping.rating.permissions import allowed
from xingping.rating.queries.surveys import (
    is_open,
    listed_surveys,
    odd_answers,
    plan_of,
    progress_of,
    questionnaire_of,
)
from xingping.rating.queries.visibility import visible_cases, visible_centres, visible_surveys
from xingping.rating.services.surveys import begin_round_surveys, begin_survey, end_survey
from xingping.rating.verbs import Kind, Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.reading import office_reader, office_round
from xingping.web.body.survey_forms import RoundSurveysForm, SurveyPlanForm
from xingping.web.body.survey_table import SURVEYS
from xingping.web.posted import posted
from xingping.web.survey_form import MARKS
from xingping.web.survey_words import state_tag
from xingping.web.tables import Table

USUAL_DAYS = 30
USUAL_PLANNED = 200


def surveys(request: HttpRequest) -> HttpResponse:
    """All surveys that the reader sees."""
    table = Table(request, listed_surveys(visible_surveys(office_reader(request))), SURVEYS)
    creates = allowed(request_actor(request), Verb.CREATE, Kind.SURVEY) is None
    context = {"table": table, "creates": creates, "actor": "body"}
    return table.export() or render(request, "body/surveys.html", context)


def new_survey(request: HttpRequest) -> HttpResponse:
    """Begin a survey about one centre (`?centre=` its key; without one, it is chosen in the register)."""
    if "centre" not in request.GET:
        office_reader(request)
        messages.info(request, _("请先选择中心（站），在它的登记页点“居民调查”。"))
        return redirect("body:centres")
    centre = _centre(request)
    first = {"opens_on": today(), "closes_on": today() + timedelta(days=USUAL_DAYS), "planned": USUAL_PLANNED}
    form, status = SurveyPlanForm(posted(request), initial=first), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                begun = begin_survey(request_actor(request), centre, form.wanted())
            except RefusedError as error:
                status = tell_faults(form, error)
            else:
                by_letter = begun.once_by == OnceBy.CODE
                told = (
                    _("调查已建立。请录入住户名单，制作邀请信。")
                    if by_letter
                    else _("调查已建立。请打印海报，或把链接发给居民。")
                )
                messages.success(request, told)
                return redirect("body:survey_letters" if by_letter else "body:survey", begun.pk)
    context = {"form": form, "centre": centre, "actor": "body"}
    return render(request, "body/survey_new.html", context, status=status)


def new_round_surveys(request: HttpRequest, round_id: int) -> HttpResponse:
    """Begin surveys about the centres that apply in a round."""
    round_ = office_round(request, round_id)
    centres = _applying(request, round_)
    lines = "\n".join(f"{centre.code}，，{USUAL_PLANNED}" for centre in centres)
    first = {"opens_on": today(), "closes_on": today() + timedelta(days=USUAL_DAYS), "lines": lines}
    form, status = RoundSurveysForm(centres, posted(request), initial=first), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = begin_round_surveys(request_actor(request), round_, form.wanted())
            except RefusedError as error:
                status = tell_faults(form, error)
            else:
                messages.success(request, _("已为 %(count)s 个中心（站）建立调查。") % {"count": len(made)})
                return redirect("body:surveys")
    context = {"form": form, "round": round_, "centres": centres, "actor": "body"}
    return render(request, "body/survey_round.html", context, status=status)


def office_survey(request: HttpRequest, survey_id: int) -> Survey:
    """A survey of the address. Raises RefusedError (`not_found`)."""
    rows = visible_surveys(office_reader(request)).select_related("centre", "body", "round")
    found = rows.filter(pk=survey_id).first()
    if found is None:
        raise refuse("not_found")
    return found


@require_safe
def survey_page(request: HttpRequest, survey_id: int) -> HttpResponse:
    """One survey: how residents come to it, who has answered, what is to be done."""
    survey, actor = office_survey(request, survey_id), request_actor(request)
    runs = survey.ended_at is None
    context = {
        "survey": survey,
        "state": state_tag(survey),
        "is_open": is_open(survey, today()),
        "progress": progress_of(survey),
        "odd": len(odd_answers(survey)),
        "texts": survey.texts.count(),
        "link": survey_address(survey),
        "kiosk": survey_address(survey, "public:survey-kiosk"),
        "qr": base64.b64encode(qr_svg(_qr_address(survey)).encode()).decode(),
        "changes": runs and allowed(actor, Verb.CHANGE, survey) is None,
        "closes": runs and allowed(actor, Verb.CLOSE, survey) is None,
        "by_letter": survey.once_by == OnceBy.CODE,
        "households": survey.households.count(),
        "actor": "body",
    }
    return render(request, "body/survey.html", context)


@require_safe
def poster(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The poster with the code."""
    survey = office_survey(request, survey_id)
    text = PosterText(
        survey.body.name, survey.centre.name, _qr_address(survey), survey.opens_on, survey.closes_on,
        survey.is_demo,
    )  # fmt: skip
    return pdf_file(DOCUMENTS["survey_poster"].make(text), f"survey-{survey.pk}-poster.pdf")


@require_safe
def paper(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The questionnaire to print."""
    survey = office_survey(request, survey_id)
    once_by = OnceBy(survey.once_by)
    text = PaperText(
        survey.body.name, survey.centre.name, str(MARKS[once_by][0]), once_by is OnceBy.PERSON,
        tuple(place.name for place in plan_of(survey).places), survey.opens_on, survey.closes_on,
        survey.is_demo,
    )  # fmt: skip
    return pdf_file(DOCUMENTS["survey_paper"].make(text, questionnaire_of(survey)), f"survey-{survey.pk}.pdf")


def end(request: HttpRequest, survey_id: int) -> HttpResponse:
    """End a survey before its last day."""
    survey = office_survey(request, survey_id)
    deed = Deed(
        title=_("结束调查"),
        about=survey.centre.name,
        button=_("结束调查"),
        back=reverse("body:survey", args=[survey.pk]),
        done=_("调查已结束，密钥已销毁。"),
        consequence=_(
            "结束以后不再接收回答，也不能再录入纸质问卷；用来发现重复作答的密钥立即销毁，不能恢复。"
        ),
        danger=True,
    )
    return act_page(
        request, deed, Form(posted(request)), lambda _data: end_survey(request_actor(request), survey.pk)
    )


def _centre(request: HttpRequest) -> Centre:
    given = request.GET.get("centre", "")
    key = int(given) if given.isascii() and given.isdigit() and len(given) < 12 else 0
    centre = (
        visible_centres(office_reader(request)).select_related("body").filter(pk=key, closed_on=None).first()
    )
    if centre is None:
        raise refuse("not_found")
    return centre


def _applying(request: HttpRequest, round_: Round) -> list[Centre]:
    """Centres that apply in a round and have no survey of it running."""
    cases = visible_cases(office_reader(request)).filter(round=round_)
    running = Survey.objects.filter(round=round_, ended_at=None).values("centre")
    centres = Centre.objects.select_related("body").filter(pk__in=cases.values("centre"))
    return list(centres.exclude(pk__in=running).order_by("name_pinyin", "pk"))


def tell_faults(form: Form, error: RefusedError) -> int:
    """Put everything that is wrong above a form; returns the status."""
    told = [f"{fault.place}：{fault.message}，{fault.mend}。" for fault in error.refusal.faults]
    for text in told or [str(error.refusal)]:
        form.add_error(None, text)
    return error.refusal.status


def survey_address(survey: Survey, name: str = "public:survey-short") -> str:
    """The public address of a survey by that view's name."""
    return f"{settings.SITE_URL}{reverse(name, args=[survey.token])}"


def _qr_address(survey: Survey) -> str:
    return f"{survey_address(survey)}?by=qr"


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """A file to be kept."""
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
