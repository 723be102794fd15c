"""Addresses of the rating body for surveys of residents."""

from django.urls import URLPattern, URLResolver, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import survey_letters, survey_texts, survey_work, surveys

views = needs(Verb.VIEW, Kind.SURVEY)
begins = needs(Verb.CREATE, Kind.SURVEY)
changes = needs(Verb.CHANGE, Kind.SURVEY)
SURVEY = "surveys/<int:survey_id>/"
HOUSEHOLD = f"{SURVEY}letters/<int:household_id>/"
ANSWER = f"{SURVEY}answers/<int:answer_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("surveys/", needs(Verb.EXPORT, Kind.SURVEY)(surveys.surveys), name="surveys"),
    path("surveys/new/", begins(surveys.new_survey), name="survey_new"),
    path("rounds/<int:round_id>/surveys/", begins(surveys.new_round_surveys), name="survey_round"),
    path(SURVEY, views(surveys.survey_page), name="survey"),
    path(f"{SURVEY}poster.pdf", views(surveys.poster), name="survey_poster"),
    path(f"{SURVEY}paper.pdf", views(surveys.paper), name="survey_paper"),
    path(f"{SURVEY}letters/", changes(survey_letters.letters), name="survey_letters"),
    path(f"{SURVEY}letters.pdf", changes(survey_letters.letters_file), name="survey_letters_file"),
    path(HOUSEHOLD, changes(survey_letters.household), name="survey_household"),
    path(f"{HOUSEHOLD}code/", changes(survey_letters.new_code), name="survey_new_code"),
    path(f"{HOUSEHOLD}remove/", changes(survey_letters.remove), name="survey_household_remove"),
    path(f"{SURVEY}end/", needs(Verb.CLOSE, Kind.SURVEY)(surveys.end), name="survey_end"),
    path(f"{SURVEY}results/", needs(Verb.EXPORT, Kind.SURVEY)(survey_work.results), name="survey_results"),
    path(f"{SURVEY}odd/", views(survey_work.odd), name="survey_odd"),
    path(f"{SURVEY}enter/", changes(survey_work.enter), name="survey_enter"),
    path(f"{SURVEY}texts/", views(survey_texts.texts), name="survey_texts"),
    path(f"{SURVEY}texts/<int:text_id>/tag/", changes(survey_texts.tag), name="survey_tag"),
    path(f"{ANSWER}restore/", changes(survey_work.restore), name="survey_restore"),
    path(f"{ANSWER}take-back/", changes(survey_work.take_back), name="survey_take_back"),
]
