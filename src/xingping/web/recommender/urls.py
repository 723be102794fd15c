"""Addresses of recommending units."""

from django.urls import URLPattern, URLResolver, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.recommender import deciding, pages

app_name = "recommender"
lists = needs(Verb.LIST, Kind.CASE)
forwards = needs(Verb.FORWARD, Kind.CASE)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists(pages.home), name="home"),
    path("rounds/<int:round_id>/<slug:unit>/", lists(pages.queue), name="queue"),
    path("rounds/<int:round_id>/<slug:unit>/order/", needs(Verb.RANK, Kind.CASE)(pages.order), name="order"),
    path("cases/<slug:number>/", needs(Verb.VIEW, Kind.CASE)(pages.case_page), name="case"),
    path("cases/<slug:number>/forward/", forwards(deciding.forward_case), name="forward"),
    path("cases/<slug:number>/return/", needs(Verb.RETURN, Kind.CASE)(deciding.return_case), name="return"),
]
