"""Addresses of an assessor's own conflicts, and of the visits that they lead or take part in."""

from django.urls import URLPattern, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.assessor import conflicts, visits

app_name = "conflicts"
recuses = needs(Verb.RECUSE, Kind.CASE)

urlpatterns: list[URLPattern] = [
    path("conflicts/", recuses(conflicts.conflicts), name="own"),
    path("cases/<slug:number>/recuse/", recuses(conflicts.declare), name="declare"),
    path("cases/<slug:number>/visit/", needs(Verb.VISIT, Kind.CASE)(visits.visit), name="visit"),
]
