"""Addresses of notices, objections, announcements, and of one case from its decision on."""

from django.urls import URLPattern, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import announcements, notices, objections, outcome

lists_notices = needs(Verb.LIST, Kind.NOTICE)
makes_notices = needs(Verb.CREATE, Kind.NOTICE)
views_case = needs(Verb.VIEW, Kind.CASE)
replies = needs(Verb.REPLY, Kind.CASE)
NOTICE, OBJECTION, CASE = "notices/<int:notice_id>/", "objections/<int:objection_id>/", "cases/<slug:number>/"

urlpatterns: list[URLPattern] = [
    path("notices/", lists_notices(notices.notices), name="notices"),
    path("rounds/<int:round_id>/notice/", makes_notices(notices.new_notice), name="notice_new"),
    path(NOTICE, lists_notices(notices.notice), name="notice"),
    path(f"{NOTICE}edit/", makes_notices(notices.edit_notice), name="notice_edit"),
    path(f"{NOTICE}notice.pdf", lists_notices(notices.preview_file), name="notice_file"),
    path(f"{NOTICE}publish/", makes_notices(notices.publish), name="notice_publish"),
    path(f"{NOTICE}drop/", makes_notices(notices.drop), name="notice_drop"),
    path(f"{NOTICE}extend/", needs(Verb.CHANGE, Kind.NOTICE)(notices.extend), name="notice_extend"),
    path("objections/", needs(Verb.HISTORY, Kind.CASE)(objections.objections), name="objections"),
    path(OBJECTION, needs(Verb.HISTORY, Kind.CASE)(objections.objection), name="objection"),
    path(f"{OBJECTION}file/", needs(Verb.HISTORY, Kind.CASE)(objections.evidence), name="objection_file"),
    path(f"{OBJECTION}take/", replies(objections.take), name="objection_take"),
    path(f"{OBJECTION}note/", replies(objections.note), name="objection_note"),
    path(f"{OBJECTION}hand-over/", replies(objections.hand_over), name="objection_hand_over"),
    path(f"{OBJECTION}reply/", replies(objections.reply), name="objection_reply"),
    path("announcements/", lists_notices(announcements.announcements), name="announcements"),
    path(
        "rounds/<int:round_id>/announcement/",
        makes_notices(announcements.new_announcement),
        name="announcement_new",
    ),
    path(
        "announcements/<int:announcement_id>/",
        lists_notices(announcements.announcement),
        name="announcement",
    ),
    path(f"{CASE}outcome/", views_case(outcome.outcome), name="outcome"),
    path(
        f"{CASE}outcome/deliver/", needs(Verb.DELIVER_NOT_AWARDED, Kind.CASE)(outcome.deliver), name="deliver"
    ),
    path(f"{CASE}appeal/", needs(Verb.DECIDE_APPEAL, Kind.CASE)(outcome.appeal), name="appeal"),
    path(f"{CASE}terminate/", needs(Verb.TERMINATE, Kind.CASE)(outcome.terminate_case), name="terminate"),
    path(f"{CASE}archive/", needs(Verb.ARCHIVE, Kind.CASE)(outcome.archive), name="archive"),
    path(f"{CASE}archive/hand-over/", views_case(outcome.hand_over), name="archive_hand_over"),
]
