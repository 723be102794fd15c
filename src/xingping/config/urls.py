"""Every address of the site, by actor."""

from django.urls import URLPattern, URLResolver, include, path

handler400 = "xingping.web.errors.bad_request"
handler403 = "xingping.web.errors.forbidden"
handler404 = "xingping.web.errors.not_found"
handler500 = "xingping.web.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("xingping.web.public.urls")),
    path("account/", include("xingping.web.account.urls")),
    path("people/", include("xingping.web.body.people_urls")),
    path("", include("xingping.web.shared_urls")),
]
