"""Addresses of what everybody's workspace uses: messages, progress of jobs, the region picker."""

from django.urls import URLPattern, URLResolver, path

from xingping.web import inbox, jobs, regions
from xingping.web.access import everybody, signed_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("inbox/", signed_in(inbox.inbox), name="inbox"),
    path("inbox/read/", signed_in(inbox.read_all), name="inbox_read"),
    path("inbox/<int:message_id>/", signed_in(inbox.message), name="message"),
    path("jobs/<int:job_id>/", signed_in(jobs.page), name="job"),
    path("jobs/<int:job_id>/state/", signed_in(jobs.state), name="job_state"),
    path("regions/", everybody(regions.regions), name="regions"),
]
