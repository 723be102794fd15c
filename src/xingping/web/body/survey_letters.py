"""Letters to households: the list, the letters as one file, another code for a letter that is lost."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from xingping.core.household import MOST_HOUSEHOLDS
from xingping.core.sample_plan import OnceBy
from xingping.documents.household_letter import AskedHousehold, HouseholdLetterText
from xingping.documents.registry import DOCUMENTS
from xingping.rating.actor import request_actor
from xingping.rating.calendar import today
from xingping.rating.errors import RefusedError, refuse
from xingping.rating.models import Survey, SurveyHousehold
from xingping.rating.permissions import require
from xingping.rating.queries.surveys import questionnaire_of
from xingping.rating.services.survey_letters import (
    MOST_LETTERS,
    add_households,
    make_letters,
    remove_household,
    replace_code,
)
from xingping.rating.verbs import Verb
from xingping.web.acting import Deed, act_page
from xingping.web.body.household_table import HOUSEHOLDS
from xingping.web.body.surveys import office_survey, pdf_file, survey_address, tell_faults
from xingping.web.posted import posted
from xingping.web.survey_words import state_tag
from xingping.web.tables import Table

LONGEST_LINES = 500_000


class HouseholdsForm(forms.Form):
    """Households to add to the list."""

    lines = forms.CharField(
        label=gettext_lazy("住户"),
        max_length=LONGEST_LINES,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("一行一户，只写地址，不写姓名，例如 3栋2单元501；可以从表格里粘贴一列。"),
    )


class LettersForm(forms.Form):
    """Which letters: those never made, or those of some numbers again."""

    first = forms.IntegerField(label=gettext_lazy("从第几号"), min_value=1, max_value=MOST_HOUSEHOLDS)
    last = forms.IntegerField(label=gettext_lazy("到第几号"), min_value=1, max_value=MOST_HOUSEHOLDS)

    def clean(self) -> None:
        """No more at once than one file holds, and in their order."""
        super().clean()
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and not first <= last < first + MOST_LETTERS:
            told = _("一次最多 %(count)s 封，后一个号不小于前一个。") % {"count": MOST_LETTERS}
            self.add_error("last", told)

    @property
    def numbers(self) -> range:
        """Call it on a valid form."""
        return range(self.cleaned_data["first"], self.cleaned_data["last"] + 1)


def letters(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The list of households, and what can be done with it."""
    survey = _survey(request, survey_id)
    form, status = HouseholdsForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                added = add_households(request_actor(request), survey.pk, form.cleaned_data["lines"])
            except RefusedError as error:
                status = tell_faults(form, error)
            else:
                messages.success(request, _("已录入 %(count)s 户。") % {"count": added})
                return redirect("body:survey_letters", survey.pk)
    return _list_page(request, survey, form, LettersForm(), status)


@require_POST
@never_cache
def letters_file(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The letters that are asked for, as one file; codes stand in it and nowhere else."""
    survey = _survey(request, survey_id)
    form = LettersForm(request.POST)
    if "new" in request.POST:
        numbers = None
    elif form.is_valid():
        numbers = form.numbers
    else:
        return _list_page(request, survey, HouseholdsForm(), form, 422)
    made = make_letters(request_actor(request), survey.pk, numbers)
    body, centre = survey.body, survey.centre
    text = HouseholdLetterText(
        body.name, centre.name, questionnaire_of(survey).title, survey_address(survey), survey.opens_on,
        survey.closes_on, today(), centre.address, centre.opening_hours, body.contact, survey.is_demo,
    )  # fmt: skip
    asked = [AskedHousehold(one.number, one.address, one.code) for one in made]
    name = f"survey-{survey.pk}-letters-{made[0].number}-{made[-1].number}.pdf"
    return pdf_file(DOCUMENTS["household_letters"].make(text, asked), name)


@require_safe
def household(request: HttpRequest, survey_id: int, household_id: int) -> HttpResponse:
    """One household: print its letter again, give it another code, take it off the list."""
    survey = _survey(request, survey_id)
    context = {"survey": survey, "household": _household(survey, household_id), "actor": "body"}
    return render(request, "body/survey_household.html", context)


def new_code(request: HttpRequest, survey_id: int, household_id: int) -> HttpResponse:
    """Another code for a letter that is lost."""
    survey = _survey(request, survey_id)
    found = _household(survey, household_id)
    deed = Deed(
        title=_("换新的邀请码"),
        about=found.address,
        button=_("换新码"),
        back=reverse("body:survey_household", args=[survey.pk, found.pk]),
        done=_("已换新码，请制作新的信。"),
        consequence=_("原来信上的码立即作废。这一户如果已经作答，换了码也不能再答一次。"),
        danger=True,
    )
    return act_page(
        request,
        deed,
        Form(posted(request)),
        lambda _data: replace_code(request_actor(request), survey.pk, found.pk),
    )


def remove(request: HttpRequest, survey_id: int, household_id: int) -> HttpResponse:
    """Take a household off the list."""
    survey = _survey(request, survey_id)
    found = _household(survey, household_id)
    deed = Deed(
        title=_("移出住户名单"),
        about=found.address,
        button=_("移出名单"),
        back=reverse("body:survey_letters", args=[survey.pk]),
        done=_("已移出名单。"),
        consequence=_("信上的码立即作废。这一户如果已经作答，那一份照样计入。"),
        danger=True,
    )
    return act_page(
        request,
        deed,
        Form(posted(request)),
        lambda _data: remove_household(request_actor(request), survey.pk, found.pk),
    )


def _list_page(
    request: HttpRequest, survey: Survey, adds: HouseholdsForm, prints: LettersForm, status: int
) -> HttpResponse:
    rows = survey.households.all()
    table = Table(request, rows, HOUSEHOLDS)
    unmade = rows.filter(letters=0).count()
    context = {
        "survey": survey,
        "state": state_tag(survey),
        "table": table,
        "count": rows.count(),
        "unmade": unmade,
        "next": min(unmade, MOST_LETTERS),
        "form": adds,
        "prints": prints,
        "runs": survey.ended_at is None,
        "actor": "body",
    }
    return table.export() or render(request, "body/survey_letters.html", context, status=status)


def _survey(request: HttpRequest, survey_id: int) -> Survey:
    """A survey by letter whose officer asks. Raises RefusedError."""
    survey = office_survey(request, survey_id)
    require(request_actor(request), Verb.CHANGE, survey)
    if survey.once_by != OnceBy.CODE:
        raise refuse("survey_without_codes")
    return survey


def _household(survey: Survey, household_id: int) -> SurveyHousehold:
    found: SurveyHousehold | None = survey.households.filter(pk=household_id).first()
    if found is None:
        raise refuse("not_found")
    return found
