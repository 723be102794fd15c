"""Addresses of the rating body: desk, cases, rounds, register, calendar."""

from django.urls import URLPattern, URLResolver, include, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import bulk, case, centres, deciding, desk, plans, round_changes, rounds

app_name = "body"
lists_cases = needs(Verb.LIST, Kind.CASE)
views_case = needs(Verb.VIEW, Kind.CASE)
lists_rounds = needs(Verb.LIST, Kind.ROUND)
changes_rounds = needs(Verb.CHANGE, Kind.ROUND)
lists_centres = needs(Verb.LIST, Kind.CENTRE)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists_cases(desk.desk), name="home"),
    path("calendar/", lists_cases(desk.calendar), name="calendar"),
    path("plans/", lists_cases(plans.plans), name="plans"),
    path("bulk/", needs(Verb.ASSIGN, Kind.CASE)(bulk.bulk), name="bulk"),
    path("cases/<slug:number>/", views_case(case.case_page), name="case"),
    path("cases/<slug:number>/history/", needs(Verb.HISTORY, Kind.CASE)(case.history), name="case_history"),
    path("cases/<slug:number>/accept/", needs(Verb.ACCEPT, Kind.CASE)(deciding.accept), name="accept"),
    path("cases/<slug:number>/return/", needs(Verb.RETURN, Kind.CASE)(deciding.return_case), name="return"),
    path("cases/<slug:number>/refuse/", needs(Verb.REFUSE, Kind.CASE)(deciding.refuse_case), name="refuse"),
    path("cases/<slug:number>/notes/", needs(Verb.NOTE, Kind.CASE)(deciding.note), name="note"),
    path("cases/<slug:number>/officer/", needs(Verb.ASSIGN, Kind.CASE)(deciding.officer), name="officer"),
    path("", include("xingping.web.body.panel_urls")),
    path("", include("xingping.web.body.award_urls")),
    path("", include("xingping.web.body.team_urls")),
    path("", include("xingping.web.body.publishing_urls")),
    path("rounds/", lists_rounds(rounds.rounds), name="rounds"),
    path("rounds/new/", needs(Verb.CREATE, Kind.ROUND)(round_changes.new_round), name="round_new"),
    path("rounds/<int:round_id>/", needs(Verb.VIEW, Kind.ROUND)(rounds.round_page), name="round"),
    path(
        "rounds/<int:round_id>/copy/", needs(Verb.CREATE, Kind.ROUND)(round_changes.copy), name="round_copy"
    ),
    path("rounds/<int:round_id>/edit/", changes_rounds(round_changes.edit), name="round_edit"),
    path("rounds/<int:round_id>/quotas/", changes_rounds(round_changes.quotas), name="round_quotas"),
    path(
        "rounds/<int:round_id>/open/", needs(Verb.OPEN, Kind.ROUND)(round_changes.open_now), name="round_open"
    ),
    path(
        "rounds/<int:round_id>/close/",
        needs(Verb.CLOSE, Kind.ROUND)(round_changes.close_now),
        name="round_close",
    ),
    path("", include("xingping.web.body.assignment_urls")),
    path("centres/", lists_centres(centres.centres), name="centres"),
    path("centres/new/", needs(Verb.CREATE, Kind.CENTRE)(centres.new_centre), name="centre_new"),
    path("centres/", include("xingping.web.body.register_urls")),
    path("", include("xingping.web.body.certificate_urls")),
    path("", include("xingping.web.body.voice_urls")),
    path("", include("xingping.web.body.survey_urls")),
    path("assessors/", include("xingping.web.body.assessor_urls")),
    path("centres/<int:centre_id>/", needs(Verb.VIEW, Kind.CENTRE)(centres.centre_page), name="centre"),
    path(
        "centres/<int:centre_id>/edit/",
        needs(Verb.CHANGE, Kind.CENTRE)(centres.edit_centre),
        name="centre_edit",
    ),
    path(
        "centres/<int:centre_id>/close/", needs(Verb.CREATE, Kind.CENTRE)(centres.close), name="centre_close"
    ),
]
