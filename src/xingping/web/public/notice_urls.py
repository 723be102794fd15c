"""Addresses of public notices and announcements."""

from django.urls import URLPattern, path

from xingping.web.access import everybody
from xingping.web.public import notices

PLACE = "<int:notice_id>/"
urlpatterns: list[URLPattern] = [
    path("", everybody(notices.notices), name="notices"),
    path("receipt/", everybody(notices.receipt), name="objection-receipt"),
    path("announcements/", everybody(notices.announcements), name="announcements"),
    path("announcements/<int:announcement_id>/", everybody(notices.announcement), name="announcement"),
    path(
        "announcements/<int:announcement_id>/announcement.pdf",
        everybody(notices.announcement_as_file),
        name="announcement-file",
    ),
    path(PLACE, everybody(notices.notice), name="notice"),
    path(f"{PLACE}notice.pdf", everybody(notices.notice_as_file), name="notice-file"),
    path(f"{PLACE}<int:listed_id>/", everybody(notices.notice_place), name="notice-place"),
]
