"""Public addresses for what residents say, and for what is kept about people."""

from django.urls import URLPattern, URLResolver, path

from xingping.web.access import everybody
from xingping.web.public import complaint, personal_data

urlpatterns: list[URLPattern | URLResolver] = [
    path("complaint/", everybody(complaint.complaint), name="complaint"),
    path("complaint/follow/", everybody(complaint.follow_complaint), name="complaint-follow"),
    path("personal-data/", everybody(personal_data.personal_data), name="personal-data"),
]
