"""Addresses of a centre for what residents say about it."""

from django.urls import URLPattern, URLResolver, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.centre import feedback, media, opinions, surveys

explains = needs(Verb.ANSWER, Kind.COMPLAINT)
keeps = needs(Verb.CHANGE, Kind.MEDIA)
learns = needs(Verb.READ_RESULTS, Kind.SURVEY)

urlpatterns: list[URLPattern | URLResolver] = [
    path("feedback/", explains(feedback.feedback), name="feedback"),
    path("feedback/<int:complaint_id>/", explains(feedback.feedback_one), name="feedback-one"),
    path("media/", keeps(media.reports), name="media"),
    path("media/add/", needs(Verb.CREATE, Kind.MEDIA)(media.add), name="media-add"),
    path("media/<int:report_id>/edit/", keeps(media.edit), name="media-edit"),
    path("media/<int:report_id>/remove/", keeps(media.remove), name="media-remove"),
    path("cases/<slug:number>/media/", needs(Verb.FILL, Kind.CASE)(media.of_case), name="case-media"),
    path(
        "cases/<slug:number>/media/<int:report_id>/use/",
        needs(Verb.FILL, Kind.CASE)(media.use),
        name="media-use",
    ),
    path("surveys/", learns(surveys.surveys), name="surveys"),
    path("surveys/<int:ended_survey_id>/", learns(surveys.survey), name="survey"),
    path(
        "cases/<slug:number>/opinions/",
        needs(Verb.PROPOSE, Kind.CASE)(opinions.opinions),
        name="opinions",
    ),
]
