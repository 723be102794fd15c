"""Addresses of a centre for what residents say about it."""

from django.urls import URLPattern, URLResolver, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.centre import feedback, opinions

explains = needs(Verb.ANSWER, Kind.COMPLAINT)

urlpatterns: list[URLPattern | URLResolver] = [
    path("feedback/", explains(feedback.feedback), name="feedback"),
    path("feedback/<int:complaint_id>/", explains(feedback.feedback_one), name="feedback-one"),
    path(
        "cases/<slug:number>/opinions/",
        needs(Verb.PROPOSE, Kind.CASE)(opinions.opinions),
        name="opinions",
    ),
]
