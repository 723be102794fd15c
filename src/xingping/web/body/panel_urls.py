"""Addresses of officers from locked sheets to a delivered draft result: result, meetings, vote, feedback."""

from django.urls import URLPattern, URLResolver, path, re_path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import feedback, meetings, panel_case, result

views_case = needs(Verb.VIEW, Kind.CASE)
runs_vote = needs(Verb.PREPARE_VOTE, Kind.CASE)
changes_meeting = needs(Verb.CHANGE, Kind.MEETING)
CASE = "cases/<slug:number>/"
MEETING = "meetings/<int:meeting_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{CASE}result/", views_case(result.result), name="result"),
    path(f"{CASE}reconcile/", needs(Verb.OPEN_RECONCILIATION, Kind.CASE)(result.reconcile), name="reconcile"),
    path(f"{CASE}to-panel/", needs(Verb.TO_PANEL, Kind.CASE)(result.hand_over), name="to_panel"),
    path(f"{CASE}feedback/", views_case(feedback.feedback), name="feedback"),
    path(
        f"{CASE}feedback/refuse/",
        needs(Verb.CORRECT_FACTS, Kind.CASE)(feedback.refuse_named),
        name="feedback_refuse",
    ),
    path(f"{CASE}panel/", views_case(panel_case.panel_case), name="panel_case"),
    path(f"{CASE}panel/correct/", runs_vote(panel_case.correct), name="panel_correct"),
    path(f"{CASE}panel/recuse/", runs_vote(panel_case.recuse), name="panel_recuse"),
    path(f"{CASE}panel/vote/", runs_vote(panel_case.vote), name="panel_vote"),
    path(f"{CASE}panel/back/", needs(Verb.SEND_BACK, Kind.CASE)(panel_case.back), name="panel_back"),
    path(f"{CASE}panel/decide/", needs(Verb.DECIDE, Kind.CASE)(panel_case.conclude), name="panel_decide"),
    path("meetings/", needs(Verb.LIST, Kind.MEETING)(meetings.meetings), name="meetings"),
    path("meetings/new/", needs(Verb.CREATE, Kind.MEETING)(meetings.new_meeting), name="meeting_new"),
    path(MEETING, needs(Verb.VIEW, Kind.MEETING)(meetings.meeting), name="meeting"),
    path(f"{MEETING}add/<slug:number>/", changes_meeting(meetings.add_case), name="meeting_add"),
    path(f"{MEETING}members/", changes_meeting(meetings.add_member), name="meeting_member"),
    path(f"{MEETING}close/", needs(Verb.CLOSE, Kind.MEETING)(meetings.close), name="meeting_close"),
    re_path(
        r"^meetings/(?P<meeting_id>[0-9]{1,18})/minutes\.(?P<suffix>pdf|docx)$",
        needs(Verb.EXPORT, Kind.MEETING)(meetings.minutes),
        name="minutes",
    ),
    path(f"{MEETING}minutes/scan/", needs(Verb.EXPORT, Kind.MEETING)(meetings.scan), name="minutes_scan"),
]
