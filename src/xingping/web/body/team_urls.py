"""Addresses of a case's team and visit, below the case's own."""

from django.urls import URLPattern, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import team, visits

CASE = "cases/<slug:number>/"
changes = needs(Verb.TEAM, Kind.CASE)

urlpatterns: list[URLPattern] = [
    path(f"{CASE}team/", needs(Verb.HISTORY, Kind.CASE)(team.team_page), name="team"),
    path(f"{CASE}team/add/", changes(team.add), name="team_add"),
    path(f"{CASE}team/one-more/", changes(team.one_more), name="team_one_more"),
    path(f"{CASE}team/leave/", changes(team.leave), name="team_leave"),
    path(f"{CASE}team/lead/", changes(team.lead), name="team_lead"),
    path(f"{CASE}team/announce/", changes(team.announce), name="team_announce"),
    path(f"{CASE}team/start/", needs(Verb.START_REVIEW, Kind.CASE)(team.start), name="team_start"),
    path(f"{CASE}visit/", needs(Verb.HISTORY, Kind.CASE)(visits.visit), name="visit"),
    path(f"{CASE}visit/material/", needs(Verb.HISTORY, Kind.CASE)(visits.material), name="site_material"),
    path(
        f"{CASE}visit/signatures/<uuid:closing_key>/<slug:side>/",
        needs(Verb.HISTORY, Kind.CASE)(visits.signature),
        name="visit_signature",
    ),
    path(f"{CASE}team/recusals/<int:recusal_id>/", changes(team.decide), name="recusal_decide"),
]
