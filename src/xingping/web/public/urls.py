"""Addresses open to everybody."""

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from xingping.web.public import health, home, self_check, site_files, standard

app_name = "public"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("standard/", standard.overview, name="standard"),
    path("standard/<str:serial>/", standard.indicator, name="indicator"),
    path("self-check/", self_check.page, name="self-check"),
    path("language/", set_language, name="language"),
    path("healthz", health.health, name="health"),
    path("robots.txt", site_files.robots, name="robots"),
    path("manifest.webmanifest", site_files.manifest, name="manifest"),
    path("favicon.ico", site_files.favicon, name="favicon"),
]
