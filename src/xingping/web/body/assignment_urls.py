"""Addresses of a round's assignment, below the round's own address."""

from django.urls import URLPattern, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import assignment

ROUND = "rounds/<int:round_id>/assignment/"
reads = needs(Verb.LIST, Kind.ASSESSOR)

urlpatterns: list[URLPattern] = [
    path(ROUND, reads(assignment.assignment), name="assignment"),
    path(f"{ROUND}<int:run_id>/", reads(assignment.run), name="assignment_run"),
    path(f"{ROUND}<int:run_id>/loads/", reads(assignment.run), {"show": "loads"}, name="assignment_loads"),
    path(f"{ROUND}<int:run_id>/unmet/", reads(assignment.run), {"show": "unmet"}, name="assignment_unmet"),
    path(
        f"{ROUND}<int:run_id>/replay/",
        needs(Verb.TEAM, Kind.ROUND)(assignment.replay),
        name="assignment_replay",
    ),
]
