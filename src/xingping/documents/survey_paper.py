"""The questionnaire on paper: for those who would rather write, and for entering by number afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xingping.core.questionnaire import Question, QuestionKind, Questionnaire
from xingping.documents.dates import chinese_date
from xingping.documents.typst_engine import render_accessible


@dataclass(frozen=True, slots=True)
class PaperText:
    """What stands around the questions. `mark` and `year`: what is asked against double answers."""

    body: str
    centre: str
    mark: str
    year: bool
    places: tuple[str, ...]
    opens_on: date
    closes_on: date
    is_demo: bool = False


def survey_paper_pdf(text: PaperText, questionnaire: Questionnaire) -> bytes:
    """The questionnaire as PDF, A4. Options bear the numbers by which they are entered."""
    numbers = {one.id: number for number, one in enumerate(questionnaire.questions, 1)}
    data = {
        "title": questionnaire.title,
        "author": text.body,
        "body": text.body,
        "centre": text.centre,
        "mark": text.mark,
        "year": text.year,
        "places": list(text.places),
        "last": chinese_date(text.closes_on),
        "demo": text.is_demo,
        "questions": [
            {
                "number": numbers[one.id],
                "kind": one.kind.value,
                "text": one.text,
                "condition": _condition(questionnaire, one, numbers),
                "options": [
                    [str(place) if one.kind is not QuestionKind.NPS else option.id, option.label]
                    for place, option in enumerate(one.options, 1)
                ],
            }
            for one in questionnaire.questions
        ],
    }
    return render_accessible("survey_paper", data, dated=text.opens_on)


def _condition(questionnaire: Questionnaire, question: Question, numbers: dict[str, int]) -> str:
    if not question.asked_question:
        return ""
    before = next(one for one in questionnaire.questions if one.id == question.asked_question)
    labels = [option.label for option in before.options if option.id in question.asked_options]
    return f"第 {numbers[before.id]} 题选“{'”或“'.join(labels)}”的请答"
