"""Addresses of what everybody's workspace uses: messages, progress of jobs, the region picker."""

from django.urls import URLPattern, URLResolver, path, re_path

from xingping.rating.verbs import Kind, Verb
from xingping.web import bundles, case_address, inbox, jobs, profile, regions, stored_files
from xingping.web.access import everybody, needs, signed_in
from xingping.web.centre import outcome

views_case = needs(Verb.VIEW, Kind.CASE)

urlpatterns: list[URLPattern | URLResolver] = [
    path("inbox/", signed_in(inbox.inbox), name="inbox"),
    path("inbox/read/", signed_in(inbox.read_all), name="inbox_read"),
    path("inbox/<int:message_id>/", signed_in(inbox.message), name="message"),
    path("jobs/<int:job_id>/", signed_in(jobs.page), name="job"),
    path("jobs/<int:job_id>/state/", signed_in(jobs.state), name="job_state"),
    path("cases/<slug:number>/", needs(Verb.VIEW, Kind.CASE)(case_address.case_address), name="case"),
    path("evidence/<int:version_id>/file/", views_case(stored_files.evidence_file), name="evidence-file"),
    re_path(
        r"^evidence/(?P<version_id>[0-9]{1,18})/(?P<size>thumbnail|preview)/$",
        views_case(stored_files.evidence_picture),
        name="evidence-picture",
    ),
    path("case-files/<int:file_id>/", views_case(stored_files.case_file), name="case-file"),
    path(
        "centres/<int:centre_id>/profile/",
        needs(Verb.CHANGE, Kind.CENTRE)(profile.profile),
        name="centre-profile",
    ),
    path(
        "media/<int:report_id>/<slug:part>/",
        needs(Verb.VIEW, Kind.MEDIA)(stored_files.media_file),
        name="media-file",
    ),
    path("cases/<slug:number>/bundle.json", views_case(bundles.case_bundle), name="case-bundle"),
    path("letters/<int:letter_id>.pdf", views_case(outcome.letter), name="letter"),
    path("regions/", everybody(regions.regions), name="regions"),
]
