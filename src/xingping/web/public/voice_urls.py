"""Public addresses for what residents say and are asked, and for what is kept about people."""

from django.urls import URLPattern, URLResolver, path

from xingping.web.access import everybody
from xingping.web.public import complaint, opinion, personal_data, survey

urlpatterns: list[URLPattern | URLResolver] = [
    path("complaint/", everybody(complaint.complaint), name="complaint"),
    path("complaint/follow/", everybody(complaint.follow_complaint), name="complaint-follow"),
    path("survey/<str:survey_token>", everybody(survey.survey), name="survey"),
    path("s/<str:survey_token>/", everybody(survey.survey), name="survey-short"),
    path("s/<str:survey_token>/kiosk/", everybody(survey.kiosk), name="survey-kiosk"),
    path("s/<str:survey_token>/thanks/", everybody(survey.thanks), name="survey-thanks"),
    path("opinion/receipt/", everybody(opinion.receipt), name="opinion-receipt"),
    path("opinion/<str:token>/", everybody(opinion.opinion), name="opinion"),
    path("personal-data/", everybody(personal_data.personal_data), name="personal-data"),
]
