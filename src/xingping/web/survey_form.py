"""A questionnaire as a form: built from data, its skip rules kept, for residents and for paper alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from xingping.core.questionnaire import (
    LONGEST_ANSWER,
    Answer,
    Question,
    QuestionKind,
    Questionnaire,
    is_asked,
)
from xingping.core.sample_plan import OnceBy, SamplePlan
from xingping.core.survey_mark import LONGEST_MARK, normal_mark
from xingping.rating.calendar import today
from xingping.rating.models import Survey
from xingping.rating.queries.surveys import plan_of, questionnaire_of
from xingping.rating.services.survey_answers import Given

PREFIX = "q_"
MARKS = {
    OnceBy.DOOR: (
        gettext_lazy("门牌号"),
        gettext_lazy("例如 3-2-501。只用来避免一户重复作答，立即换成打不开的校验值。"),
    ),
    OnceBy.PERSON: (
        gettext_lazy("门牌号"),
        gettext_lazy("例如 3-2-501。和出生年份一起，只用来避免重复作答，立即换成打不开的校验值。"),
    ),
    OnceBy.PHONE: (
        gettext_lazy("手机号"),
        gettext_lazy("只用来避免重复作答，立即换成打不开的校验值；不会给您打电话、发短信。"),
    ),
    OnceBy.CODE: (
        gettext_lazy("邀请码"),
        gettext_lazy("信上的 12 个字符。只用来保证一户一份，立即换成打不开的校验值。"),
    ),
}
WRONG_MARKS = {
    OnceBy.DOOR: gettext_lazy("请填楼栋、单元和门牌，例如 3-2-501。"),
    OnceBy.PERSON: gettext_lazy("请填楼栋、单元和门牌（例如 3-2-501），以及四位数字的出生年份。"),
    OnceBy.PHONE: gettext_lazy("请填 11 位手机号。"),
    OnceBy.CODE: gettext_lazy("请照信上的 12 个字符填写邀请码。"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A question as the page shows it."""

    number: int
    question: Question
    text: str
    field: BoundField
    condition: str
    """When it is to be answered, in words; "" for always."""

    @property
    def kind(self) -> str:
        """How it is answered."""
        return self.question.kind.value

    @property
    def asked_if(self) -> str:
        """For the script: "question=option|option", or ""."""
        options = "|".join(self.question.asked_options)
        return f"{PREFIX}{self.question.asked_question}={options}" if options else ""


class AnswersForm(forms.Form):
    """The questions, the building, and the mark against double answers."""

    place = forms.ChoiceField(label=gettext_lazy("您住在哪里"), required=False)
    mark = forms.CharField(
        required=False, max_length=LONGEST_MARK, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    year = forms.CharField(
        label=gettext_lazy("出生年份"),
        required=False,
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    needs_mark = True

    def __init__(self, survey: Survey, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        self.survey, self.questionnaire, self.plan = survey, questionnaire_of(survey), plan_of(survey)
        self.once_by = OnceBy(survey.once_by)
        self.fields["mark"].label, self.fields["mark"].help_text = MARKS[self.once_by]
        if self.once_by is OnceBy.CODE:
            self.fields["mark"].widget.attrs["data-by-letter"] = ""
        if self.once_by is not OnceBy.PERSON:
            del self.fields["year"]
        _place_field(self, self.plan)
        for question in self.questionnaire.questions:
            self.fields[PREFIX + question.id] = _field_of(question)

    @property
    def shown(self) -> list[Shown]:
        """The questions in order, for the template."""
        numbers = {one.id: number for number, one in enumerate(self.questionnaire.questions, 1)}
        return [
            Shown(
                numbers[one.id], one, text_of(one), self[PREFIX + one.id],
                _condition(self.questionnaire, one, numbers),
            )
            for one in self.questionnaire.questions
        ]  # fmt: skip

    def clean(self) -> None:
        """Every question that is asked has its answer; the mark tells something."""
        super().clean()
        answers = self.answers
        for question in self.questionnaire.questions:
            name = PREFIX + question.id
            if name in self.errors or not is_asked(question, answers):
                continue
            if not question.optional and not answers.get(question.id):
                self.add_error(name, _("请回答这一题。"))
        if self.plan.places and not self.cleaned_data.get("place") and "place" not in self.errors:
            self.add_error("place", _("请选择您住的楼栋。"))
        mark, year = (str(self.cleaned_data.get(name) or "") for name in ("mark", "year"))
        if (self.needs_mark or mark.strip()) and "mark" not in self.errors:
            _normal, wrong = normal_mark(self.once_by, mark, year, today().year)
            if wrong:
                self.add_error("mark", str(WRONG_MARKS[self.once_by]))

    @property
    def answers(self) -> dict[str, Answer]:
        """What was answered, by question; call it when the fields are cleaned."""
        given = {one.id: self.cleaned_data.get(PREFIX + one.id) for one in self.questionnaire.questions}
        return {name: answer for name, answer in given.items() if answer}

    def given(self, **how: Any) -> Given:  # noqa: ANN401
        """For the service; call it on a valid form."""
        mark, year, place = (str(self.cleaned_data.get(name) or "") for name in ("mark", "year", "place"))
        return Given(self.answers, mark, year, place, **how)


def text_of(question: Question) -> str:
    """The question in the reader's language."""
    return question.text_en if get_language() == "en" else question.text


def option_labels(question: Question) -> list[tuple[str, str]]:
    """The options in the reader's language."""
    english = get_language() == "en"
    return [(one.id, one.label_en if english else one.label) for one in question.options]


def _place_field(form: AnswersForm, plan: SamplePlan) -> None:
    if not plan.places:
        del form.fields["place"]
        return
    field = form.fields["place"]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101
    field.choices = [("", _("请选择")), *((place.id, place.name) for place in plan.places)]


def _field_of(question: Question) -> forms.Field:
    named: dict[str, Any] = {"label": text_of(question), "required": False}
    wrong = {"invalid_choice": gettext_lazy("请从列出的选项中选。")}
    if question.kind is QuestionKind.TEXT:
        widget = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(**named, max_length=LONGEST_ANSWER, widget=widget)
    choices = option_labels(question)
    if question.kind is QuestionKind.MULTIPLE:
        return forms.MultipleChoiceField(
            **named, choices=choices, widget=forms.CheckboxSelectMultiple, error_messages=wrong
        )
    return forms.ChoiceField(**named, choices=choices, widget=forms.RadioSelect, error_messages=wrong)


def _condition(questionnaire: Questionnaire, question: Question, numbers: Mapping[str, int]) -> str:
    if not question.asked_question:
        return ""
    before = next(one for one in questionnaire.questions if one.id == question.asked_question)
    labels = [label for name, label in option_labels(before) if name in question.asked_options]
    return _("第 %(number)s 题选“%(options)s”的请答") % {
        "number": numbers[before.id],
        "options": _("”或“").join(labels),
    }
