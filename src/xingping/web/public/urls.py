"""Addresses open to everybody."""

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from xingping.web.access import everybody
from xingping.web.public import (
    about,
    badge,
    centre_page,
    health,
    open_data,
    search,
    self_check,
    self_check_files,
    site_files,
    standard,
    verification,
)

app_name = "public"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", everybody(search.home), name="home"),
    path("about/", everybody(about.about), name="about"),
    path("region/<str:prefix>/", everybody(search.region), name="region"),
    path("search/suggest/", everybody(search.suggestions), name="suggestions"),
    path("centres/<int:centre_id>/", everybody(centre_page.centre), name="centre"),
    path("compare/", everybody(centre_page.compare), name="compare"),
    path("open-data/", everybody(open_data.page), name="open-data"),
    path("open-data/<str:day>/", everybody(open_data.page), name="open-data-day"),
    path("open-data/<str:day>/<str:file_name>", everybody(open_data.file), name="open-data-file"),
    path("badge/<str:certificate_token>.svg", everybody(badge.picture), name="badge"),
    path("badge/<str:certificate_token>/", everybody(badge.page), name="badge-page"),
    path("standard/", everybody(standard.overview), name="standard"),
    path("standard/workbook.xlsx", everybody(self_check_files.blank_workbook), name="blank-workbook"),
    path("standard/<str:serial>/", everybody(standard.indicator), name="indicator"),
    path("self-check/", everybody(self_check.page), name="self-check"),
    path("self-check/compute", everybody(self_check.compute), name="self-check-compute"),
    path("self-check/way", everybody(self_check.way), name="self-check-way"),
    path("self-check/workbook", everybody(self_check_files.workbook), name="self-check-workbook"),
    path("self-check/report", everybody(self_check_files.report), name="self-check-report"),
    path("self-check/upload/", everybody(self_check_files.upload), name="self-check-upload"),
    path("notice/", include("xingping.web.public.notice_urls")),
    path("v/", everybody(verification.look_up), name="look-up"),
    path("v/<str:certificate_token>.json", everybody(verification.certificate_json), name="credential"),
    path("v/<str:certificate_token>.jwt", everybody(verification.certificate_jwt), name="credential-jwt"),
    path("v/<str:certificate_token>/bundle.json", everybody(verification.public_bundle), name="bundle"),
    path("v/<str:certificate_token>", everybody(verification.verification), name="verification"),
    path("issuers/<int:issuer_id>", everybody(verification.issuer), name="issuer"),
    path("issuers/<int:issuer_id>/status/<int:page>", everybody(verification.statuses), name="status-list"),
    path(
        "issuers/<int:issuer_id>/achievement/<int:stars>",
        everybody(verification.achievement),
        name="achievement",
    ),
    path("", include("xingping.web.public.voice_urls")),
    path("language/", everybody(csrf_exempt(set_language)), name="language"),
    path("healthz", everybody(health.health), name="health"),
    path("robots.txt", everybody(site_files.robots), name="robots"),
    path("manifest.webmanifest", everybody(site_files.manifest), name="manifest"),
    path("favicon.ico", everybody(site_files.favicon), name="favicon"),
]
