"""Every address of the site, by actor."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("xingping.web.public.urls")),
]
