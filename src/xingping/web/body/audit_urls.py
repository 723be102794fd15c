"""Addresses of the audit log."""

from django.urls import URLPattern, URLResolver, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import audit

app_name = "auditor"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", needs(Verb.LIST, Kind.AUDIT)(audit.entries), name="home"),
    path("verify/", needs(Verb.VERIFY, Kind.AUDIT)(audit.verify), name="verify"),
    path("<int:entry_id>/", needs(Verb.VIEW, Kind.AUDIT)(audit.entry), name="entry"),
]
