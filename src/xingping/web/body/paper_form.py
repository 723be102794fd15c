"""Entering paper questionnaires: rows in which every answer is the number of its option."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xingping.core.questionnaire import LONGEST_ANSWER, Question, QuestionKind
from xingping.web.survey_form import PREFIX, AnswersForm

ROWS = 6
MOST_ROWS = 50


class NumberField(forms.CharField):
    """An answer typed as the number of its option; several as "135"; a mark of the score as it stands."""

    def __init__(self, question: Question) -> None:
        super().__init__(
            required=False,
            max_length=20,
            label=question.text,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "number"}),
        )
        self.question = question

    def clean(self, value: Any) -> Any:  # noqa: ANN401
        """The ids of the options meant. Raises ValidationError."""
        typed = unicodedata.normalize("NFKC", str(super().clean(value))).strip()
        ids = [option.id for option in self.question.options]
        if self.question.kind is QuestionKind.NPS:
            found = [typed] if typed in ids else []
        else:
            numbers = [letter for letter in typed if letter not in " ,，、"]
            fine = all(letter.isascii() and letter.isdigit() for letter in numbers)
            places = [int(letter) - 1 for letter in numbers] if fine else [-1]
            found = [ids[place] for place in places if 0 <= place < len(ids)]
            found = found if len(found) == len(numbers) else []
        several = self.question.kind is QuestionKind.MULTIPLE
        if typed and (not found or (len(found) > 1 and not several)):
            raise forms.ValidationError(_("填选项前的数字"))
        return found if several else "".join(found)


class PaperRow(AnswersForm):
    """One paper. Without a mark it counts, but cannot be checked for a double."""

    needs_mark = False

    def __init__(self, *given: Any, **named: Any) -> None:  # noqa: ANN401
        super().__init__(*given, **named)
        for question in self.questionnaire.questions:
            if question.kind is not QuestionKind.TEXT:
                self.fields[PREFIX + question.id] = NumberField(question)
            else:
                self.fields[PREFIX + question.id] = forms.CharField(
                    label=question.text, required=False, max_length=LONGEST_ANSWER
                )

    @property
    def cells(self) -> list[forms.BoundField]:
        """The row's fields from left to right."""
        first = [PREFIX + one.id for one in self.questionnaire.questions]
        last = [name for name in ("place", "mark", "year") if name in self.fields]
        return [self[name] for name in (*first, *last)]

    @property
    def told(self) -> list[str]:
        """What is wrong with the row, field by field."""
        said = [str(error) for error in self.non_field_errors()]
        return said + [f"{cell.label}：{error}" for cell in self.cells for error in cell.errors]


PaperRows: type[BaseFormSet[PaperRow]] = formset_factory(
    PaperRow, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)
ROW_HELP = gettext_lazy("每题填选项前的数字；多选连着写，如 135；没有回答的题空着。")
