"""Addresses of the rating body for what is said about centres: complaints, opinions, media, surveys."""

from django.urls import URLPattern, URLResolver, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.body import complaint_acts, complaints, media, opinions

lists = needs(Verb.LIST, Kind.COMPLAINT)
handles = needs(Verb.HANDLE, Kind.COMPLAINT)
COMPLAINT = "complaints/<int:complaint_id>/"
OF_CASE = "cases/<slug:number>/opinions/"
OPINION = "opinions/<int:opinion_id>/"
reads = needs(Verb.EXPORT, Kind.OPINION)
invites = needs(Verb.INVITE, Kind.CASE)
decides = needs(Verb.CHANGE, Kind.OPINION)

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
    path("cases/<slug:number>/media/", needs(Verb.EXPORT, Kind.MEDIA)(media.of_case), name="case_media"),
    path("opinions/", reads(opinions.opinions), name="opinions"),
    path(OF_CASE, reads(opinions.case_opinions), name="case_opinions"),
    path(f"{OF_CASE}invite/", invites(opinions.invite), name="opinion_invite"),
    path(f"{OF_CASE}confirm/", invites(opinions.confirm), name="opinion_confirm"),
    path(f"{OF_CASE}letters.pdf", invites(opinions.letters), name="opinion_letters"),
    path(OPINION, reads(opinions.opinion), name="opinion"),
    path(f"{OPINION}link/", decides(opinions.renew), name="opinion_renew"),
    path(f"{OPINION}withdraw/", decides(opinions.withdraw), name="opinion_withdraw"),
    path(f"{OPINION}exclude/", decides(opinions.exclude), name="opinion_exclude"),
]
