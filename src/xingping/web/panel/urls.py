"""Addresses of panel members (评定委员), and the meeting for the projector."""

from django.urls import URLPattern, URLResolver, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.panel import pages

app_name = "panel"
views_meeting = needs(Verb.VIEW, Kind.MEETING)
CASE = "cases/<slug:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", needs(Verb.VOTE, Kind.CASE)(pages.home), name="home"),
    path("meetings/<int:meeting_id>/", views_meeting(pages.meeting), name="meeting"),
    path("meetings/<int:meeting_id>/screen/", views_meeting(pages.screen), name="screen"),
    path(CASE, needs(Verb.VIEW, Kind.CASE)(pages.case_page), name="case"),
    path(f"{CASE}vote/", needs(Verb.VOTE, Kind.CASE)(pages.vote), name="vote"),
    path(f"{CASE}chair/", needs(Verb.CHAIR, Kind.CASE)(pages.chair), name="chair"),
    path(f"{CASE}recuse/", needs(Verb.VOTE, Kind.CASE)(pages.recuse), name="recuse"),
]
