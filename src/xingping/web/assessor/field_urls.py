"""Addresses of the on-site page."""

from django.urls import URLPattern, URLResolver, path, re_path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import everybody, needs
from xingping.web.assessor import field

app_name = "field"

urlpatterns: list[URLPattern | URLResolver] = [
    path("assessor/field/", everybody(field.shell), name="shell"),
    path("assessor/field/manifest.webmanifest", everybody(field.manifest), name="manifest"),
    path("sw.js", everybody(field.service_worker), name="service-worker"),
    re_path(
        r"^site-photos/(?P<photo>[0-9a-f-]{36})/(?P<size>thumbnail|preview)/$",
        needs(Verb.VIEW, Kind.CASE)(field.photo),
        name="photo",
    ),
]
