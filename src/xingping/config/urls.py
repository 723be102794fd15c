"""Every address of the site, by actor."""

from django.urls import URLPattern, URLResolver, include, path

from xingping.api.docs_page import docs
from xingping.api.main import api
from xingping.web.access import everybody

handler400 = "xingping.web.errors.bad_request"
handler403 = "xingping.web.errors.forbidden"
handler404 = "xingping.web.errors.not_found"
handler500 = "xingping.web.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("xingping.web.public.urls")),
    path("", include("xingping.web.assessor.field_urls")),
    path("account/", include("xingping.web.account.urls")),
    path("people/", include("xingping.web.body.people_urls")),
    path("office/", include("xingping.web.body.urls")),
    path("audit/", include("xingping.web.body.audit_urls")),
    path("scenarios/", include("xingping.web.supervisor.urls")),
    path("recommend/", include("xingping.web.recommender.urls")),
    path("assessor/", include("xingping.web.assessor.urls")),
    path("panel/", include("xingping.web.panel.urls")),
    path("centre/", include("xingping.web.centre.urls")),
    path("assessor/", include("xingping.web.assessor.conflict_urls")),
    path("api/", everybody(docs), name="api-docs"),
    path("api/v1/", api.urls),
    path("", include("xingping.web.shared_urls")),
]
