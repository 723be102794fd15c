"""Addresses of assessors (评定专家): their cases, scoring, locking, reconciliation, paper."""

from django.urls import URLPattern, URLResolver, path

from xingping.rating.verbs import Kind, Verb
from xingping.web.access import needs
from xingping.web.assessor import correcting, home, locking, opinions, paper, paper_in, reconciling, scoring

app_name = "assessor"
scores = needs(Verb.SCORE, Kind.CASE)
CASE = "cases/<slug:number>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", scores(home.home), name="home"),
    path(CASE, scores(home.case_page), name="case"),
    path(f"{CASE}score/", scores(scoring.page), name="score"),
    path(f"{CASE}lock/", scores(locking.lock), name="lock"),
    path(f"{CASE}correct/", scores(correcting.correct), name="correct"),
    path(f"{CASE}reconcile/", needs(Verb.RECONCILE, Kind.CASE)(reconciling.reconcile), name="reconcile"),
    path(f"{CASE}opinions/", scores(opinions.page), name="opinions"),
    path(f"{CASE}paper/", scores(paper_in.paper), name="paper"),
    path(f"{CASE}paper/take-over/", scores(paper_in.take_over), name="paper-take-over"),
    path(f"{CASE}paper.pdf", scores(paper.blank), name="paper-blank"),
    path(f"{CASE}paper.xlsx", scores(paper.workbook), name="paper-workbook"),
]
