"""Addresses of applicants (申报单位)."""

from django.urls import URLPattern, URLResolver, include, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.centre import (
    application,
    cancellation_appeal,
    case,
    certificates,
    check,
    documents,
    home,
    outcome,
    record,
    result,
    team,
    workbook_in,
    workspace,
)

app_name = "centre"
fills = needs(Verb.FILL, Kind.CASE)
keeps = needs(Verb.CHANGE, Kind.CENTRE)
CASE = "cases/<slug:number>/"
CERTIFICATE = "certificates/<int:certificate_id>/"
renews = needs(Verb.RENEW, Kind.CERTIFICATE)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", fills(home.home), name="home"),
    path("centres/<int:centre_id>/", keeps(record.record), name="record"),
    path("centres/<int:centre_id>/edit/", keeps(record.edit), name="record-edit"),
    path("centres/<int:centre_id>/facts/", keeps(record.add_fact), name="record-fact"),
    path("", include("xingping.web.centre.voice_urls")),
    path("", include("xingping.web.centre.plan_urls")),
    path("apply/", needs(Verb.SUBMIT, Kind.CASE)(application.start), name="start"),
    path(CASE, fills(case.page), name="case"),
    path(f"{CASE}withdraw/", needs(Verb.WITHDRAW, Kind.CASE)(case.withdraw), name="withdraw"),
    path(f"{CASE}outcome/", fills(outcome.outcome), name="outcome"),
    path(f"{CASE}outcome/appeal/", needs(Verb.APPEAL, Kind.CASE)(outcome.appeal), name="appeal"),
    path(f"{CASE}outcome/statement/", needs(Verb.SPEAK, Kind.CASE)(outcome.statement), name="statement"),
    path(f"{CASE}outcome/reply/", needs(Verb.SPEAK, Kind.CASE)(outcome.public_reply), name="public-reply"),
    path(f"{CASE}team/", needs(Verb.RECUSE, Kind.CASE)(team.team), name="team"),
    path(f"{CASE}form/", fills(application.form), name="form"),
    path(f"{CASE}form/<slug:kind>/", fills(application.scan), name="scan"),
    path(f"{CASE}form.pdf", fills(documents.form), name="print-form"),
    path(f"{CASE}pledge.pdf", fills(documents.pledge), name="print-pledge"),
    path(f"{CASE}report.pdf", fills(documents.report), name="report"),
    path(f"{CASE}workbook.xlsx", fills(documents.workbook), name="workbook-file"),
    path(f"{CASE}workbook/", fills(workbook_in.workbook), name="workbook"),
    path(f"{CASE}workbook/take-over/", fills(workbook_in.take_over), name="take-over"),
    path(f"{CASE}self-assessment/", fills(workspace.page), name="self-assessment"),
    path(f"{CASE}self-assessment/compute", fills(workspace.compute), name="compute"),
    path(f"{CASE}self-assessment/way", fills(workspace.way), name="way"),
    path(f"{CASE}result/", needs(Verb.ANSWER, Kind.CASE)(result.result), name="result"),
    path(f"{CASE}check/", needs(Verb.SUBMIT, Kind.CASE)(check.check), name="check"),
    path("certificates/", renews(certificates.certificates), name="certificates"),
    path(CERTIFICATE, renews(certificates.certificate), name="certificate"),
    path(f"{CERTIFICATE}certificate.pdf", renews(certificates.certificate_pdf), name="certificate_pdf"),
    path(f"{CERTIFICATE}bundle.json", renews(certificates.bundle), name="bundle"),
    path(f"{CERTIFICATE}renew/", renews(certificates.renew), name="renew"),
    path(
        f"{CERTIFICATE}incidents/<int:incident_id>/",
        needs(Verb.STATE, Kind.CERTIFICATE)(certificates.statement),
        name="statement",
    ),
    path(
        f"{CERTIFICATE}incidents/<int:incident_id>/appeal/",
        needs(Verb.STATE, Kind.CERTIFICATE)(cancellation_appeal.appeal),
        name="cancellation-appeal",
    ),
]
