"""Addresses of the rating body for what residents say: complaints."""

from django.urls import URLPattern, URLResolver, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import complaint_acts, complaints

lists = needs(Verb.LIST, Kind.COMPLAINT)
handles = needs(Verb.HANDLE, Kind.COMPLAINT)
COMPLAINT = "complaints/<int:complaint_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("complaints/", needs(Verb.EXPORT, Kind.COMPLAINT)(complaints.complaints), name="complaints"),
    path(
        "complaints/new/", needs(Verb.CREATE, Kind.COMPLAINT)(complaints.new_complaint), name="complaint_new"
    ),
    path(
        "complaints/figures/",
        needs(Verb.EXPORT, Kind.COMPLAINT)(complaints.figures),
        name="complaint_figures",
    ),
    path(COMPLAINT, needs(Verb.HISTORY, Kind.COMPLAINT)(complaints.complaint_page), name="complaint"),
    path(f"{COMPLAINT}take/", needs(Verb.ASSIGN, Kind.COMPLAINT)(complaint_acts.take), name="complaint_take"),
    path(
        f"{COMPLAINT}reveal/",
        needs(Verb.REVEAL, Kind.COMPLAINT)(complaint_acts.reveal),
        name="complaint_reveal",
    ),
    path(f"{COMPLAINT}transfer.pdf", handles(complaint_acts.transfer_sheet), name="complaint_sheet"),
    path(
        f"{COMPLAINT}do/<slug:what>/",
        needs(Verb.ASSIGN, Kind.COMPLAINT)(complaint_acts.act),
        name="complaint_act",
    ),
]
