"""Addresses of certificates, plaques and incidents; part of the rating body's own."""

from django.urls import URLPattern, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import (
    cancellation_appeals,
    certificates,
    incidents,
    layouts,
    plaques,
    production,
    rechecks,
)

lists = needs(Verb.LIST, Kind.CERTIFICATE)
views = needs(Verb.HISTORY, Kind.CERTIFICATE)
reports = needs(Verb.INCIDENT, Kind.CERTIFICATE)
checks = needs(Verb.RECHECK, Kind.CERTIFICATE)
keeps = needs(Verb.PLAQUE, Kind.CERTIFICATE)
lays_out = needs(Verb.CHANGE, Kind.BODY)
ONE = "certificates/<int:certificate_id>/"

urlpatterns: list[URLPattern] = [
    path("certificates/", views(certificates.certificates), name="certificates"),
    path("certificates/due/", views(certificates.due), name="due"),
    path("certificates/files/", keeps(production.start), name="certificate_files"),
    path("certificates/files/<int:job_id>/", keeps(production.package), name="certificate_package"),
    path(ONE, views(certificates.certificate), name="certificate"),
    path(f"{ONE}certificate.pdf", views(certificates.certificate_pdf), name="certificate_pdf"),
    path(f"{ONE}bundle.json", views(certificates.certificate_bundle), name="certificate_bundle"),
    path(f"{ONE}pause/", needs(Verb.SUSPEND, Kind.CERTIFICATE)(certificates.pause), name="pause"),
    path(f"{ONE}incident/", reports(incidents.report), name="incident_report"),
    path(f"{ONE}plaque/", keeps(plaques.again), name="plaque_again"),
    path("plaques/", views(certificates.plaques), name="plaques"),
    path("plaques/<int:plaque_id>/artwork.pdf", views(certificates.plaque_artwork), name="plaque_artwork"),
    path("plaques/<int:plaque_id>/<slug:move>/", keeps(plaques.move), name="plaque_move"),
    path("plaque-proofs/<int:event_id>/<slug:picture>/", views(plaques.proof), name="plaque_proof"),
    path("rechecks/", views(rechecks.rechecks), name="rechecks"),
    path("rechecks/draws/<int:draw_id>/", views(rechecks.draw), name="recheck_draw"),
    path("rechecks/<int:recheck_id>/", checks(rechecks.result), name="recheck_result"),
    path(
        "rounds/<int:round_id>/recheck/",
        needs(Verb.RECHECK, Kind.ROUND)(rechecks.prepare),
        name="recheck_prepare",
    ),
    path("incidents/", views(incidents.incidents), name="incidents"),
    path("incidents/<int:incident_id>/", views(incidents.incident), name="incident"),
    path(
        "incidents/<int:incident_id>/appeal/",
        needs(Verb.CANCEL, Kind.CERTIFICATE)(cancellation_appeals.decide),
        name="cancellation_appeal",
    ),
    path("incidents/<int:incident_id>/<slug:step>/", reports(incidents.step), name="incident_step"),
    path(
        "bodies/<int:body_id>/certificate-layout/",
        lays_out(layouts.layout),
        name="certificate_layout",
    ),
    path(
        "bodies/<int:body_id>/certificate-layout/sample.pdf",
        lays_out(layouts.sample),
        name="certificate_sample",
    ),
    path("certificate-layouts/", lays_out(layouts.layouts), name="certificate_layouts"),
]
